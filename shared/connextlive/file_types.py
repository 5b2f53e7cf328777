"""Which files may be sent: their types, and their names."""

OLE2_TYPES = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
OPEN_XML = "application/vnd.openxmlformats-officedocument."
ALLOWED = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/webp",
        "application/pdf",
        "application/zip",
        *OLE2_TYPES.values(),
        OPEN_XML + "wordprocessingml.document",
        OPEN_XML + "spreadsheetml.sheet",
        OPEN_XML + "presentationml.presentation",
    }
)


def safe_name(name: str) -> str:
    """A file's own name: without the folders that a browser or an attacker put before it, and without control
    characters, which would end a header early."""
    base = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in base if letter.isprintable())[:255] or "file"
