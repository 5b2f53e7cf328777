"""Event consumers: only what failed is redelivered, and duplicates do no harm."""

import json
from typing import Any

import pytest

from connextlive.lambdas.consumer import consumer
from connextlive.aws import clients, s3
from connextlive.chat import conversation, message, removal, visitor
from connextlive.chat.attachment import announce
from connextlive.chat.message import Draft
from connextlive.chat.schemas.attachments import FileAnnouncement
from connextlive.core.uploads import UploadedFile
from connextlive.events.types import AgentInvited, Event, Subscribable, VisitorDeleted
from connextlive.identity import invitation, password_reset, user, workspace
from connextlive.table import codec, writes
from tests.support.builders import (
    PDF,
    PNG,
    Json,
    a_conversation,
    a_delivery,
    a_tenant,
    a_visitor,
    an_agent,
    consume,
    everything_under,
    failed,
)

# ── The decorator ────────────────────────────────────────────────────────────────────────────────────────────────────


def handled(deliveries: Json, fails_on: str = "") -> tuple[Json, list[str], Any]:
    seen: list[str] = []

    def handle(detail: dict[str, Any]) -> None:
        seen.append(detail["name"])
        if detail["name"] == fails_on:
            raise RuntimeError("no")

    handle.__module__ = f"functions.consumer_{id(seen)}.app"  # a logger of its own
    return consumer(handle)(deliveries, None), seen, handle


def details(*names: str) -> Json:
    return a_delivery(*({"tenantId": "ten_A", "name": name} for name in names))


def test_every_event_is_handled() -> None:
    assert handled(details("a", "b", "c"))[:2] == (failed(), ["a", "b", "c"])


def test_only_what_failed_is_delivered_again() -> None:
    assert handled(details("a", "b", "c"), fails_on="b")[:2] == (failed("m1"), ["a", "b", "c"])


def test_a_whole_batch_may_fail() -> None:
    assert handled(details("a", "a"), fails_on="a")[:2] == (failed("m0", "m1"), ["a", "a"])


def test_what_is_no_event_fails_alone() -> None:
    deliveries = details("a", "b")
    deliveries["Records"][0]["body"] = "no JSON"
    assert handled(deliveries)[:2] == (failed("m0"), ["b"])


def test_a_failure_is_logged_with_the_events_id_and_its_cause(capsys: pytest.CaptureFixture[str]) -> None:
    handled(details("a", "b"), fails_on="b")
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    facts = {name: line[name] for name in ("message", "event_id", "tenant_id", "exception_name")}
    assert facts == {
        "message": "Event failed",
        "event_id": "evt_1",
        "tenant_id": "ten_A",
        "exception_name": "RuntimeError",
    }


def taken(handle: Any, *deliveries: Json) -> tuple[Json, list[str]]:
    """A consumer's response to events of these types, and the types it accepts."""
    wrapped = consumer(handle)
    return wrapped(a_delivery(*deliveries), None), list(wrapped.types)


DELETED = {"type": "visitor.deleted", "tenantId": "ten_A", "visitorId": "vis_A"}
INVITED = {"type": "agent.invited", "tenantId": "ten_A", "invitationId": "inv_A"}


def test_a_consumer_gets_the_events_that_its_annotation_names() -> None:
    seen: list[VisitorDeleted | AgentInvited] = []

    def handle(event: VisitorDeleted | AgentInvited) -> None:
        seen.append(event)

    assert taken(handle, DELETED, INVITED) == (failed(), ["visitor.deleted", "agent.invited"])
    (deleted, invited) = seen
    assert isinstance(deleted, VisitorDeleted)
    assert isinstance(invited, AgentInvited)
    assert (deleted.visitor_id, deleted.event_id, invited.invitation_id) == ("vis_A", "evt_0", "inv_A")


