"""Exports of visitors: what the archive has, who may have it, and for how long."""

import io
import json
import zipfile
from typing import Any

import pytest

from connextlive.aws import s3
from connextlive.chat import message, visitor_export
from connextlive.chat.message import Draft
from connextlive.core.uploads import UploadedFile
from tests.support.builders import (
    PNG,
    Changes,
    Clock,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    consume,
    project,
)

FACTS: Json = {"user_email": "vera@example.com", "ip": "203.0.113.9", "notes": "Likes <b>tea</b>"}


def _requested(owner: Any, visitor: Any) -> Json:
    status, answer = call("tenant_visitors_export", owner, id=visitor.id)
    assert status == 200, answer
    export: Json = answer["export"]
    return export


def _make(owner: Any, export: Json) -> Json:
    detail = {"tenantId": owner.tenant_id, "visitorId": export["visitorId"], "exportId": export["id"]}
    return consume("on_event_export", detail)


def _archive(owner: Any, export: Json) -> zipfile.ZipFile | None:
    content = s3.read(f"{owner.tenant_id}/{export['visitorId']}/{export['id']}.zip")
    return zipfile.ZipFile(io.BytesIO(content)) if content else None


def test_an_archive_has_everything_about_a_visitor(bucket: Any, mailbox: Any, changes: Changes) -> None:
    owner = a_tenant(email="olga@example.com")
    visitor = a_visitor(owner, **FACTS)
    agent = an_agent(owner)
    defined = {"is_customer": {"label": "Customer", "type": "BOOLEAN"}}
    call("tenant_workspace_update", owner, {"settings": {"attributes": defined}})
    call("tenant_visitors_update", owner, {"attributes": {"is_customer": False}}, id=visitor.id)
    conversation_id = a_conversation(owner, "ACTIVE", agent, by=visitor, says="Is <this> safe?")
    picture = Draft("A picture", [UploadedFile("b.png", PNG)])
    message.send_as_agent(owner.tenant_id, conversation_id, agent.id, picture)
    message.send_as_agent(owner.tenant_id, conversation_id, agent.id, Draft("Beware", is_internal=True))
    changes.new()
    export = _requested(owner, visitor)
    assert (export["status"], export["url"]) == ("PENDING", None)
    project(changes.new())
    assert _make(owner, export) == {"batchItemFailures": []}

    _, answer = call("tenant_visitors_get_export", owner, id=visitor.id)
    assert (answer["export"]["status"], answer["export"]["size"] > 100) == ("READY", True)
    assert f"visitor-{visitor.id}.zip" in answer["export"]["url"]
    archive = _archive(owner, export)
    assert archive is not None
    data = json.loads(archive.read("data.json"))
    assert data["visitor"] | {"userEmail": "vera@example.com", "ip": "203.0.113.9"} == data["visitor"]
    assert data["visitor"]["attributes"] == {"is_customer": False}
    assert [one["content"] for one in data["messages"]] == ["Is <this> safe?", "A picture", "Beware"]
    ((file,),) = [one["attachments"] for one in data["messages"] if one["attachments"]]
    assert archive.read(file["file"]) == PNG
    page = archive.read("conversation.html").decode()
    assert "Is &lt;this&gt; safe?" in page
    assert "Likes &lt;b&gt;tea&lt;/b&gt;" in page
    assert "<th>Customer<td>✗" in page
    assert "Anna Agent" in page
    (mail,) = mailbox.sent_messages
    assert mail.destinations["ToAddresses"] == ["olga@example.com"]
    assert "for a week" in str(mail.body)
    assert answer["export"]["url"].partition("?")[0] not in str(mail.body)  # a link wants a login
    _make(owner, export)
    assert len(mailbox.sent_messages) == 1


@pytest.mark.usefixtures("bucket")
def test_one_export_is_made_at_a_time_and_replaces_the_one_before(changes: Changes, mailbox: Any) -> None:
    owner = a_tenant()
    visitor = a_visitor(owner)
    first = _requested(owner, visitor)
    assert _requested(owner, visitor)["id"] == first["id"]
    _make(owner, first)
    second = _requested(owner, visitor)
    assert second["id"] != first["id"]
    assert _archive(owner, first) is None
    _make(owner, first)
    assert _archive(owner, first) is None
    _make(owner, second)
    assert _archive(owner, second) is not None


@pytest.mark.usefixtures("bucket")
def test_who_is_deleted_while_an_export_is_made_leaves_none(
    changes: Changes, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = a_tenant()
    visitor = a_visitor(owner)
    export = _requested(owner, visitor)
    finish = visitor_export.finish

    def delete_first(*arguments: Any) -> None:
        call("tenant_visitors_delete", owner, id=visitor.id)
        consume("on_visitor_deleted", {"tenantId": owner.tenant_id, "visitorId": visitor.id})
        finish(*arguments)

    monkeypatch.setattr(visitor_export, "finish", delete_first)
    _make(owner, export)
    assert _archive(owner, export) is None
    assert call("tenant_visitors_get_export", owner, id=visitor.id)[0] == 404


def test_an_export_ends_after_a_week(bucket: Any, clock: Clock, mailbox: Any) -> None:
    owner = a_tenant()
    visitor = a_visitor(owner)
    _make(owner, _requested(owner, visitor))
    clock.advance(7 * 24 * 3600 + 1)
    assert call("tenant_visitors_get_export", owner, id=visitor.id) == an_error(404, "Export not found")


def test_there_is_no_export_of_nobody(cloud: None) -> None:
    nobody = "vis_01HX0000000000000000000000"
    assert call("tenant_visitors_export", a_tenant(), id=nobody) == an_error(404, "Visitor not found")
    assert call("tenant_visitors_get_export", a_tenant(), id=nobody) == an_error(404, "Export not found")
