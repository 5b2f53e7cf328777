"""ON visitor.export_requested: makes the archive of everything about a visitor, and tells who asked for it by email."""

from connextlive.lambdas.consumer import consumer
from connextlive.chat import visitor_archive, visitor_export
from connextlive.chat.visitor_export import VisitorExport
from connextlive.core.errors import NotFound
from connextlive.email import links, messages, sending
from connextlive.events.types import VisitorExportRequested
from connextlive.identity import user
from connextlive.identity import workspace as workspaces


def give_up(event: VisitorExportRequested) -> None:
    visitor_export.finish(event.tenant_id, event.visitor_id, event.export_id, "FAILED")


@consumer(give_up=give_up)
def handler(event: VisitorExportRequested) -> None:
    try:
        export = visitor_export.find(event.tenant_id, event.visitor_id)
        if export.id != event.export_id:
            return  # replaced by a newer one
        if export.status != "READY":
            size = visitor_archive.write(export)
            visitor_export.finish(event.tenant_id, event.visitor_id, export.id, "READY", size)
    except NotFound:
        # Deleted meanwhile: with this, no archive remains either.
        visitor_export.finish(event.tenant_id, event.visitor_id, event.export_id, "FAILED")
        return
    _tell(export)


def _tell(export: VisitorExport) -> None:
    person = user.find(export.tenant_id, export.requested_by)
    if person is None:
        return
    workspace = workspaces.load(export.tenant_id)
    link = links.to_console(f"/visitors/{export.visitor_id}")
    email = messages.visitor_export(workspace.language, workspace=workspace.name, name=person.name, link=link)
    sending.send(email, person.email, tenant_id=workspace.id, about=("export", export.id), reply_to=None)
