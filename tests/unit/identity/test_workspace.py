"""A workspace that does not exist yet, and the language of the system's texts."""

import pytest

from connextlive.identity import user, workspace
from connextlive.identity.workspace import DEFAULT_SETTINGS, SK, Workspace
from tests.support.builders import Clock, a_conversation, a_tenant, an_agent, call, everything_under

pytestmark = pytest.mark.usefixtures("cloud")


def test_a_workspace_is_made_with_defaults_where_there_is_none(clock: Clock) -> None:
    owner = a_tenant()
    Workspace(owner.tenant_id, SK).delete(add_version_condition=False)
    status, answer = call("tenant_workspace_get", owner)
    assert (status, answer["workspace"]) == (
        200,
        {
            "id": owner.tenant_id,
            "name": "My workspace",
            "companyName": None,
            "contactEmail": None,
            "language": "en",
            "timezone": "UTC",
            "plan": "FREE",
            "settings": DEFAULT_SETTINGS,
            "limits": {"sessions": {}, "messages": {}, "uploads": {}},
            "ownerConfirmed": True,
            "ownerOffer": None,
            "deletion": None,
            "createdAt": "2027-01-15T08:00:00.000Z",
            "updatedAt": "2027-01-15T08:00:00.000Z",
        },
    )


def test_it_is_created_once_and_stays_the_same(clock: Clock) -> None:
    first = workspace.load("ten_A")
    clock.advance(60)
    assert workspace.load("ten_A").attribute_values == first.attribute_values
    assert everything_under("ten_A") == [SK]


def test_settings_of_one_workspace_are_not_anothers() -> None:
    workspace.update("ten_A", {"settings": {"widget": {"color": "#000000"}}})
    assert workspace.load("ten_B").settings["widget"]["color"] == "#2563eb"
    assert DEFAULT_SETTINGS["widget"]["color"] == "#2563eb"


def test_a_workspace_stored_without_a_language_speaks_english() -> None:
    owner = a_tenant()
    held = workspace.load(owner.tenant_id)
    Workspace(held.pk, held.sk).update(actions=[Workspace.language.remove()], add_version_condition=False)
    assert workspace.load(owner.tenant_id).language == "en"
    anna, conversation_id = an_agent(owner), a_conversation(owner)
    _, answer = call("agent_conversations_resolve", anna, id=conversation_id)
    assert answer["conversation"]["lastMessage"]["content"] == "This conversation has been resolved."


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "This conversation has been resolved."),
        ("tr", "Bu görüşme çözüldü olarak kapatıldı."),
        ("de", "Diese Unterhaltung wurde als gelöst geschlossen."),
        ("es", "Esta conversación se ha cerrado como resuelta."),
    ],
)
def test_a_conversation_is_resolved_in_the_workspaces_language(language: str, words: str) -> None:
    owner = a_tenant()
    call("tenant_workspace_update", owner, {"language": language})
    _, answer = call("tenant_conversations_resolve", owner, id=a_conversation(owner))
    assert answer["conversation"]["lastMessage"]["content"] == words


@pytest.mark.parametrize(("plan", "analysis"), [("FREE", "NOT_IN_PLAN"), ("PRO", "QUEUED"), ("ENTERPRISE", "QUEUED")])
def test_the_plan_determines_whether_it_is_analyzed(plan: str, analysis: str) -> None:
    owner = a_tenant(plan)
    assert call("tenant_conversations_resolve", owner, id=a_conversation(owner))[1]["analysis"] == analysis


def test_of_two_tenants_with_one_address_the_second_is_not_made() -> None:
    a_tenant(email="jane@example.com")
    body = {"companyName": "B", "name": "Jane", "email": "JANE@example.com", "password": "open sesame"}
    status, answer = call("auth_register", body=body)
    assert (status, answer["data"]) == (400, {"code": "EMAIL_TAKEN"})
    assert user.by_email("jane@EXAMPLE.com") is not None
