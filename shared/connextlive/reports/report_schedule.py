"""A workspace's report schedule: weekly, monthly, and its recipients."""

from dataclasses import dataclass
from datetime import datetime, time

from connextlive.core import zones
from connextlive.core.ids import timestamp
from connextlive.identity import workspace as workspaces
from connextlive.identity.workspace import Workspace
from connextlive.reports import periods
from connextlive.reports.periods import Period
from connextlive.table import items
from connextlive.table.orm import Audited, BooleanAttribute, Item, Many, MaybeText, VersionAttribute
from connextlive.table.writes import optimistic

SK = "report-schedule"
DUE = time(8)  # local time, on the day after the period


class ReportSchedule(Item, discriminator="report_schedule"):
    """The schedule; a tenant without an item has none."""

    weekly = BooleanAttribute(default=False)
    monthly = BooleanAttribute(default=False)
    recipients: "Many[str]" = Many()
    updated_at = MaybeText()
    act = Audited()
    version = VersionAttribute()

    def has(self, period: Period) -> bool:
        return bool({"week": self.weekly, "month": self.monthly}.get(period)) and bool(self.recipients)


@dataclass(frozen=True, slots=True)
class Standing:
    """A schedule, and the time zone it runs in."""

    order: ReportSchedule
    timezone: str

    def next_due(self, period: Period) -> str | None:
        """When the next report is due; None if none is."""
        if not self.order.has(period):
            return None
        zone = zones.of(self.timezone)
        now = datetime.now(zone)
        due = datetime.combine(periods.begin(period, now.date()), DUE, zone)
        if due <= now:
            due = datetime.combine(periods.next_begin(period, now.date()), DUE, zone)
        return timestamp(due.timestamp())


def load(tenant_id: str) -> Standing:
    """The tenant's schedule and time zone, in one call."""
    order, workspace = items.find_all([(tenant_id, SK), workspaces.key(tenant_id)])
    if not isinstance(workspace, Workspace):
        workspace = workspaces.load(tenant_id)
    return Standing(order if isinstance(order, ReportSchedule) else ReportSchedule(tenant_id, SK), workspace.timezone)


@optimistic
def update(tenant_id: str, weekly: bool, monthly: bool, recipients: list[str]) -> Standing:
    """Replaces the schedule."""
    standing = load(tenant_id)
    order = standing.order
    order.weekly, order.monthly, order.recipients, order.updated_at = weekly, monthly, recipients, timestamp()
    order.save()
    return standing
