"""Custom attributes: a workspace defines them, and its team, its sites and their values' types say what they are."""

import time
from typing import Any

import jwt
import pytest

from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.identity import attributes, site
from tests.support.builders import Json, a_conversation, a_key, a_tenant, a_visitor, an_agent, call, wrong

pytestmark = pytest.mark.usefixtures("cloud")

DEFINED: Json = {
    "plan": {"label": {"en": "Plan", "de": "Tarif"}, "type": "LIST", "options": ["Free", "Pro"]},
    "seats": {"type": "NUMBER"},
    "isTrial": {"type": "BOOLEAN"},
    "renewal": {"type": "DATE"},
    "about": {"label": "About"},
    "order_number": {"label": "Order", "of": "CONVERSATION"},
}
ALL: Json = {"plan": "Pro", "seats": 5, "isTrial": False, "renewal": "2026-02-28", "about": "Likes tea"}


def define(owner: Caller, definitions: Any) -> tuple[int, Json]:
    return call("tenant_workspace_update", owner, {"settings": {"attributes": definitions}})


@pytest.fixture
def owner() -> Caller:
    owner = a_tenant()
    assert define(owner, DEFINED)[0] == 200
    return owner


def set_of(owner: Caller, visitor: Caller, values: Json | None) -> tuple[int, Json]:
    """The status, and the visitor's attributes or the whole refusal."""
    status, answer = call("tenant_visitors_update", owner, {"attributes": values}, id=visitor.id)
    return status, answer["visitor"]["attributes"] if status == 200 else answer


# ── Definitions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_agents_know_the_definitions(owner: Caller) -> None:
    unless_said = {"type": "TEXT", "of": "VISITOR", "options": [], "isArchived": False}
    known = {key: {"label": key} | unless_said | definition for key, definition in DEFINED.items()}
    assert call("agent_profile_get", an_agent(owner))[1]["profile"]["tenant"]["attributes"] == known


@pytest.mark.parametrize("key", ["", "1st", "a b", "x" * 41, "ä", "_x"])
def test_keys_are_plain_names(owner: Caller, key: str) -> None:
    words = "Keys have at most 40 letters, digits and underscores, and begin with a letter"
    assert define(owner, {key: {}})[1]["data"]["errors"][0] == {"field": "settings.attributes", "message": words}


def test_neither_type_nor_subject_of_a_definition_change(owner: Caller) -> None:
    assert define(
        owner, {"plan": {"type": "TEXT"}, "seats": {"of": "CONVERSATION"}, "about": {"label": "Bio"}}
    ) == wrong(
        **{
            "settings.attributes.plan.type": "Cannot be changed: define another attribute instead",
            "settings.attributes.seats.of": "Cannot be changed: define another attribute instead",
        }
    )


def test_there_are_fifty_definitions_at_most_over_any_number_of_requests(owner: Caller) -> None:
    assert define(owner, {f"more{number}": {} for number in range(50 - len(DEFINED))})[0] == 200
    assert define(owner, {"last": {}}) == wrong(**{"settings.attributes": "Must have at most 50 entries"})
    assert define(owner, {"more1": None, "last": {}})[0] == 200


def test_what_was_stored_before_it_was_a_setting_is_no_definition() -> None:
    assert attributes.of({"attributes": {"a": 7, "b": {"type": "COLOR"}, "c": {"type": "DATE"}}}).keys() == {"c"}
    assert attributes.of({"attributes": "x"}) == {}


# ── Values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_values_of_every_type_are_set_and_the_others_stay(owner: Caller) -> None:
    visitor = a_visitor(owner)
    assert set_of(owner, visitor, ALL) == (200, ALL)
    assert set_of(owner, visitor, {"seats": 2.5, "isTrial": None}) == (
        200,
        {name: value for name, value in ALL.items() if name != "isTrial"} | {"seats": 2.5},
    )
    assert set_of(owner, visitor, {"about": " \n"})[1].keys() == {"plan", "seats", "renewal"}
    assert set_of(owner, visitor, None) == (200, {})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"plan": "Gold"}, "Must be one of the options"),
        ({"plan": 7}, "Must be text"),
        ({"seats": "5"}, "Must be a number"),
        ({"seats": True}, "Must be a number"),
        ({"seats": 1e15}, "Must be a number"),
        ({"isTrial": 1}, "Must be true or false"),
        ({"renewal": "2026-02-30"}, "Must be a day such as 2026-01-31"),
        ({"renewal": "20260228"}, "Must be a day such as 2026-01-31"),
        ({"about": {"a": 1}}, "Must be text"),
        ({"about": "x" * 1001}, "Must have at most 1000 characters"),
        ({"about": "a\u200b"[1:] + "\u2800"}, "Must not be empty"),
        ({"unknown": "x"}, "Unknown attribute"),
        ({"order_number": "7"}, "Unknown attribute"),
    ],
)
def test_a_value_is_of_its_type(owner: Caller, values: Json, words: str) -> None:
    assert set_of(owner, a_visitor(owner), values) == wrong(**{f"attributes.{key}": words for key in values})


