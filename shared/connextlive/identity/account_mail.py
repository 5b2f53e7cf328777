"""Emails to users about their accounts and their workspace, and to its owner when a daily budget is used up. Imported
only by the consumer that sends them: templates take time to import."""

import time
from datetime import datetime

from connextlive.core import zones
from connextlive.email import links, messages, sending
from connextlive.email.messages import Email
from connextlive.events.types import (
    BudgetReached,
    WorkspaceDeletionRequested,
    WorkspaceDeletionUndone,
    WorkspaceOwnerChanged,
    WorkspaceOwnerOffered,
)
from connextlive.identity import confirmation, password_reset, user
from connextlive.identity.user import User
from connextlive.identity.workspace import Workspace

WORKS_FOR = 15.0  # seconds, of the consumer's thirty


def reset(workspace: Workspace, person: User) -> None:
    if person.reset_nonce is None:
        return  # already reset
    link = links.to_application("/reset-password", password_reset.token(person, person.reset_nonce))
    email = messages.password_reset(workspace.language, workspace=workspace.name, name=person.name, link=link)
    _send(email, workspace, person, ("reset", person.id, person.reset_nonce), workspace.contact_email)


def confirm(workspace: Workspace, person: User) -> None:
    if workspace.confirmation is None:
        return  # confirmed in the meantime
    link = links.to_application("/console/confirm-email", confirmation.token(workspace))
    email = messages.confirmation(workspace.language, workspace=workspace.name, name=person.name, link=link)
    _send(email, workspace, person, ("confirmation", person.id, workspace.confirmation["nonce"]))


def offer_ownership(event: WorkspaceOwnerOffered, workspace: Workspace, candidate: User) -> None:
    offer = workspace.owner_offer
    if offer is None or offer["id"] != event.offer_id:
        return  # accepted or withdrawn
    owner, link = _name(workspace, offer["offered_by"]), links.to_console("/settings")
    email = messages.owner_offered(
        workspace.language, workspace=workspace.name, name=candidate.name, owner=owner, link=link
    )
    _send(email, workspace, candidate, ("owner-offer", candidate.id, event.offer_id))


def tell_of_budget(event: BudgetReached, workspace: Workspace, owner: User) -> None:
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
        count=event.limit,
        limit=formats.number(event.limit),
        until=f"{formats.day(until.date())}, {formats.clock(until.time())}",
        link=links.to_console("/settings"),
    )
    _send(email, workspace, owner, ("budget", event.budget, event.until))


def tell_former_owner(event: WorkspaceOwnerChanged, workspace: Workspace, owner: User) -> None:
    former = user.find(workspace.id, event.former_user_id)
    if former is None:
        return
    link = links.to_console("/settings")
    email = messages.owner_changed(
        workspace.language, workspace=workspace.name, name=former.name, owner=owner.name, link=link
    )
    _send(email, workspace, former, ("owner-changed", former.id, event.event_id))


def tell_everybody(event: WorkspaceDeletionRequested | WorkspaceDeletionUndone, workspace: Workspace) -> bool:
    """Mails everybody. Returns whether all were mailed; if time runs out, the next call continues. One failing address
    does not stop the others."""
    until, is_done, failures = time.monotonic() + WORKS_FOR, True, list[Exception]()
    for values in user.all_of(workspace.id, ("id",)):
        person = user.find(workspace.id, values["id"])
        if person is None or person.status != "ACTIVE":
            continue
        if time.monotonic() > until:
            is_done = False
            break
        try:
            _send(_of_deletion(event, workspace, person), workspace, person, ("deletion", person.id, event.event_id))
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("Not mailed to everybody", failures)
    return is_done


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
    """The name of a user, who may have been removed."""
    card = user.cards(workspace.id, [user_id]).get(user_id)
    return card["name"] if card else workspace.name


def _send(email: Email, workspace: Workspace, to: User, about: tuple[str, ...], reply_to: str | None = None) -> None:
    sending.send(email, to.email, tenant_id=workspace.id, about=about, reply_to=reply_to)
