"""Which files may be sent. The type is determined by the content; names and declared types are not trusted."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from connextlive.aws import s3
from connextlive.chat.attachment import key_of
from connextlive.core import containers, pictures
from connextlive.core.errors import Invalid
from connextlive.core.file_types import ALLOWED, BY_ENDING, ending_of
from connextlive.core.ids import new_id
from connextlive.core.sentence import Sentence
from connextlive.core.uploads import UploadedFile

if TYPE_CHECKING:
    from connextlive.chat.attachment import FileCard

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024
# The streams that identify Word, Excel and PowerPoint files before 2007.
OLE2_STREAMS = {
    "worddocument": "doc",
    "workbook": "xls",
    "book": "xls",
    "powerpoint document": "ppt",
    "pp97_dualstorage": "ppt",
    "pp40": "ppt",
}
# The main part of an Open XML file by its content type, and its extension.
OPEN_XML_PARTS = {
    "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": "dotx",
    "vnd.ms-word.document.macroenabled.main+xml": "docm",
    "vnd.ms-word.template.macroenabledtemplate.main+xml": "dotm",
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "xltx",
    "vnd.ms-excel.sheet.macroenabled.main+xml": "xlsm",
    "vnd.ms-excel.template.macroenabled.main+xml": "xltm",
    "vnd.ms-excel.sheet.binary.macroenabled.main": "xlsb",
    "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
    "vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml": "ppsx",
    "vnd.openxmlformats-officedocument.presentationml.template.main+xml": "potx",
    "vnd.ms-powerpoint.presentation.macroenabled.main+xml": "pptm",
    "vnd.ms-powerpoint.slideshow.macroenabled.main+xml": "ppsm",
    "vnd.ms-powerpoint.template.macroenabled.main+xml": "potm",
}
OPEN_XML_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_CONTENT_TYPE = re.compile(rb"""ContentType\s*=\s*["']\s*application/([^"']+)["']""", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]+>")
_ROOT = re.compile(rb"""full-path\s*=\s*["']/["']""")
_MEDIA_TYPE = re.compile(rb"""media-type\s*=\s*["']([^"']+)["']""")
# Executables, by their leading bytes.
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"<", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


def type_of(content: bytes, name: str, field: str) -> str:
    """The type of the content, if it is allowed."""
    found = _found(content, ending_of(name))
    if found not in ALLOWED:
        raise Invalid(**{field: Sentence("{name}: this type of file is not allowed", name=name)})
    return found


def _found(content: bytes, ending: str) -> str | None:
    """A file's type by its own structure; the extension counts only if the structure is ambiguous."""
    if picture := pictures.type_of(content):
        return picture
    if content.startswith(b"%PDF"):
        return "application/pdf"
    if content.startswith(containers.OLE2):
        return _of_ole2(content, ending)
    if content.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08", b"PK\1\2", b"PK00PK")):
        return _of_zip(containers.read_zip(content) or containers.read_cut_zip(content))
    return _behind_something(content)


def _behind_something(content: bytes) -> str | None:
    """Zips are read from their end, PDFs from a header within their first kilobyte: servers and mail programs may leave
    blank lines, headers or a boundary before them. Executables are excluded."""
    if content.lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(_PROGRAMS):
        return None
    archive = containers.read_zip(content)
    if archive and archive.names:
        return _of_zip(archive)
    head = content[:1024]
    is_pdf = b"%PDF-" in head or (head.startswith(b"%!PS-Adobe-") and b" PDF-" in head[:30])
    return "application/pdf" if is_pdf and (b"%%EOF" in content or b"startxref" in content) else None


def _of_ole2(content: bytes, ending: str) -> str | None:
    streams = containers.ole2_streams(content)
    if streams is None:  # damaged, but its program may be able to repair it
        named = BY_ENDING.get(ending)
        return named if named in {BY_ENDING[known] for known in OLE2_STREAMS.values()} else None
    if "encryptedpackage" in streams and (modern := _open_xml_ending(ending)):
        return BY_ENDING[modern]
    return next((BY_ENDING[known] for stream, known in OLE2_STREAMS.items() if stream in streams), None)


def _open_xml_ending(ending: str) -> str | None:
    """The Open XML type by extension. Nothing else is known of a password-protected file, which often has an old
    extension."""
    return next((modern for modern in (ending, f"{ending}x") if modern in OPEN_XML_PARTS.values()), None)


def _of_zip(archive: containers.Zip) -> str:
    """The Office type that the zip declares, otherwise zip."""
    if (said := _opendocument_type(archive)) in ALLOWED:
        return said
    if "[content_types].xml" in archive.names:
        parts = archive.read("[content_types].xml").replace(b"\0", b"")  # without null bytes, UTF-16 reads the same
        types = [part.decode("latin-1").strip().lower() for part in _CONTENT_TYPE.findall(parts)]
        for part in types:
            if part in OPEN_XML_PARTS:
                return BY_ENDING[OPEN_XML_PARTS[part]]
        for folder, ending in OPEN_XML_FOLDERS.items():
            if not types and any(name.startswith(folder) for name in archive.names):
                return BY_ENDING[ending]
    return "application/zip"


def _opendocument_type(archive: containers.Zip) -> str:
    """The type that an OpenDocument file declares, in its mimetype entry or its manifest."""
    said = archive.read("mimetype", 100)
    if not said:
        tags = _TAG.findall(archive.read("meta-inf/manifest.xml"))
        said = b"".join(_MEDIA_TYPE.findall(next((tag for tag in tags if _ROOT.search(tag)), b"")))
    found = said.decode("ascii", "replace").strip()
    return found if found.startswith("application/vnd.oasis.opendocument.") else ""


def too_many() -> Invalid:
    """The error for more files than a message may have."""
    return Invalid(attachments=Sentence("At most {most} files", most=MOST_FILES))


def store(tenant_id: str, conversation_id: str, uploaded: Sequence[UploadedFile]) -> "list[FileCard]":
    """Checks all files of a request before storing the first, and returns their cards for the message."""
    if len(uploaded) > MOST_FILES:
        raise too_many()
    if any(len(file.content) > MOST_BYTES for file in uploaded):
        raise Invalid(attachments=Sentence("At most 10 MB per file"))
    if any(not file.content for file in uploaded):
        raise Invalid(attachments=Sentence("A file must not be empty"))
    types = [type_of(file.content, file.name, "attachments") for file in uploaded]
    cards: list[FileCard] = []
    for file, mime_type in zip(uploaded, types, strict=True):
        attachment_id = file.id or new_id("att")
        key = key_of(tenant_id, conversation_id, attachment_id)
        s3.write(key, file.content, mime_type)
        size = len(file.content)
        cards.append({"id": attachment_id, "file_name": file.name, "mime_type": mime_type, "size": size, "key": key})
    return cards
