"""WEBSOCKET $connect: stores the connection before the handshake completes."""

from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive.core.errors import TooManyAttempts
from connextlive.lambdas import limits
from connextlive.lambdas.request import caller_of
from connextlive.realtime import connection, presence


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The authorizer has admitted them. The connection is stored first and access checked afterwards, so that whoever
    is locked out at this moment is caught by one of the two."""
    caller, connection_id = caller_of(event), event["requestContext"]["connectionId"]
    try:
        limits.check_socket("socket", caller)
    except TooManyAttempts:
        return {"statusCode": 429}
    if connection.has_too_many(caller):
        return {"statusCode": 429}
    connection.opened(caller, connection_id)
    if presence.admitted(caller):
        return {"statusCode": 200}
    connection.closed(caller, connection_id)
    return {"statusCode": 403}


finish_start(handler)
