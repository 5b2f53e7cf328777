"""WEBSOCKET $disconnect: deletes the connection, and records that the person left if it was their last one."""

from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive.lambdas.request import caller_of
from connextlive.realtime import connection, presence


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway calls this on a best-effort basis; missed calls are covered by expiry and by the next failed post."""
    caller = caller_of(event)
    connection.closed(caller, event["requestContext"]["connectionId"])
    presence.left(caller.tenant_id, caller.id)
    return {"statusCode": 200}


finish_start(handler)
