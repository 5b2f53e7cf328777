"""ON a deployment of the stack: puts the web's files into its bucket, and takes them out when the stack is deleted."""

import json
import mimetypes
import urllib.request
from pathlib import Path
from typing import Any

from connextlive.aws import client
from connextlive.runtime import started

FILES = Path(__file__).with_name("web")  # a link to web/dist, which a build copies into the function's package
# The pages learn here where the API is, because it has an address of its own.
API_URL = '<meta name="api-url" content="{}">'
# A file in assets/ has a hash of its content in its name; everything else is asked for anew.
FOREVER, ANEW = "public, max-age=31536000, immutable", "no-cache"


def handler(event: dict[str, Any], context: Any) -> None:
    """CloudFormation waits for an answer. A deletion never fails: what cannot be emptied must not keep a stack."""
    properties = event["ResourceProperties"]
    try:
        if event["RequestType"] == "Delete":
            _empty(properties["Bucket"], keep=set())
        else:
            _publish(properties["Bucket"], properties["ApiUrl"])
    except Exception as error:
        print(json.dumps({"level": "ERROR", "message": "The web's files", "error": repr(error)}))
        failed = event["RequestType"] != "Delete"
        return _answer(event, "FAILED" if failed else "SUCCESS", f"{error!r}, see {context.log_stream_name}")
    return _answer(event, "SUCCESS", "")


def _publish(bucket: str, api_url: str) -> None:
    """Pages last: whoever gets the new one finds what it names."""
    names = [str(path.relative_to(FILES)) for path in FILES.rglob("*") if path.is_file()]
    for name in sorted(names, key=lambda name: name.endswith(".html")):
        content = (FILES / name).read_bytes()
        if name.endswith(".html"):
            content = content.replace(API_URL.format("").encode(), API_URL.format(api_url).encode())
        client("s3").put_object(
            Bucket=bucket, Key=name, Body=content, ContentType=content_type(name), CacheControl=cache_control(name)
        )
    _empty(bucket, keep=set(names))


def _empty(bucket: str, keep: set[str]) -> None:
    s3 = client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    for key in [found["Key"] for page in pages for found in page.get("Contents", [])]:
        if key not in keep:
            s3.delete_object(Bucket=bucket, Key=key)


def content_type(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def cache_control(name: str) -> str:
    return FOREVER if Path(name).parent.name == "assets" else ANEW


def _answer(event: dict[str, Any], status: str, reason: str) -> None:
    answer = {
        "Status": status,
        "Reason": reason,
        # Always the same, or CloudFormation would take an update for a new resource and delete the old one's files.
        "PhysicalResourceId": "web",
        **{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")},
    }
    url, body = event["ResponseURL"], json.dumps(answer).encode()
    request = urllib.request.Request(url, body, {"Content-Type": ""}, method="PUT")  # noqa: S310 - CloudFormation's own
    with urllib.request.urlopen(request, timeout=10):  # noqa: S310
        pass


started(handler)
