"""A visitor's answer to a mail is a message like any other, once, and nobody else's mail is."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from typing import Any

import pytest

from connextlive.aws import clients, s3
from connextlive.chat import block, conversation, message, reply_address, spam, visitor
from connextlive.chat.block import Terms
from connextlive.chat.message import Draft
from connextlive.core.ids import timestamp
from connextlive.identity import api_key
from connextlive.lambdas import limits
from tests.support.builders import PDF, PNG, Clock, Json, a_key, a_tenant, a_visitor, an_agent, consume, failed, invoke
from tests.support.mails import OURS, a_mail, a_notification, quoted, requests_to_ses

VERA = "vera@example.org"


class Mailed:
    """A visitor who has left, an agent's message to them, and the mail about it."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.anna = an_agent(self.owner)
        self.key, _ = a_key(self.owner)
        self.vera = a_visitor(self.owner, self.key, user_email=VERA)
        _, opened = message.send_as_visitor(self.vera, Draft("Do you ship to Norway?"))
        self.id = opened.id
        self.leave()
        self.address = self.mail("Yes, we do.")

    def leave(self) -> None:
        visitor.left(self.owner.tenant_id, self.vera.id)

    def tell(self, text: str) -> str:
        """Has an agent say something and the visitor mailed about it; returns when."""
        said, _ = message.send_as_agent(self.owner.tenant_id, self.id, self.anna.id, Draft(text))
        ids = {"tenantId": self.owner.tenant_id, "conversationId": self.id, "messageId": said.id}
        assert consume("on_event_visitor_mail", ids | {"senderType": "AGENT"}) == failed()
        return said.created_at

    def mail(self, text: str) -> str:
        """The same; returns the address at which the mail is answered."""
        until = self.tell(text)
        address = reply_address.of(visitor.read(self.owner.tenant_id, self.vera.id), self.id, until)
        assert address is not None
        return address

    @property
    def said(self) -> list[Json]:
        """What the visitor has written by mail, wherever their conversation is."""
        current = visitor.read(self.owner.tenant_id, self.vera.id)["conversation_id"] or ""
        found, _ = message.page(self.owner.tenant_id, current, 50)
        return [{**one} for one in found if one["sender_type"] == "VISITOR"][1 if current == self.id else 0 :]


