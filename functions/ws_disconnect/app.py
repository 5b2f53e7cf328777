"""WEBSOCKET $disconnect: deletes the connection, and records that the person left if it was their last one."""

from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive.lambdas.request import caller_of
from connextlive.realtime import connection, presence


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway calls this on a best-effort basis; missed calls are covered by expiry and by the next failed post."""
    caller, connection_id = caller_of(event), event["requestContext"]["connectionId"]
    viewed = connection.viewed(caller, connection_id)
    connection.closed(caller, connection_id)
    presence.left(caller.tenant_id, caller.id)
    if viewed:
        from connextlive.realtime import viewers  # most connections that end are visitors'

        viewers.tell(caller.tenant_id, [viewed])
    return {"statusCode": 200}


finish_start(handler)
