"""ON report.requested: generates the report from roll-ups and stores it as JSON, CSV and a page."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.core.errors import NotFound
from connextlive.reports import making, report


def give_up(detail: dict[str, Any]) -> None:
    report.finish(detail["tenantId"], detail["reportId"], "FAILED")


@consumer(give_up=give_up)
def handler(detail: dict[str, Any]) -> None:
    try:
        ordered = report.load(detail["tenantId"], detail["reportId"])
    except NotFound:
        return  # deleted by hand; a retry would not bring it back
    if ordered.status != "READY":
        report.write_files(ordered.tenant_id, ordered.id, making.files(ordered))
        report.finish(ordered.tenant_id, ordered.id, "READY")
