"""The floor: the standard library, SigV4 by hand, one TLS connection kept."""

import hashlib
import hmac
import http.client
import json
import os
import ssl
import time
from typing import Any
from urllib.parse import urlsplit

from calls import handle

ENDPOINT = urlsplit(os.environ["AWS_ENDPOINT_URL"])
REGION = os.environ["AWS_REGION"]
KEY, SECRET = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
TOKEN = os.environ["AWS_SESSION_TOKEN"]
SIGNED = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"

connection = http.client.HTTPSConnection(
    ENDPOINT.hostname or "", ENDPOINT.port, context=ssl.create_default_context(cafile=os.environ["ROOTS"])
)


def call(operation: str, request: dict[str, Any]) -> Any:
    """One signed call of DynamoDB."""
    body = json.dumps(request).encode()
    connection.request("POST", "/", body, _signed(f"DynamoDB_20120810.{operation}", body))
    response = connection.getresponse()
    answer = json.loads(response.read())
    if response.status != 200:
        raise RuntimeError(answer)
    return answer


def _signed(target: str, body: bytes) -> dict[str, str]:
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "host": ENDPOINT.netloc,
        "x-amz-date": now,
        "x-amz-security-token": TOKEN,
        "x-amz-target": target,
    }
    listed = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"POST\n/\n\n{listed}\n{SIGNED}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{now[:8]}/{REGION}/dynamodb/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{SECRET}".encode()
    for part in (now[:8], REGION, "dynamodb", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    credential = f"Credential={KEY}/{scope}, SignedHeaders={SIGNED}, Signature={signature}"
    return headers | {"authorization": f"AWS4-HMAC-SHA256 {credential}"}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return handle(event, call)
