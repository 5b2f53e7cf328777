"""Files that came with a request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of a multipart request, whole: API Gateway lets at most 10 MB through."""

    name: str
    content: bytes
