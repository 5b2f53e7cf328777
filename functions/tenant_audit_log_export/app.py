"""GET /api/tenant/audit-log/export: returns entries of the audit log as CSV, at most 20,000 at once."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.audit import log
from connextlive.audit.schemas.audit_log import COLUMNS, AuditFilter, row
from connextlive.core.caller import Caller
from connextlive.core.errors import Refused
from connextlive.core.spreadsheets import csv_of
from connextlive.lambdas.answers import Answer, csv_file

MOST = 20_000  # so that a response has less than Lambda's 6 MB


@endpoint("GET", "/api/tenant/audit-log/export", audit="audit_log.exported")
def handler(caller: Caller, query: AuditFilter) -> Answer:
    entries = log.everything(caller.tenant_id, query.wanted, MOST)
    if entries is None:
        raise Refused("More than 20,000 entries: choose a shorter time", "TOO_MANY_ENTRIES")
    log.record(caller.tenant_id)
    return csv_file("audit-log.csv", csv_of(COLUMNS, map(row, entries)))
