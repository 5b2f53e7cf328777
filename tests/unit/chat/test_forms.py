"""Forms before the first message: what they ask, what is taken of the answers, and who may write without them."""

from typing import Any

import pytest

from connextlive.chat import visitor as visitors
from connextlive.core.caller import Caller
from tests.support.builders import Clock, Json, a_key, a_tenant, an_agent, an_error, call, counted_calls, wrong

ATTRIBUTES: Json = {
    "plan": {"label": {"en": "Plan", "de": "Tarif"}, "type": "LIST", "options": ["Free", "Pro"]},
    "isNew": {"type": "BOOLEAN"},
    "orderNumber": {"label": "Order", "of": "CONVERSATION"},
}
TEXT = {"en": "I agree to the privacy policy.", "de": "Ich stimme der Datenschutzerklärung zu."}
CONSENT: Json = {"text": TEXT, "linkText": "Read it", "url": "https://shop.example.com/privacy"}
PRE_CHAT: Json = {
    "enabled": True,
    "intro": "Tell us who you are.",
    "fields": [
        {"field": "userName"},
        {"field": "userEmail", "isRequired": True},
        {"field": "attribute", "key": "plan", "isRequired": True},
        {"field": "attribute", "key": "orderNumber"},
    ],
}
ANSWERS: Json = {
    "userName": "Vera",
    "userEmail": "vera@example.com",
    "attributes": {"plan": "Pro", "orderNumber": "A-7"},
    "consent": TEXT["de"],
}
CLOSED: Json = {"week": {}}


class Shop:
    """A workspace and its site, and a visitor who comes there."""

    def __init__(self, **forms: Any) -> None:
        self.owner = a_tenant()
        self.key, self._plain = a_key(self.owner)
        self.has(attributes=ATTRIBUTES, forms=forms)
        self._known: Json = {}
        self.entered: Json = {}

    def has(self, **settings: Any) -> None:
        status, answer = call("tenant_workspace_update", self.owner, {"settings": settings})
        assert status == 200, answer

    def enter(self, form: Json | None = None, **more: Any) -> tuple[int, Json]:
        """The visitor comes, or fills in a form."""
        body = self._known | more | ({"form": form} if form is not None else {})
        status, answer = call("widget_sessions_create", body=body, headers={"X-API-Key": self._plain})
        if status == 200:
            self.entered = answer
            self._known = {"visitorId": answer["visitor"]["id"], "visitorToken": answer["token"]}
        return status, answer

    def form(self) -> Json | None:
        """What the visitor is asked when they come."""
        form: Json | None = self.enter()[1]["form"]
        return form

    @property
    def visitor(self) -> Caller:
        return Caller(self.owner.tenant_id, self._known["visitorId"], "VISITOR", "")

    @property
    def shown(self) -> Json:
        """The visitor, as the team sees them."""
        return dict(call("tenant_visitors_get", self.owner, id=self.visitor.id)[1]["visitor"])

    def say(self, text: str = "Hello") -> tuple[int, Json]:
        return call("widget_messages_send", self.visitor, {"content": text})


REFUSED = an_error(400, "Please fill in the form first", {"code": "FORM_REQUIRED"})


@pytest.fixture
def shop(cloud: None, clock: Clock) -> Shop:
    return Shop(preChat=PRE_CHAT, consent=CONSENT)


# ── What is asked ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_forms_nothing_is_asked_and_nothing_more_is_read(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop(preChat={**PRE_CHAT, "enabled": False}, consent=CONSENT)
    assert shop.form() is None
    calls = counted_calls(monkeypatch)
    assert shop.say()[0] == 200
    assert calls.count("GetItem") == 0


def test_a_form_says_what_it_asks_and_who_has_answered_is_not_asked_again(shop: Shop) -> None:
    more: Json = {"options": [], "label": None, "isRequired": False}
    assert shop.form() == {
        "kind": "PRE_CHAT",
        "intro": "Tell us who you are.",
        "fields": [
            {"name": "userName", "type": "TEXT", **more},
            {"name": "userEmail", "type": "EMAIL", **more, "isRequired": True},
            {
                "name": "attributes.plan",
                "type": "LIST",
                "label": {"en": "Plan", "de": "Tarif"},
                "options": ["Free", "Pro"],
                "isRequired": True,
            },
            {"name": "attributes.orderNumber", "type": "TEXT", **more, "label": "Order"},
        ],
        "consent": {"text": TEXT, "linkText": "Read it", "url": "https://shop.example.com/privacy"},
    }
    needed = {"userEmail": "vera@example.com", "attributes": {"plan": "Pro"}, "consent": TEXT["en"]}
    assert shop.enter(needed)[1]["form"] is None
    assert shop.form() is None


