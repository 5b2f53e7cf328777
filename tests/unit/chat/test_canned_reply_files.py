"""Files in canned replies: a message gets copies of them, so that it and the canned reply outlive each other."""

from typing import Any

import pytest

from connextlive.aws import s3
from connextlive.chat import files, upkeep
from connextlive.core.caller import Caller
from tests.support.builders import (
    PDF,
    PNG,
    Changes,
    Clock,
    Json,
    a_conversation,
    a_tenant,
    an_agent,
    call,
    consume,
    wrong,
)

UNKNOWN = wrong(attachmentIds="Unknown attachment, or its upload has not finished")
GONE = wrong(cannedReplyIds="The message has files of a canned reply that was deleted")


class Desk:
    """Anna and Ben, who answer a visitor."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.owner = a_tenant()
        self.anna, self.ben = an_agent(self.owner, "Anna"), an_agent(self.owner, "Ben")
        self.conversation = a_conversation(self.owner, agent=self.anna, status="ACTIVE")

    def uploads(self, by: Caller, *contents: bytes, name: str = "terms.pdf") -> list[str]:
        """IDs of files that were announced and have come."""
        announced = [{"fileName": name, "mimeType": "application/pdf", "size": len(one)} for one in contents]
        forms = call(f"{side(by)}_canned_replies_upload", by, {"files": announced})[1]["uploads"]
        for form, content in zip(forms, contents, strict=True):
            s3.write(form["fields"]["key"], content, "application/pdf")
        return [form["attachmentId"] for form in forms]

    def makes(self, by: Caller, attachment_ids: list[str], shortcode: str = "terms") -> tuple[int, Json]:
        body = {"shortcode": shortcode, "content": "Our terms", "attachmentIds": attachment_ids}
        return call(f"{side(by)}_canned_replies_create", by, body)

    def has(self, by: Caller, *contents: bytes, shortcode: str = "terms") -> Json:
        """A canned reply of theirs with these files."""
        reply: Json = self.makes(by, self.uploads(by, *contents), shortcode)[1]["cannedReply"]
        return reply

    def changes_files(self, by: Caller, reply: Json, attachment_ids: list[str]) -> tuple[int, Json]:
        return call(f"{side(by)}_canned_replies_update", by, {"attachmentIds": attachment_ids}, id=reply["id"])

    def deletes(self, by: Caller, reply: Json) -> None:
        assert call(f"{side(by)}_canned_replies_delete", by, id=reply["id"])[0] == 200
        self.settles()

    def sends(self, by: Caller, reply: Json, *attachment_ids: str) -> tuple[int, Json]:
        body = {"content": "Here", "cannedReplyIds": [reply["id"]], "attachmentIds": attachment_ids}
        return call("agent_messages_send", by, body, id=self.conversation)

    def settles(self) -> None:
        self.changes.settle()

    def kept(self, *folders: str) -> list[bytes | None]:
        """What lies under the workspace's folders of the bucket, but for uploads that were copied."""
        keys = [key for folder in folders for key in s3.keys_under(f"{self.owner.tenant_id}/{folder}/")]
        return [s3.read(key) for key in keys if folder_of(key) != "canned-replies" or "-" in key.rpartition("/")[2]]


def folder_of(key: str) -> str:
    return key.split("/")[1]


def side(by: Caller) -> str:
    return "agent" if by.role == "AGENT" else "tenant"


def ids(reply: Json) -> list[str]:
    return [one["id"] for one in reply["attachments"]]


@pytest.fixture
def desk(changes: Changes, bucket: object) -> Desk:
    return Desk(changes)


@pytest.mark.parametrize("who", ["owner", "anna"])
def test_a_canned_reply_shows_its_files_with_links(desk: Desk, who: str) -> None:
    by = getattr(desk, who)
    reply = desk.has(by, PDF)
    [file] = reply["attachments"]
    assert {**file, "url": "", "urlExpiresAt": ""} == {
        "id": ids(reply)[0],
        "fileName": "terms.pdf",
        "mimeType": "application/pdf",
        "size": len(PDF),
        "url": "",
        "urlExpiresAt": "",
        "removedAt": None,
    }
    assert file["url"].startswith("http")
    [listed] = call(f"{side(by)}_canned_replies_list", by)[1]["cannedReplies"]
    assert ids(listed) == ids(reply)


