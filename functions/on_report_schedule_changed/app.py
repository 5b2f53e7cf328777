"""ON report_schedule.changed: creates, updates or deletes the EventBridge schedules of a report schedule."""

from connextlive.lambdas.consumer import consumer
from connextlive.events.types import ReportScheduleChanged
from connextlive.reports import timer


@consumer
def handler(event: ReportScheduleChanged) -> None:
    timer.bring_in_line(event.tenant_id)
