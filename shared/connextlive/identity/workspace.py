"""Workspaces: a tenant's name, language, time zone, plan and settings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, cast

from connextlive.core.ids import timestamp
from connextlive.core.merge_patch import merged_field
from connextlive.table.codec import Values
from connextlive.table.orm import Audited, Document, Item, MaybeDocument, MaybeText, UnicodeAttribute, VersionAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import WorkspaceValues
    from connextlive.identity.attributes import Definition

    class Confirmation(TypedDict):
        """The user who must confirm their email address, and the nonce of the link."""

        user_id: str
        nonce: str

    class Deletion(TypedDict):
        """The user who requested the deletion, when, and when it is due; once it has begun, since when."""

        requested_by: str
        requested_at: str
        due_at: str
        begun_at: NotRequired[str]

    class OwnerOffer(TypedDict):
        """The admin to whom the ownership is offered, and the offer's expiry."""

        id: str
        user_id: str
        offered_by: str
        offered_at: str
        expires_at: str

    class OwnerChange(TypedDict):
        """The new owner and the previous one."""

        user_id: str
        former_user_id: str
        since: str


SK = "workspace"
PROMISES = ("hours", "targets", "autoResolve")  # settings of which something follows when somebody writes
SIGN_IN_SK = "sign-in"  # of its identity provider (`sign_in.py`, which few logins import)
PLANS_WITH_AI = ("PRO", "ENTERPRISE")
DEFAULT_SETTINGS: dict[str, Any] = {
    "notifications": {"visitorSound": True, "agentSound": True, "email": True},
    "widget": {"color": "#2563eb", "position": "right", "showAgentNames": True},
}


class Workspace(Item, discriminator="workspace"):
    """A tenant's workspace; its ID is the tenant's. It has a `confirmation` until the owner has confirmed their email
    address, a `deletion` while it is about to be deleted, an `owner_offer` while the ownership is offered to an admin,
    and an `owner` once the ownership was transferred."""

    id = UnicodeAttribute()
    name = UnicodeAttribute()
    company_name = MaybeText()
    contact_email = MaybeText()
    language = UnicodeAttribute(default="en")
    timezone = UnicodeAttribute(default="UTC")
    plan = UnicodeAttribute(default="FREE")
    confirmation: "MaybeDocument[Confirmation]" = MaybeDocument()
    confirmed_nonce = MaybeText()
    deletion: "MaybeDocument[Deletion]" = MaybeDocument()
    owner_offer: "MaybeDocument[OwnerOffer]" = MaybeDocument()
    owner: "MaybeDocument[OwnerChange]" = MaybeDocument()
    settings: "Document[dict[str, Any]]" = Document(default=lambda: DEFAULT_SETTINGS)
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    act = Audited()
    version = VersionAttribute()

    @property
    def values(self) -> "WorkspaceValues":
        return cast("WorkspaceValues", self.attribute_values)

    @property
    def has_ai(self) -> bool:
        return self.plan in PLANS_WITH_AI

    @property
    def may_mail(self) -> bool:
        """Whether it may mail others. Signing up must not let strangers send mail to anybody."""
        return self.confirmation is None

    @property
    def current_owner_offer(self) -> "OwnerOffer | None":
        """The offer of the ownership, if it has not expired."""
        return self.owner_offer if self.owner_offer and self.owner_offer["expires_at"] > timestamp() else None

    @property
    def allowed_limits(self) -> dict[str, dict[str, int]]:
        """The deployment's limits for visitors per minute, in the form of the setting `limits`."""
        from connextlive.identity import visitor_limits  # few requests show them

        return visitor_limits.allowed()

    @property
    def attributes(self) -> "dict[str, Definition]":
        """The definitions of its custom attributes, by key."""
        from connextlive.identity import attributes  # few requests show them

        return attributes.of(self.settings)

    @property
    def previews_typing(self) -> bool:
        """Whether agents see a visitor's text before it is sent."""
        widget = self.settings.get("widget")
        return isinstance(widget, dict) and widget.get("typingPreview") is True

    @property
    def agents_may_block(self) -> bool:
        """Whether agents may block visitors; otherwise they request a block."""
        moderation = self.settings.get("moderation")
        return isinstance(moderation, dict) and moderation.get("agentsMayBlock") is True


