"""WEBSOCKET $connect: notes who listens, before the connection stands."""

from typing import Any

from connextlive.http import caller_of
from connextlive.models import connection, presence
from connextlive.runtime import started


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The authorizer has let them in; from here on every change that they may see is posted to the connection."""
    caller = caller_of(event)
    connection.opened(caller, event["requestContext"]["connectionId"])
    presence.here(caller)
    return {"statusCode": 200}


started(handler)
