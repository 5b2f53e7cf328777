"""The web's files in their bucket: what each is kept and served as."""

import mimetypes
from collections.abc import Container
from pathlib import Path

from connextlive.aws.clients import client

# The pages learn here where the API is, because it has an address of its own.
API_URL = '<meta name="api-url" content="{}">'


def publish(files: Path, bucket: str, api_url: str) -> None:
    """Puts a folder into the bucket, and takes out what is not in it. Pages last: whoever gets the new one finds what
    it names."""
    names = [str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()]
    for name in sorted(names, key=lambda name: name.endswith(".html")):
        content = (files / name).read_bytes()
        if name.endswith(".html"):
            content = content.replace(API_URL.format("").encode(), API_URL.format(api_url).encode())
        client("s3").put_object(
            Bucket=bucket, Key=name, Body=content, ContentType=content_type(name), CacheControl=cache_control(name)
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
    """A file in assets/ has a hash of its content in its name; everything else is asked for anew."""
    return "public, max-age=31536000, immutable" if Path(name).parent.name == "assets" else "no-cache"
