"""The web files in their bucket: media types and caching."""

import mimetypes
from collections.abc import Container
from pathlib import Path

from connextlive.aws.clients import client


def publish(files: Path, bucket: str) -> None:
    """Uploads a folder to the bucket and deletes everything else. Pages come last, so that everything a new page refers
    to exists."""
    names = [str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()]
    for name in sorted(names, key=lambda name: name.endswith(".html")):
        client("s3").put_object(
            Bucket=bucket,
            Key=name,
            Body=(files / name).read_bytes(),
            ContentType=content_type(name),
            CacheControl=cache_control(name),
        )
    empty(bucket, keep=set(names))


def empty(bucket: str, keep: Container[str] = ()) -> None:
    s3 = client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    for key in [found["Key"] for page in pages for found in page.get("Contents", [])]:
        if key not in keep:
            s3.delete_object(Bucket=bucket, Key=key)


def content_type(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def cache_control(name: str) -> str:
    """Files in assets/ have a content hash in their names; everything else is revalidated."""
    return "public, max-age=31536000, immutable" if Path(name).parent.name == "assets" else "no-cache"
