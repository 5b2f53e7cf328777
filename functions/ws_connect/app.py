"""WEBSOCKET $connect: stores the connection before the handshake completes."""

from typing import Any

from connextlive.lambdas.request import caller_of
from connextlive.lambdas.start import started
from connextlive.realtime import connection, presence


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The authorizer has let them in; from here on every change that they may see is posted to the connection. Whoever
    is locked out meanwhile either finds the connection noted already, or is found to be locked out here."""
    caller, connection_id = caller_of(event), event["requestContext"]["connectionId"]
    connection.opened(caller, connection_id)
    if presence.here(caller):
        return {"statusCode": 200}
    connection.closed(caller, connection_id)
    return {"statusCode": 403}


started(handler)
