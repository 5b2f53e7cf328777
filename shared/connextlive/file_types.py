"""Which types of files may be sent."""

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
