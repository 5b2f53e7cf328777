"""GET /api/tenant/audit-log: lists who did what, when and from where, newest first; entries are kept for a year."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.audit import log
from connextlive.audit.schemas.audit_log import AuditLog, AuditLogQuery
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/audit-log")
def handler(caller: Caller, query: AuditLogQuery) -> AuditLog:
    entries, next_cursor = log.page(caller.tenant_id, query.wanted, query.limit, query.cursor)
    return AuditLog.of(entries, query.limit, next_cursor)
