"""ON several events: makes the exports of a visitor and of conversations, and emails the user who requested them."""

from functools import partial

from connextlive.lambdas.consumer import consumer
from connextlive.chat import conversation_export, conversation_rows, visitor_archive, visitor_export
from connextlive.core.environment import environment
from connextlive.email import links, messages, sending
from connextlive.events.types import ConversationExportRequested, VisitorExportRequested
from connextlive.identity import budget, user
from connextlive.identity import workspace as workspaces
from connextlive.lambdas.queue import look_again


def give_up(event: VisitorExportRequested | ConversationExportRequested) -> None:
    if isinstance(event, VisitorExportRequested):
        visitor_export.finish(event.tenant_id, event.visitor_id, event.export_id, "FAILED")
    else:
        conversation_export.fail(event.tenant_id, event.export_id)


@consumer(give_up=give_up)
def handler(event: VisitorExportRequested | ConversationExportRequested) -> None:
    if isinstance(event, VisitorExportRequested):
        _of_visitor(event)
    else:
        _of_conversations(event)


def _of_visitor(event: VisitorExportRequested) -> None:
    export = visitor_archive.make(event.tenant_id, event.visitor_id, event.export_id)
    if export is not None:
        _tell(event, export.requested_by, messages.visitor_export, f"/visitors/{export.visitor_id}")


def _of_conversations(event: ConversationExportRequested) -> None:
    export = conversation_export.current(event.tenant_id, event.export_id)
    if export is None:
        return
    if export.status != "READY" and not conversation_rows.step(export):
        look_again(environment.export_queue_url, event, 0)
        return
    _tell(event, export.requested_by, messages.conversation_export, "/reports")


def _tell(
    event: VisitorExportRequested | ConversationExportRequested,
    user_id: str,
    write: messages.ExportEmail,
    page: str,
) -> None:
    """The email has no link to the files: those are signed for whoever is logged in."""
    person = user.find(event.tenant_id, user_id)
    if person is None:
        return
    workspace = workspaces.load(event.tenant_id)
    email = write(workspace.language, workspace=workspace.name, name=person.name, link=links.to_console(page))
    about, spend = ("export", event.export_id), partial(budget.mail, workspace)
    sending.send(email, person.email, tenant_id=workspace.id, about=about, reply_to=None, spend=spend)
