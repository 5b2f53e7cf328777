"""An idempotency record's life: who runs, who waits, who gets the first response, and for how long."""

import threading
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.exceptions import DeleteError, PynamoDBException, UpdateError

from connextlive.aws import signing_secret
from connextlive.core.caller import Sender
from connextlive.core.errors import NotFound, Refused
from connextlive.identity import api_key
from connextlive.table import idempotency, orm, writes
from connextlive.table.idempotency import LIVES, LOCKED_FOR, Once, Unfinished, once
from tests.support.builders import (
    BOUNDARY,
    PDF,
    Clock,
    a_conversation,
    a_form,
    a_tenant,
    an_agent,
    an_error,
    call,
    everything_under,
    form_headers,
)

ANNA = ("ten_A", "usr_A")
PARTITION = "ten_A#once#usr_A"


class Work:
    """Counts how often it runs."""

    def __init__(self, does: Callable[[], object] = lambda: None) -> None:
        self.times = 0
        self._does = does

    def __call__(self) -> str:
        self.times += 1
        self._does()
        return f"answer {self.times}"


def run(work: Work, *, body: bytes = b"body", key: str = "k", route: str = "POST /a", sender: Sender = ANNA) -> str:
    return once(sender, route, key, body)(work)


def fail() -> None:
    raise RuntimeError


def refuse() -> None:
    raise NotFound("Pet")


pytestmark = pytest.mark.usefixtures("cloud")


def test_the_same_request_is_done_once_and_answered_twice() -> None:
    work = Work()
    assert [run(work), run(work)] == ["answer 1", "answer 1"]
    assert work.times == 1


@pytest.mark.parametrize(
    ("key", "route", "sender"),
    [("other", "POST /a", ANNA), ("k", "POST /b", ANNA), ("k", "POST /a", ("ten_A", "usr_B"))],
)
def test_another_key_route_or_caller_is_another_request(key: str, route: str, sender: Sender) -> None:
    work = Work()
    assert [run(work), run(work, key=key, route=route, sender=sender)] == ["answer 1", "answer 2"]


def test_a_key_for_another_body_is_refused() -> None:
    work = Work()
    run(work)
    with pytest.raises(Refused, match="was used for another request") as refusal:
        run(work, body=b"other")
    assert (refusal.value.code, work.times) == ("IDEMPOTENCY_KEY_REUSED", 1)


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_too_short_or_too_long_is_refused(key: str) -> None:
    with pytest.raises(Refused) as refusal:
        run(Work(), key=key)
    assert refusal.value.code == "IDEMPOTENCY_KEY_INVALID"


def test_the_longest_key_is_taken() -> None:
    assert run(Work(), key="x" * 255) == "answer 1"


def test_the_answer_is_kept_for_a_day(clock: Clock) -> None:
    work = Work()
    run(work)
    clock.advance(LIVES)
    assert run(work) == "answer 1"


def test_then_the_key_is_free_though_dynamodb_has_not_removed_it(clock: Clock) -> None:
    work = Work()
    run(work)
    clock.advance(LIVES + 1)
    assert run(work, body=b"other") == "answer 2"


def test_the_item_has_a_time_to_live(clock: Clock) -> None:
    run(Work())
    (sk,) = everything_under(PARTITION)
    record = Once.find(PARTITION, sk)
    assert record is not None
    assert record.expires_at == clock.now + 24 * 3600


@pytest.mark.parametrize(("does", "error"), [(refuse, NotFound), (fail, RuntimeError)])
def test_a_request_that_was_refused_or_failed_frees_its_key(does: Callable[[], None], error: type[Exception]) -> None:
    with pytest.raises(error):
        run(Work(does))
    assert everything_under(PARTITION) == []
    assert run(Work(), body=b"other") == "answer 1"


def test_an_answer_that_asks_to_try_again_is_given_and_not_kept() -> None:
    def go_on() -> None:
        raise Unfinished("so far")

    assert run(Work(go_on)) == "so far"
    assert everything_under(PARTITION) == []
    assert run(Work()) == "answer 1"


def throttled(monkeypatch: pytest.MonkeyPatch, method: str, error: type[PynamoDBException]) -> None:
    refusal = ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, method)

    def throttle(*_: object, **__: object) -> None:
        raise error(cause=refusal)

    monkeypatch.setattr(Once, method, throttle)


def test_what_was_done_is_answered_though_the_answer_could_not_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    throttled(monkeypatch, "update", UpdateError)
    assert run(Work()) == "answer 1"


def test_the_works_own_error_is_told_though_the_key_could_not_be_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    throttled(monkeypatch, "delete", DeleteError)
    with pytest.raises(NotFound):
        run(Work(refuse))


def test_a_second_request_waits_for_the_answer_of_the_first() -> None:
    # GIVEN a request that works until it is let go
    begun, go = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        go.wait(5)

    first = Work(hold)
    answers: list[str] = []
    thread = threading.Thread(target=lambda: answers.append(run(first)))
    thread.start()
    assert begun.wait(5)
    # WHEN the same request comes again and waits a while
    threading.Timer(0.15, go.set).start()
    second = Work()
    answer = run(second)
    thread.join(5)
    # THEN both have the one answer
    assert (answer, answers, second.times) == ("answer 1", ["answer 1"], 0)


def test_a_key_in_use_is_refused_for_another_body_at_once() -> None:
    def use_it_meanwhile() -> None:
        with pytest.raises(Refused, match="was used for another request"):
            run(Work(), body=b"other")

    assert run(Work(use_it_meanwhile)) == "answer 1"


