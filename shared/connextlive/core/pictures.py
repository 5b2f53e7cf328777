"""Pictures that browsers show, recognized by their content."""


def type_of(content: bytes) -> str | None:
    """The media type of a JPEG, PNG or WebP; None for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return None
