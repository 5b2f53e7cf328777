"""Frames of a WebSocket (docs/realtime.md): what clients say, and what is answered to them or passed on."""

import json
from typing import Literal

from connextlive.lambdas.common import Answer, Body

type FrameType = Literal[
    "message.created",
    "conversation.created",
    "conversation.updated",
    "conversation.assigned",
    "conversation.resolved",
    "conversation.deleted",
    "messages.seen",
    "typing.started",
    "typing.stopped",
    "presence.changed",
    "agent.updated",
    "pong",
    "error",
]


class ClientFrame(Body):
    """What a client says. A visitor need not name the conversation: they have one. A ping may ask for an answer alone,
    from a page that nobody looks at."""

    type: Literal["ping", "typing"]
    conversation_id: str | None = None
    is_typing: bool = True
    is_here: bool = True


class Data(Answer):
    """What a frame carries."""

    def in_frame(self, id: str, type: FrameType, time: str) -> str:
        """The frame's text."""
        envelope = json.dumps({"id": id, "type": type, "time": time}, separators=(",", ":"))
        return f'{envelope[:-1]},"data":{self.model_dump_json(by_alias=True)}}}'


class Typing(Data):
    """Who types where."""

    conversation_id: str
    sender_type: Literal["AGENT", "VISITOR"]
    sender_id: str
    sender_name: str | None


class Refusal(Data):
    """What was wrong with a client's frame."""

    message: str


class Pong(Data):
    """Nothing but that the ping arrived."""