def test_a_crashed_function_holds_the_key_for_half_a_minute(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "POLL", 0.5)
    # GIVEN a function that never came back
    with pytest.raises(SystemExit):
        run(Work(exit_now))
    began = clock.now
    # WHEN the request comes again
    answer = run(Work())
    # THEN it is done once the lock has expired, and not before
    assert answer == "answer 1"
    assert LOCKED_FOR < clock.now - began < LOCKED_FOR + 1


def exit_now() -> None:
    raise SystemExit  # no `Exception`, as a function that is killed raises none


# ── As endpoints use it ──────────────────────────────────────────────────────────────────────────────────────────────

KEY = {"Idempotency-Key": "k"}


def test_a_repeated_form_with_another_boundary_sends_one_message(bucket: object) -> None:
    owner = a_tenant()
    anna, conversation_id = an_agent(owner), a_conversation(owner)
    parts = ('name="content"', b"Look"), ('name="attachments"; filename="a.pdf"', PDF)
    first, second = (
        call(
            "agent_messages_send",
            anna,
            a_form(*parts, boundary=boundary),
            headers=form_headers(boundary) | KEY,
            id=conversation_id,
        )
        for boundary in (BOUNDARY, "another-boundary")
    )
    assert first == second
    assert first[1]["conversation"]["messageCount"] == 2


def test_a_request_that_names_no_key_is_done_every_time() -> None:
    owner = a_tenant()
    call("tenant_api_keys_create", owner, {"name": "Shop"})
    call("tenant_api_keys_create", owner, {"name": "Shop"})
    assert len(api_key.page(owner.tenant_id, None, None)[0]) == 2


def test_an_invalid_request_leaves_its_key_free() -> None:
    owner = a_tenant()
    assert call("tenant_api_keys_create", owner, {}, headers=KEY)[0] == 400
    assert call("tenant_api_keys_create", owner, {"name": "Shop"}, headers=KEY)[0] == 200


def test_a_replay_does_not_recreate_a_deleted_key() -> None:
    owner = a_tenant()
    first = call("tenant_api_keys_create", owner, {"name": "Shop"}, headers=KEY)
    api_key.delete(owner.tenant_id, first[1]["apiKey"]["id"])
    assert call("tenant_api_keys_create", owner, {"name": "Shop"}, headers=KEY) == first
    assert api_key.page(owner.tenant_id, None, None)[0] == []


def test_two_callers_may_use_the_same_key() -> None:
    names = {
        call("tenant_api_keys_create", owner, {"name": owner.id}, headers=KEY)[1]["apiKey"]["name"]
        for owner in (a_tenant(), a_tenant())
    }
    assert len(names) == 2


def test_a_key_that_is_empty_is_refused_in_the_clients_words() -> None:
    answer = call("tenant_api_keys_create", a_tenant(), {"name": "Shop"}, headers={"Idempotency-Key": ""})
    words = "The Idempotency-Key must have 1 to 255 characters"
    assert answer == an_error(400, words, {"code": "IDEMPOTENCY_KEY_INVALID"})


# ── What is stored ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stored_response_reveals_no_secret() -> None:
    owner = a_tenant()
    headers = {"Idempotency-Key": "k"}
    _, first = call("tenant_api_keys_create", owner, {"name": "Shop"}, headers=headers)
    stored = everything_stored(owner.tenant_id)
    assert first["plainKey"] not in stored
    _, _, _, secret = first["plainKey"].split("_", 3)  # it may hold further ones
    assert secret not in stored
    assert call("tenant_api_keys_create", owner, {"name": "Shop"}, headers=headers)[1] == first


def everything_stored(tenant_id: str) -> str:
    found = orm.connection().dispatch("Scan", {"TableName": orm.TABLE})["Items"]
    return str([item for item in found if item["pk"]["S"].startswith(tenant_id)])


def test_what_is_sealed_opens_for_its_purpose_only() -> None:
    sealed = signing_secret.seal("ünseal me", "once", "k")
    assert signing_secret.unseal(sealed, "once", "k") == "ünseal me"
    assert signing_secret.seal("ünseal me", "once", "k") != sealed
    raw = bytearray(b64decode(sealed))
    raw[-1] ^= 1
    for stored, purpose in ((sealed, "other"), (b64encode(raw).decode(), "k"), ("", "k")):
        with pytest.raises(ValueError, match="Not sealed"):
            signing_secret.unseal(stored, "once", purpose)


@pytest.mark.parametrize("text", ["", "x", "\x00", "a" * 100_000])
def test_anything_can_be_sealed(text: str) -> None:
    assert signing_secret.unseal(signing_secret.seal(text, "p"), "p") == text


def test_a_lock_whose_answer_was_lost_is_ones_own(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """The write is repeated, and loses to itself."""
    save, begun = Once.save, clock.now

    def twice(record: Once, **how: Any) -> object:
        save(record, **how)
        record.attribute_values.pop("version", None)
        return save(record, **how)

    monkeypatch.setattr(Once, "save", twice)
    assert run(Work()) == "answer 1"
    assert clock.now - begun < 1


def test_a_message_is_sent_once_even_if_the_record_of_its_key_was_not_kept() -> None:
    owner = a_tenant()
    conversation_id, anna = a_conversation(owner), an_agent(owner)
    for _ in range(2):
        answer = call(
            "agent_messages_send", anna, {"content": "Yes"}, headers={"Idempotency-Key": "k"}, id=conversation_id
        )
        assert answer[0] == 200
        pk = f"{owner.tenant_id}#once#{anna.id}"
        writes.delete_all([(pk, sk) for sk in everything_under(pk)])
    assert (
        len([sk for sk in everything_under(f"{owner.tenant_id}#{conversation_id}") if sk.startswith("message#")]) == 2
    )
