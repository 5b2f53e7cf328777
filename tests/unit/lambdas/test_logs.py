"""Logs have nothing that somebody wrote, even of requests that fail; what looks for it after the API tests finds it."""

import json
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError

from connextlive.aws import clients
from connextlive.chat import message
from connextlive.email import sending, suppression
from connextlive.email.messages import Email
from connextlive.table import items, writes
from tests.support.builders import a_conversation, a_tenant, a_visitor, call
from tests.support.logs import texts, told

WORDS = "my secret xylophone"


def test_a_stored_message_that_cannot_be_shown_is_not_logged(cloud: None, capsys: pytest.CaptureFixture[str]) -> None:
    owner = a_tenant()
    person = a_visitor(owner)
    id = a_conversation(owner, by=person, says=WORDS)
    (stored,) = items.query(f"{owner.tenant_id}#{id}", prefix=message.PREFIX, limit=items.ALL)
    writes.set_fields(stored["pk"]["S"], stored["sk"]["S"], {"message_type": "NONE SUCH"}, drop=["is_internal"])
    capsys.readouterr()
    assert call("tenant_messages_list", owner, id=id)[0] == 500
    logged = "".join(capsys.readouterr())
    assert "Unhandled error" in logged
    assert told(logged, [WORDS, "NONE SUCH"]) == {}


def test_an_address_that_ses_refuses_is_not_logged(cloud: None, mailbox: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Email address is not verified. The following identities failed the check: vera@example.com"
    refused = ClientError({"Error": {"Code": "MessageRejected", "Message": said}}, "SendEmail")

    def refuse(**_: Any) -> None:
        raise refused

    monkeypatch.setattr(clients.client("sesv2"), "send_email", refuse)
    with pytest.raises(ClientError) as raised:
        sending._send_or_suppress(Email("A", "B", "C"), "vera@example.com", None)
    assert "not verified" in str(raised.value)
    assert told(str(raised.value), []) == {}


def test_of_what_an_email_is_about_no_address_is_logged(
    cloud: None, mailbox: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    suppression.add("vera@example.com", "BOUNCED", "2026-01-31T09:30:00.000Z")
    monkeypatch.setattr(sending, "_logger", Logger(service="email of this test"))
    about = ("report", "rpt_1", "vera@example.com")
    sending.send(Email("A", "B", "C"), "vera@example.com", tenant_id="ten_1", about=about, reply_to=None)
    logged = "".join(capsys.readouterr())
    assert "Mail suppressed" in logged
    assert told(logged, []) == {}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c3JfIn0.c2ln", "a token"),
        ("cl_01HX5ZZKBKACTAV9WEVGEMMVRZ_01HX5ZZKBKACTAV9WEVGEMMVRZ_abc", "an API key"),
        ("clt_01HX5ZZKBKACTAV9WEVGEMMVRZ_01HX5ZZKBKACTAV9WEVGEMMVRZ_x", "an API token"),
        ("GET /a?X-Amz-Signature=abc", "a signed link"),
        ("to vera@example.com", "an email address"),
        ("to v…@example.com", None),
        ("given: correct horse 1", "a secret"),
        ("input_value='Where is my “parcel”?'", "a text: Where is my “parcel”?"),
        (json.dumps({"input": "Where is my “parcel”?"}), "a text: Where is my “parcel”?"),
        ("route: POST /api/widget/messages", None),
    ],
)
def test_what_no_log_may_have_is_found(line: str, what: str | None) -> None:
    body = {"content": " Where is my “parcel”? ", "clientMessageId": "11111111-2222-3333", "name": "Vera"}
    written = list(texts([body, None]))
    assert written == ["Where is my “parcel”?"]
    assert list(told(f"before\n{line}\nafter", written, "correct horse 1")) == ([what] if what else [])