def test_what_is_known_of_somebody_is_not_asked(shop: Shop) -> None:
    shop.enter(userEmail="vera@example.com", userName="Vera")
    call("tenant_visitors_update", shop.owner, {"attributes": {"plan": "Free"}}, id=shop.visitor.id)
    form = shop.form()
    assert form is not None
    assert [field["name"] for field in form["fields"]] == ["attributes.orderNumber"]


def test_who_has_a_conversation_is_asked_nothing(shop: Shop) -> None:
    shop.has(forms={"preChat": {"enabled": False}})
    shop.enter()
    shop.say()
    shop.has(forms={"preChat": {"enabled": True}})
    assert shop.form() is None
    assert shop.say("Again")[0] == 200


def test_a_site_may_have_other_forms_than_the_workspace(shop: Shop) -> None:
    shop.has(forms={"sites": {shop.key.site_id: {"preChat": False}}})
    assert shop.form() is None
    shop.has(forms={"preChat": {"enabled": False}, "sites": {shop.key.site_id: {"preChat": True}}})
    assert shop.form() is not None


@pytest.mark.parametrize("change", [{"plan": None}, {"plan": {"isArchived": True}}])
def test_an_attribute_that_is_gone_is_neither_asked_nor_needed(shop: Shop, change: Json) -> None:
    shop.enter()
    shop.has(attributes=change)
    form = shop.form()
    assert form is not None
    assert [field["name"] for field in form["fields"]] == ["userName", "userEmail", "attributes.orderNumber"]
    assert shop.enter({"userEmail": "vera@example.com", "consent": TEXT["en"]})[1]["form"] is None
    assert shop.say()[0] == 200


# ── What is answered ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_answers_are_the_visitors_and_the_conversations(shop: Shop, clock: Clock) -> None:
    shop.form()
    clock.advance(60)
    shop.enter(ANSWERS)
    _, answer = shop.say()
    found = call("tenant_conversations_get", shop.owner, id=answer["conversation"]["id"])[1]["conversation"]
    assert (found["attributes"], found["visitor"]["attributes"]) == ({"orderNumber": "A-7"}, {"plan": "Pro"})
    assert (found["visitor"]["userName"], found["visitor"]["userEmail"]) == ("Vera", "vera@example.com")
    consent = shop.shown["consent"]
    assert len(consent.pop("version")) == 16
    assert consent == {"at": "2027-01-15T08:01:00.000Z", "text": TEXT["de"], "url": CONSENT["url"]}
    assert visitors.load(shop.owner.tenant_id, shop.visitor.id).form is None


def test_what_is_missing_or_wrong_is_named_at_once_and_nothing_is_taken(shop: Shop) -> None:
    shop.form()
    assert shop.enter({"attributes": {"plan": "Gold", "orderNumber": 7}}) == wrong(
        **{
            "form.attributes.plan": "Must be one of the options",
            "form.attributes.orderNumber": "Must be text",
            "form.userEmail": "Required",
            "form.consent": "Required",
        }
    )
    assert shop.enter(ANSWERS | {"userEmail": "no"}) == wrong(**{"form.userEmail": "Enter a valid e-mail address"})
    assert shop.enter(ANSWERS | {"attributes": {"plan": " "}}) == wrong(**{"form.attributes.plan": "Required"})
    assert (shop.shown["userName"], shop.shown["attributes"], shop.shown["consent"]) == (None, {}, None)


def test_nobody_changes_by_a_form_what_is_known_or_not_asked(shop: Shop) -> None:
    shop.enter(userEmail="vera@example.com")
    call("tenant_visitors_update", shop.owner, {"attributes": {"plan": "Free"}}, id=shop.visitor.id)
    shop.enter(ANSWERS | {"userEmail": "mallory@example.com", "attributes": {"plan": "Pro", "isNew": True}})
    assert (shop.shown["userEmail"], shop.shown["attributes"]) == ("vera@example.com", {"plan": "Free"})


def test_answers_that_come_twice_are_taken_once(shop: Shop, clock: Clock) -> None:
    shop.form()
    shop.enter(ANSWERS)
    before = shop.shown["consent"]
    clock.advance(60)
    assert shop.enter(ANSWERS)[0] == 200
    assert shop.shown["consent"] == before


