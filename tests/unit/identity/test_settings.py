"""Settings and preferences: accepted values have usable types, and earlier stored values do no harm."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connextlive.core.caller import Caller
from connextlive.core.i18n import LANGUAGES
from connextlive.core.merge_patch import merged
from connextlive.identity import user, workspace
from connextlive.identity.schemas.known import LanguageTexts
from connextlive.identity.schemas.preferences import Preferences
from connextlive.identity.schemas.settings import Settings
from tests.support.builders import Json, a_key, a_tenant, an_agent, call, wrong

pytestmark = pytest.mark.usefixtures("cloud")

AN_OBJECT = "Must be a JSON object"
A_LIST = "Must be a list"
A_SWITCH = "Must be true or false"
A_TEXT = "Must be text, or an object of texts by language"
A_NUMBER = "Numbers must be finite, smaller than 1e15 and no closer to 0 than 1e-130"
type Cases = dict[str, tuple[list[Any], list[tuple[Any, str]]]]

# Of each field of the settings: what it takes, and what it does not.
SETTINGS: Cases = {
    "notifications": ([{}], [("off", AN_OBJECT), (True, AN_OBJECT), ([1], AN_OBJECT), (7, AN_OBJECT)]),
    **{
        f"notifications.{name}": ([True, False], [("yes", A_SWITCH), (1, A_SWITCH), ({}, A_SWITCH), ([], A_SWITCH)])
        for name in ("visitorSound", "agentSound", "email")
    },
    "widget": ([{}], [("dark", AN_OBJECT), (False, AN_OBJECT), ([], AN_OBJECT), (0, AN_OBJECT)]),
    "widget.color": (
        ["#2563eb", "red"],
        [(7, "Must be text"), ({}, "Must be text"), ("x" * 101, "Must have at most 100 characters")],
    ),
    "widget.position": (["left", "right"], [("up", "Must be 'left' or 'right'"), (7, "Must be 'left' or 'right'")]),
    "widget.theme": (["auto", "light", "dark"], [({}, "Must be 'auto', 'light' or 'dark'")]),
    "widget.presence": (["engaged", "everybody"], [("all", "Must be 'engaged' or 'everybody'")]),
    **{
        f"widget.{name}": (
            ["Hello", "", {"en": "Hello", "de": "Hallo"}, {}],
            [(7, A_TEXT), ([], A_TEXT), (True, A_TEXT), ("x" * 1_001, "Must have at most 1000 characters")],
        )
        for name in ("title", "subtitle", "greeting")
    },
    "widget.greeting.de": (["Moin"], [(1, "Must be text"), ({}, "Must be text")]),
    "widget.greeting.xx": ([], [("?", "Unknown field")]),
    "widget.typingPreview": ([True, False], [("no", A_SWITCH)]),
    "widget.showAgentNames": ([True, False], [("no", A_SWITCH), (0, A_SWITCH)]),
    "widget.logoUrl": (
        ["https://shop.example.com/logo.svg"],
        [(url, "Invalid format") for url in ("http://shop.example.com/logo.svg", "javascript:alert(1)", "https:// x")],
    ),
    "widget.replyTime": (["minutes", "hours", "day"], [("soon", "Must be 'minutes', 'hours' or 'day'")]),
    "widget.team": ([[], ["usr_1", "usr_2"]], [(["usr"] * 6, "Must have at most 5 entries"), ("usr_1", A_LIST)]),
    "widget.starterQuestions": (
        [[], ["Where is my order?", {"en": "Where is my order?", "de": "Wo ist meine Bestellung?"}]],
        [(["?"] * 6, "Must have at most 5 entries"), ("?", A_LIST)],
    ),
    "widget.starterAction": (["send", "fill"], [("ask", "Must be 'send' or 'fill'")]),
    "custom": ([{}, {"a": [1, {"b": 0.5}]}], [("x", "Must be an object"), ([], "Must be an object")]),
}
PREFERENCES: Cases = {
    **{name: ([True, False], [("loud", A_SWITCH), (1, A_SWITCH)]) for name in ("sound", "desktop")},
    "push": (
        [True, False, {}],
        [("all", "Must be true, false or an object"), ([], "Must be true, false or an object")],
    ),
    "push.assigned": ([True, False], [("no", A_SWITCH)]),
    "push.mentions": ([True, False], [("no", A_SWITCH)]),
    "push.messages": ([True, False], [(0, A_SWITCH)]),
    "custom": ([{}], [("x", "Must be an object")]),
}
TAKEN = [(path, value) for path, (taken, _) in SETTINGS.items() for value in taken]
REFUSED = [(path, value, words) for path, (_, refused) in SETTINGS.items() for value, words in refused]
UNSTORABLE = [
    (1e-131, A_NUMBER),
    (-5e-324, A_NUMBER),
    (10**15, A_NUMBER),
    (10**38, A_NUMBER),
    (1e126, A_NUMBER),
    (float("nan"), A_NUMBER),
    (float("-inf"), A_NUMBER),
    (json.loads("[" * 11 + "]" * 11), "Nested too deeply"),
    ({"": 1}, "Names must not be empty"),
]


def _at(path: str, value: Any) -> Json:
    for name in reversed(path.split(".")):
        value = {name: value}
    return dict(value)


def _value(settings: Json, path: str) -> Any:
    found: Any = settings
    for name in path.split("."):
        found = found[name]
    return found


def _put(owner: Caller, settings: Any) -> tuple[int, Json]:
    return call("tenant_workspace_update", owner, {"settings": settings})


@pytest.mark.parametrize(("path", "value"), TAKEN, ids=str)
def test_a_setting_of_its_type_is_kept(path: str, value: Any) -> None:
    owner = a_tenant()
    status, answer = _put(owner, _at(path, value))
    expected = merged(workspace.DEFAULT_SETTINGS, _at(path, value))
    assert (status, answer["workspace"]["settings"]) == (200, expected)
    assert call("tenant_workspace_get", owner)[1] == answer


@pytest.mark.parametrize(("path", "value", "words"), REFUSED, ids=str)
def test_a_setting_of_another_type_is_refused_with_its_path(path: str, value: Any, words: str) -> None:
    owner = a_tenant()
    assert _put(owner, _at(path, value)) == wrong(**{f"settings.{path}": words})
    assert workspace.load(owner.tenant_id).settings == workspace.DEFAULT_SETTINGS


@pytest.mark.parametrize("path", [path for path in SETTINGS if path != "widget.greeting.xx"])
def test_null_removes_any_setting(path: str) -> None:
    owner = a_tenant()
    if "greeting" in path:
        _put(owner, {"widget": {"greeting": {"de": "Moin"}}})
    assert _put(owner, _at(path, None))[0] == 200
    with pytest.raises(KeyError):
        _value(workspace.load(owner.tenant_id).settings, path)


@pytest.mark.parametrize(
    "place", ["custom.a", "custom.a.b", "unheardOf", "unheardOf.a", "widget.own", "notifications.x"]
)
@pytest.mark.parametrize(("value", "words"), UNSTORABLE, ids=lambda value: str(value)[:20])
def test_what_the_table_cannot_hold_is_refused_with_its_path(place: str, value: Any, words: str) -> None:
    status, answer = _put(a_tenant(), _at(place, value))
    (problem,) = answer["data"]["errors"]
    assert (status, problem["message"]) == (400, words)
    # What is too deep is named where it is too deep, which is inside the outermost free field.
    assert f"settings.{place}".startswith(problem["field"])


def test_every_wrong_field_is_named_at_once() -> None:
    settings = {"notifications": 5, "widget": {"position": "up", "own": 1e-200}, "custom": {"a": 10**20}}
    assert _put(a_tenant(), settings) == wrong(
        **{
            "settings.notifications": AN_OBJECT,
            "settings.widget.position": "Must be 'left' or 'right'",
            "settings.widget.own": A_NUMBER,
            "settings.custom.a": A_NUMBER,
        }
    )


# What is merged from many requests, each of which is small: route, field, and the answer's object that holds it.
MERGED = [
    ("tenant_workspace_update", "settings", "workspace", {"custom": ...}),
    ("tenant_workspace_update", "settings", "workspace", {"widget": ...}),
    ("tenant_workspace_update", "settings", "workspace", {"notifications": ...}),
    ("tenant_workspace_update", "settings", "workspace", ...),
    ("agent_profile_update", "preferences", "profile", {"custom": ...}),
    ("agent_profile_update", "preferences", "profile", ...),
]


def _put_in(place: Any, value: Json) -> Json:
    return value if place is ... else dict.fromkeys(place, value)


@pytest.mark.parametrize(("route", "field", "owner", "place"), MERGED, ids=str)
def test_what_many_requests_add_to_is_bounded_as_a_whole(route: str, field: str, owner: str, place: Any) -> None:
    tenant = a_tenant()
    caller = tenant if route.startswith("tenant") else an_agent(tenant)

    def put(name: str, value: Any) -> tuple[int, Json]:
        return call(route, caller, {field: _put_in(place, {name: value})})

    assert put("a0", "x" * 30_000)[0] == 200
    for number in range(1, 15):
        assert put(f"a{number}", "x" * 30_000) == wrong(**{field: "Too large"})
    assert put("a0", None)[0] == 200
    status, answer = put("b", "x" * 30_000)
    assert status == 200
    assert len(json.dumps(answer[owner][field])) < 32 * 1024


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [(path, value, words) for path, (_, refused) in PREFERENCES.items() for value, words in refused],
    ids=str,
)
def test_a_preference_of_another_type_is_refused_with_its_path(path: str, value: Any, words: str) -> None:
    anna = an_agent(a_tenant())
    answer = call("agent_profile_update", anna, {"preferences": _at(path, value)})
    assert answer == wrong(**{f"preferences.{path}": words})


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for path, (taken, _) in PREFERENCES.items() for value in taken], ids=str
)
def test_a_preference_of_its_type_is_kept(path: str, value: Any) -> None:
    anna = an_agent(a_tenant())
    call("agent_profile_update", anna, {"preferences": _at(path, value)})
    assert call("agent_profile_get", anna)[1]["profile"]["preferences"] == _at(path, value)


# ── What was stored before ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("path", "value"), [(path, value) for path, value, _ in REFUSED], ids=str)
def test_a_wrong_type_that_is_stored_keeps_no_reader_out(path: str, value: Any) -> None:
    owner = a_tenant()
    _, key = a_key(owner)
    workspace.update(owner.tenant_id, {"settings": {"custom": {"kept": 1}} | _at(path, value)})
    status, answer = call("widget_sessions_create", body={}, headers={"X-API-Key": key})
    assert (status, answer["widget"]["sound"]) == (200, True)
    status, answer = call("tenant_workspace_get", owner)
    assert status == 200
    assert Settings.of(answer["workspace"]["settings"]).changes() == answer["workspace"]["settings"]
    assert call("tenant_workspace_update", owner, {"settings": {"widget": {"theme": "dark"}}})[0] == 200


def test_what_is_stored_beside_a_wrong_type_stays_in_use() -> None:
    stored = {
        "widget": {"title": {"en": 5, "de": "Hallo"}, "theme": 7, "color": "red"},
        "custom": {"a": [{"b": 1e-140}]},
    }
    assert Settings.of(stored).changes() == {"widget": {"title": {"de": "Hallo"}, "color": "red"}, "custom": {}}


@pytest.mark.parametrize("stored", [None, "x", [], 5])
def test_settings_that_are_no_object_are_none(stored: Any) -> None:
    assert Settings.of(stored).changes() == Preferences.of(stored).changes() == {}


def test_a_wrong_preference_that_is_stored_does_not_lock_the_agent_out() -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    user.update(owner.tenant_id, anna.id, {"preferences": {"sound": {"a": 1}, "push": [1], "desktop": True}})
    status, answer = call("agent_profile_get", anna)
    assert (status, answer["profile"]["preferences"]) == (200, {"desktop": True})


# ── The widget's answer ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_public_gets_the_widgets_own_settings_only() -> None:
    owner = a_tenant(company="Acme")
    _, key = a_key(owner)
    names = ("workspaceName", "workspace_name", "language", "timezone", "settings", "sound", "unheardOf")
    settings = {
        "widget": {**dict.fromkeys(names, "x" * 1_000), "color": "red", "presence": "everybody"},
        "notifications": {"visitorSound": False, "mine": "secret"},
        "custom": {"faq": "secret"},
        "own": "secret",
    }
    assert _put(owner, settings)[0] == 200
    shown = {"color": "red", "position": "right", "showAgentNames": True, "presence": "everybody"}
    widget = {
        **shown,
        "workspaceName": "Acme",
        "language": "en",
        "timezone": "UTC",
        "sound": False,
        "hours": None,
        "proactive": [],
        "settings": shown,
    }
    assert call("widget_sessions_create", body={}, headers={"X-API-Key": key})[1]["widget"] == widget
    assert call("widget_configuration_get", query={"apiKey": key})[1]["widget"] == widget


def test_who_has_not_written_yet_is_shown_the_team_that_the_workspace_chose() -> None:
    owner = a_tenant()
    _, key = a_key(owner)
    first, second = an_agent(owner, name="Ada"), an_agent(owner, name="Bo", avatar_key="ten/usr/avatar")
    gone, stranger = an_agent(owner, name="Cy", status="INACTIVE"), an_agent(a_tenant(), name="Di")
    _put(owner, {"widget": {"team": [second.id, gone.id, stranger.id, "nobody", first.id]}})

    def team() -> Any:
        return call("widget_configuration_get", query={"apiKey": key})[1]["team"]

    bo, ada = team()
    assert ada == {"name": "Ada", "avatarUrl": None}
    assert (bo["name"], "ten/usr/avatar?" in bo["avatarUrl"]) == ("Bo", True)
    _put(owner, {"widget": {"showAgentNames": False}})
    assert team() == []


def test_a_team_from_before_it_had_a_type_is_nobody() -> None:
    owner = a_tenant()
    _, key = a_key(owner)
    found = workspace.load(owner.tenant_id)
    found.settings = {"widget": {"team": "everybody"}}
    found.save()
    assert call("widget_configuration_get", query={"apiKey": key})[1]["team"] == []


def test_a_text_can_be_given_in_each_supported_language() -> None:
    assert list(LanguageTexts.model_fields) == list(LANGUAGES)
