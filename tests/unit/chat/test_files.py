"""Files are identified by their content; names and declared types are not trusted."""

import io
import random
import struct
import time
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from pydantic import ValidationError

from connextlive.aws import s3
from connextlive.chat import conversation, message
from connextlive.chat.attachment import LIVES, announce, ready
from connextlive.chat.files import MOST_BYTES, OLE2_STREAMS, OPEN_XML_FOLDERS, OPEN_XML_PARTS, store, type_of
from connextlive.chat.schemas.attachments import FileAnnouncement
from connextlive.core.caller import Caller
from connextlive.core.containers import OLE2
from connextlive.core.errors import Invalid
from connextlive.core.file_types import ALIASES, ALLOWED, BY_ENDING, safe_name
from connextlive.core.uploads import UploadedFile
from tests.support.builders import (
    PDF,
    PNG,
    Clock,
    Json,
    a_conversation,
    a_tenant,
    an_agent,
    call,
    everything_under,
    wrong,
)

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + bytes(64)
EXIF = bytes.fromhex("ffd8ffe1") + bytes(64)
WEBP = b"RIFF" + (22).to_bytes(4, "little") + b"WEBPVP8 " + (10).to_bytes(4, "little") + bytes(10)
ANIMATED = PNG[:33] + bytes.fromhex("000000086163544c") + bytes(12) + PNG[33:]  # a picture that moves: one more chunk
GIF = b"GIF89a" + bytes(20)
EXECUTABLE = b"MZ\x90\x00" + bytes(512)
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
DAMAGED = OLE2 + bytes(2048)  # begins like Word before 2007, and has no directory
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def a_zip(*entries: str | tuple[str, str]) -> bytes:
    """A zip with these entries: a name, or a name and its content."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            archive.writestr(*((entry, "<x/>") if isinstance(entry, str) else entry))
    return stream.getvalue()


def an_office_file(folder: str) -> bytes:
    return a_zip("[Content_Types].xml", "_rels/.rels", f"{folder}/main.xml")


def an_open_xml(main: str, *parts: str) -> bytes:
    """An Open XML file with this main part's content type."""
    types = f'<Types><Default ContentType="application/xml" Extension="xml"/><Override ContentType=\'{main}\'/></Types>'
    return a_zip(("[Content_Types].xml", types), *parts)


def an_opendocument(kind: str, *parts: str) -> bytes:
    return a_zip(("mimetype", OPEN_DOCUMENT + kind), "content.xml", *parts)


def an_ole2(*streams: str, is_large: bool = False, is_directory_first: bool = True) -> bytes:
    """A file with these streams at its root and a folder with one more, laid out as programs do: sectors of 512 or
    4,096 bytes, the directory before or behind what it lists."""
    shift = 12 if is_large else 9
    size, none, ends = 1 << shift, 0xFFFFFFFF, 0xFFFFFFFE
    count = 1 + -(-(len(streams) + 3) * 128 // size)  # sectors of the table and of the directory
    filler = 2
    first = 1 if is_directory_first else 1 + filler
    table = [none] * (size // 4)
    table[0] = 0xFFFFFFFD
    for place in range(first, first + count - 1):
        table[place] = place + 1
    table[first + count - 2] = ends
    head = OLE2 + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, shift, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, 1, first, 0, 4096, ends, 0, ends, 0, 0) + b"\xff" * 4 * 108

    def entry(name: str, kind: int, right: int = none, child: int = none) -> bytes:
        written = name.encode("utf-16-le") + b"\0\0"
        return written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written), kind, 1, none, right, child) + bytes(48)

    last = len(streams) + 1
    directory = entry("Root Entry", 5, child=1)
    directory += b"".join(entry(name, 2, right=place) for place, name in enumerate(streams, start=2))
    directory += entry("ObjectPool", 1, child=last + 1) + entry("Workbook" if "Workbook" not in streams else "x", 2)
    sectors = [struct.pack(f"<{size // 4}I", *table), directory.ljust((count - 1) * size, b"\0"), bytes(filler * size)]
    if not is_directory_first:
        sectors[1:] = sectors[:0:-1]
    return head.ljust(size, b"\0") + b"".join(sectors)


