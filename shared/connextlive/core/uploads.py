"""Files uploaded with a request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file of a multipart request, completely in memory: API Gateway accepts at most 10 MB. Or one of a mail, with an
    `id` that is always the same."""

    name: str
    content: bytes
    id: str | None = None