def test_all_values_together_have_a_size(owner: Caller) -> None:
    define(owner, {f"text{number}": {} for number in range(5)})
    values = {f"text{number}": "x" * 1000 for number in range(5)}
    assert set_of(owner, a_visitor(owner), values) == wrong(attributes="Too large")


def test_values_of_an_archived_attribute_stay_and_are_not_set_any_more(owner: Caller) -> None:
    visitor = a_visitor(owner)
    set_of(owner, visitor, {"plan": "Pro"})
    define(owner, {"plan": {"isArchived": True}})
    assert set_of(owner, visitor, {"seats": 1}) == (200, {"plan": "Pro", "seats": 1})
    assert set_of(owner, visitor, {"plan": "Free"}) == wrong(**{"attributes.plan": "This attribute is archived"})
    assert set_of(owner, visitor, {"plan": None}) == (200, {"seats": 1})


def test_an_option_that_is_gone_stays_where_it_was_chosen(owner: Caller) -> None:
    visitor = a_visitor(owner)
    set_of(owner, visitor, {"plan": "Pro"})
    define(owner, {"plan": {"options": ["Free"]}})
    assert set_of(owner, visitor, {"seats": 1}) == (200, {"plan": "Pro", "seats": 1})
    assert set_of(owner, visitor, {"plan": "Pro"}) == wrong(**{"attributes.plan": "Must be one of the options"})


def test_what_is_not_defined_any_more_or_anew_with_another_type_goes_with_the_next_change(owner: Caller) -> None:
    visitor = a_visitor(owner)
    set_of(owner, visitor, ALL)
    define(owner, {"plan": None, "seats": None})
    define(owner, {"seats": {"type": "TEXT"}})
    assert call("tenant_visitors_get", owner, id=visitor.id)[1]["visitor"]["attributes"] == ALL
    assert set_of(owner, visitor, {"isTrial": True}) == (
        200,
        {"isTrial": True, "renewal": "2026-02-28", "about": "Likes tea"},
    )


# ── By the team, in a conversation ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["agent", "tenant"])
def test_a_key_says_whether_the_conversation_or_its_visitor_has_the_value(owner: Caller, role: str) -> None:
    by = an_agent(owner) if role == "agent" else owner
    visitor = a_visitor(owner)
    path = {"id": a_conversation(owner, by=visitor)}
    both = {"attributes": {"order_number": "A-7"}, "visitorAttributes": {"plan": "Pro"}}
    assert call(f"{role}_attributes_set", by, {"attributes": {"order_number": "A-7", "plan": "Pro"}}, **path) == (
        200,
        both,
    )
    found = call(f"{role}_conversations_get", by, **path)[1]["conversation"]
    assert (found["attributes"], found["visitor"]["attributes"]) == (both["attributes"], both["visitorAttributes"])
    version = found["version"]
    assert call(f"{role}_attributes_set", by, {"attributes": {"order_number": "A-7"}}, **path) == (200, both)
    [listed] = call(f"{role}_conversations_list", by)[1]["conversations"]
    assert (listed["attributes"], listed["version"]) == ({"order_number": "A-7"}, version)
    rest = {"attributes": {}, "visitorAttributes": {"plan": "Pro"}}
    assert call(f"{role}_attributes_set", by, {"attributes": {"order_number": None}}, **path) == (200, rest)


def test_all_that_is_wrong_is_named_at_once(owner: Caller) -> None:
    values = {"order_number": 7, "plan": "Gold", "unknown": 1}
    answer = call("tenant_attributes_set", owner, {"attributes": values}, id=a_conversation(owner))
    assert answer == wrong(
        **{
            "attributes.order_number": "Must be text",
            "attributes.plan": "Must be one of the options",
            "attributes.unknown": "Unknown attribute",
        }
    )