def test_a_consumer_of_a_kind_gets_every_event_of_it() -> None:
    seen: list[Event] = []

    def handle(event: Subscribable) -> None:
        seen.append(event)

    answer, types = taken(handle, INVITED)
    assert (answer, [event.type for event in seen]) == (failed(), ["agent.invited"])
    assert {*types} >= {"agent.invited", "conversation.created"}
    assert "user.reset_requested" not in types


def test_an_event_that_a_consumer_rejects_is_not_lost() -> None:
    def handle(event: AgentInvited) -> None:
        raise AssertionError

    assert taken(handle, DELETED) == (failed("m0"), ["agent.invited"])


def test_the_last_failed_attempt_is_reported() -> None:
    given_up: list[AgentInvited] = []

    @consumer(give_up=given_up.append)
    def handle(event: AgentInvited) -> None:
        raise RuntimeError

    for attempt in ("4", "5"):
        assert given_up == []
        delivery = a_delivery(INVITED)
        delivery["Records"][0]["attributes"] = {"ApproximateReceiveCount": attempt}
        assert handle(delivery, None) == failed("m0")
    assert [event.invitation_id for event in given_up] == ["inv_A"]


# ── Mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def mail_of(mailbox: Any) -> list[Any]:
    found: list[Any] = mailbox.sent_messages
    return found


def test_an_invitation_is_mailed_in_the_workspaces_language(mailbox: Any) -> None:
    owner = a_tenant(company="Acme & Söhne")
    workspace.update(owner.tenant_id, {"language": "de"})
    ivy = invitation.invite(owner.tenant_id, "Ivy <b>", "ivy@example.com")
    assert consume("on_agent_invited", {"tenantId": owner.tenant_id, "invitationId": ivy.id}) == failed()
    (mail,) = mail_of(mailbox)
    link = f"https://app.example.com/accept-invite?token={invitation.token(owner.tenant_id, ivy.id, ivy.nonce)}"
    assert mail.subject == "Ihre Einladung zu Acme & Söhne"
    assert mail.destinations["ToAddresses"] == ["ivy@example.com"]
    assert "Guten Tag Ivy &lt;b&gt;," in mail.body
    assert "Sie wurden eingeladen, bei Acme &amp; Söhne mitzuarbeiten und Besuchern zu antworten." in mail.body
    assert f'<a href="{link}"' in mail.body


def test_the_link_in_the_mail_works(mailbox: Any) -> None:
    owner = a_tenant()
    ivy = invitation.invite(owner.tenant_id, "Ivy", "ivy@example.com")
    consume("on_agent_invited", {"tenantId": owner.tenant_id, "invitationId": ivy.id})
    (mail,) = mail_of(mailbox)
    token = mail.body.partition('<a href="')[2].partition('"')[0].partition("token=")[2]
    assert invitation.accept(token, "hash").email == "ivy@example.com"


def test_a_subject_is_one_line(mailbox: Any) -> None:
    owner = a_tenant(company="Acme\r\nBcc: all@example.com")
    ivy = invitation.invite(owner.tenant_id, "Ivy", "ivy@example.com")
    consume("on_agent_invited", {"tenantId": owner.tenant_id, "invitationId": ivy.id})
    assert mail_of(mailbox)[0].subject.replace("\u200b", "") == "Your invitation to Acme Bcc: all@example.com"


def test_a_withdrawn_invitation_is_not_mailed(mailbox: Any) -> None:
    owner = a_tenant()
    ivy = invitation.invite(owner.tenant_id, "Ivy", "ivy@example.com")
    invitation.withdraw(owner.tenant_id, ivy.id)
    assert consume("on_agent_invited", {"tenantId": owner.tenant_id, "invitationId": ivy.id}) == failed()
    assert mail_of(mailbox) == []


def test_a_reset_is_mailed_with_a_link_that_works(mailbox: Any) -> None:
    anna = an_agent(a_tenant())
    password_reset.request(user.load(anna.tenant_id, anna.id).email)
    assert (
        consume(
            "on_event_account_mail", {"type": "user.reset_requested", "tenantId": anna.tenant_id, "userId": anna.id}
        )
        == failed()
    )
    (mail,) = mail_of(mailbox)
    token = mail.body.partition('<a href="')[2].partition('"')[0].partition("token=")[2]
    password_reset.complete(token, "new hash")
    assert (mail.subject, user.load(anna.tenant_id, anna.id).password_hash) == ("Reset your password", "new hash")


