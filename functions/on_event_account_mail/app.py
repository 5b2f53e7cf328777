"""ON several events: emails users about their accounts and their workspace, such as links to confirm an address or to
set a new password, and a workspace's owner when a daily budget is used up."""

from connextlive.lambdas.consumer import consumer
from connextlive.core.environment import environment
from connextlive.events.types import (
    BudgetReached,
    UserResetRequested,
    WorkspaceConfirmationRequested,
    WorkspaceDeletionRequested,
    WorkspaceDeletionUndone,
    WorkspaceOwnerChanged,
    WorkspaceOwnerOffered,
)
from connextlive.identity import account_mail, user
from connextlive.identity import workspace as workspaces
from connextlive.lambdas.queue import look_again


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
        if not account_mail.tell_everybody(event, workspace):
            look_again(environment.account_mail_queue_url, event, 0)
        return
    if isinstance(event, BudgetReached):
        person = user.owner(event.tenant_id)
    else:
        person = user.find(event.tenant_id, event.user_id)
    if person is None:
        return  # removed
    if isinstance(event, UserResetRequested):
        account_mail.reset(workspace, person)
    elif isinstance(event, WorkspaceConfirmationRequested):
        account_mail.confirm(workspace, person)
    elif isinstance(event, WorkspaceOwnerOffered):
        account_mail.offer_ownership(event, workspace, person)
    elif isinstance(event, BudgetReached):
        account_mail.tell_of_budget(event, workspace, person)
    else:
        account_mail.tell_former_owner(event, workspace, person)