def received(mail: EmailMessage | bytes, *to: str, key: str = "received/1", times: int = 1, **said: Any) -> None:
    """Has SES receive a mail, and tell of it so many times."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    clients.client("s3").put_object(Bucket=s3.BUCKET, Key=key, Body=raw)
    notification = a_notification(key, to, at=timestamp(), **said)
    for _ in range(times):
        assert told(notification) == failed()


def told(notification: Mapping[str, Any]) -> Json:
    record = {"messageId": "1", "body": json.dumps(notification), "attributes": {"ApproximateReceiveCount": "1"}}
    answer: Json = invoke("on_mail_received", {"Records": [record | {"eventSource": "aws:sqs"}]})
    return answer


def keys() -> list[str]:
    return [*s3.keys_under("")]


@pytest.fixture(autouse=True)
def domain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("INBOUND_MAIL_DOMAIN", "replies.example.com")
    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def mailed(mailbox: Any, bucket: Any, clock: Clock) -> Mailed:
    return Mailed()


def test_an_answer_is_the_visitors_message(mailed: Mailed) -> None:
    received(a_mail(f"To Oslo, please.\n\nOn 28 Nov 2026, {OURS} wrote:\n{quoted()}"), mailed.address)
    (said,) = mailed.said
    shown = {name: said[name] for name in ("content", "sender_type", "sender_id", "message_type", "by_mail")}
    by_mail = {"id": "<1@mail.example>", "address": VERA, "is_theirs": True, "refused_files": []}
    assert shown == {
        "content": "To Oslo, please.",
        "sender_type": "VISITOR",
        "sender_id": mailed.vera.id,
        "message_type": "TEXT",
        "by_mail": by_mail,
    }
    assert conversation.load(mailed.owner.tenant_id, mailed.id).status == "ACTIVE"


def test_a_mail_is_one_message_however_often_it_comes_and_is_gone_afterwards(mailed: Mailed) -> None:
    received(a_mail(), mailed.address, times=3)
    received(a_mail(), mailed.address, key="received/2")  # to two recipients, or by two ways
    assert [one["content"] for one in mailed.said] == ["Yes, please."]
    assert keys() == []


def test_a_mail_without_an_id_is_one_message_too(mailed: Mailed) -> None:
    received(a_mail(message_id=None), mailed.address, times=2)
    received(a_mail(message_id=None), mailed.address, key="received/2")
    assert len(mailed.said) == 2


# ── The address ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_address_is_as_long_as_servers_accept_and_does_not_depend_on_case(mailed: Mailed) -> None:
    assert re.fullmatch(r"[0-9a-z]{64}@replies\.example\.com", mailed.address)
    received(a_mail(), mailed.address.upper())
    assert len(mailed.said) == 1


def test_another_address_is_refused(mailed: Mailed) -> None:
    name, _, host = mailed.address.partition("@")
    other = {"a": "b"}.get(name[-1], "a")
    forged = [
        f"{name[:-1]}{other}@{host}",
        f"{name[:50]}aaaa{name[54:]}@{host}",
        f"{name}@elsewhere.example",
        f"x@{host}",
    ]
    forged += [f"é{name[1:]}@{host}", "", f"{'!' * 64}@{host}"]
    for number, address in enumerate(forged):
        received(a_mail(), address, key=f"received/{number}")
    assert mailed.said == []
    assert keys() == []


def test_the_address_of_another_conversation_is_refused(mailed: Mailed) -> None:
    other = Mailed()
    mixed = other.address[:50] + mailed.address[50:]
    received(a_mail(), mixed)
    assert (mailed.said, other.said) == ([], [])


def test_an_address_is_valid_for_three_months(mailed: Mailed, clock: Clock) -> None:
    clock.advance(reply_address.LIVES - 60)
    received(a_mail(), mailed.address)
    clock.advance(120)
    received(a_mail("Too late", message_id="<2@mail.example>"), mailed.address)
    clock.advance(32**4 * 60 - reply_address.LIVES)  # its minute is spelled the same again
    received(a_mail("Later still", message_id="<3@mail.example>"), mailed.address)
    assert [one["content"] for one in mailed.said] == ["Yes, please."]


def test_an_address_ends_with_the_one_that_it_was_mailed_to(mailed: Mailed) -> None:
    visitor.update(mailed.owner.tenant_id, mailed.vera.id, {"user_email": "vera@new.example"})
    received(a_mail(), mailed.address)
    assert mailed.said == []


# ── Who writes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mail_of_another_sender_is_marked_as_theirs(mailed: Mailed) -> None:
    received(a_mail(sender="Victor <victor@example.net>"), mailed.address, sender="victor@example.net")
    (said,) = mailed.said
    assert (said["by_mail"]["address"], said["by_mail"]["is_theirs"]) == ("victor@example.net", False)


def test_a_mail_whose_sender_is_not_proved_is_marked(mailed: Mailed) -> None:
    received(a_mail(), mailed.address, dmarc="FAIL", policy="none")
    assert mailed.said[0]["by_mail"]["is_theirs"] is False


@pytest.mark.parametrize(
    "verdicts", [{"spam": "FAIL"}, {"virus": "FAIL"}, {"dmarc": "FAIL", "policy": "reject"}], ids=str
)
def test_what_ses_finds_to_be_spam_a_virus_or_forged_is_refused(mailed: Mailed, verdicts: dict[str, Any]) -> None:
    received(a_mail(), mailed.address, **verdicts)
    assert mailed.said == []
    assert keys() == []


OUT_OF_OFFICE = a_mail("I am away until Monday.", headers={"Auto-Submitted": "auto-replied"})


@pytest.mark.parametrize(
    ("mail", "sender"),
    [(OUT_OF_OFFICE, VERA), (a_mail("Undelivered"), ""), (a_mail(sender=OURS), OURS), (a_mail("  \n"), VERA)],
    ids=["out of office", "a bounce", "one of ours", "nothing"],
)
def test_what_nobody_wrote_is_no_message(
    mailed: Mailed, mail: EmailMessage, sender: str, caplog: pytest.LogCaptureFixture
) -> None:
    received(mail, mailed.address, sender=sender)
    assert mailed.said == []
    (line,) = [record for record in caplog.records if record.message == "Mail refused"]
    assert line.__dict__["reason"] in ("AUTOMATIC", "EMPTY")
    assert VERA not in str(line.__dict__)


# ── Where it goes ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_resolved_conversation_is_opened_again(mailed: Mailed) -> None:
    message.resolve(mailed.owner.tenant_id, mailed.id, mailed.anna.id, "Resolved")
    received(a_mail(), mailed.address)
    now = conversation.load(mailed.owner.tenant_id, mailed.id)
    assert (now.status, now.reopen_count) == ("WAITING", 1)


def test_a_deleted_conversation_is_followed_by_another(mailed: Mailed) -> None:
    conversation.delete(mailed.owner.tenant_id, mailed.id)
    received(a_mail(), mailed.address)
    (said,) = mailed.said
    assert said["conversation_id"] != mailed.id


def test_a_blocked_visitor_is_refused(mailed: Mailed) -> None:
    block.block_visitor(mailed.owner, mailed.vera.id, Terms())
    received(a_mail(), mailed.address)
    assert mailed.said == []
    assert keys() == []


def test_spam_goes_on_unnoticed_by_its_sender(mailed: Mailed) -> None:
    spam.mark(mailed.owner, mailed.id, "", blocks_visitor=False)
    received(a_mail(), mailed.address)
    assert mailed.said[0]["is_spam"] is True


def test_a_deleted_visitor_is_nobody(mailed: Mailed) -> None:
    visitor.delete(mailed.owner.tenant_id, mailed.vera.id)
    received(a_mail(), mailed.address)
    assert keys() == []


def test_visitors_of_a_deleted_key_are_refused(mailed: Mailed) -> None:
    api_key.delete(mailed.owner.tenant_id, mailed.key.id)
    received(a_mail(), mailed.address)
    assert mailed.said == []


# ── What comes next ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_after_an_answer_there_is_a_mail_about_what_is_new_in_the_same_thread(
    mailed: Mailed, requests: list[Json]
) -> None:
    received(a_mail(), mailed.address)
    mailed.mail("It takes a week.")
    mailed.mail("Anything else?")  # one mail until they return or answer
    (sent,) = requests
    simple = sent["Content"]["Simple"]
    text = simple["Body"]["Text"]["Data"]
    assert "It takes a week." in text
    assert "Yes, we do." not in text
    headers = {one["Name"]: one["Value"] for one in simple["Headers"]}
    assert headers["In-Reply-To"] == "<1@mail.example>"
    assert headers["References"] == f"<{mailed.id}@replies.example.com> <1@mail.example>"


def test_what_an_agent_wrote_after_the_mail_is_still_unread(mailed: Mailed, clock: Clock) -> None:
    clock.advance(120)
    mailed.mail("By ship.")
    received(a_mail(), mailed.address)
    now = conversation.load(mailed.owner.tenant_id, mailed.id)
    assert now.visitor_unread_count == 1


@pytest.fixture
def requests(mailed: Mailed) -> Iterator[list[Json]]:
    """The bodies of requests to SES after the first."""
    with requests_to_ses() as bodies:
        yield bodies


def test_a_mail_that_can_be_answered_says_so_and_one_that_cannot_does_not(
    mailed: Mailed, requests: list[Json], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    received(a_mail(), mailed.address)
    address = mailed.mail("By ship.")
    monkeypatch.setenv("INBOUND_MAIL_DOMAIN", "")
    clock.advance(1)
    visitor.seen(mailed.owner.tenant_id, mailed.vera.id)
    clock.advance(1)
    mailed.leave()
    mailed.tell("By air.")
    can, cannot = requests
    assert can["ReplyToAddresses"] == [address]
    assert can["Content"]["Simple"]["Body"]["Text"]["Data"].startswith("↑ Reply above this line ↑\n")
    assert "↑ Reply above this line ↑" in can["Content"]["Simple"]["Body"]["Html"]["Data"]
    assert "↑" not in cannot["Content"]["Simple"]["Body"]["Text"]["Data"]
    assert cannot["ReplyToAddresses"] != [address]


def test_nobody_is_mailed_where_we_receive_mail(mailed: Mailed, requests: list[Json]) -> None:
    visitor.update(mailed.owner.tenant_id, mailed.vera.id, {"user_email": mailed.address})
    received(a_mail(), mailed.address)
    mailed.mail("Are you there?")
    assert requests == []


def test_agents_are_told_once_that_a_mail_came_back_and_not_of_a_deleted_conversation(mailed: Mailed) -> None:
    deleted = Mailed()
    conversation.delete(deleted.owner.tenant_id, deleted.id)
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": VERA}], "timestamp": timestamp()}
    for of in (mailed, mailed, deleted):
        tags = {"tenant": [of.owner.tenant_id], "conversation": [of.id]}
        assert consume("on_mail_bounced", {"bounce": bounce, "mail": {"messageId": "1", "tags": tags}}) == failed()
    found, _ = message.page(mailed.owner.tenant_id, mailed.id, 50)
    notes = [(one["content"], one["is_internal"]) for one in found if one["sender_type"] == "SYSTEM"]
    assert notes == [(f"The e-mail to {VERA} bounced or was reported as spam. No more are sent there.", True)]


# ── Files and limits ─────────────────────────────────────────────────────────────────────────────────────────────────

EXECUTABLE = b"MZ\x90\x00" + bytes(512)


def test_files_are_held_to_the_rules_of_uploads(mailed: Mailed) -> None:
    files = [("setup.pdf", "application/pdf", EXECUTABLE), ("empty.png", "image/png", b"")]
    files += [(f"{number}.pdf", "application/pdf", PDF) for number in range(6)]
    files += [("large.pdf", "application/pdf", PDF + bytes(10 * 1024 * 1024))]
    received(a_mail(files=files), mailed.address, times=2)
    (said,) = mailed.said
    assert [one["file_name"] for one in said["attachments"]] == [f"{number}.pdf" for number in range(5)]
    assert said["by_mail"]["refused_files"] == ["setup.pdf", "empty.png", "5.pdf", "large.pdf"]
    assert keys() == sorted(one["key"] for one in said["attachments"])


def test_a_file_alone_is_a_message(mailed: Mailed) -> None:
    received(a_mail("", files=[("a.png", "image/png", PNG)]), mailed.address)
    assert (mailed.said[0]["content"], mailed.said[0]["message_type"]) == ("", "FILE")


def test_a_long_text_is_cut_at_the_length_of_a_message(mailed: Mailed) -> None:
    received(a_mail("word " * 3_000), mailed.address)
    text = mailed.said[0]["content"]
    assert (len(text), text[-1]) == (10_000, "…")


def test_who_writes_too_much_waits(mailed: Mailed, monkeypatch: pytest.MonkeyPatch) -> None:
    sqs = clients.client("sqs")
    url = sqs.create_queue(QueueName="OnMailReceivedQueue")["QueueUrl"]
    monkeypatch.setenv("RECEIVED_MAIL_QUEUE_URL", url)
    monkeypatch.setenv("RATE_LIMITS", "message caller 2/60")
    monkeypatch.setattr("connextlive.lambdas.queue.LONGEST_DELAY", 0)
    for number in range(3):
        received(a_mail(f"{number}", message_id=f"<{number}@mail.example>"), mailed.address, key=f"received/{number}")
    assert [one["content"] for one in mailed.said] == ["0", "1"]
    (waiting,) = sqs.receive_message(QueueUrl=url)["Messages"]
    limits.forget()
    monkeypatch.setenv("RATE_LIMITS", "")
    assert told(json.loads(waiting["Body"])) == failed()
    assert [one["content"] for one in mailed.said] == ["0", "1", "2"]
    assert keys() == []


def test_a_mail_of_thousands_of_parts_in_parts_is_refused(mailed: Mailed) -> None:
    raw = b"From: vera@example.org\n" + b"".join(
        f"Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n".encode() for depth in range(3_000)
    )
    received(raw, mailed.address)
    assert mailed.said == []


def test_text_that_is_no_mail_is_refused(mailed: Mailed) -> None:
    received(base64.b64decode("/////w=="), mailed.address)
    assert mailed.said == []
    assert keys() == []
