"""Schemas of an agent's own profile."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field

from connextlive.identity.availability import chosen
from connextlive.identity.schemas.agents import AgentView, Availability
from connextlive.identity.schemas.attributes import AttributeView
from connextlive.identity.schemas.hours import Schedule
from connextlive.identity.schemas.preferences import NotificationSettings, Preferences
from connextlive.identity.user import User
from connextlive.identity.workspace import Workspace
from connextlive.lambdas.common import OMITTED, Answer, Body, Name


class TenantCard(Answer):
    """The workspace, for its agents."""

    id: str
    name: str
    company_name: str | None = None
    language: str
    timezone: str
    plan: str
    agent_sound: bool
    agents_may_block: bool
    attributes: dict[str, AttributeView] = Field(description="Definitions of custom attributes, by their keys")
    deletion_due_at: str | None


class ProfileView(AgentView):
    """The agent's own profile."""

    preferences: dict[str, Any]
    tenant: TenantCard


class ProfileAnswer(Answer):
    """`{profile}`"""

    profile: ProfileView

    @classmethod
    def of(cls, agent: User, counts: Mapping[str, int], workspace: Workspace) -> Self:
        sound = NotificationSettings.of(workspace.settings.get("notifications")).agent_sound is not False
        due_at = workspace.deletion["due_at"] if workspace.deletion else None
        told = {"agent_sound": sound, "agents_may_block": workspace.agents_may_block, "deletion_due_at": due_at}
        defined = {key: AttributeView.of(one) for key, one in workspace.attributes.items()}
        tenant = TenantCard.model_validate(workspace.attribute_values | told | {"attributes": defined})
        preferences = Preferences.of(agent.preferences).changes()
        return cls(profile=ProfileView.of(agent.shown(), counts, tenant=tenant, preferences=preferences))


class ProfileBody(Body):
    """The fields to change; preferences are merged. `availability` is what the agent chooses; they are AWAY while they
    are offline in any case. With a `schedule`, it holds until the next end of a shift, and null returns to the schedule
    at once. `schedule` is replaced as a whole; null removes it."""

    name: Name = OMITTED
    preferences: Preferences = OMITTED
    availability: Availability | None = OMITTED
    schedule: Schedule | None = OMITTED

    def changes(self) -> dict[str, Any]:
        return chosen(super().changes())
