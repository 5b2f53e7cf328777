"""ON several events: emails users what concerns their accounts: links, and what becomes of their workspace; and a
workspace's owner that a daily budget is used up."""

import time
from datetime import datetime

from connextlive.lambdas.consumer import consumer
from connextlive.core import zones
from connextlive.core.environment import environment
from connextlive.email import links, messages, sending
from connextlive.email.messages import Email
from connextlive.events.types import (
    BudgetReached,
    UserResetRequested,
    WorkspaceConfirmationRequested,
    WorkspaceDeletionRequested,
    WorkspaceDeletionUndone,
    WorkspaceOwnerChanged,
    WorkspaceOwnerOffered,
)
from connextlive.identity import confirmation, password_reset, user
from connextlive.identity import workspace as workspaces
from connextlive.identity.user import User
from connextlive.identity.workspace import Workspace
from connextlive.lambdas.queue import look_again

WORKS_FOR = 15.0  # seconds, of the function's thirty; whoever is left is mailed when the event comes again


@consumer
def handler(
    event: UserResetRequested
    | WorkspaceConfirmationRequested
    | BudgetReached
    | WorkspaceDeletionRequested
    | WorkspaceDeletionUndone
    | WorkspaceOwnerChanged
    | WorkspaceOwnerOffered,
) -> None:
    """None of these counts in the daily budget: who has used it up must still get in, and be told."""
    workspace = workspaces.find(event.tenant_id)
    if workspace is None:
        return  # deleted
    if isinstance(event, WorkspaceDeletionRequested | WorkspaceDeletionUndone):
        _tell_everybody(event, workspace)
        return
    if isinstance(event, BudgetReached):
        person = user.owner(event.tenant_id)
    else:
        person = user.find(event.tenant_id, event.user_id)
    if person is None:
        return  # removed
    if isinstance(event, UserResetRequested):
        _send_reset(workspace, person)
    elif isinstance(event, WorkspaceConfirmationRequested):
        _send_confirmation(workspace, person)
    elif isinstance(event, WorkspaceOwnerOffered):
        _send_offer(event, workspace, person)
    elif isinstance(event, BudgetReached):
        _tell_of_budget(event, workspace, person)
    else:
        _tell_former_owner(event, workspace, person)


def _send_reset(workspace: Workspace, person: User) -> None:
    if person.reset_nonce is None:
        return  # already reset
    link = links.to_application("/reset-password", password_reset.token(person, person.reset_nonce))
    email = messages.password_reset(workspace.language, workspace=workspace.name, name=person.name, link=link)
    _send(email, workspace, person, ("reset", person.id, person.reset_nonce), workspace.contact_email)


def _send_confirmation(workspace: Workspace, person: User) -> None:
    if workspace.confirmation is None:
        return  # confirmed in the meantime
    link = links.to_application("/console/confirm-email", confirmation.token(workspace))
    email = messages.confirmation(workspace.language, workspace=workspace.name, name=person.name, link=link)
    _send(email, workspace, person, ("confirmation", person.id, workspace.confirmation["nonce"]))


def _send_offer(event: WorkspaceOwnerOffered, workspace: Workspace, candidate: User) -> None:
    offer = workspace.owner_offer
    if offer is None or offer["id"] != event.offer_id:
        return  # accepted or withdrawn
    owner, link = _name(workspace, offer["offered_by"]), links.to_console("/settings")
    email = messages.owner_offered(
        workspace.language, workspace=workspace.name, name=candidate.name, owner=owner, link=link
    )
    _send(email, workspace, candidate, ("owner-offer", candidate.id, event.offer_id))


def _tell_of_budget(event: BudgetReached, workspace: Workspace, owner: User) -> None:
    if not workspace.may_mail:
        return  # nobody has confirmed that the address is theirs
    from connextlive.rendering.formats import Formats  # rare, and it loads Babel

    formats = Formats(workspace.language)
    until = datetime.fromisoformat(event.until).astimezone(zones.of(workspace.timezone))
    email = messages.budget_reached(
        workspace.language,
        workspace=workspace.name,
        name=owner.name,
        budget=event.budget,
        limit=formats.number(event.limit),
        until=f"{formats.day(until.date())}, {formats.clock(until.time())}",
        link=links.to_console("/settings"),
    )
    _send(email, workspace, owner, ("budget", event.budget, event.until))


def _tell_former_owner(event: WorkspaceOwnerChanged, workspace: Workspace, owner: User) -> None:
    former = user.find(workspace.id, event.former_user_id)
    if former is None:
        return
    link = links.to_console("/settings")
    email = messages.owner_changed(
        workspace.language, workspace=workspace.name, name=former.name, owner=owner.name, link=link
    )
    _send(email, workspace, former, ("owner-changed", former.id, event.event_id))


def _tell_everybody(event: WorkspaceDeletionRequested | WorkspaceDeletionUndone, workspace: Workspace) -> None:
    """One failing address must not keep it from the others."""
    until, failures = time.monotonic() + WORKS_FOR, list[Exception]()
    for values in user.all_of(workspace.id, ("id",)):
        person = user.find(workspace.id, values["id"])
        if person is None or person.status != "ACTIVE":
            continue
        if time.monotonic() > until:
            look_again(environment.account_mail_queue_url, event, 0)
            break
        try:
            _send(_of_deletion(event, workspace, person), workspace, person, ("deletion", person.id, event.event_id))
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("Not mailed to everybody", failures)


def _of_deletion(
    event: WorkspaceDeletionRequested | WorkspaceDeletionUndone, workspace: Workspace, person: User
) -> Email:
    if isinstance(event, WorkspaceDeletionUndone):
        link = links.to_console("/")
        return messages.deletion_undone(workspace.language, workspace=workspace.name, name=person.name, link=link)
    from connextlive.rendering.formats import Formats  # with Babel, for few mails

    due = datetime.fromisoformat(event.due_at).astimezone(zones.of(workspace.timezone))
    return messages.deletion_requested(
        workspace.language,
        workspace=workspace.name,
        name=person.name,
        owner=_name(workspace, event.requested_by),
        day=Formats(workspace.language).day(due.date()),
        link=links.to_console("/settings"),
    )


def _name(workspace: Workspace, user_id: str) -> str:
    """What somebody is called, who may be gone by now."""
    card = user.cards(workspace.id, [user_id]).get(user_id)
    return card["name"] if card else workspace.name


def _send(email: Email, workspace: Workspace, to: User, about: tuple[str, ...], reply_to: str | None = None) -> None:
    sending.send(email, to.email, tenant_id=workspace.id, about=about, reply_to=reply_to)
