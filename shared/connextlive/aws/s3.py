"""Files in the private bucket. Links and forms to it are signed here, without a call."""

import os
import time
from typing import Any, cast
from urllib.parse import quote

from botocore.exceptions import ClientError

from connextlive.aws import clients, sigv4
from connextlive.core.ids import timestamp

BUCKET = os.environ.get("BUCKET_NAME", "connextlive")
LINK_LIVES = 3600  # seconds
UPLOAD_LIVES = 900
PENDING = "<Tagging><TagSet><Tag><Key>state</Key><Value>pending</Value></Tag></TagSet></Tagging>"


def _url() -> str:
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    return f"{endpoint}/{BUCKET}" if endpoint else f"https://{BUCKET}.s3.{clients.region()}.amazonaws.com"


def download_url(key: str, file_name: str, mime_type: str) -> tuple[str, str]:
    """A link that works for an hour, and until when: shows pictures and pages (of which only ours are stored under
    that type), saves everything else, under its own name."""
    shown = "inline" if mime_type.startswith(("image/", "text/html")) else "attachment"
    ascii_name = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in file_name)
    disposition = f"{shown}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(file_name, safe='')}"
    asked = {"response-content-disposition": disposition, "response-content-type": mime_type}
    return sigv4.link(f"{_url()}/{quote(key)}", asked, LINK_LIVES), timestamp(time.time() + LINK_LIVES)


def picture_url(key: str) -> str:
    """A link that works for an hour, to what was let in under a picture's type and is served under that."""
    return sigv4.link(f"{_url()}/{quote(key)}", {}, LINK_LIVES)


def upload_form(key: str, mime_type: str, size: int, is_pending: bool = True) -> dict[str, Any]:
    """`{url, fields, expires_at}` of a form that lets exactly this file in: this key, this type, at most this size.
    What is pending is tagged so, and the bucket's lifecycle removes it unless `keep` is called within a day."""
    expires_at = timestamp(time.time() + UPLOAD_LIVES)
    fields = {"key": key, "Content-Type": mime_type} | ({"tagging": PENDING} if is_pending else {})
    exactly = [{name: value} for name, value in fields.items()]
    conditions = [{"bucket": BUCKET}, *exactly, ["content-length-range", 1, size]]
    return {"url": _url(), "fields": sigv4.form(fields, f"{expires_at[:19]}Z", conditions), "expires_at": expires_at}


def exists(key: str) -> bool:
    """Whether the file has arrived."""
    try:
        clients.client("s3").head_object(Bucket=BUCKET, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            return False
        raise
    return True


def read(key: str) -> bytes | None:
    """A file's content, or None when it never arrived."""
    try:
        body = clients.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"]
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            return None
        raise
    return cast("bytes", body.read())


def write(key: str, content: bytes, mime_type: str) -> None:
    clients.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content, ContentType=mime_type)


def keep(key: str) -> None:
    """Takes the pending tag off an upload, so that it stays."""
    clients.client("s3").delete_object_tagging(Bucket=BUCKET, Key=key)


def delete_under(prefix: str) -> int:
    """Deletes every file whose key begins with the prefix, and says how many they were."""
    deleted = 0
    for page in clients.client("s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix):
        keys = [item["Key"] for item in page.get("Contents", [])]
        delete(keys)
        deleted += len(keys)
    return deleted


def delete(keys: list[str]) -> None:
    """Deletes files by their keys, a thousand a call; a key that is gone already is fine, one that stays is not."""
    for start in range(0, len(keys), 1000):
        batch = [{"Key": key} for key in keys[start : start + 1000]]
        answer = clients.client("s3").delete_objects(Bucket=BUCKET, Delete={"Objects": batch, "Quiet": True})
        if answer.get("Errors"):
            raise RuntimeError(f"{len(answer['Errors'])} files were not deleted")