# ── By the site ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Shop:
    """A site that signs what it says of its users."""

    def __init__(self, owner: Caller) -> None:
        self.owner = owner
        self._key, self._plain = a_key(owner)
        self._secret = site.rotate_secret(owner.tenant_id, self._key.site_id).secret(1)

    def token(self, values: Any, secret: str | None = None, lives: int = 60, **claims: Any) -> str:
        payload = {"sub": "user-7", "exp": int(time.time()) + lives, "attributes": values, **claims}
        return jwt.encode(payload, secret or self._secret, algorithm="HS256")

    def enter(self, token: str | None, **more: Any) -> tuple[int, Json]:
        import hashlib
        import hmac

        signed = hmac.new(self._secret.encode(), b"user-7", hashlib.sha256).hexdigest()
        body = {"externalId": "user-7", "identityHash": signed, "signedAttributes": token, **more}
        body = {name: value for name, value in body.items() if value is not None}
        return call("widget_sessions_create", body=body, headers={"X-API-Key": self._plain})

    def of_user(self, answer: Json) -> Json:
        found = call("tenant_visitors_get", self.owner, id=answer["visitor"]["id"])[1]["visitor"]["attributes"]
        return dict(found)


def test_a_site_sets_attributes_of_its_users_which_they_do_not_see(owner: Caller) -> None:
    shop = Shop(owner)
    _, answer = shop.enter(shop.token({"plan": "Pro", "seats": 5}))
    assert (shop.of_user(answer), answer["ignoredAttributes"]) == ({"plan": "Pro", "seats": 5}, [])
    assert "attributes" not in answer["visitor"]
    shop.enter(shop.token({"seats": None}))
    assert shop.of_user(answer) == {"plan": "Pro"}
    shop.enter(None)
    assert shop.of_user(answer) == {"plan": "Pro"}


def test_a_sites_page_does_not_break_because_a_definition_changed(owner: Caller) -> None:
    shop = Shop(owner)
    values = {"plan": "Gold", "seats": "many", "gone": 1, "order_number": "7", "isTrial": True}
    _, answer = shop.enter(shop.token(values))
    assert shop.of_user(answer) == {"isTrial": True}
    assert answer["ignoredAttributes"] == ["gone", "order_number", "plan", "seats"]


def test_a_sites_page_does_not_break_because_the_site_cut_a_text_in_an_emoji(owner: Caller) -> None:
    shop = Shop(owner)
    _, answer = shop.enter(shop.token({"about": "Tea \ud83c", "cut\ud83d": 1}))
    assert (shop.of_user(answer), answer["ignoredAttributes"]) == ({"about": "Tea \ufffd"}, ["cut\ufffd"])


@pytest.mark.parametrize(
    ("forged", "words"),
    [
        ({"secret": "x" * 64}, None),
        ({"sub": "user-8"}, None),
        ({"sub": None}, None),
        ({"values": "x"}, None),
        ({"lives": -60}, "Has expired"),
    ],
)
def test_what_the_site_has_not_signed_so_is_refused(owner: Caller, forged: Json, words: str | None) -> None:
    shop = Shop(owner)
    claims = "sub (the externalId), exp and attributes"
    token = shop.token(forged.pop("values", {"plan": "Pro"}), **forged)
    words = words or f"Must be a JSON Web Token of {claims}, signed with the identity secret"
    assert shop.enter(token) == wrong(signedAttributes=words)


@pytest.mark.parametrize("unsigned", [{"identityHash": None}, {"identityHash": None, "externalId": None}])
def test_whom_the_site_does_not_vouch_for_has_no_signed_attributes(owner: Caller, unsigned: Json) -> None:
    shop = Shop(owner)
    assert shop.enter(shop.token({"plan": "Pro"}), **unsigned) == wrong(
        signedAttributes="Needs externalId and identityHash"
    )


def test_nobody_sets_attributes_by_claiming_them(owner: Caller) -> None:
    assert Shop(owner).enter(None, attributes={"plan": "Pro"}) == wrong(attributes="Unknown field")


# ── What follows ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_changes_are_events_with_the_keys_of_what_changed(owner: Caller) -> None:
    from connextlive.events.domain import Change, of_change

    def events(kind: str, before: Json, after: Json) -> list[Json]:
        fixed = {"kind": kind, "id": "x", "visitor_id": "v", "status": "WAITING", "is_resolved": False}
        change = Change("r", timestamp(), "ten_A#x", {**fixed, **before}, {**fixed, **after})
        return [{"type": event.type, **event.facts} for event in of_change(change)]

    assert events("visitor", {"attributes": {"a": 1, "b": 2}}, {"attributes": {"b": 3}}) == [
        {"type": "visitor.attributes_changed", "visitorId": "x", "keys": ["a", "b"]}
    ]
    assert events("conversation", {}, {"attributes": {"a": True}}) == [
        {"type": "conversation.attributes_changed", "conversationId": "x", "visitorId": "v", "keys": ["a"]}
    ]
    assert events("conversation", {"attributes": {"a": 1}}, {"attributes": {"a": 1}}) == []
