"""Searching for conversations and visitors."""

from __future__ import annotations

import time
from typing import Any

import pytest

from .builders import a_conversation
from .client import Json, Tenant, becomes, stays

MOST_DELAYED = 15.0  # seconds, on a machine that is busy with browsers and other tests; alone, it takes less than one


@pytest.fixture(scope="module")
def places(shared_tenant: Tenant) -> dict[str, str]:
    """Conversation IDs by nickname; each is waited for, so that absences below mean something."""
    t = shared_tenant
    made = {
        "invoice": a_conversation(
            t, says="My invoice number is INV-2024-77", name="Jane Doe", userEmail="j.doe@acme.io"
        ),
        "cafe": a_conversation(t, says="Where is the Café Müller?", name="Zoë Brontë"),
        "turkish": a_conversation(t, says="Işıklı İstanbul çok güzel", name="Ilgın Şahin"),
        "plain": a_conversation(t, says="nothing special here", name="Plain Person", userEmail="plain@other.org"),
    }
    becomes(lambda: _found(t, "special"), {made["plain"]})
    return made


def _found(tenant: Tenant, text: str, **query: Any) -> set[str]:
    return {conversation["id"] for conversation in tenant.conversations(search=text, **query)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("invoice", {"invoice"}),
        ("INVOICE", {"invoice"}),
        ("Invo", {"invoice"}),
        ("inv-2024-77", {"invoice"}),
        ("number invoice", {"invoice"}),
        ("invoice special", set()),
        ("  invoice  ", {"invoice"}),
        ("nvoice", set()),
        ("café", {"cafe"}),
        ("cafe", {"cafe"}),
        ("CAFÉ", {"cafe"}),
        ("cafe\u0301", {"cafe"}),
        ("muller", {"cafe"}),
        ("Müll", {"cafe"}),
        ("istanbul", {"turkish"}),
        ("ISTANBUL", {"turkish"}),
        ("İSTANBUL", {"turkish"}),
        ("ıstanbul", {"turkish"}),
        ("isikli", {"turkish"}),
        ("ışıklı", {"turkish"}),
        ("IŞIKLI", {"turkish"}),
        ("guzel", {"turkish"}),
        ("jane", {"invoice"}),
        ("doe jane", {"invoice"}),
        ("j.doe@acme.io", {"invoice"}),
        ("J.DOE@ACME", {"invoice"}),
        ("zoe bronte", {"cafe"}),
        ("ilgin sahin", {"turkish"}),
        ("jane invoice", {"invoice"}),
        ("jane café", set()),
        ("nosuchword", set()),
        ('"invoice number"', {"invoice"}),
        ('"number invoice"', set()),
        ('"Café Muller"', {"cafe"}),
        ('"çok güzel"', {"turkish"}),
    ],
)
def test_conversations_are_found_by_words_names_and_addresses(
    shared_tenant: Tenant, places: dict[str, str], text: str, expected: set[str]
) -> None:
    becomes(lambda: _found(shared_tenant, text), {places[name] for name in expected})


def test_what_is_found_shows_the_text_that_matched(shared_tenant: Tenant, places: dict[str, str]) -> None:
    becomes(lambda: _found(shared_tenant, "istanbul"), {places["turkish"]})
    (found,) = shared_tenant.conversations(search="ISTANBUL")
    match = found["match"]
    assert (match["field"], match["messageId"]) == ("content", found["lastMessage"]["id"])
    ((start, end),) = match["ranges"]
    assert match["snippet"][start:end] == "İstanbul"
    (found,) = shared_tenant.conversations(search="ilgın")
    assert found["match"] == {"field": "userName", "snippet": "Ilgın Şahin", "ranges": [[0, 5]], "messageId": None}
    assert all(conversation["match"] is None for conversation in shared_tenant.conversations())


def test_conversations_are_found_by_the_visitors_id(shared_tenant: Tenant, places: dict[str, str]) -> None:
    visitor_id = shared_tenant.conversation(places["plain"])["visitorId"]
    becomes(lambda: _found(shared_tenant, visitor_id), {places["plain"]})
    becomes(lambda: _found(shared_tenant, visitor_id.lower()), {places["plain"]})


