"""Frames that clients send over WebSockets (docs/realtime.md), and the replies."""

import json
from typing import Annotated, Literal

from pydantic import Field

from connextlive.lambdas.common import Answer, Body, MessageId

PREVIEWED = 2_000  # characters of what a visitor is typing

type FrameType = Literal[
    "message.created",
    "message.updated",
    "conversation.created",
    "conversation.updated",
    "conversation.assigned",
    "conversation.resolved",
    "conversation.mood_changed",
    "conversation.summarized",
    "conversation.deleted",
    "conversation.hidden",
    "messages.seen",
    "messages.delivered",
    "typing.started",
    "typing.stopped",
    "viewers.changed",
    "presence.changed",
    "visitor.merged",
    "visitor.unmerged",
    "agent.updated",
    "availability.changed",
    "labels.updated",
    "queue.moved",
    "pong",
    "error",
]


class ClientFrame(Body):
    """A client's frame. Visitors may omit the conversation, if it is their newest. A ping with `isHere: false`,
    from a hidden page, does not renew presence; `received_id` is the last message that a visitor's widget has received.
    `viewing` says which conversation somebody of the team looks at; without one,
    none. Of what somebody types, `isInternal` tells that it is a note, and `content` is what a visitor has typed so
    far, if the workspace wants to see it."""

    type: Literal["ping", "typing", "viewing"]
    conversation_id: str | None = None
    is_typing: bool = True
    is_internal: bool = False
    content: Annotated[str | None, Field(max_length=PREVIEWED)] = None
    is_here: bool = True
    received_id: MessageId | None = None


class Data(Answer):
    """Base of frame contents."""

    def in_frame(self, id: str, type: FrameType, time: str) -> str:
        """Serializes the frame."""
        envelope = json.dumps({"id": id, "type": type, "time": time}, separators=(",", ":"))
        return f'{envelope[:-1]},"data":{self.model_dump_json(by_alias=True)}}}'


class Typing(Data):
    """Who is typing, and in which conversation."""

    conversation_id: str
    sender_type: Literal["AGENT", "VISITOR"]
    sender_id: str
    sender_name: str | None


class TeamTyping(Typing):
    """The same for the team: whether it is a note, and what a visitor has typed so far, if the workspace wants it."""

    is_internal: bool = False
    content: str | None = None


class Refusal(Data):
    """Why a client's frame was rejected."""

    message: str


class TooMany(Refusal):
    """That it was one too many, and after how many seconds the next is not."""

    code: Literal["RATE_LIMITED"] = "RATE_LIMITED"
    retry_after: int


class Pong(Data):
    """Acknowledges a ping."""