@pytest.mark.parametrize("who", ["owner", "anna"])
def test_a_message_outlives_the_canned_reply_whose_files_it_has(desk: Desk, who: str) -> None:
    by = getattr(desk, who)
    reply = desk.has(by, PDF, PNG)
    status, answer = desk.sends(desk.anna, reply, *ids(reply))
    sent = answer["message"]["attachments"]
    assert (status, [one["fileName"] for one in sent]) == (200, ["terms.pdf"] * 2)
    assert not {one["id"] for one in sent} & {*ids(reply)}
    desk.deletes(by, reply)
    assert desk.kept("canned-replies") == []
    assert desk.kept(desk.conversation) == [PDF, PNG]


def test_a_canned_reply_outlives_the_conversation_that_it_was_sent_in(desk: Desk) -> None:
    reply = desk.has(desk.owner, PDF)
    desk.sends(desk.anna, reply, *ids(reply))
    assert call("tenant_conversations_delete", desk.owner, id=desk.conversation)[0] == 200
    detail = {"tenantId": desk.owner.tenant_id, "conversationId": desk.conversation, "visitorId": "vis_1"}
    assert consume("on_conversation_deleted", detail) == {"batchItemFailures": []}
    assert desk.kept(desk.conversation, "canned-replies") == [PDF]


def test_files_are_of_the_message_beside_uploads_in_the_order_that_it_names(desk: Desk) -> None:
    reply = desk.has(desk.owner, PDF)
    announced = {"files": [{"fileName": "own.png", "mimeType": "image/png", "size": len(PNG)}]}
    [form] = call("agent_attachments_create", desk.anna, announced, id=desk.conversation)[1]["uploads"]
    s3.write(form["fields"]["key"], PNG, "image/png")
    sent = desk.sends(desk.anna, reply, form["attachmentId"], *ids(reply))[1]["message"]["attachments"]
    assert [one["fileName"] for one in sent] == ["own.png", "terms.pdf"]


def test_a_canned_reply_that_was_deleted_meanwhile_has_no_files_to_send(desk: Desk) -> None:
    reply = desk.has(desk.owner, PDF)
    desk.deletes(desk.owner, reply)
    assert desk.sends(desk.anna, reply, *ids(reply)) == GONE
    assert desk.kept(desk.conversation) == []


def test_files_of_somebody_elses_canned_replies_are_not_sent(desk: Desk) -> None:
    foreign = Desk(desk.changes)
    own = desk.has(desk.anna, PNG, shortcode="mine")
    for by, reply in ((desk.ben, desk.anna), (foreign.anna, desk.owner), (desk.anna, foreign.owner)):
        of = foreign if reply is foreign.owner else desk
        theirs = of.has(reply, PDF, shortcode=f"of-{by.name.lower()}-{'' if by is desk.anna else 'x'}")
        here = foreign if by is foreign.anna else desk
        assert here.sends(by, theirs, *ids(theirs)) == GONE
        assert desk.sends(desk.anna, own, *ids(theirs)) in (UNKNOWN, GONE)
    assert desk.kept(desk.conversation) == foreign.kept(foreign.conversation) == []


def test_uploads_are_claimed_by_whose_they_are_and_once(desk: Desk) -> None:
    [annas], [shared] = desk.uploads(desk.anna, PDF), desk.uploads(desk.owner, PDF)
    assert desk.makes(desk.ben, [annas]) == UNKNOWN
    assert desk.makes(desk.anna, [shared]) == UNKNOWN
    assert desk.makes(desk.owner, [annas]) == UNKNOWN
    assert desk.makes(desk.anna, [annas])[0] == 200
    assert desk.makes(desk.anna, [annas], "again") == UNKNOWN


def test_one_file_that_is_not_allowed_keeps_the_others_from_being_stored(desk: Desk) -> None:
    uploads = [*desk.uploads(desk.owner, PDF), *desk.uploads(desk.owner, b"MZ\x90\0" + bytes(512))]
    refused = wrong(attachmentIds="terms.pdf: this type of file is not allowed")
    assert desk.makes(desk.owner, uploads) == refused
    assert (desk.kept("canned-replies"), call("tenant_canned_replies_list", desk.owner)[1]["cannedReplies"]) == ([], [])