WRITTEN = {
    "hindi": "उसकी किताब कमल है",
    "underscores": "ask john_smith about it",
    "hyphenated": "Der Fuß\u00adball liegt im Donau\u200bdampf",
    "chinese": "请问我的订单什么时候发货",
    "japanese": "注文の配送状況を教えてください",
    "thai": "สินค้าของฉันอยู่ที่ไหน",
    "mail": "Send me an e-mail",
    "umlaut": "Frau Mueller war da",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("कमल", {"hindi"}),
        ("की", set()),
        ("smith", {"underscores"}),
        ("fussball", {"hyphenated"}),
        ("Donaudampf", {"hyphenated"}),
        ("订单", {"chinese"}),
        ("发货", {"chinese"}),
        ("配送", {"japanese"}),
        ("สินค้า", {"thai"}),
        ("email", {"mail"}),
        ("e-mail", {"mail"}),
        ("Müller", {"umlaut"}),
    ],
)
def test_words_of_every_script_are_found(
    shared_tenant: Tenant, scripts: dict[str, str], text: str, expected: set[str]
) -> None:
    found = {name for name, conversation_id in scripts.items() if conversation_id in _found(shared_tenant, text)}
    assert found == expected


@pytest.fixture(scope="module")
def scripts(shared_tenant: Tenant) -> dict[str, str]:
    """Conversation IDs by their text, once all of it is indexed."""
    made = {name: a_conversation(shared_tenant, says=text) for name, text in WRITTEN.items()}
    last = a_conversation(shared_tenant, says="lastofallscripts")
    becomes(lambda: _found(shared_tenant, "lastofallscripts"), {last})
    becomes(lambda: made["umlaut"] in _found(shared_tenant, "mueller"), True)
    return made


@pytest.mark.parametrize("text", ["%", "*", "#", "'; DROP TABLE", "\u0000", "🙂", "x" * 500, "( [", "--"])
def test_odd_searches_find_nothing_and_break_nothing(shared_tenant: Tenant, places: dict[str, str], text: str) -> None:
    answer = shared_tenant.get("/api/tenant/conversations", search=text)
    assert answer.status in (200, 400), answer
    if answer.status == 200 and any(letter.isalnum() for letter in text):
        assert answer.ok()["conversations"] == []
    assert places


def test_an_agents_words_are_found_too(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant)
    a_conversation(tenant)
    tenant.agent.sends(conversation_id, "Have you tried rebooting").ok()
    becomes(lambda: _found(tenant, "reboot"), {conversation_id})


def test_search_and_filters_narrow_together(tenant: Tenant) -> None:
    waiting = a_conversation(tenant, says="printer")
    closed = a_conversation(tenant, says="printer", status="CLOSED")
    becomes(lambda: _found(tenant, "printer"), {waiting, closed})
    becomes(lambda: _found(tenant, "printer", status="CLOSED"), {closed})
    becomes(lambda: _found(tenant, "printer", agentId=tenant.agent.id), set())


def test_a_search_counts_and_pages_what_it_finds(tenant: Tenant) -> None:
    made = [a_conversation(tenant, says=f"printer {n}") for n in range(3)]
    a_conversation(tenant, says="something else")
    becomes(lambda: _found(tenant, "printer"), set(made))
    first = tenant.get("/api/tenant/conversations", search="printer", limit=2).ok()
    assert (first["pagination"]["total"], first["pagination"]["hasMore"]) == (3, True)
    cursor = first["pagination"]["nextCursor"]
    rest = tenant.get("/api/tenant/conversations", search="printer", limit=2, cursor=cursor).ok()
    assert [c["id"] for c in first["conversations"] + rest["conversations"]] == made[::-1]
    assert rest["pagination"]["nextCursor"] is None


def test_a_renamed_visitors_conversations_are_found_by_the_new_name_only(tenant: Tenant) -> None:
    conversation_id = a_conversation(tenant, name="Oldname")
    becomes(lambda: _found(tenant, "oldname"), {conversation_id})
    visitor_id = tenant.conversation(conversation_id)["visitorId"]
    tenant.patch(f"/api/tenant/visitors/{visitor_id}", {"userName": "Newname"}).ok()
    becomes(lambda: _found(tenant, "newname"), {conversation_id})
    becomes(lambda: _found(tenant, "oldname"), set())


