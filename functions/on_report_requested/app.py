"""ON report.requested: generates the report from roll-ups and stores it as JSON, CSV and a page."""

from connextlive.lambdas.consumer import consumer
from connextlive.core.errors import NotFound
from connextlive.events.types import ReportRequested
from connextlive.reports import making, report


def give_up(event: ReportRequested) -> None:
    report.finish(event.tenant_id, event.report_id, "FAILED")


@consumer(give_up=give_up)
def handler(event: ReportRequested) -> None:
    try:
        ordered = report.load(event.tenant_id, event.report_id)
    except NotFound:
        return  # deleted by hand; a retry would not bring it back
    if ordered.status != "READY":
        report.write_files(ordered.tenant_id, ordered.id, making.files(ordered))
        report.finish(ordered.tenant_id, ordered.id, "READY")