def test_who_read_another_text_reads_the_present_one(shop: Shop) -> None:
    shop.form()
    shop.has(forms={"consent": {"text": "I agree to all."}})
    assert shop.enter(ANSWERS) == wrong(**{"form.consent": "This text has changed"})
    shop.enter(ANSWERS | {"consent": "I agree to all."})
    assert shop.shown["consent"]["text"] == "I agree to all."


def test_answers_where_no_form_is_do_no_harm(cloud: None) -> None:
    shop = Shop()
    assert shop.enter(ANSWERS)[1]["form"] is None
    assert (shop.shown["userName"], shop.shown["attributes"], shop.shown["consent"]) == (None, {}, None)


# ── Who may write ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_message_needs_what_is_required(shop: Shop) -> None:
    shop.form()
    assert shop.say() == REFUSED
    assert call("tenant_conversations_list", shop.owner)[1]["conversations"] == []
    shop.enter(ANSWERS)
    assert shop.say()[0] == 200
    assert shop.say("And more")[0] == 200


def test_what_is_turned_off_or_on_meanwhile_counts_as_it_is_now(shop: Shop) -> None:
    shop.form()
    shop.enter(ANSWERS)
    shop.has(forms={"preChat": {"fields": [{"field": "userPhone", "isRequired": True}]}})
    assert shop.say() == REFUSED
    assert [field["name"] for field in (shop.form() or {})["fields"]] == ["userPhone"]
    shop.has(forms=None)
    assert shop.say()[0] == 200


def test_a_session_from_before_there_was_a_form_may_write(cloud: None) -> None:
    shop = Shop()
    shop.enter()
    shop.has(forms={"preChat": PRE_CHAT})
    assert shop.say()[0] == 200


# ── While nobody answers ─────────────────────────────────────────────────────────────────────────────────────────────


def test_while_it_is_closed_name_and_address_are_asked(shop: Shop) -> None:
    shop.has(forms={"offline": {"enabled": True, "intro": "We are away."}}, hours=CLOSED)
    form = shop.form() or {}
    assert (form["kind"], form["intro"]) == ("OFFLINE", "We are away.")
    assert [(field["name"], field["isRequired"]) for field in form["fields"]] == [
        ("userName", True),
        ("userEmail", True),
    ]
    assert form["consent"] is not None
    assert shop.say() == REFUSED
    shop.enter({"userName": "Vera", "userEmail": "vera@example.com", "consent": TEXT["en"]})
    assert shop.say()[0] == 200


def test_a_form_that_is_filled_in_stays_the_one_when_it_opens_or_closes(shop: Shop) -> None:
    shop.form()
    shop.enter(ANSWERS)
    shop.has(forms={"offline": {"enabled": True}}, hours=CLOSED)
    assert shop.form() is None
    assert shop.say()[0] == 200


def test_who_wants_it_has_the_offline_form_while_nobody_is_available(shop: Shop, clock: Clock) -> None:
    shop.has(forms={"offline": {"enabled": True, "when": "unavailable"}})
    assert (shop.form() or {})["kind"] == "OFFLINE"
    an_agent(shop.owner, last_seen_at="2027-01-15T08:00:00.000Z")
    assert (shop.form() or {})["kind"] == "PRE_CHAT"
    clock.advance(3600)
    assert (shop.form() or {})["kind"] == "OFFLINE"


# ── Settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("forms", "problems"),
    [
        (
            {"preChat": {"fields": [{"field": "attribute"}]}},
            {"preChat.fields": "An attribute has a key, and nothing else"},
        ),
        (
            {"preChat": {"fields": [{"field": "userName", "key": "plan"}]}},
            {"preChat.fields": "An attribute has a key, and nothing else"},
        ),
        ({"preChat": {"fields": [{"field": "attribute", "key": "x"}]}}, {"preChat.fields": "Unknown attribute: x"}),
        ({"preChat": {"fields": [{"field": "userName"}] * 2}}, {"preChat.fields": "Each field can be asked for once"}),
        ({"preChat": {"fields": [{"field": "userName"}] * 21}}, {"preChat.fields": "Must have at most 20 entries"}),
        ({"consent": {"url": "javascript:alert(1)"}}, {"consent.url": "Must be a URL"}),
        ({"offline": {"when": "never"}}, {"offline.when": "Must be 'closed' or 'unavailable'"}),
    ],
)
def test_a_form_asks_for_what_there_is(cloud: None, forms: Json, problems: dict[str, str]) -> None:
    answer = call("tenant_workspace_update", a_tenant(), {"settings": {"forms": forms}})
    assert answer == wrong(**{f"settings.forms.{field}": words for field, words in problems.items()})