def test_an_agent_finds_by_visitor_only(shared_tenant: Tenant, places: dict[str, str]) -> None:
    def found(text: str) -> set[str]:
        listed: list[Json] = shared_tenant.agent.get("/api/agent/conversations", search=text).ok()["conversations"]
        return {conversation["id"] for conversation in listed}

    becomes(lambda: found("jan"), {places["invoice"]})
    becomes(lambda: found("J.DOE@acme.io"), {places["invoice"]})
    becomes(lambda: found("invoice"), set())


# Visitors


def _visitors(tenant: Tenant, side: str = "tenant", **query: Any) -> set[str]:
    caller = tenant.agent if side == "agent" else tenant
    return {visitor["id"] for visitor in caller.get(f"/api/{side}/visitors", **query).ok()["visitors"]}


@pytest.mark.parametrize(
    ("text", "by_tenant", "by_agent"),
    [
        ("jane", True, True),
        ("JANE", True, True),
        ("jan", True, True),
        ("doe jane", True, True),
        ("jane@example.com", True, True),
        ("+49 30 555123", True, False),
        ("nobody", False, False),
        ("jane smith", False, False),
    ],
)
def test_visitors_are_found_by_what_each_role_may_search(
    tenant: Tenant, text: str, by_tenant: bool, by_agent: bool
) -> None:
    jane = tenant.visitor("Jane Doe", userEmail="jane@example.com", userPhone="+49 30 555123").id
    tenant.visitor("John Smith", userEmail="john@example.org", userPhone="+1 212 5550000")
    becomes(lambda: _visitors(tenant, search="doe"), {jane})
    becomes(lambda: _visitors(tenant, search=text), {jane} if by_tenant else set())
    becomes(lambda: _visitors(tenant, "agent", search=text), {jane} if by_agent else set())


def test_visitors_are_found_by_address(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Doe")
    ip = tenant.see_visitor(visitor.id)["ip"]
    assert ip
    becomes(lambda: _visitors(tenant, search=ip), {visitor.id})
    stays(lambda: _visitors(tenant, "agent", search=ip), set(), for_seconds=0.2)


def test_a_deleted_visitor_is_not_found(tenant: Tenant) -> None:
    visitor = tenant.visitor("Jane Doe")
    becomes(lambda: _visitors(tenant, search="jane"), {visitor.id})
    tenant.delete(f"/api/tenant/visitors/{visitor.id}").ok()
    assert _visitors(tenant, search="jane") == set()


@pytest.mark.parametrize(
    "asked", ["+4930555123", "+49 30 555123", "004930555123", "+49 (0)30 555123", "\u202a+49\u00a030\u00a0555123\u202c"]
)
def test_a_phone_number_is_found_in_any_notation(shared_tenant: Tenant, asked: str) -> None:
    visitor = shared_tenant.visitor(userPhone="+49 (0)30 555123")

    def found() -> bool:
        visitors = shared_tenant.get("/api/tenant/visitors", search=asked).ok()["visitors"]
        return visitor.id in [one["id"] for one in visitors]

    becomes(found, True)


def test_one_visitors_flood_of_words_delays_nobody_elses_search_and_counters(
    tenant: Tenant, shared_tenant: Tenant
) -> None:
    """Forty messages of words that nobody else uses took a minute when each word was an item."""
    flooding, calm = tenant.visitor(), shared_tenant.visitor()

    def counted() -> int:
        return int(shared_tenant.get("/api/tenant/conversations").ok()["pagination"]["total"])

    before = counted()
    for number in range(40):
        flooding.says(" ".join(f"w{number:02}{word:04x}" for word in range(1_200)))
    calm.says("a bystander says hello")
    said = time.monotonic()
    becomes(lambda: len(_found(shared_tenant, "bystander")), 1, within=20)
    becomes(lambda: counted() > before, True, within=20)
    assert time.monotonic() - said < MOST_DELAYED
    # The flood itself is found, too.
    becomes(lambda: len(_found(tenant, "w390000")), 1, within=20)
    assert len(_found(tenant, "w0004af")) == 1
