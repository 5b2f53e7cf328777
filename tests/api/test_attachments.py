"""Files: multipart and presigned, identified by content, deleted with their conversation."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import unquote

import pytest

from .builders import (
    DOCX_TYPE,
    EXECUTABLE,
    HTML,
    JPEG,
    PDF,
    PNG,
    SVG,
    WEBP,
    a_conversation,
    a_docx,
    a_zip,
    an_upload,
    put_into_storage,
)
from .client import Agent, Answer, Json, Tenant, Visitor, eventually
from .shapes import is_message, is_time

ODT_TYPE = "application/vnd.oasis.opendocument.text"
TEN_MB = 10 * 1024 * 1024
MIB = 1024 * 1024


def _sent(answer: Answer) -> Json:
    return is_message(answer.ok("message", "conversation")["message"])


def _writer(tenant: Tenant, who: str) -> tuple[Agent | Visitor, str, str]:
    """Somebody in a conversation, where they declare uploads, and the conversation."""
    visitor = tenant.visitor()
    conversation_id = visitor.says("I have files")
    if who == "visitor":
        return visitor, "/api/widget/attachments", conversation_id
    return tenant.agent, f"/api/agent/conversations/{conversation_id}/attachments", conversation_id


def _send(writer: Agent | Visitor, conversation_id: str, *attachment_ids: str, content: str | None = None) -> Answer:
    text = {} if content is None else {"content": content}
    if isinstance(writer, Agent):
        path = f"/api/agent/conversations/{conversation_id}/messages"
    else:
        path = "/api/widget/messages"
    return writer.post(path, {**text, "attachmentIds": list(attachment_ids)})


def _file_name(answer: Answer) -> str:
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment"), disposition
    if "filename*=" in disposition:
        encoded = disposition.split("filename*=")[1].split(";")[0].strip()
        assert encoded.lower().startswith("utf-8''"), disposition
        return unquote(encoded[len("utf-8''") :])
    return disposition.split("filename=")[1].split(";")[0].strip().strip('"')


# Multipart


@pytest.mark.parametrize(
    ("name", "content", "mime_type"),
    [
        ("photo.jpg", JPEG, "image/jpeg"),
        ("photo.png", PNG, "image/png"),
        ("photo.webp", WEBP, "image/webp"),
        ("guide.pdf", PDF, "application/pdf"),
        ("archive.zip", a_zip(), "application/zip"),
        ("letter.docx", a_docx(), DOCX_TYPE),
        ("letter.odt", a_zip(mimetype=ODT_TYPE.encode()), ODT_TYPE),
    ],
)
def test_a_file_is_sent_and_read_back(shared_tenant: Tenant, name: str, content: bytes, mime_type: str) -> None:
    conversation_id = a_conversation(shared_tenant)
    answer = shared_tenant.agent.sends_files(conversation_id, (name, content, mime_type), content="See attached")
    message = _sent(answer)
    assert (message["content"], message["messageType"]) == ("See attached", "FILE")
    attachment = message["attachments"][0]
    shown = {field: attachment[field] for field in ("fileName", "mimeType", "size")}
    assert shown == {"fileName": name, "mimeType": mime_type, "size": len(content)}
    assert is_time(attachment["urlExpiresAt"]) > datetime.now(UTC)
    stored = shared_tenant.api.get(attachment["url"])
    assert (stored.status, stored.response.content) == (200, content)
    assert stored.headers["content-type"].split(";")[0] == mime_type


def test_a_file_needs_no_words(shared_tenant: Tenant) -> None:
    conversation_id = a_conversation(shared_tenant)
    message = _sent(shared_tenant.agent.sends_files(conversation_id, ("photo.png", PNG, "image/png")))
    assert (message["messageType"], len(message["attachments"])) == ("FILE", 1)
    assert not message["content"]


def test_multipart_without_files_is_a_text_message(shared_tenant: Tenant) -> None:
    conversation_id = a_conversation(shared_tenant)
    path = f"/api/agent/conversations/{conversation_id}/messages"
    answer = shared_tenant.agent.post(path, files={"content": (None, "Only words")})
    message = _sent(answer)
    assert (message["content"], message["messageType"], message["attachments"]) == ("Only words", "TEXT", [])


def test_five_files_are_kept_in_order(shared_tenant: Tenant) -> None:
    conversation_id = a_conversation(shared_tenant)
    files = [(f"photo{n}.png", PNG, "image/png") for n in range(5)]
    message = _sent(shared_tenant.agent.sends_files(conversation_id, *files))
    assert [attachment["fileName"] for attachment in message["attachments"]] == [name for name, _, _ in files]
    assert tenant_sees(shared_tenant, conversation_id) == [attachment["id"] for attachment in message["attachments"]]


def tenant_sees(tenant: Tenant, conversation_id: str) -> list[str]:
    return [attachment["id"] for message in tenant.messages(conversation_id) for attachment in message["attachments"]]


def test_six_files_are_too_many(shared_tenant: Tenant) -> None:
    conversation_id = a_conversation(shared_tenant)
    files = [(f"photo{n}.png", PNG, "image/png") for n in range(6)]
    shared_tenant.agent.sends_files(conversation_id, *files).bad_request()
    assert tenant_sees(shared_tenant, conversation_id) == []


@pytest.mark.parametrize(
    ("name", "content", "declared"),
    [
        ("photo.png", EXECUTABLE, "image/png"),
        ("guide.pdf", HTML, "application/pdf"),
        ("photo.jpg", SVG, "image/jpeg"),
        ("picture.svg", SVG, "image/svg+xml"),
        ("page.html", HTML, "text/html"),
        ("notes.txt", b"just text", "text/plain"),
        ("photo.gif", b"GIF89a" + bytes(20), "image/gif"),
        ("letter.docx", b"not a docx", DOCX_TYPE),
        ("empty.png", b"", "image/png"),
    ],
)
def test_a_file_is_judged_by_its_content(shared_tenant: Tenant, name: str, content: bytes, declared: str) -> None:
    conversation_id = a_conversation(shared_tenant)
    shared_tenant.agent.sends_files(conversation_id, (name, content, declared), content="Look").bad_request()
    assert [message["content"] for message in shared_tenant.messages(conversation_id)] == ["Hello"]


def test_a_png_under_another_name_is_a_png(shared_tenant: Tenant) -> None:
    conversation_id = a_conversation(shared_tenant)
    answer = shared_tenant.agent.sends_files(conversation_id, ("notes.pdf", PNG, "application/pdf"))
    assert _sent(answer)["attachments"][0]["mimeType"] == "image/png"


def test_one_bad_file_among_good_ones_sends_nothing(shared_tenant: Tenant) -> None:
    conversation_id = a_conversation(shared_tenant)
    files = [("photo.png", PNG, "image/png"), ("photo.png", EXECUTABLE, "image/png")]
    shared_tenant.agent.sends_files(conversation_id, *files, content="Look").bad_request()
    assert [message["content"] for message in shared_tenant.messages(conversation_id)] == ["Hello"]


@pytest.mark.parametrize("megabytes", [5, 7, 11])
def test_a_multipart_body_over_the_gateways_limit_names_the_other_way(shared_tenant: Tenant, megabytes: int) -> None:
    """Lambda takes 6 MB, and base64 makes 4 of what arrives as 3."""
    conversation_id = a_conversation(shared_tenant)
    big = PDF + bytes(megabytes * MIB)
    answer = shared_tenant.agent.sends_files(conversation_id, ("big.pdf", big, "application/pdf"))
    answer.error(413, data=answer.body["data"])
    assert "/attachments" in answer.response.text


def test_an_unknown_multipart_field_is_named(shared_tenant: Tenant) -> None:
    conversation_id = a_conversation(shared_tenant)
    answer = shared_tenant.agent.post(
        f"/api/agent/conversations/{conversation_id}/messages",
        files=[("surprise", (None, "1")), ("content", (None, "Hi"))],
    )
    answer.invalid("surprise")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x\r\n\r\n--x--"),
        ("multipart/form-data; boundary=x", b"no boundary here"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="content"\r\n\r\nHi'),
        ("multipart/form-data; boundary=x", b""),
    ],
)
def test_broken_multipart_is_refused(shared_tenant: Tenant, content_type: str, body: bytes) -> None:
    path = f"/api/agent/conversations/{a_conversation(shared_tenant)}/messages"
    headers = {"Content-Type": content_type}
    shared_tenant.agent.post(path, content=body, headers=headers).bad_request()


# Names


@pytest.mark.parametrize(
    "name",
    [
        "report.pdf",
        "Bericht für Müller.pdf",
        "rapor_ışığı_ğüş.pdf",
        "報告書.pdf",
        "semi;colon, comma.pdf",
        "100% sure.pdf",
        "it's.pdf",
    ],
)
def test_a_file_is_downloaded_under_its_own_name(shared_tenant: Tenant, name: str) -> None:
    writer, route, conversation_id = _writer(shared_tenant, "agent")
    attachment_id = an_upload(writer, route, PDF, name, "application/pdf")
    attachment = _sent(_send(writer, conversation_id, attachment_id))["attachments"][0]
    assert attachment["fileName"] == name
    assert _file_name(shared_tenant.api.get(attachment["url"])) == name


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "a/b\\c.pdf", "line\r\nbreak.pdf", 'quo"te.pdf'])
def test_a_hostile_file_name_is_refused_or_made_harmless(shared_tenant: Tenant, name: str) -> None:
    writer, route, conversation_id = _writer(shared_tenant, "agent")
    declared = {"fileName": name, "mimeType": "application/pdf", "size": len(PDF)}
    answer = writer.post(route, {"files": [declared]})
    if answer.status == 400:
        answer.invalid("files")
        return
    upload = answer.ok("uploads")["uploads"][0]
    assert put_into_storage(writer, upload, PDF, "application/pdf").status in (200, 201, 204)
    attachment = _sent(_send(writer, conversation_id, upload["attachmentId"]))["attachments"][0]
    downloaded = _file_name(shared_tenant.api.get(attachment["url"]))
    assert not set("/\\\r\n") & set(downloaded), downloaded


# Presigned


@pytest.mark.parametrize("who", ["agent", "visitor"])
def test_a_presigned_upload_is_sent_and_read_back(shared_tenant: Tenant, who: str) -> None:
    writer, route, conversation_id = _writer(shared_tenant, who)
    attachment_id = an_upload(writer, route, PNG)
    message = _sent(_send(writer, conversation_id, attachment_id, content="My photo"))
    assert (message["content"], message["messageType"]) == ("My photo", "FILE")
    attachment = message["attachments"][0]
    shown = {name: attachment[name] for name in ("id", "fileName", "mimeType", "size")}
    assert shown == {"id": attachment_id, "fileName": "photo.png", "mimeType": "image/png", "size": len(PNG)}
    assert shared_tenant.api.get(attachment["url"]).response.content == PNG


@pytest.mark.parametrize("who", ["agent", "visitor"])
def test_uploads_are_declared_together(shared_tenant: Tenant, who: str) -> None:
    writer, route, _ = _writer(shared_tenant, who)
    files = [{"fileName": f"photo{n}.png", "mimeType": "image/png", "size": 10 + n} for n in range(5)]
    uploads = writer.post(route, {"files": files}).ok("uploads")["uploads"]
    assert len({upload["attachmentId"] for upload in uploads}) == 5
    for upload in uploads:
        assert set(upload) == {"attachmentId", "url", "fields", "expiresAt"}
        assert is_time(upload["expiresAt"]) > datetime.now(UTC)


@pytest.mark.parametrize("who", ["agent", "visitor"])
def test_a_file_is_declared_as_a_browser_says_it(shared_tenant: Tenant, who: str) -> None:
    writer, route, conversation_id = _writer(shared_tenant, who)
    declared = {"fileName": "n" * 300 + ".docx", "mimeType": "", "size": len(a_docx())}
    upload = writer.post(route, {"files": [declared]}).ok("uploads")["uploads"][0]
    put_into_storage(writer, upload, a_docx(), upload["fields"]["Content-Type"])
    (file,) = _sent(_send(writer, conversation_id, upload["attachmentId"]))["attachments"]
    assert (file["fileName"], file["mimeType"]) == ("n" * 250 + ".docx", DOCX_TYPE)


@pytest.mark.parametrize(
    "files",
    [
        [],
        [{"fileName": "a.png", "mimeType": "image/png", "size": 10}] * 6,
        [{"fileName": "a.png", "mimeType": "image/png", "size": TEN_MB + 1}],
        [{"fileName": "a.png", "mimeType": "image/png", "size": 0}],
        [{"fileName": "a.png", "mimeType": "image/png", "size": -1}],
        [{"fileName": "a.png", "mimeType": "image/png", "size": "10"}],
        [{"fileName": "a.png", "mimeType": "text/html", "size": 10}],
        [{"fileName": "a.png", "mimeType": "image/svg+xml", "size": 10}],
        [{"fileName": "", "mimeType": "image/png", "size": 10}],
        [{"fileName": "a.png", "mimeType": "image/png"}],
        [{"fileName": "a.png", "mimeType": "image/png", "size": 10, "surprise": 1}],
        ["a.png"],
    ],
)
@pytest.mark.parametrize("who", ["agent", "visitor"])
def test_a_wrong_declaration_is_refused(shared_tenant: Tenant, who: str, files: list[object]) -> None:
    writer, route, _ = _writer(shared_tenant, who)
    writer.post(route, {"files": files}).invalid("files")


def test_a_file_of_ten_megabytes_is_allowed(shared_tenant: Tenant) -> None:
    writer, route, conversation_id = _writer(shared_tenant, "agent")
    content = PDF + bytes(TEN_MB - len(PDF))
    attachment_id = an_upload(writer, route, content, "big.pdf", "application/pdf")
    assert _sent(_send(writer, conversation_id, attachment_id))["attachments"][0]["size"] == TEN_MB


def _declared(writer: Agent | Visitor, route: str, size: int = len(PNG)) -> Json:
    declared = {"fileName": "photo.png", "mimeType": "image/png", "size": size}
    upload: Json = writer.post(route, {"files": [declared]}).ok()["uploads"][0]
    return upload


@pytest.mark.parametrize("who", ["agent", "visitor"])
def test_storage_refuses_more_than_was_declared(shared_tenant: Tenant, who: str) -> None:
    writer, route, conversation_id = _writer(shared_tenant, who)
    upload = _declared(writer, route)
    assert 400 <= put_into_storage(writer, upload, PNG + bytes(100_000)).status < 500
    _send(writer, conversation_id, upload["attachmentId"]).bad_request()


def test_storage_refuses_another_type_than_was_declared(shared_tenant: Tenant) -> None:
    writer, route, conversation_id = _writer(shared_tenant, "agent")
    upload = _declared(writer, route)
    tampered = {**upload, "fields": {**upload["fields"], "Content-Type": "text/html"}}
    assert 400 <= put_into_storage(writer, tampered, PNG, "text/html").status < 500
    _send(writer, conversation_id, upload["attachmentId"]).bad_request()


def test_storage_refuses_another_place_than_was_given(shared_tenant: Tenant) -> None:
    writer, route, _ = _writer(shared_tenant, "agent")
    upload = _declared(writer, route)
    tampered = {**upload, "fields": {**upload["fields"], "key": upload["fields"]["key"] + "/../elsewhere"}}
    assert 400 <= put_into_storage(writer, tampered, PNG).status < 500


@pytest.mark.parametrize("who", ["agent", "visitor"])
def test_a_presigned_upload_is_judged_by_its_content_when_sent(shared_tenant: Tenant, who: str) -> None:
    writer, route, conversation_id = _writer(shared_tenant, who)
    attachment_id = an_upload(writer, route, HTML, "photo.png", "image/png")
    _send(writer, conversation_id, attachment_id).bad_request()
    assert tenant_sees(shared_tenant, conversation_id) == []


@pytest.mark.parametrize("who", ["agent", "visitor"])
def test_a_declared_but_never_uploaded_file_is_refused(shared_tenant: Tenant, who: str) -> None:
    writer, route, conversation_id = _writer(shared_tenant, who)
    _send(writer, conversation_id, _declared(writer, route)["attachmentId"]).bad_request()


@pytest.mark.parametrize("attachment_id", ["att_01HX0000000000000000000000", "x", "../x", ""])
def test_an_unknown_attachment_is_refused(shared_tenant: Tenant, attachment_id: str) -> None:
    writer, _, conversation_id = _writer(shared_tenant, "agent")
    answer = _send(writer, conversation_id, attachment_id, content="Look")
    assert answer.status in (400, 404), answer
    assert tenant_sees(shared_tenant, conversation_id) == []


def test_a_visitor_cannot_send_another_visitors_upload(shared_tenant: Tenant) -> None:
    writer, route, _ = _writer(shared_tenant, "visitor")
    attachment_id = an_upload(writer, route, PNG)
    other, _, conversation_id = _writer(shared_tenant, "visitor")
    answer = _send(other, conversation_id, attachment_id, content="Mine")
    assert answer.status in (400, 404), answer
    assert tenant_sees(shared_tenant, conversation_id) == []


def test_more_than_five_uploads_in_a_message_are_refused(shared_tenant: Tenant) -> None:
    writer, route, conversation_id = _writer(shared_tenant, "agent")
    attachment_ids = [an_upload(writer, route, PNG) for _ in range(6)]
    _send(writer, conversation_id, *attachment_ids).bad_request()


def test_a_file_may_not_be_listed_without_its_url_having_been_signed(shared_tenant: Tenant) -> None:
    """The URL is signed: the bucket itself is not public."""
    conversation_id = a_conversation(shared_tenant)
    message = _sent(shared_tenant.agent.sends_files(conversation_id, ("photo.png", PNG, "image/png")))
    assert "X-Amz-Signature=" in message["attachments"][0]["url"]


# Afterwards


def _with_file(tenant: Tenant, visitor: Visitor) -> tuple[str, str]:
    conversation_id = visitor.says("I have files")
    message = _sent(tenant.agent.sends_files(conversation_id, ("photo.png", PNG, "image/png")))
    url: str = message["attachments"][0]["url"]
    assert tenant.api.get(url).status == 200
    return conversation_id, url


def test_a_deleted_conversations_files_stop_working(tenant: Tenant) -> None:
    conversation_id, url = _with_file(tenant, tenant.visitor())
    _, kept = _with_file(tenant, tenant.visitor())
    tenant.delete(f"/api/tenant/conversations/{conversation_id}").ok()
    eventually(lambda: tenant.api.get(url).status in (403, 404))
    assert tenant.api.get(kept).status == 200


def test_a_deleted_visitors_files_stop_working(tenant: Tenant) -> None:
    visitor = tenant.visitor()
    _, url = _with_file(tenant, visitor)
    tenant.delete(f"/api/tenant/visitors/{visitor.id}").ok()
    eventually(lambda: tenant.api.get(url).status in (403, 404))


def test_a_file_uploaded_but_never_sent_goes_with_its_conversation(tenant: Tenant) -> None:
    writer, route, conversation_id = _writer(tenant, "agent")
    attachment_id = an_upload(writer, route, PNG)
    tenant.delete(f"/api/tenant/conversations/{conversation_id}").ok()
    _send(writer, conversation_id, attachment_id).error(404, "Conversation not found")
