"""Files uploaded with a request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file of a multipart request, completely in memory: API Gateway accepts at most 10 MB."""

    name: str
    content: bytes