def new(tenant_id: str, name: str = "My workspace", **fields: Any) -> Workspace:
    """A workspace with defaults, not yet saved."""
    at = timestamp()
    return Workspace(tenant_id, SK, id=tenant_id, name=name, created_at=at, updated_at=at, **fields)


@optimistic
def load(tenant_id: str) -> Workspace:
    """The tenant's workspace, created with defaults if there is none."""
    found = Workspace.find(tenant_id, SK)
    if isinstance(found, Workspace):
        return found
    made = new(tenant_id)
    made.save()
    return made


def find(tenant_id: str) -> Workspace | None:
    """The tenant's workspace, if there is one."""
    found = Workspace.find(tenant_id, SK)
    return found if isinstance(found, Workspace) else None


def current(tenant_id: str) -> Workspace:
    """The tenant's workspace, or an unsaved one with the defaults."""
    return find(tenant_id) or new(tenant_id)


def requires_second_factor(tenant_id: str) -> bool:
    """Whether the workspace requires a second factor."""
    found = find(tenant_id)
    return found is not None and says_second_factor(found.settings)


def says_second_factor(settings: Mapping[str, Any]) -> bool:
    """Whether a workspace's settings require a second factor."""
    security = settings.get("security")
    return isinstance(security, dict) and security.get("requireSecondFactor") is True


@optimistic
def update(tenant_id: str, changes: dict[str, Any]) -> Workspace:
    """Sets fields. `settings` are merged deeply: arrays are replaced, null removes a key."""
    workspace = load(tenant_id)
    before = workspace.settings
    for name, value in changes.items():
        setattr(workspace, name, merged_field(name, workspace.settings, value) if name == "settings" else value)
    if "attributes" in changes.get("settings", {}):
        from connextlive.identity import attributes  # few changes of a workspace are of these

        attributes.check(before, workspace.settings)
    if "forms" in changes.get("settings", {}):
        from connextlive.identity import forms  # the same

        forms.check(workspace.settings)
    workspace.updated_at = timestamp()
    together = _saved_together(tenant_id, workspace, changes)
    if together:
        from connextlive.table import writes

        writes.transact([{"Put": workspace.get_save_kwargs_from_instance()}, *together])
    else:
        workspace.save()
    return workspace


def _saved_together(tenant_id: str, workspace: Workspace, changes: dict[str, Any]) -> list[Values]:
    """Further writes of the transaction: the schedule of hourly upkeep, without which retention would delete nothing,
    and the limits in the form that requests read."""
    found = []
    if workspace.settings.get("retention"):
        from connextlive.identity import retention  # few workspaces have it

        found.append(retention.put_action(tenant_id))
    if "limits" in changes.get("settings", {}):
        from connextlive.identity import visitor_limits
        from connextlive.table import workspace_limits

        found.append(workspace_limits.put_action(tenant_id, visitor_limits.rates(workspace.settings)))
    return found


def makes_promises(workspace: "WorkspaceValues") -> bool:
    """Whether its settings make promises to visitors (`chat/promises.py`); most workspaces have none."""
    settings = workspace.get("settings") or {}
    return any(settings.get(name) for name in PROMISES)


def promises_more(before: "WorkspaceValues | None", after: "WorkspaceValues | None") -> bool:
    """Whether a change of settings makes promises that existing conversations have to be checked for."""
    was, now = ((image.get("settings") or {}) if image else {} for image in (before, after))
    return bool(now.get("autoResolve")) and now.get("autoResolve") != was.get("autoResolve")


def country(tenant_id: str) -> str | None:
    """The country (`DE`) of the workspace's time zone, if it has one."""
    from connextlive.core import zones  # needed for phone number searches only

    found = Workspace.find(tenant_id, SK)
    return zones.country(found.timezone) if found else None


def key(tenant_id: str) -> tuple[str, str]:
    return tenant_id, SK


def sign_in_key(tenant_id: str) -> tuple[str, str]:
    return tenant_id, SIGN_IN_SK
