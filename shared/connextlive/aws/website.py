"""The web files in their bucket: media types and caching."""

import mimetypes
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connextlive.aws.clients import client

# How long files in assets/ stay after they were replaced: a page that was open before asks for those of its version.
KEPT = timedelta(weeks=1)


def publish(files: Path, bucket: str) -> None:
    """Uploads a folder to the bucket and deletes everything else, but not yet what open pages may ask for. Pages come
    last, so that everything a new page refers to exists."""
    names = [str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()]
    for name in sorted(names, key=lambda name: name.endswith(".html")):
        client("s3").put_object(
            Bucket=bucket,
            Key=name,
            Body=(files / name).read_bytes(),
            ContentType=content_type(name),
            CacheControl=cache_control(name),
        )
    for key, changed_at in _listed(bucket):
        if key not in names and not (_is_asset(key) and _is_kept(bucket, key, changed_at)):
            client("s3").delete_object(Bucket=bucket, Key=key)


def empty(bucket: str) -> None:
    for key, _ in _listed(bucket):
        client("s3").delete_object(Bucket=bucket, Key=key)


def _listed(bucket: str) -> Iterator[tuple[str, datetime]]:
    for page in client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket):
        yield from ((found["Key"], found["LastModified"]) for found in page.get("Contents", []))


def _is_kept(bucket: str, key: str, changed_at: datetime) -> bool:
    """Whether a replaced file stays. The first deployment without it marks it, which is then the last change of it."""
    if "replaced" in client("s3").head_object(Bucket=bucket, Key=key)["Metadata"]:
        return datetime.now(UTC) - changed_at < KEPT
    client("s3").copy_object(
        Bucket=bucket,
        Key=key,
        CopySource={"Bucket": bucket, "Key": key},
        MetadataDirective="REPLACE",
        Metadata={"replaced": "true"},
        ContentType=content_type(key),
        CacheControl=cache_control(key),
    )
    return True


def content_type(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def cache_control(name: str) -> str:
    """Files in assets/ have a content hash in their names; everything else is revalidated."""
    return "public, max-age=31536000, immutable" if _is_asset(name) else "no-cache"


def _is_asset(name: str) -> bool:
    return Path(name).parent.name == "assets"
