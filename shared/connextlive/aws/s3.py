"""Files in the private bucket. Presigned links and forms are computed locally, without a call."""

import time
from collections.abc import Iterator
from math import inf
from typing import IO, TYPE_CHECKING, TypedDict, cast

from botocore.exceptions import ClientError

from connextlive.aws import clients, sigv4
from connextlive.core.environment import environment
from connextlive.core.ids import timestamp

if TYPE_CHECKING:

    class UploadForm(TypedDict):
        """Where a form is sent, with which fields before the file, and until when."""

        url: str
        fields: dict[str, str]
        expires_at: str


BUCKET = environment.bucket_name
LINK_LIVES = 3600  # seconds
UPLOAD_LIVES = 900
FOR_A_WEEK = "state=for-a-week"
PENDING = "<Tagging><TagSet><Tag><Key>state</Key><Value>pending</Value></Tag></TagSet></Tagging>"


def _url() -> str:
    endpoint = environment.aws_endpoint_url
    return f"{endpoint}/{BUCKET}" if endpoint else f"https://{BUCKET}.s3.{clients.region()}.amazonaws.com"


def download_url(key: str, file_name: str, mime_type: str) -> tuple[str, str]:
    """A link that is valid for an hour, and its expiry. Pictures and our own pages are shown inline; everything else is
    downloaded under its own name."""
    shown = "inline" if mime_type.startswith(("image/", "text/html")) else "attachment"
    ascii_name = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in file_name)
    disposition = f"{shown}; filename=\"{ascii_name}\"; filename*=UTF-8''{sigv4.quote(file_name, safe='')}"
    asked = {"response-content-disposition": disposition, "response-content-type": mime_type}
    return sigv4.link(f"{_url()}/{sigv4.quote(key)}", asked, LINK_LIVES), timestamp(time.time() + LINK_LIVES)


def picture_url(key: str) -> str:
    """A link that is valid for an hour to a picture, served as the type that it is stored with."""
    return sigv4.link(f"{_url()}/{sigv4.quote(key)}", {}, LINK_LIVES)


def upload_form(key: str, mime_type: str, size: int) -> "UploadForm":
    """A form that accepts exactly this file: this key, this type, at most this size, as
    often as it is used until it expires. The upload is tagged as pending, and the bucket's lifecycle deletes it after a
    day: what is to stay is validated and written under another key."""
    expires_at = timestamp(time.time() + UPLOAD_LIVES)
    fields = {"key": key, "Content-Type": mime_type, "tagging": PENDING}
    exactly = [{name: value} for name, value in fields.items()]
    conditions = [{"bucket": BUCKET}, *exactly, ["content-length-range", 1, size]]
    return {"url": _url(), "fields": sigv4.form(fields, f"{expires_at[:19]}Z", conditions), "expires_at": expires_at}


def read(key: str) -> bytes | None:
    """A file's content, or None if it was never uploaded."""
    try:
        body = clients.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"]
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            return None
        raise
    return cast("bytes", body.read())


def write(key: str, content: bytes, mime_type: str) -> None:
    clients.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content, ContentType=mime_type)


def write_for_a_week(key: str, content: IO[bytes] | bytes, mime_type: str) -> None:
    """Writes a file, which need not be in memory, tagged for the bucket's lifecycle to delete it after a week."""
    clients.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content, ContentType=mime_type, Tagging=FOR_A_WEEK)


def begin_for_a_week(key: str, mime_type: str) -> str:
    """Begins a file that is written in parts, of 5 MB at least but for the last; returns the upload's ID. One that is
    not finished is deleted after a day."""
    answer = clients.client("s3").create_multipart_upload(
        Bucket=BUCKET, Key=key, ContentType=mime_type, Tagging=FOR_A_WEEK
    )
    return cast("str", answer["UploadId"])


def write_part(key: str, upload_id: str, number: int, content: bytes) -> str:
    """Writes a part, from 1 on; returns its tag."""
    answer = clients.client("s3").upload_part(
        Bucket=BUCKET, Key=key, UploadId=upload_id, PartNumber=number, Body=content
    )
    return cast("str", answer["ETag"])


def finish_parts(key: str, upload_id: str, tags: list[str]) -> None:
    """Makes a file of its parts."""
    parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
    clients.client("s3").complete_multipart_upload(
        Bucket=BUCKET, Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts}
    )


def keys_under(prefix: str, after: str | None = None) -> Iterator[str]:
    """Keys with the prefix in their order; with `after`, those behind it."""
    more = {"StartAfter": after} if after else {}
    for page in clients.client("s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix, **more):
        yield from (item["Key"] for item in page.get("Contents", []))


def delete_under(prefix: str, until: float = inf) -> tuple[int, bool]:
    """Deletes files under the key prefix, a thousand at a time, until none is left or that time of the monotonic clock.
    Returns their number, and whether none is left."""
    deleted = 0
    for page in clients.client("s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix):
        keys = [item["Key"] for item in page.get("Contents", [])]
        delete(keys)
        deleted += len(keys)
        if page.get("IsTruncated") and time.monotonic() > until:
            return deleted, False
    return deleted, True


def delete(keys: list[str]) -> None:
    """Deletes files by key, a thousand per call. Keys that do not exist are ignored; files that cannot be deleted are
    an error."""
    for start in range(0, len(keys), 1000):
        batch = [{"Key": key} for key in keys[start : start + 1000]]
        answer = clients.client("s3").delete_objects(Bucket=BUCKET, Delete={"Objects": batch, "Quiet": True})
        if answer.get("Errors"):
            raise RuntimeError(f"{len(answer['Errors'])} files were not deleted")