def with_zip64(archive: bytes) -> bytes:
    """The same zip with its end written for large files."""
    end = archive.rindex(b"PK\5\6")
    count, size, place = struct.unpack_from("<HII", archive, end + 10)
    longer = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, place)
    locator = struct.pack("<IIQI", 0x07064B50, 0, end, 1)
    return (
        archive[:end]
        + longer
        + locator
        + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, 2**32 - 1, 2**32 - 1, 0)
    )


DOCX = an_office_file("word")
ENCRYPTED = an_ole2("\x06DataSpaces", "EncryptionInfo", "EncryptedPackage")
WORD, EXCEL, POWERPOINT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
MAIN_PARTS = [
    (OPEN_XML + "wordprocessingml.document.main+xml", "docx"),
    (OPEN_XML + "wordprocessingml.template.main+xml", "dotx"),
    ("application/vnd.ms-word.document.macroEnabled.main+xml", "docm"),
    ("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", "dotm"),
    (OPEN_XML + "spreadsheetml.sheet.main+xml", "xlsx"),
    (OPEN_XML + "spreadsheetml.template.main+xml", "xltx"),
    ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsm"),
    ("application/vnd.ms-excel.template.macroEnabled.main+xml", "xltm"),
    ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
    (OPEN_XML + "presentationml.presentation.main+xml", "pptx"),
    (OPEN_XML + "presentationml.slideshow.main+xml", "ppsx"),
    (OPEN_XML + "presentationml.template.main+xml", "potx"),
    ("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml", "pptm"),
    ("application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml", "ppsm"),
    ("application/vnd.ms-powerpoint.template.macroEnabled.main+xml", "potm"),
]


