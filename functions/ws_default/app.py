"""WEBSOCKET $default: handles a client's frames: pings, typing indicators, and who looks at what."""

from connextlive.lambdas.start import finish_start  # isort: skip  # a start begins with it
from connextlive.lambdas import precompiled  # isort: skip  # noqa: F401  # before pydantic, which it helps

from typing import Any

from pydantic import ValidationError

from connextlive.core.caller import Caller
from connextlive.core.errors import DomainError, TooManyAttempts
from connextlive.core.ids import new_id, timestamp
from connextlive.lambdas import limits
from connextlive.lambdas.request import caller_of
from connextlive.realtime import connection, presence
from connextlive.realtime.schemas.incoming import ClientFrame, Data, FrameType, Pong, Refusal, TooMany

ClientFrame.model_rebuild()
PATIENCE = 20  # refusals more than frames let through, after which a client that goes on is disconnected


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The return value is sent back over the same connection."""
    caller, connection_id = caller_of(event), event["requestContext"]["connectionId"]
    if caller.has_expired:
        return _end(caller, event)
    try:
        limits.check_socket("frame", caller, connection_id)
        frame = ClientFrame.model_validate_json(event.get("body") or "")
        if frame.type == "ping":
            return _ping(caller, event, frame)
        limits.check_socket("typing", caller, connection_id)
        _tell(caller, connection_id, frame)
    except TooManyAttempts as error:
        if error.excess > PATIENCE:
            return _end(caller, event)
        return _answer("error", TooMany(message=error.message, retry_after=error.retry_after))
    except ValidationError:
        return _answer("error", Refusal(message="Expected a frame of type ping, typing or viewing"))
    except DomainError as error:
        return _answer("error", Refusal(message=error.message))
    return {"statusCode": 200}


def _ping(caller: Caller, event: dict[str, Any], frame: ClientFrame) -> dict[str, Any]:
    """Renews presence, unless the page is hidden: then its ping only asks whether the connection is alive."""
    if frame.is_here:
        if not presence.here(caller, frame.received_id):
            return _end(caller, event)
        presence.note_lapsed(caller)
    elif frame.received_id:
        presence.received(caller, frame.received_id)
    return _answer("pong", Pong())


def _tell(caller: Caller, connection_id: str, frame: ClientFrame) -> None:
    from connextlive.realtime import fan_out, viewers  # not needed for pings, the most frequent frames

    if frame.type == "viewing":
        viewers.look(caller, connection_id, frame.conversation_id)
    else:
        fan_out.typing(caller, frame)


def _end(caller: Caller, event: dict[str, Any]) -> dict[str, Any]:
    """Closes the connection: the token that opened it is no longer valid, or its client does not wait."""
    from connextlive.realtime import sockets

    sockets.close([connection.own(caller, event["requestContext"]["connectionId"])])
    return {"statusCode": 200}


def _answer(type: FrameType, data: Data) -> dict[str, Any]:
    return {"statusCode": 200, "body": data.in_frame(new_id("evt"), type, timestamp())}


finish_start(handler)
