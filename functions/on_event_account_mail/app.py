"""ON several events: emails users what concerns their own accounts: links to set a new password and to confirm their
address, and to a workspace's owner that a daily budget is used up."""

from connextlive.lambdas.consumer import consumer
from connextlive.email import links, messages, sending
from connextlive.email.messages import Email
from connextlive.events.types import BudgetReached, UserResetRequested, WorkspaceConfirmationRequested
from connextlive.identity import confirmation, password_reset, user
from connextlive.identity import workspace as workspaces
from connextlive.identity.user import User
from connextlive.identity.workspace import Workspace

type Due = tuple[Email, tuple[str, ...], str | None]


@consumer
def handler(event: UserResetRequested | WorkspaceConfirmationRequested | BudgetReached) -> None:
    """None of these counts in the daily budget: who has used it up must still get in, and be told."""
    if isinstance(event, BudgetReached):
        person = user.owner(event.tenant_id)
    else:
        person = user.find(event.tenant_id, event.user_id)
    if person is None:
        return  # removed
    workspace = workspaces.load(person.tenant_id)
    if isinstance(event, UserResetRequested):
        due = _reset(workspace, person)
    elif isinstance(event, WorkspaceConfirmationRequested):
        due = _confirmation(workspace, person)
    else:
        due = _budget(workspace, person, event)
    if due is not None:
        email, about, reply_to = due
        sending.send(email, person.email, tenant_id=workspace.id, about=about, reply_to=reply_to)


def _reset(workspace: Workspace, person: User) -> Due | None:
    if person.reset_nonce is None:
        return None  # already reset
    link = links.to_application("/reset-password", password_reset.token(person, person.reset_nonce))
    email = messages.password_reset(workspace.language, workspace=workspace.name, name=person.name, link=link)
    return email, ("reset", person.id, person.reset_nonce), workspace.contact_email


def _confirmation(workspace: Workspace, person: User) -> Due | None:
    if workspace.confirmation is None:
        return None  # confirmed in the meantime
    link = links.to_application("/console/confirm-email", confirmation.token(workspace))
    email = messages.confirmation(workspace.language, workspace=workspace.name, name=person.name, link=link)
    return email, ("confirmation", person.id, workspace.confirmation["nonce"]), None


def _budget(workspace: Workspace, person: User, event: BudgetReached) -> Due | None:
    if not workspace.may_mail:
        return None  # nobody has confirmed that the address is theirs
    from datetime import datetime

    from connextlive.core import zones
    from connextlive.rendering.formats import Formats  # rare, and it loads Babel

    formats = Formats(workspace.language)
    until = datetime.fromisoformat(event.until).astimezone(zones.of(workspace.timezone))
    email = messages.budget_reached(
        workspace.language,
        workspace=workspace.name,
        name=person.name,
        budget=event.budget,
        limit=formats.number(event.limit),
        until=f"{formats.day(until.date())}, {formats.clock(until.time())}",
        link=links.to_console("/settings"),
    )
    return email, ("budget", event.budget, event.until), None