def named(cases: list[tuple[bytes, str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("content", "name", "mime_type"), cases, ids=[f"{c[1]}-{c[2][-24:]}" for c in cases])


@named(
    [
        (PNG, "a.png", "image/png"),
        (PNG, "a.pdf", "image/png"),
        (PNG, "noname", "image/png"),
        (ANIMATED, "a.png", "image/png"),
        (JPEG, "a.exe", "image/jpeg"),
        (EXIF, "a.jfif", "image/jpeg"),
        (WEBP, "a.webp", "image/webp"),
        (PDF, "a.pdf", "application/pdf"),
        (PDF, "a.html", "application/pdf"),
        (PDF + b"\r\nsent by a server", "a.pdf", "application/pdf"),
        (b"\xef\xbb\xbf" + PDF, "a.pdf", "application/pdf"),
        (b"\r\n\r\n" + PDF, "a.pdf", "application/pdf"),
        (b"Content-Type: application/pdf\r\n\r\n" + PDF, "a.pdf", "application/pdf"),
        (b"x" * 1000 + PDF, "a.pdf", "application/pdf"),
        (b"%!PS-Adobe-3.0 PDF-1.4\n%%EOF", "a.pdf", "application/pdf"),
    ]
)
def test_pictures_and_pages_are_known_in_the_forms_that_readers_open(content: bytes, name: str, mime_type: str) -> None:
    assert type_of(content, name, "attachments") == mime_type


@named(
    [
        (a_zip("readme.txt"), "a.zip", "application/zip"),
        (a_zip("readme.txt"), "a.docx", "application/zip"),
        (a_zip("word/document.xml"), "a.docx", "application/zip"),
        (a_zip(), "empty.zip", "application/zip"),
        (a_zip(("a.pdf", PDF.decode())), "a.zip", "application/zip"),
        (with_zip64(a_zip("readme.txt")), "a.zip", "application/zip"),
        (with_zip64(DOCX), "a.docx", OPEN_XML + "wordprocessingml.document"),
        (b"x" * 100 + a_zip("readme.txt"), "a.zip", "application/zip"),
        (b"x" * 100 + DOCX, "a.docx", OPEN_XML + "wordprocessingml.document"),
        (b"PK00" + a_zip("readme.txt"), "a.zip", "application/zip"),
        (b"PK\7\x08" + a_zip("readme.txt"), "a.zip", "application/zip"),
        (a_zip("readme.txt") + bytes(100), "a.zip", "application/zip"),
        (a_zip("readme.txt", "b.txt")[:-60], "cut.zip", "application/zip"),
        (
            a_zip("x/y.nuspec", ("[Content_Types].xml", '<Types ContentType="application/octet"/>')),
            "a.nupkg",
            "application/zip",
        ),
    ]
)
def test_zips_are_known_in_the_forms_that_readers_open(content: bytes, name: str, mime_type: str) -> None:
    assert type_of(content, name, "attachments") == mime_type


@named([(an_open_xml(main), "claims.zip", BY_ENDING[ending]) for main, ending in MAIN_PARTS])
def test_open_xml_files_are_identified_by_their_content_types(content: bytes, name: str, mime_type: str) -> None:
    assert type_of(content, name, "attachments") == mime_type


@named(
    [
        (an_office_file("word"), "a.docx", OPEN_XML + "wordprocessingml.document"),
        (an_office_file("word"), "a.zip", OPEN_XML + "wordprocessingml.document"),
        (an_office_file("xl"), "a.xlsx", OPEN_XML + "spreadsheetml.sheet"),
        (an_office_file("ppt"), "a.pptx", OPEN_XML + "presentationml.presentation"),
        (an_open_xml(MAIN_PARTS[4][0], "word/media/a.png"), "a.xlsx", OPEN_XML + "spreadsheetml.sheet"),
        (an_open_xml(MAIN_PARTS[0][0], "xl/a.xlsx"), "a.docx", OPEN_XML + "wordprocessingml.document"),
        (an_open_xml(MAIN_PARTS[0][0], "word/document.xml")[:-100], "cut.docx", OPEN_XML + "wordprocessingml.document"),
    ]
)
def test_open_xml_is_known_whatever_else_is_in_it_or_missing(content: bytes, name: str, mime_type: str) -> None:
    assert type_of(content, name, "attachments") == mime_type


@named(
    [
        (an_opendocument("text"), "a.odt", OPEN_DOCUMENT + "text"),
        (an_opendocument("text", "word/x", "[Content_Types].xml"), "a.docx", OPEN_DOCUMENT + "text"),
        (an_opendocument("spreadsheet"), "a.ods", OPEN_DOCUMENT + "spreadsheet"),
        (an_opendocument("presentation"), "a.odp", OPEN_DOCUMENT + "presentation"),
        (an_opendocument("text-template"), "a.ott", OPEN_DOCUMENT + "text-template"),
        (an_opendocument("graphics"), "a.odg", "application/zip"),
        (a_zip(("mimetype", "application/epub+zip")), "a.epub", "application/zip"),
        (
            a_zip(("META-INF/manifest.xml", f'<m:e m:full-path="/" m:media-type="{OPEN_DOCUMENT}text"/>')),
            "a.odt",
            OPEN_DOCUMENT + "text",
        ),
    ]
)
def test_opendocument_files_are_identified_by_their_declared_type(content: bytes, name: str, mime_type: str) -> None:
    assert type_of(content, name, "attachments") == mime_type


@named(
    [
        (an_ole2("WordDocument", "1Table"), "a.xls", WORD),
        (an_ole2("\x05SummaryInformation", "Workbook"), "a.doc", EXCEL),
        (an_ole2("WORKBOOK"), "a.xls", EXCEL),
        (an_ole2("Book"), "nineties.xls", EXCEL),
        (an_ole2("Current User", "PowerPoint Document"), "a.ppt", POWERPOINT),
        (an_ole2("PowerPoint Document", is_directory_first=False), "a.ppt", POWERPOINT),
        (an_ole2("WordDocument", is_large=True), "a.doc", WORD),
        (an_ole2("WordDocument", *(f"stream {number}" for number in range(40))), "a.doc", WORD),
        (DAMAGED, "a.doc", WORD),
        (DAMAGED, "a.XLS", EXCEL),
        (DAMAGED, "a.b.ppt", POWERPOINT),
        (ENCRYPTED, "budget.xlsx", OPEN_XML + "spreadsheetml.sheet"),
        (ENCRYPTED, "letter.DOCX", OPEN_XML + "wordprocessingml.document"),
        (ENCRYPTED, "talk.pptx", OPEN_XML + "presentationml.presentation"),
        (ENCRYPTED, "macros.xlsm", BY_ENDING["xlsm"]),
        (ENCRYPTED, "old name.xls", OPEN_XML + "spreadsheetml.sheet"),
        (an_ole2("WordDocument", "EncryptedPackage"), "a.docx", OPEN_XML + "wordprocessingml.document"),
    ]
)
def test_office_files_before_2007_are_identified_by_their_directory(content: bytes, name: str, mime_type: str) -> None:
    assert type_of(content, name, "attachments") == mime_type


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.png"),
        (HTML, "a.pdf"),
        (HTML + PDF, "a.pdf"),
        (b"\n" + HTML + PDF, "a.pdf"),
        (SVG, "a.png"),
        (GIF, "a.png"),
        (PNG[:4] + bytes(20), "a.png"),
        (EXECUTABLE, "a.png"),
        (EXECUTABLE, "a.doc"),
        (EXECUTABLE + a_zip("setup.txt"), "setup.zip"),
        (b"#!/bin/sh\n" + a_zip("app.py"), "app.zip"),
        (DAMAGED, "setup.msi"),
        (DAMAGED, "a"),
        (DAMAGED, "a.doc.exe"),
        (an_ole2("VisioDocument"), "a.doc"),
        (an_ole2("__properties_version1.0"), "mail.doc"),
        (an_ole2(), "a.doc"),
        (ENCRYPTED, "a.bin"),
        (OLE2[:7], "a.doc"),
        (b"text", "a.pdf"),
        (b"%PD", "a.pdf"),
        (b"A PDF begins with %PDF-1.4", "notes.pdf"),
        (b"x" * 1024 + PDF, "a.pdf"),
        (b"text" + a_zip(), "a.zip"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_whatever_else_it_is_is_refused_by_name(content: bytes, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        type_of(content, name, "attachments")
    assert refusal.value.fields == {"attachments": f"{name}: this type of file is not allowed"}


@pytest.mark.parametrize("content", [an_ole2("WordDocument"), DOCX, with_zip64(DOCX), an_opendocument("text")])
def test_damage_anywhere_is_no_error(content: bytes) -> None:
    chance = random.Random(7)  # noqa: S311  # the same damage every time
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(chance.randrange(1, 9)):
            damaged[chance.randrange(8, len(damaged))] = chance.choice((0, 1, 0x7F, 0xFE, 0xFF))
        with suppress(Invalid):
            type_of(bytes(damaged[: chance.randrange(8, len(damaged))]), "a.doc", "attachments")
        with suppress(Invalid):
            type_of(bytes(damaged), "a.doc", "attachments")


@pytest.mark.parametrize(
    "content",
    [
        an_ole2("WordDocument").ljust(MOST_BYTES, b"\1"),
        OLE2 + b"\1" * 22 + b"\x09\0" + b"\1" * (MOST_BYTES - 32),
        b"PK\3\4".ljust(30, b"\0") * (MOST_BYTES // 30),
        (b"PK\1\2".ljust(46, b"\0") * 200_000) + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 9, 9, 9_200_000, 0, 0),
        a_zip(("[Content_Types].xml", 'ContentType="application/' + " " * 5_000_000)),
        a_zip(("META-INF/manifest.xml", "<" + 'full-path="/" ' * 500_000)),
        b"PK\5\6" * (MOST_BYTES // 4),
    ],
    ids=["long", "chained", "headers", "entries", "types", "manifest", "ends"],
)
def test_expensive_input_does_not_take_long(content: bytes) -> None:
    begun = time.process_time()
    with suppress(Invalid):
        type_of(content, "a.doc", "attachments")
    assert time.process_time() - begun < 1


def test_no_type_that_a_browser_runs_is_allowed() -> None:
    assert not [
        kind for kind in ALLOWED if kind.startswith("text/") or "xml" in kind.rpartition(".")[2] or "svg" in kind
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.pdf", "a.pdf"),
        ("/etc/passwd", "passwd"),
        ("C:\\x\\a.pdf", "a.pdf"),
        ("a\r\nb", "ab"),
        ("a\0b\x7f.png", "ab.png"),
        ("", "file"),
        ("..", ".."),
        ("\u200b\u2060", "file"),
        (" a.png ", "a.png"),
        ("Shot at 9.41.00\u202fAM.png", "Shot at 9.41.00\u202fAM.png"),
        ("東京\u3000案内.png", "東京\u3000案内.png"),
        ("a\u00a0b.png", "a\u00a0b.png"),
        ("👩\u200d💻.png", "👩\u200d💻.png"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("🏴\U000e0067\U000e0062\U000e007f.png", "🏴\U000e0067\U000e0062\U000e007f.png"),
        ("\U0001fae8\U0001fadf.png", "\U0001fae8\U0001fadf.png"),
        ("Bu\u0308ro.pdf", "Büro.pdf"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("\u2066a\u2069\u200f.png", "a.png"),
        ("half \ud83d.png", "half .png"),
        ("a" * 300 + ".png", "a" * 251 + ".png"),
        ("a" * 300, "a" * 255),
        ("." + "a" * 300, "." + "a" * 254),
        ("a." + "b" * 300, "a." + "b" * 253),
        ("👩\u200d" * 200 + ".jpeg", "👩\u200d" * 124 + "👩.jpeg"),
    ],
)
def test_a_name_keeps_its_letters_and_its_ending(name: str, shown: str) -> None:
    assert safe_name(name) == shown


# ── As browsers and systems call them ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "claimed", "mime_type"),
    [
        ("a.png", "image/png", "image/png"),
        ("a.png", "IMAGE/PNG; q=1", "image/png"),
        ("a.jfif", "image/pjpeg", "image/jpeg"),
        ("a.jpg", "image/jpg", "image/jpeg"),
        ("a.zip", "application/x-zip-compressed", "application/zip"),
        ("a.docx", "", OPEN_XML + "wordprocessingml.document"),
        ("a.XLSX", "application/octet-stream", OPEN_XML + "spreadsheetml.sheet"),
        ("a.odt", OPEN_DOCUMENT + "text", OPEN_DOCUMENT + "text"),
        ("a.xlsm", "application/vnd.ms-excel.sheet.macroenabled.12", BY_ENDING["xlsm"]),
        ("n" * 400 + ".pdf", "", "application/pdf"),
    ],
)
def test_an_upload_is_declared_as_browsers_do(name: str, claimed: str, mime_type: str) -> None:
    announced = FileAnnouncement.model_validate({"fileName": name, "mimeType": claimed, "size": 1})
    assert announced.mime_type == mime_type


@pytest.mark.parametrize(
    ("name", "claimed"), [("a.png", "text/html"), ("a.html", ""), ("a", ""), ("a.svg", "image/svg+xml"), ("a.png", "x")]
)
def test_an_upload_of_another_kind_is_not_announced(name: str, claimed: str) -> None:
    with pytest.raises(ValidationError):
        FileAnnouncement.model_validate({"fileName": name, "mimeType": claimed, "size": 1})


def test_everything_that_bytes_are_judged_to_be_has_an_ending() -> None:
    assert {*OLE2_STREAMS.values(), *OPEN_XML_PARTS.values(), *OPEN_XML_FOLDERS.values()} <= BY_ENDING.keys()
    assert set(ALIASES.values()) <= ALLOWED


# ── With a message ───────────────────────────────────────────────────────────────────────────────────────────────────


def refused(*files: UploadedFile) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        store("ten_A", "cnv_A", files)
    return refusal.value.fields


def stored(bucket: Any) -> list[str]:
    return [item["Key"] for item in bucket.list_objects_v2(Bucket=s3.BUCKET).get("Contents", [])]


def test_files_are_stored_under_their_conversation_with_their_judged_type(bucket: Any) -> None:
    (card,) = store("ten_A", "cnv_A", [UploadedFile("photo.exe", PNG)])
    assert card == {
        "id": card["id"],
        "file_name": "photo.exe",
        "mime_type": "image/png",
        "size": len(PNG),
        "key": f"ten_A/cnv_A/{card['id']}",
    }
    assert stored(bucket) == [card["key"]]
    assert bucket.head_object(Bucket=s3.BUCKET, Key=card["key"])["ContentType"] == "image/png"


def test_one_bad_file_keeps_all_out(bucket: Any) -> None:
    fields = refused(UploadedFile("a.png", PNG), UploadedFile("b.png", HTML))
    assert fields == {"attachments": "b.png: this type of file is not allowed"}
    assert stored(bucket) == []


def test_more_than_five_files_are_too_many(bucket: Any) -> None:
    assert refused(*[UploadedFile("a.png", PNG)] * 6) == {"attachments": "At most 5 files"}


def test_an_empty_file_is_refused(bucket: Any) -> None:
    assert refused(UploadedFile("a.png", b"")) == {"attachments": "A file must not be empty"}


@pytest.mark.parametrize(("more", "is_taken"), [(0, True), (1, False)])
def test_a_file_has_ten_megabytes_at_most(bucket: Any, more: int, is_taken: bool) -> None:
    file = UploadedFile("a.png", PNG + bytes(MOST_BYTES - len(PNG) + more))
    if is_taken:
        assert store("ten_A", "cnv_A", [file])[0]["size"] == MOST_BYTES
    else:
        assert refused(file) == {"attachments": "At most 10 MB per file"}


# ── Uploaded beforehand ──────────────────────────────────────────────────────────────────────────────────────────────

UNKNOWN = wrong(attachmentIds="Unknown attachment, or its upload has not finished")


class Desk:
    """An agent in a conversation, who uploads files before sending them."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.anna = an_agent(self.owner)
        self.id = a_conversation(self.owner)

    def uploads(self, content: bytes | None = PNG, name: str = "a.png") -> str:
        declared = FileAnnouncement.model_validate({"fileName": name, "mimeType": "image/png", "size": 100})
        (made,) = announce(self.owner.tenant_id, self.id, [declared])
        if content is not None:
            s3.write(made.key, content, "image/png")
        return made.id

    def sends(self, *ids: str) -> tuple[int, Json]:
        return call("agent_messages_send", self.anna, {"attachmentIds": ids}, id=self.id)


@pytest.fixture
def desk(bucket: Any) -> Desk:
    return Desk()


def test_an_upload_goes_with_the_message_that_names_it(desk: Desk) -> None:
    upload = desk.uploads()
    status, answer = desk.sends(upload)
    assert (status, [file["id"] for file in answer["message"]["attachments"]]) == (200, [upload])


def test_what_it_is_and_how_large_is_what_arrived_not_what_was_declared(desk: Desk) -> None:
    (file,) = desk.sends(desk.uploads(PDF))[1]["message"]["attachments"]
    assert (file["mimeType"], file["size"]) == ("application/pdf", len(PDF))


def test_an_upload_named_twice_is_attached_once(desk: Desk) -> None:
    upload = desk.uploads()
    status, answer = desk.sends(upload, upload)
    assert (status, [file["id"] for file in answer["message"]["attachments"]]) == (200, [upload])


def test_an_upload_is_attached_to_one_message_alone(desk: Desk) -> None:
    upload = desk.uploads()
    desk.sends(upload)
    assert desk.sends(upload) == UNKNOWN


def test_an_upload_that_never_arrived_is_unknown(desk: Desk) -> None:
    assert desk.sends(desk.uploads(content=None)) == UNKNOWN


def test_what_is_no_id_is_unknown(desk: Desk) -> None:
    assert desk.sends("att_1#x") == UNKNOWN


def test_an_upload_not_sent_within_a_day_is_unknown(desk: Desk, clock: Clock) -> None:
    upload = desk.uploads()
    clock.advance(LIVES)
    assert desk.sends(upload) == UNKNOWN


def test_another_conversations_upload_is_unknown(desk: Desk) -> None:
    upload = desk.uploads()
    desk.id = a_conversation(desk.owner)
    assert desk.sends(upload) == UNKNOWN


def test_a_forbidden_upload_is_refused_by_its_name(desk: Desk) -> None:
    answer = desk.sends(desk.uploads(HTML, "page.png"))
    assert answer == wrong(attachmentIds="page.png: this type of file is not allowed")


def test_a_sent_upload_is_no_longer_pending(desk: Desk) -> None:
    desk.sends(desk.uploads())
    assert not [sk for sk in everything_under(f"{desk.owner.tenant_id}#{desk.id}") if sk.startswith("attachment#")]


def test_a_form_that_is_used_again_changes_nothing_that_was_sent(desk: Desk) -> None:
    upload = desk.uploads(name="a.png")
    assert desk.sends(upload)[0] == 200
    form_key = f"{desk.owner.tenant_id}/{desk.id}/{upload}"
    (file,) = message.page(desk.owner.tenant_id, desk.id, 10)[0][-1]["attachments"]
    s3.write(form_key, HTML, "image/png")
    assert (file["key"] != form_key, s3.read(file["key"])) == (True, PNG)
    s3.delete([form_key])
    assert s3.read(file["key"]) == PNG


def test_two_who_claim_an_upload_at_once_do_not_overwrite_each_other(desk: Desk) -> None:
    upload = desk.uploads(name="a.png")
    form_key = f"{desk.owner.tenant_id}/{desk.id}/{upload}"
    first = ready(desk.owner.tenant_id, desk.id, [upload])
    s3.write(form_key, PDF, "image/png")
    second = ready(desk.owner.tenant_id, desk.id, [upload])
    for (claimed,), content, mime_type in ((first, PNG, "image/png"), (second, PDF, "application/pdf")):
        assert (s3.read(claimed.key), claimed.mime_type, claimed.size) == (content, mime_type, len(content))


def test_no_ids_are_no_uploads(cloud: None) -> None:
    assert ready("ten_A", "cnv_A", []) == []


def test_a_visitor_is_signed_no_link_to_a_file_of_an_internal_note(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # GIVEN a note and a reply, each with a file
    signed: list[str] = []
    vera = conversation.load(desk.owner.tenant_id, desk.id).visitor_id
    note = {"content": "Look", "isInternal": True, "attachmentIds": [desk.uploads(name="note.png")]}
    assert call("agent_messages_send", desk.anna, note, id=desk.id)[0] == 200
    assert desk.sends(desk.uploads(name="reply.png"))[0] == 200
    link = s3.download_url

    def noted(key: str, file_name: str, mime_type: str) -> tuple[str, str]:
        signed.append(file_name)
        return link(key, file_name, mime_type)

    monkeypatch.setattr(s3, "download_url", noted)
    # WHEN the visitor lists the conversation
    visitor = Caller(desk.owner.tenant_id, vera, "VISITOR", "")
    status, answer = call("widget_messages_list", visitor)
    # THEN they see the reply's file, and only that was signed
    assert status == 200
    assert [file["fileName"] for one in answer["messages"] for file in one["attachments"]] == ["reply.png"]
    assert signed == ["reply.png"]
