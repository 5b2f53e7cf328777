"""Reports: what was requested, and whether it is ready. The figures are in the bucket, beside CSV files and page."""

import hmac
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, cast

from connextlive.aws import s3, signing_secret
from connextlive.core import zones
from connextlive.core.errors import NotFound
from connextlive.core.ids import ago, id_of, is_id, new_id, timestamp
from connextlive.identity import site, user
from connextlive.identity import workspace as workspaces
from connextlive.reports import periods
from connextlive.reports.periods import Period
from connextlive.table import codec, items, pages, writes
from connextlive.table.codec import Values
from connextlive.table.orm import Audited, Item, Many, MaybeText, PutError, UnicodeAttribute, VersionAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.generated.values import ReportValues


CSV = "text/csv; charset=utf-8"
# A report's files by the suffix of their names: `csv` is for spreadsheets in the workspace's language, `data.csv` for
# programs.
FILES = {"json": "application/json", "csv": CSV, "data.csv": CSV, "html": "text/html; charset=utf-8"}
LINKS = {"json": "json_", "data.csv": "data_csv"}  # if a file's link has another name
GIVEN_UP_AFTER = 3600  # seconds; far beyond a queue's last attempt
SHARED_FOR = 30 * 24 * 3600  # seconds that an emailed link is valid


class Report(Item, discriminator="report"):
    """A report. Its days are in the workspace's time zone at the time of the request; `recipients` receive it by email,
    if it is scheduled."""

    id = UnicodeAttribute()
    status: UnicodeAttribute = UnicodeAttribute()
    period: UnicodeAttribute = UnicodeAttribute()
    first_day = UnicodeAttribute()
    last_day = UnicodeAttribute()
    timezone = UnicodeAttribute()
    agent_id = MaybeText()
    site_id = MaybeText()
    team_id = MaybeText()
    created_at = UnicodeAttribute()
    finished_at = MaybeText()
    recipients: "Many[str]" = Many()
    act = Audited()
    version = VersionAttribute()

    @property
    def values(self) -> "ReportValues":
        return cast("ReportValues", self.attribute_values)


def order(
    tenant_id: str,
    period: Period,
    first: str | None = None,
    last: str | None = None,
    agent_id: str | None = None,
    site_id: str | None = None,
    team_id: str | None = None,
) -> Report:
    """Requests a report, optionally of one of the workspace's agents, sites or teams; `from` and `to` are dates or
    times."""
    workspace = workspaces.load(tenant_id)
    if agent_id is not None:
        user.load_agent(tenant_id, agent_id)
    if site_id is not None:
        site.load(tenant_id, site_id)
    if team_id is not None:
        _check_team(tenant_id, team_id, agent_id)
    zone = zones.of(workspace.timezone)
    start, end = (periods.local_day(text, zone) if text else None for text in (first, last))
    first_day, last_day = periods.days_of(period, start, end, today(workspace.timezone))
    report = _new(tenant_id, new_id("rpt"), period, first_day, last_day, workspace.timezone)
    report.agent_id, report.site_id, report.team_id = agent_id, site_id, team_id
    report.save()
    return report


def _check_team(tenant_id: str, team_id: str, agent_id: str | None) -> None:
    """The team exists, and the agent is in it."""
    from connextlive.identity import teams  # few reports are of one

    team = teams.read(tenant_id).get(team_id)
    if team is None:
        raise NotFound("Team")
    if agent_id is not None and agent_id not in team["member_ids"]:
        raise NotFound("Agent")


def order_due(tenant_id: str, period: Period, at: datetime, recipients: list[str]) -> None:
    """Requests the report of the last complete period before a time, for these recipients: one report, however often it
    is requested, because its ID is derived."""
    workspace = workspaces.load(tenant_id)
    first, last = periods.last_whole(period, at.astimezone(zones.of(workspace.timezone)).date())
    ended = datetime.combine(periods.next_begin(period, last), datetime.min.time(), UTC)
    report = _new(
        tenant_id, id_of("rpt", ended, tenant_id, period, f"{first}"), period, first, last, workspace.timezone
    )
    report.recipients = recipients
    try:
        report.save()
    except PutError as error:
        if not writes.condition_failed(error):
            raise