def test_a_reset_that_is_done_already_is_not_mailed(mailbox: Any) -> None:
    anna = an_agent(a_tenant())
    assert (
        consume(
            "on_event_account_mail", {"type": "user.reset_requested", "tenantId": anna.tenant_id, "userId": anna.id}
        )
        == failed()
    )
    assert mail_of(mailbox) == []


# ── Removal ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Story:
    """A deleted conversation with messages and files, and another one that stays."""

    def __init__(self, messages: int = 2) -> None:
        self.owner = a_tenant()
        self.anna, self.vera = an_agent(self.owner), a_visitor(self.owner)
        self.id = a_conversation(self.owner, by=self.vera)
        self.stays = a_conversation(self.owner)
        for of in (self.id, self.stays):
            for number in range(messages):
                files = [UploadedFile("a.pdf", PDF), UploadedFile("b.png", PNG)] if number == 0 else []
                message.send_as_agent(self.owner.tenant_id, of, self.anna.id, Draft(f"Message {number}", files))
        conversation.delete(self.owner.tenant_id, self.id)
        self.event = {"tenantId": self.owner.tenant_id, "conversationId": self.id}

    def rows(self, of: str) -> list[str]:
        return everything_under(f"{self.owner.tenant_id}#{of}")

    def files(self, of: str, bucket: Any) -> int:
        return len(bucket.list_objects_v2(Bucket=s3.BUCKET, Prefix=f"{self.owner.tenant_id}/{of}/").get("Contents", []))


def test_messages_and_files_of_a_deleted_conversation_go(bucket: Any) -> None:
    story = Story()
    assert story.files(story.id, bucket) == 2
    assert consume("on_conversation_deleted", story.event) == failed()
    assert (story.rows(story.id), story.files(story.id, bucket)) == (["counted"], 0)


def test_those_of_others_stay(bucket: Any) -> None:
    story = Story()
    before = story.rows(story.stays)
    consume("on_conversation_deleted", story.event)
    assert (story.rows(story.stays), story.files(story.stays, bucket)) == (before, 2)


def test_a_repeated_removal_has_no_effect(bucket: Any) -> None:
    story = Story()
    assert consume("on_conversation_deleted", story.event, story.event) == failed()
    assert story.rows(story.id) == ["counted"]


def test_more_than_one_batch_of_messages_is_deleted(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "BATCH", 3)
    story = Story(messages=8)
    consume("on_conversation_deleted", story.event)
    assert story.rows(story.id) == ["counted"]