def test_one_file_that_is_too_large_or_too_many_is_refused_with_all(desk: Desk) -> None:
    def announced(*sizes: int) -> list[str]:
        some = [{"fileName": "a.pdf", "mimeType": "application/pdf", "size": size} for size in sizes]
        answer = call("agent_canned_replies_upload", desk.anna, {"files": some})[1]
        return [one["field"] for one in answer["data"]["errors"]]

    assert announced(9, files.MOST_BYTES + 1) == ["files.size"]
    assert announced(*[9] * 6) == ["files"]
    six = [*desk.uploads(desk.anna, *[PDF] * 5), *desk.uploads(desk.anna, PDF)]
    assert desk.makes(desk.anna, six)[1]["data"]["errors"][0]["field"] == "attachmentIds"


def test_a_message_has_five_files_at_most_wherever_they_come_from(desk: Desk) -> None:
    one, other = desk.has(desk.owner, PDF, PDF, PDF), desk.has(desk.owner, PDF, PDF, PDF, shortcode="more")
    body: Json = {"content": "Here", "cannedReplyIds": [one["id"], other["id"]]}
    six = call("agent_messages_send", desk.anna, {**body, "attachmentIds": ids(one) + ids(other)}, id=desk.conversation)
    assert six == wrong(attachmentIds="Must have at most 5 entries")
    five = {**body, "attachmentIds": ids(one) + ids(other)[:2]}
    status, answer = call("agent_messages_send", desk.anna, five, id=desk.conversation)
    assert (status, len(answer["message"]["attachments"])) == (200, 5)


def test_a_change_keeps_adds_and_removes_files(desk: Desk) -> None:
    reply = desk.has(desk.anna, PDF, PDF + b" second")
    first, second = ids(reply)
    [new] = desk.uploads(desk.anna, PNG)
    status, answer = desk.changes_files(desk.anna, reply, [new, second])
    assert (status, ids(answer["cannedReply"])) == (200, [new, second])
    assert desk.changes_files(desk.anna, reply, [new, second])[0] == 200  # as one whose answer was lost
    desk.settles()
    assert {*desk.kept("canned-replies")} == {PNG, PDF + b" second"}
    assert desk.changes_files(desk.anna, reply, [first]) == UNKNOWN
    body = {"content": "Better"}
    status, answer = call("agent_canned_replies_update", desk.anna, body, id=reply["id"])
    assert (status, ids(answer["cannedReply"])) == (200, [new, second])


def test_of_two_changes_at_once_each_shows_files_that_are_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = desk.has(desk.owner, PDF, PNG)
    first, second = ids(reply)
    [new] = desk.uploads(desk.owner, PDF + b" new")
    stored, others = s3.write, [lambda: desk.changes_files(desk.owner, reply, [first])]

    def stored_late(*args: Any) -> None:
        if others:
            assert others.pop()()[0] == 200
        stored(*args)

    monkeypatch.setattr(s3, "write", stored_late)
    assert desk.changes_files(desk.owner, reply, [first, second, new]) == UNKNOWN  # the second has just been removed
    assert desk.changes_files(desk.owner, reply, [first, new])[0] == 200
    desk.settles()
    [listed] = call("tenant_canned_replies_list", desk.owner)[1]["cannedReplies"]
    assert ids(listed) == [first, new]
    assert {PDF, PDF + b" new"} <= {*desk.kept("canned-replies")}


def test_a_canned_reply_keeps_its_files_however_long_messages_keep_theirs(
    bucket: object, mailbox: object, clock: Clock, changes: Changes
) -> None:
    desk = Desk(changes)
    reply = desk.has(desk.owner, PDF)
    desk.sends(desk.anna, reply, *ids(reply))
    call("tenant_workspace_update", desk.owner, {"settings": {"retention": {"fileDays": 30}}})
    clock.advance(40 * 24 * 3600)
    upkeep.run(1e12)
    assert (desk.kept(desk.conversation), desk.kept("canned-replies")) == ([], [PDF])


def test_an_agents_own_files_end_with_the_agent(desk: Desk) -> None:
    desk.has(desk.anna, PDF)
    desk.has(desk.owner, PNG)
    assert call("tenant_agents_remove", desk.owner, id=desk.anna.id)[0] == 200
    desk.settles()
    assert desk.kept("canned-replies") == [PNG]
