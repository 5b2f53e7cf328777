"""ON a deployment of the stack: checks that functions can import their layer, uploads the web files to their bucket,
and deletes them with the stack."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive.aws import website

FILES = Path(__file__).with_name("web")  # a link to web/dist; the build copies its files


def handler(event: dict[str, Any], context: Any) -> None:
    """CloudFormation waits for the response. A deletion never fails: files that cannot be deleted must not block it."""
    properties = event["ResourceProperties"]
    try:
        if event["RequestType"] == "Delete":
            website.empty(properties["Bucket"])
        else:
            _check_layer()
            website.publish(FILES, properties["Bucket"])
    except Exception as error:
        print(json.dumps({"level": "ERROR", "message": "The web's files", "error": repr(error)}))
        failed = event["RequestType"] != "Delete"
        return _answer(event, "FAILED" if failed else "SUCCESS", f"{error!r}, see {context.log_stream_name}")
    return _answer(event, "SUCCESS", "")


def _check_layer() -> None:
    """Fails the deployment before it fails every request."""
    try:
        import pydantic_core  # noqa: F401  # whether it loads is all that is asked
    except ImportError as error:
        raise RuntimeError("The layers are not built for the processor in the parameter Architecture") from error


def _answer(event: dict[str, Any], status: str, reason: str) -> None:
    answer = {
        "Status": status,
        "Reason": reason,
        # Constant, or CloudFormation would treat an update as a replacement and delete the old resource's files.
        "PhysicalResourceId": "web",
        **{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")},
    }
    url, body = event["ResponseURL"], json.dumps(answer).encode()
    request = urllib.request.Request(url, body, {"Content-Type": ""}, method="PUT")  # noqa: S310  # CloudFormation's own
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  # the same


finish_start(handler)