def test_a_removal_that_failed_halfway_is_taken_up_again(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # GIVEN a removal that breaks after its first batch
    monkeypatch.setattr(removal, "BATCH", 3)
    story = Story(messages=6)
    delete_all, calls = writes.delete_all, iter([writes.delete_all])

    def break_the_second_time(keys: Any) -> None:
        next(calls)(keys)

    monkeypatch.setattr(writes, "delete_all", break_the_second_time)
    assert consume("on_conversation_deleted", story.event) == failed("m0")
    assert len(story.rows(story.id)) > 1
    # WHEN it is delivered again
    monkeypatch.setattr(writes, "delete_all", delete_all)
    assert consume("on_conversation_deleted", story.event) == failed()
    # THEN everything is gone
    assert (story.rows(story.id), story.files(story.id, bucket)) == (["counted"], 0)


def test_a_large_conversation_is_deleted_in_steps_until_nothing_is_left(
    bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a conversation that takes longer than a step, for its messages and for its files
    monkeypatch.setattr(removal, "STEP", 0)
    monkeypatch.setattr(removal, "BATCH", 5)
    story = Story(messages=12)
    for number in range(1_005):
        s3.write(f"{story.owner.tenant_id}/{story.id}/{number}", b"x", "text/plain")
    sqs = clients.client("sqs")
    queue = sqs.create_queue(QueueName="OnConversationDeletedQueue")["QueueUrl"]
    monkeypatch.setenv("CONVERSATION_DELETION_QUEUE_URL", queue)
    # WHEN the event is handled, and then what each step puts into the queue
    left, waiting = [], [story.event]
    while waiting:
        assert consume("on_conversation_deleted", waiting.pop()) == failed()
        left.append(len(story.rows(story.id)) + story.files(story.id, bucket))
        for queued in sqs.receive_message(QueueUrl=queue).get("Messages", []):
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=queued["ReceiptHandle"])
            waiting.append(json.loads(queued["Body"])["detail"])
    # THEN each step has left less, and the last one nothing
    assert left == sorted(set(left), reverse=True)
    assert len(left) >= 4
    assert (story.rows(story.id), story.files(story.id, bucket)) == (["counted"], 0)


def test_a_visitors_many_uploads_go_in_steps_as_well(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    visitor.delete(owner.tenant_id, vera.id)
    pk = f"{owner.tenant_id}#{vera.id}"
    put = [{"PutRequest": {"Item": codec.typed({"pk": pk, "sk": f"attachment#{n}"})}} for n in range(30)]
    writes.write_all(put)
    monkeypatch.setattr(removal, "STEP", 0)
    monkeypatch.setattr(removal, "BATCH", 12)
    assert [removal.of_visitor(owner.tenant_id, vera.id) for _ in range(3)] == [False, False, True]
    assert everything_under(pk) == ["counted"]


def test_a_file_that_could_not_be_deleted_keeps_the_message_that_names_it(bucket: Any) -> None:
    # GIVEN a bucket that does not let its files go
    story = Story()
    before = story.rows(story.id)
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:DeleteObject",
        "Resource": f"arn:aws:s3:::{s3.BUCKET}/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    bucket.put_bucket_policy(Bucket=s3.BUCKET, Policy=policy)
    # WHEN the conversation is removed THEN the event comes again, and nothing is lost that says what to delete
    assert consume("on_conversation_deleted", story.event) == failed("m0")
    assert (story.rows(story.id), story.files(story.id, bucket)) == (before, 2)
    bucket.delete_bucket_policy(Bucket=s3.BUCKET)
    assert consume("on_conversation_deleted", story.event) == failed()
    assert (story.rows(story.id), story.files(story.id, bucket)) == (["counted"], 0)


def test_uploads_that_a_deleted_visitor_never_sent_go(bucket: Any) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    declared = FileAnnouncement.model_validate({"fileName": "a.png", "mimeType": "image/png", "size": len(PNG)})
    (upload,) = announce(owner.tenant_id, vera.id, [declared])
    s3.write(upload.key, PNG, "image/png")
    visitor.delete(owner.tenant_id, vera.id)
    event = {"tenantId": owner.tenant_id, "visitorId": vera.id}
    assert consume("on_visitor_deleted", event, event) == failed()
    assert everything_under(f"{owner.tenant_id}#{vera.id}") == ["counted"]
    assert s3.read(upload.key) is None


def test_more_files_than_one_call_are_deleted_even_if_some_do_not_exist(bucket: Any) -> None:
    keys = [f"ten_A/cnv_A/{number}" for number in range(1001)]
    s3.write(keys[-1], b"x", "text/plain")
    s3.delete(keys)
    assert s3.read(keys[-1]) is None


def test_files_under_a_similar_prefix_are_kept(bucket: Any) -> None:
    for key in ("ten_A/cnv_A/1", "ten_A/cnv_A/2", "ten_A/cnv_AB/1"):
        s3.write(key, b"x", "text/plain")
    assert s3.delete_under("ten_A/cnv_A/") == (2, True)
    assert [item["Key"] for item in bucket.list_objects_v2(Bucket=s3.BUCKET)["Contents"]] == ["ten_A/cnv_AB/1"]
