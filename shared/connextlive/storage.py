"""Files in the private bucket. Signing needs no client and no call: botocore's signers work on the credentials
alone."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import quote

from botocore.auth import S3SigV4PostAuth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, NoCredentialsError

from connextlive import aws
from connextlive.ids import timestamp

BUCKET = os.environ.get("BUCKET_NAME", "connextlive")
LINK_LIVES = 3600  # seconds
UPLOAD_LIVES = 900
PENDING = "<Tagging><TagSet><Tag><Key>state</Key><Value>pending</Value></Tag></TagSet></Tagging>"


def _url() -> str:
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    return f"{endpoint}/{BUCKET}" if endpoint else f"https://{BUCKET}.s3.{aws.region()}.amazonaws.com"


def _credentials() -> Credentials:
    credentials = aws.session().get_credentials()
    if credentials is None:
        raise NoCredentialsError
    return credentials


def download_url(key: str, file_name: str, mime_type: str) -> tuple[str, str]:
    """A link that works for an hour, and until when: shows pictures and pages (of which only ours are stored under
    that type), saves everything else, under its own name."""
    shown = "inline" if mime_type.startswith(("image/", "text/html")) else "attachment"
    ascii_name = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in file_name)
    disposition = f"{shown}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(file_name, safe='')}"
    request = AWSRequest(
        "GET",
        f"{_url()}/{quote(key)}",
        params={"response-content-disposition": disposition, "response-content-type": mime_type},
    )
    S3SigV4QueryAuth(_credentials(), "s3", aws.region(), expires=LINK_LIVES).add_auth(request)
    expires = datetime.now(UTC) + timedelta(seconds=LINK_LIVES)
    return request.prepare().url, timestamp(expires.timestamp())


def upload_form(key: str, mime_type: str, size: int, is_pending: bool = True) -> dict[str, Any]:
    """`{url, fields, expires_at}` of a form that lets exactly this file in: this key, this type, at most this size.
    What is pending is tagged so, and the bucket's lifecycle removes it unless `keep` is called within a day."""
    expires = datetime.now(UTC) + timedelta(seconds=UPLOAD_LIVES)
    fields = {"key": key, "Content-Type": mime_type} | ({"tagging": PENDING} if is_pending else {})
    exactly = [{name: value} for name, value in fields.items()]
    policy = {
        "expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "conditions": [{"bucket": BUCKET}, *exactly, ["content-length-range", 1, size]],
    }
    request = AWSRequest("POST", _url())
    request.context["s3-presign-post-fields"] = fields
    request.context["s3-presign-post-policy"] = policy
    S3SigV4PostAuth(_credentials(), "s3", aws.region()).add_auth(request)
    return {"url": _url(), "fields": fields, "expires_at": timestamp(expires.timestamp())}


def read(key: str) -> bytes | None:
    """A file's content, or None when it never arrived."""
    try:
        body = aws.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"]
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            return None
        raise
    return cast("bytes", body.read())


def write(key: str, content: bytes, mime_type: str) -> None:
    aws.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content, ContentType=mime_type)


def keep(key: str) -> None:
    """Takes the pending tag off an upload, so that it stays."""
    aws.client("s3").delete_object_tagging(Bucket=BUCKET, Key=key)


def delete_under(prefix: str) -> int:
    """Deletes every file whose key begins with the prefix, and says how many they were."""
    deleted = 0
    for page in aws.client("s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix):
        keys = [item["Key"] for item in page.get("Contents", [])]
        delete(keys)
        deleted += len(keys)
    return deleted


def delete(keys: list[str]) -> None:
    """Deletes files by their keys, a thousand a call; a key that is gone already is fine, one that stays is not."""
    for start in range(0, len(keys), 1000):
        batch = [{"Key": key} for key in keys[start : start + 1000]]
        answer = aws.client("s3").delete_objects(Bucket=BUCKET, Delete={"Objects": batch, "Quiet": True})
        if answer.get("Errors"):
            raise RuntimeError(f"{len(answer['Errors'])} files were not deleted")