def _new(tenant_id: str, report_id: str, period: Period, first: date, last: date, timezone: str) -> Report:
    return Report(
        *key(tenant_id, report_id),
        id=report_id,
        status="PENDING",
        period=period,
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        timezone=timezone,
        created_at=timestamp(),
    )


def today(timezone: str) -> date:
    """The current day in that time zone."""
    return datetime.now(zones.of(timezone)).date()


def partition(tenant_id: str) -> str:
    return f"{tenant_id}#reports"


def key(tenant_id: str, report_id: str) -> tuple[str, str]:
    if not is_id(report_id, "rpt"):
        raise NotFound("Report")
    return partition(tenant_id), report_id


def load(tenant_id: str, report_id: str) -> Report:
    """The report, for changing it."""
    found = Report.find(*key(tenant_id, report_id))
    if not isinstance(found, Report):
        raise NotFound("Report")
    return found


def read(tenant_id: str, report_id: str) -> "ReportValues":
    """The report's values."""
    return _shown(load(tenant_id, report_id).attribute_values)


def page(tenant_id: str, limit: int, cursor: str | None) -> tuple[list["ReportValues"], str | None]:
    """Values of reports, newest first, and the next page's cursor."""
    before = pages.decode_cursor(cursor) if cursor else None
    found = items.query(partition(tenant_id), limit=limit + 1, newest_first=True, before=before)
    following = pages.encode_cursor(found[limit - 1]["sk"]["S"]) if len(found) > limit else None
    return [_shown(codec.plain(raw)) for raw in found[:limit]], following


def _shown(values: Values) -> "ReportValues":
    # Whatever should have marked it as failed may have failed itself.
    is_lost = values["status"] == "PENDING" and values["created_at"] < ago(GIVEN_UP_AFTER)
    return cast("ReportValues", values | {"status": "FAILED"} if is_lost else values)


@optimistic
def finish(tenant_id: str, report_id: str, status: str) -> None:
    """Sets READY, or FAILED unless it is READY already."""
    report = load(tenant_id, report_id)
    if report.status not in (status, "READY"):
        report.status, report.finished_at = status, timestamp()
        report.save()


def file_key(tenant_id: str, report_id: str, kind: str) -> str:
    """The key of a report's file in the bucket."""
    return f"{tenant_id}/reports/{report_id}/report.{kind}"


def write_files(tenant_id: str, report_id: str, files: dict[str, str]) -> None:
    for kind, text in files.items():
        s3.write(file_key(tenant_id, report_id, kind), text.encode(), FILES[kind])


def figures(tenant_id: str, report_id: str) -> bytes | None:
    """The figures of a READY report, as JSON."""
    return s3.read(file_key(tenant_id, report_id, "json"))


def links(tenant_id: str, values: "ReportValues") -> dict[str, str]:
    """Links to a READY report's files, valid for an hour."""
    found: dict[str, str] = {}
    for kind, mime_type in FILES.items():
        name = f"report-{values['first_day']}-{values['last_day']}.{kind}"
        link = s3.download_url(file_key(tenant_id, values["id"], kind), name, mime_type)
        found[LINKS.get(kind, kind)], found["expires_at"] = link
    return found


def token(report: Report) -> str:
    """A token that opens this report only, without a login: `<tenant>.<report>.<secret>`."""
    secret = signing_secret.derive("report", report.tenant_id, report.id)
    return f"{report.tenant_id.removeprefix('ten_')}.{report.id.removeprefix('rpt_')}.{secret}"


def shared_file(plain_token: str, kind: str) -> bytes:
    """A file of the READY report that the token opens, until it expires."""
    tenant, _, rest = plain_token.partition(".")
    tenant_id, report_id = f"ten_{tenant}", f"rpt_{rest.partition('.')[0]}"
    if not is_id(tenant_id, "ten") or not is_id(report_id, "rpt") or kind not in FILES:
        raise NotFound("Report")
    found = load(tenant_id, report_id)
    if not hmac.compare_digest(token(found).encode(), plain_token.encode()) or found.created_at < ago(SHARED_FOR):
        raise NotFound("Report")
    content = s3.read(file_key(tenant_id, report_id, kind))
    if content is None:
        raise NotFound("Report")
    return content
