"""The workspace: its fields, and settings that merge."""

from __future__ import annotations

import pytest

from .client import Json, Tenant
from .shapes import is_id, is_workspace


def _read(tenant: Tenant) -> Json:
    return is_workspace(tenant.get("/api/tenant/workspace").ok("workspace")["workspace"])


def _write(tenant: Tenant, **fields: object) -> Json:
    return is_workspace(tenant.put("/api/tenant/workspace", fields).ok("workspace")["workspace"])


def test_a_new_workspace_has_defaults(tenant: Tenant) -> None:
    workspace = _read(tenant)
    assert (workspace["language"], workspace["timezone"], workspace["plan"]) == ("en", "UTC", "PRO")
    is_id(workspace["id"], workspace["id"].split("_")[0])
    assert _read(tenant) == workspace


def test_an_update_changes_what_it_names_only(tenant: Tenant) -> None:
    before = _read(tenant)
    after = _write(tenant, name="Acme Support", timezone="Europe/Berlin")
    changed = {"name": "Acme Support", "timezone": "Europe/Berlin", "updatedAt": after["updatedAt"]}
    assert after == {**before, **changed}
    assert after["updatedAt"] > before["updatedAt"]
    assert _read(tenant) == after


@pytest.mark.parametrize("language", ["en", "tr", "de", "es"])
def test_a_known_language_is_taken(shared_tenant: Tenant, language: str) -> None:
    assert _write(shared_tenant, language=language)["language"] == language


@pytest.mark.parametrize("language", ["fr", "EN", "english", "", "de-DE", None, 5])
def test_an_unknown_language_is_refused(shared_tenant: Tenant, language: object) -> None:
    shared_tenant.put("/api/tenant/workspace", {"language": language}).invalid("language")


@pytest.mark.parametrize("timezone", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Calcutta"])
def test_a_known_timezone_is_taken(shared_tenant: Tenant, timezone: str) -> None:
    assert _write(shared_tenant, timezone=timezone)["timezone"] == timezone


@pytest.mark.parametrize(
    "timezone",
    ["Mars/Olympus", "", "+02:00", "../../etc/passwd", "Europe", "/etc/localtime", "Factory", "Etc/GMT+5", 1],
)
def test_an_unknown_timezone_is_refused(shared_tenant: Tenant, timezone: object) -> None:
    shared_tenant.put("/api/tenant/workspace", {"timezone": timezone}).invalid("timezone")


def test_settings_merge_deeply(tenant: Tenant) -> None:
    _write(tenant, settings={"notifications": {"visitorSound": True, "agentSound": True}, "widget": {"color": "red"}})
    after = _write(tenant, settings={"notifications": {"agentSound": False}})["settings"]
    assert after["notifications"]["visitorSound"] is True
    assert after["notifications"]["agentSound"] is False
    assert after["widget"]["color"] == "red"
    assert _read(tenant)["settings"] == after


def test_settings_replace_arrays(tenant: Tenant) -> None:
    _write(tenant, settings={"widget": {"faq": ["a", "b", "c"]}})
    assert _write(tenant, settings={"widget": {"faq": ["d"]}})["settings"]["widget"]["faq"] == ["d"]


def test_null_removes_a_setting(tenant: Tenant) -> None:
    _write(tenant, settings={"widget": {"greeting": "Hi", "colour": "red"}})
    widget = _write(tenant, settings={"widget": {"greeting": None}})["settings"]["widget"]
    assert "greeting" not in widget
    assert widget["colour"] == "red"


def test_a_value_takes_the_place_of_an_object_and_back(tenant: Tenant) -> None:
    _write(tenant, settings={"custom": {"a": {"b": 1}}})
    assert _write(tenant, settings={"custom": {"a": 5}})["settings"]["custom"] == {"a": 5}
    assert _write(tenant, settings={"custom": {"a": {"c": 0.5}}})["settings"]["custom"] == {"a": {"c": 0.5}}


def test_settings_keep_every_kind_of_value(tenant: Tenant) -> None:
    custom = {"text": "ğüş 🙂", "empty": "", "number": 0.1, "big": 12345678901234, "list": [1, [], {}], "no": False}
    _write(tenant, settings={"custom": custom})
    assert _read(tenant)["settings"]["custom"] == custom


@pytest.mark.parametrize("wrong", ["off", True, [1], 7])
def test_a_setting_of_a_wrong_type_is_refused_and_visitors_go_on_coming(tenant: Tenant, wrong: object) -> None:
    answer = tenant.put("/api/tenant/workspace", {"settings": {"notifications": wrong, "widget": {"title": {"de": 1}}}})
    answer.invalid("settings")
    named = [problem["field"] for problem in answer.body["data"]["errors"]]
    assert named == ["settings.notifications", "settings.widget.title.de"]
    tenant.session().ok()


def test_an_update_of_nothing_changes_nothing(tenant: Tenant) -> None:
    before = _read(tenant)
    assert {**_write(tenant), "updatedAt": None} == {**before, "updatedAt": None}


def test_the_plan_is_not_the_tenants_to_set(shared_tenant: Tenant) -> None:
    shared_tenant.put("/api/tenant/workspace", {"plan": "ENTERPRISE"}).invalid("plan")
