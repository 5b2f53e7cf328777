"""The contract's objects, field by field.

An additional field is a failure, too: the contract allows adding one, but only on purpose, and then it is added here.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

Json = dict[str, Any]

LAST_MESSAGE = {"id", "content", "senderType", "messageType", "createdAt", "deletedAt"}
VISITOR_BRIEF = {"id", "userName", "userEmail", "isOnline", "isBlocked", "country", "avatarUrl"}
CONVERSATION = {
    "isSnoozed",
    "snoozedUntil",
    "targets",
    "closingAt",
    "attributes",
    "id",
    "status",
    "siteId",
    "visitorId",
    "visitor",
    "agentId",
    "agent",
    "unreadCount",
    "messageCount",
    "lastMessage",
    "lastActivityAt",
    "waitingSince",
    "firstResponseAt",
    "closedAt",
    "closedBy",
    "reopenCount",
    "labels",
    "tags",
    "topics",
    "resolution",
    "mood",
    "rating",
    "onHold",
    "isSpam",
    "mentionedIds",
    "messagesEditedAt",
    "createdAt",
    "updatedAt",
    "version",
}
MESSAGE = {
    "id",
    "conversationId",
    "senderType",
    "senderId",
    "senderName",
    "senderAvatarUrl",
    "content",
    "messageType",
    "isInternal",
    "attachments",
    "quote",
    "byMail",
    "mentions",
    "seenAt",
    "clientMessageId",
    "createdAt",
    "editedAt",
    "deletedAt",
}
ATTACHMENT = {"id", "fileName", "mimeType", "size", "url", "urlExpiresAt", "removedAt"}
VISITOR = {
    "onHold",
    "isBlocked",
    "blockId",
    "receivedId",
    "attributes",
    "consent",
    "mergedInto",
    "merged",
    "id",
    "siteId",
    "externalId",
    "userName",
    "userEmail",
    "userPhone",
    "avatarUrl",  # not in the contract's list, but a conversation's visitor has one
    "tags",
    "notes",
    "isOnline",
    "isVerified",
    "isReturning",
    "visitCount",
    "firstSeenAt",
    "lastSeenAt",
    "ip",
    "country",
    "city",
    "browser",
    "os",
    "language",
    "currentUrl",
    "referrer",
    "externalIds",
    "createdAt",
    "updatedAt",
}
AGENT = {
    "id",
    "name",
    "email",
    "avatarUrl",
    "status",
    "isOnline",
    "availability",
    "availabilityUntil",
    "isBySchedule",
    "schedule",
    "capacity",
    "csatScore",
    "csatCount",
    "activeConversations",
    # Not in the contract's list, but a conversation list has them for 100 agents only.
    "waitingConversations",
    "hasSecondFactor",
    "position",
    "conversationAccess",
    "closedConversations",
    "unreadCount",
    "lastSeenAt",
    "createdAt",
}
INVITATION = {"id", "name", "email", "status", "expiresAt", "createdAt"}
WORKSPACE = {
    "id",
    "name",
    "companyName",
    "contactEmail",
    "language",
    "timezone",
    "plan",
    "settings",
    "ownerConfirmed",
    "ownerOffer",
    "deletion",
    "limits",
    "createdAt",
    "updatedAt",
}
API_KEY = {"id", "name", "keyHash", "keyPrefix", "domains", "status", "siteId", "lastUsedAt", "createdAt"}
SITE = {"id", "name", "domains", "createdAt"}
RESOLUTION = {
    "summary",
    "outcome",
    "sentiment",
    "topics",
    "confidence",
    "isUnsure",
    "model",
    "usage",
    "analyzedAt",
    "review",
}
USER = {"id", "email", "name", "role", "position", "tenantId", "avatarUrl"}
OFFSET_PAGE = {"total", "limit", "offset", "hasMore", "nextCursor"}
NUMBERED_PAGE = {"total", "page", "limit", "totalPages", "hasMore", "nextCursor"}
COUNTS = {"active", "waiting", "closed", "total", "unread"}
AGENT_STATS = {"id", "name", "avatarUrl", "active", "waiting", "closed", "unread"}


def is_id(value: object, prefix: str) -> None:
    assert isinstance(value, str), value
    assert re.fullmatch(rf"{prefix}_[0-7][0-9A-HJKMNP-TV-Z]{{25}}", value), value


def is_time(value: object) -> datetime:
    assert isinstance(value, str), value
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", value), value
    return datetime.fromisoformat(value)


def has_times(thing: Json, *required: str, optional: tuple[str, ...] = ()) -> None:
    for name in required:
        is_time(thing[name])
    for name in optional:
        if thing[name] is not None:
            is_time(thing[name])


def is_conversation(thing: Json, *, detailed: bool = False, listed: bool = False) -> Json:
    more = ({"workspace", "summary", "visitorConversations"} if detailed else set()) | ({"match"} if listed else set())
    assert set(thing) == CONVERSATION | more, set(thing) ^ CONVERSATION
    is_id(thing["id"], "cnv")
    is_id(thing["siteId"], "site")
    is_id(thing["visitorId"], "vis")
    assert thing["status"] in {"ACTIVE", "WAITING", "CLOSED"}
    assert thing["visitor"]["id"] == thing["visitorId"]
    if detailed:
        assert set(thing["visitor"]) == VISITOR, set(thing["visitor"]) ^ VISITOR
        assert set(thing["workspace"]) == {"id", "name", "language", "timezone", "offersSummaries"}
    else:
        assert set(thing["visitor"]) == VISITOR_BRIEF, set(thing["visitor"]) ^ VISITOR_BRIEF
    if thing["agentId"] is None:
        assert thing["agent"] is None
    else:
        is_id(thing["agentId"], "usr")
        assert set(thing["agent"]) == {"id", "name", "avatarUrl"}
        assert thing["agent"]["id"] == thing["agentId"]
    if thing["lastMessage"] is not None:
        assert set(thing["lastMessage"]) == LAST_MESSAGE
        is_id(thing["lastMessage"]["id"], "msg")
        is_time(thing["lastMessage"]["createdAt"])
    for name in ("unreadCount", "messageCount", "reopenCount"):
        assert type(thing[name]) is int
    for name in ("tags", "topics"):
        assert isinstance(thing[name], list)
    has_times(
        thing,
        "lastActivityAt",
        "createdAt",
        "updatedAt",
        optional=("waitingSince", "firstResponseAt", "closedAt"),
    )
    return thing


def is_message(thing: Json) -> Json:
    assert set(thing) == MESSAGE, set(thing) ^ MESSAGE
    is_id(thing["id"], "msg")
    is_id(thing["conversationId"], "cnv")
    assert thing["senderType"] in {"VISITOR", "AGENT", "SYSTEM"}
    assert thing["messageType"] in {"TEXT", "FILE", "SYSTEM"}
    assert isinstance(thing["isInternal"], bool)
    has_times(thing, "createdAt", optional=("seenAt",))
    for attachment in thing["attachments"]:
        assert set(attachment) == ATTACHMENT, set(attachment) ^ ATTACHMENT
        is_id(attachment["id"], "att")
        is_time(attachment["urlExpiresAt"])
        assert attachment["url"].startswith("http")
    return thing


def is_visitor(thing: Json) -> Json:
    assert set(thing) == VISITOR, set(thing) ^ VISITOR
    is_id(thing["id"], "vis")
    is_id(thing["siteId"], "site")
    assert isinstance(thing["tags"], list)
    for name in ("isOnline", "isVerified", "isReturning"):
        assert isinstance(thing[name], bool)
    assert type(thing["visitCount"]) is int
    has_times(thing, "firstSeenAt", "lastSeenAt", "createdAt", "updatedAt")
    return thing


def is_agent(thing: Json) -> Json:
    assert set(thing) == AGENT, set(thing) ^ AGENT
    is_id(thing["id"], "usr")
    assert thing["status"] in {"ACTIVE", "INACTIVE"}
    assert isinstance(thing["isOnline"], bool)
    assert type(thing["csatCount"]) is int
    assert type(thing["activeConversations"]) is int
    has_times(thing, "createdAt", optional=("lastSeenAt",))
    return thing


def is_invitation(thing: Json) -> Json:
    assert set(thing) == INVITATION, set(thing) ^ INVITATION
    is_id(thing["id"], "inv")
    assert thing["status"] in {"PENDING", "EXPIRED"}
    has_times(thing, "expiresAt", "createdAt")
    return thing


def is_workspace(thing: Json) -> Json:
    assert set(thing) == WORKSPACE, set(thing) ^ WORKSPACE
    assert isinstance(thing["settings"], dict)
    has_times(thing, "createdAt", "updatedAt")
    return thing


def is_api_key(thing: Json) -> Json:
    assert set(thing) == API_KEY, set(thing) ^ API_KEY
    is_id(thing["id"], "key")
    is_id(thing["siteId"], "site")
    assert re.fullmatch(r"[0-9a-f]{64}", thing["keyHash"])
    assert isinstance(thing["domains"], list)
    assert thing["status"] in {"ACTIVE", "INACTIVE"}
    has_times(thing, "createdAt", optional=("lastUsedAt",))
    return thing


def is_site(thing: Json) -> Json:
    assert set(thing) == SITE, set(thing) ^ SITE
    is_id(thing["id"], "site")
    is_time(thing["createdAt"])
    return thing


def is_session(thing: Json, role: str) -> Json:
    """The response of login, registration and accepting an invitation."""
    assert set(thing) == {"token", "expiresAt", "user"}
    assert thing["token"].count(".") == 2
    is_time(thing["expiresAt"])
    user: Json = thing["user"]
    assert set(user) == USER, set(user) ^ USER
    is_id(user["id"], "usr")
    is_id(user["tenantId"], "ten")
    assert user["role"] == role
    return user
