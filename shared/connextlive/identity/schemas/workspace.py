"""Schemas of the workspace."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field

from connextlive.core.i18n import LANGUAGES
from connextlive.core.sentence import Sentence
from connextlive.identity.schemas.hours import Zone
from connextlive.identity.schemas.settings import Settings
from connextlive.identity.workspace import Workspace
from connextlive.lambdas.common import OMITTED, Answer, Body, Email, Name


class DeletionView(Answer):
    """Who requested the deletion of the workspace, when, and until when it can be undone."""

    requested_by: str
    requested_at: str
    due_at: str


class OwnerOfferView(Answer):
    """Whom the owner wants to be the owner, and until when they may accept."""

    agent_id: str
    offered_at: str
    expires_at: str


class WorkspaceView(Answer):
    """A workspace. It has a `deletion` while its deletion is pending, and an `ownerOffer` while the ownership is
    offered to an admin."""

    id: str
    name: str
    company_name: str | None = None
    contact_email: str | None = None
    language: str
    timezone: str
    plan: str
    settings: dict[str, Any]
    limits: dict[str, dict[str, int]] = Field(
        description="What the deployment lets visitors do in a minute, in the form of `settings.limits`"
    )
    owner_confirmed: bool
    deletion: DeletionView | None = None
    owner_offer: OwnerOfferView | None = None
    created_at: str
    updated_at: str


class WorkspaceAnswer(Answer):
    """`{workspace}`"""

    workspace: WorkspaceView

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        settings = Settings.of(workspace.settings).changes()
        values = {**workspace.attribute_values, "settings": settings, "owner_confirmed": workspace.may_mail}
        values["limits"] = workspace.allowed_limits
        offer = workspace.current_owner_offer
        values["owner_offer"] = {**offer, "agent_id": offer["user_id"]} if offer else None
        return cls(workspace=WorkspaceView.model_validate(values))


def _known_language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(Sentence("Must be one of {languages}", languages=", ".join(LANGUAGES)))
    return value


class WorkspaceBody(Body):
    """The fields to change; `settings` are merged deeply, null removes a key."""

    name: Name = OMITTED
    company_name: Name | None = None
    contact_email: Email | None = None
    language: Annotated[str, AfterValidator(_known_language)] = OMITTED
    timezone: Zone = OMITTED
    settings: Settings = OMITTED
