"""ON a deployment of the stack: uploads the web files to their bucket, and deletes them with the stack."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from connextlive.aws import website
from connextlive.lambdas.start import started

FILES = Path(__file__).with_name("web")  # a link to web/dist, which a build copies into the function's package


def handler(event: dict[str, Any], context: Any) -> None:
    """CloudFormation waits for an answer. A deletion never fails: what cannot be emptied must not keep a stack."""
    properties = event["ResourceProperties"]
    try:
        if event["RequestType"] == "Delete":
            website.empty(properties["Bucket"])
        else:
            website.publish(FILES, properties["Bucket"], properties["ApiUrl"])
    except Exception as error:
        print(json.dumps({"level": "ERROR", "message": "The web's files", "error": repr(error)}))
        failed = event["RequestType"] != "Delete"
        return _answer(event, "FAILED" if failed else "SUCCESS", f"{error!r}, see {context.log_stream_name}")
    return _answer(event, "SUCCESS", "")


def _answer(event: dict[str, Any], status: str, reason: str) -> None:
    answer = {
        "Status": status,
        "Reason": reason,
        # Always the same, or CloudFormation would take an update for a new resource and delete the old one's files.
        "PhysicalResourceId": "web",
        **{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")},
    }
    url, body = event["ResponseURL"], json.dumps(answer).encode()
    request = urllib.request.Request(url, body, {"Content-Type": ""}, method="PUT")  # noqa: S310  # CloudFormation's own
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  # the same


started(handler)
