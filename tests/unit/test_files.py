"""Files are judged by their bytes; what they are called and said to be is only a claim."""

import io
import zipfile
from typing import Any

import pytest

from connextlive import storage
from connextlive.errors import Invalid
from connextlive.file_types import ALLOWED, OPEN_XML, safe_name
from connextlive.files import MOST_BYTES, OLE2, store, type_of
from connextlive.http import UploadedFile
from connextlive.models.attachment import LIVES, announce, ready
from connextlive.schemas.attachments import FileAnnouncement
from tests.unit.builders import PDF, PNG, Clock, Json, a_conversation, a_tenant, an_agent, call, everything_under, wrong

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + bytes(64)
WEBP = b"RIFF" + (22).to_bytes(4, "little") + b"WEBPVP8 " + (10).to_bytes(4, "little") + bytes(10)
GIF = b"GIF89a" + bytes(20)
EXECUTABLE = b"MZ\x90\x00" + bytes(512)
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLD_OFFICE = OLE2 + bytes(2048)


def a_zip(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


def an_office_file(folder: str) -> bytes:
    return a_zip("[Content_Types].xml", "_rels/.rels", f"{folder}/main.xml")


@pytest.mark.parametrize(
    ("content", "name", "mime_type"),
    [
        (PNG, "a.png", "image/png"),
        (PNG, "a.pdf", "image/png"),
        (PNG, "noname", "image/png"),
        (JPEG, "a.exe", "image/jpeg"),
        (WEBP, "a.webp", "image/webp"),
        (PDF, "a.pdf", "application/pdf"),
        (PDF, "a.html", "application/pdf"),
        (a_zip("readme.txt"), "a.zip", "application/zip"),
        (a_zip("readme.txt"), "a.docx", "application/zip"),
        (an_office_file("word"), "a.docx", OPEN_XML + "wordprocessingml.document"),
        (an_office_file("word"), "a.zip", OPEN_XML + "wordprocessingml.document"),
        (an_office_file("xl"), "a.xlsx", OPEN_XML + "spreadsheetml.sheet"),
        (an_office_file("ppt"), "a.pptx", OPEN_XML + "presentationml.presentation"),
        (OLD_OFFICE, "a.doc", "application/msword"),
        (OLD_OFFICE, "a.XLS", "application/vnd.ms-excel"),
        (OLD_OFFICE, "a.b.ppt", "application/vnd.ms-powerpoint"),
    ],
)
def test_the_bytes_say_what_a_file_is(content: bytes, name: str, mime_type: str) -> None:
    assert type_of(content, name, "attachments") == mime_type


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.png"),
        (HTML, "a.pdf"),
        (HTML + PDF, "a.pdf"),
        (SVG, "a.png"),
        (GIF, "a.png"),
        (EXECUTABLE, "a.png"),
        (EXECUTABLE, "a.doc"),
        (OLD_OFFICE, "setup.msi"),
        (OLD_OFFICE, "a"),
        (OLD_OFFICE, "a.doc.exe"),
        (OLE2[:7], "a.doc"),
        (b"text", "a.pdf"),
        (b"%PD", "a.pdf"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_whatever_else_it_is_is_refused_by_name(content: bytes, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        type_of(content, name, "attachments")
    assert refusal.value.fields == {"attachments": f"{name}: this type of file is not allowed"}


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
        ("", "file"),
        ("..", ".."),
    ],
)
def test_a_name_is_without_folders_and_control_characters(name: str, shown: str) -> None:
    assert safe_name(name) == shown


# ── With a message ───────────────────────────────────────────────────────────────────────────────────────────────────


def refused(*files: UploadedFile) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        store("ten_A", "cnv_A", files)
    return refusal.value.fields


def stored(bucket: Any) -> list[str]:
    return [item["Key"] for item in bucket.list_objects_v2(Bucket=storage.BUCKET).get("Contents", [])]


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
    assert bucket.head_object(Bucket=storage.BUCKET, Key=card["key"])["ContentType"] == "image/png"


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
        assert refused(file) == {"attachments": "At most 10 MB a file"}


# ── Uploaded beforehand ──────────────────────────────────────────────────────────────────────────────────────────────

UNKNOWN = wrong(attachmentIds="Unknown attachment, or its upload has not finished")


class Desk:
    """An agent at a conversation, who uploads files before sending them."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.anna = an_agent(self.owner)
        self.id = a_conversation(self.owner)

    def uploads(self, content: bytes | None = PNG, name: str = "a.png") -> str:
        declared = FileAnnouncement.model_validate({"fileName": name, "mimeType": "image/png", "size": 100})
        (made,) = announce(self.owner.tenant_id, self.id, [declared])
        if content is not None:
            storage.write(made.key, content, "image/png")
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


def test_an_upload_that_nobody_sent_within_a_day_is_unknown(desk: Desk, clock: Clock) -> None:
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


def test_a_sent_upload_is_no_longer_pending(desk: Desk, bucket: Any) -> None:
    upload = desk.uploads()
    key = f"{desk.owner.tenant_id}/{desk.id}/{upload}"
    bucket.put_object_tagging(
        Bucket=storage.BUCKET, Key=key, Tagging={"TagSet": [{"Key": "state", "Value": "pending"}]}
    )
    desk.sends(upload)
    assert bucket.get_object_tagging(Bucket=storage.BUCKET, Key=key)["TagSet"] == []
    assert not [sk for sk in everything_under(f"{desk.owner.tenant_id}#{desk.id}") if sk.startswith("attachment#")]


def test_no_ids_are_no_uploads(cloud: None) -> None:
    assert ready("ten_A", "cnv_A", []) == []
