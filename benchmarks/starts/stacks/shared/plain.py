"""For the stacks without pydantic: stored values to answers, by hand."""

import json
from typing import Any

from moments import online_since

type Raw = dict[str, Any]

LIMIT = 50
SETTINGS_OF_CARD = ("id", "name", "language", "timezone")


def keys_of_list(event: Raw) -> tuple[str, int, int]:
    """Tenant, limit and offset of a list request."""
    query = event.get("queryStringParameters") or {}
    limit, offset = int(query.get("limit", LIMIT)), int(query.get("offset", 0))
    if not 1 <= limit <= 100 or not 0 <= offset <= 10_000:
        raise ValueError("limit, offset")
    return event["requestContext"]["authorizer"]["tenantId"], limit, offset


def key_of_one(event: Raw) -> tuple[str, str]:
    """Tenant and conversation of a request about one."""
    return event["requestContext"]["authorizer"]["tenantId"], event["pathParameters"]["id"]


def text(body: Raw, name: str, longest: int) -> str:
    """A text of a request's body."""
    found = body.get(name)
    if not isinstance(found, str) or not 0 < len(found) <= longest:
        raise ValueError(name)
    return found


def values(item: Raw) -> Raw:
    """An attribute map as Python values."""
    return {name: _value(*next(iter(typed.items()))) for name, typed in item.items()}


def _value(tag: str, value: Any) -> Any:
    if tag == "N":
        return int(value) if "." not in value else float(value)
    if tag == "M":
        return values(value)
    if tag == "L":
        return [_value(*next(iter(typed.items()))) for typed in value]
    return None if tag == "NULL" else value


def answer(body: Raw) -> Raw:
    """API Gateway's proxy answer."""
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}


def list_answer(found: list[Raw], team: list[Raw], online: list[Raw], limit: int, offset: int) -> Raw:
    """What a page of conversations looks like; `found` holds more than the page where there is more."""
    since, seen = online_since(), {item["sk"]: item["seen_at"] for item in online}
    counts = {item["sk"]: item for item in team if item["sk"].startswith("count#")}
    users = {item["id"]: item for item in team if item["sk"].startswith("user#")}
    page = found[offset : offset + limit]
    everything = _counts(counts["count#workspace"])
    total = everything["active"] + everything["waiting"] + everything["closed"]
    return {
        "conversations": [conversation(item, users, seen, since) | {"match": None} for item in page],
        "pagination": {
            "total": total,
            "limit": limit,
            "offset": offset,
            "hasMore": len(found) > offset + limit,
            "nextCursor": None,
        },
        "counts": {**everything, "total": total},
        "spamCount": int(counts["count#workspace"].get("spam", 0)),
        "snoozedCount": int(counts["count#workspace"].get("snoozed", 0)),
        "agents": [
            {**card(user), **_counts(counts.get(f"count#{user['id']}", {}))}
            for user in sorted(users.values(), key=lambda user: user["name"].casefold())
            if user["role"] == "AGENT"
        ],
        "hasMoreAgents": False,
    }


def _counts(counter: Raw) -> Raw:
    return {name: int(counter.get(name, 0)) for name in ("active", "waiting", "closed", "unread")}


def card(agent: Raw) -> Raw:
    return {"id": agent["id"], "name": agent["name"], "avatarUrl": None}


def conversation(item: Raw, users: dict[str, Raw], seen: dict[str, str], since: str) -> Raw:
    """One conversation as a list shows it."""
    visitor, agent_id, last = item["visitor"], item.get("agent_id"), item.get("last_message")
    resolution, rating = item.get("resolution"), item.get("rating")
    return {
        "id": item["id"],
        "status": item["status"],
        "siteId": item["site_id"],
        "visitorId": item["visitor_id"],
        "visitor": {
            "id": visitor["id"],
            "userName": visitor.get("user_name"),
            "userEmail": visitor.get("user_email"),
            "isOnline": seen.get(visitor["id"], "") > since,
            "country": visitor.get("country"),
            "avatarUrl": visitor.get("avatar_url"),
            "isBlocked": False,
        },
        "agentId": agent_id,
        "agent": card(users[agent_id]) if agent_id else None,
        "unreadCount": item["unread_count"],
        "messageCount": item["message_count"],
        "lastMessage": last
        and {
            "id": last["id"],
            "content": last["content"],
            "senderType": last["sender_type"],
            "messageType": last["message_type"],
            "createdAt": last["created_at"],
            "deletedAt": last.get("deleted_at"),
        },
        "lastActivityAt": item["last_activity_at"],
        "waitingSince": item.get("waiting_since"),
        "firstResponseAt": item.get("first_response_at"),
        "closedAt": item.get("closed_at"),
        "closedBy": item.get("closed_by"),
        "reopenCount": item["reopen_count"],
        "version": item["version"],
        "tags": item["tags"],
        "labels": [],
        "topics": item["topics"],
        "resolution": resolution
        and {
            "summary": resolution["summary"],
            "outcome": resolution["outcome"],
            "sentiment": resolution["sentiment"],
            "topics": resolution["topics"],
            "confidence": resolution["confidence"],
            "model": resolution["model"],
            "analyzedAt": resolution["analyzed_at"],
            "review": None,
            "usage": None,
            "isUnsure": False,
        },
        "rating": rating
        and {"score": rating["score"], "comment": rating.get("comment"), "createdAt": rating["created_at"]},
        "messagesEditedAt": item.get("messages_edited_at"),
        "onHold": bool(item.get("on_hold")),
        "isSpam": bool(item.get("spam_since")),
        "isSnoozed": bool(item.get("snoozed_until")),
        "snoozedUntil": item.get("snoozed_until"),
        "mood": None,
        "mentionedIds": [],
        "targets": {"firstResponse": None, "resolution": None},
        "closingAt": None,
        "attributes": item.get("attributes") or {},
        "createdAt": item["created_at"],
        "updatedAt": item["updated_at"],
    }


def get_answer(item: Raw, around: dict[str, Raw]) -> Raw:
    """One conversation with its whole visitor and the workspace."""
    since, agent, workspace = online_since(), around.get("user"), around["workspace"]
    whole = conversation(item, {agent["id"]: agent} if agent else {}, {}, since)
    place = {**{name: workspace[name] for name in SETTINGS_OF_CARD}, "offersSummaries": True}
    whole |= {"visitor": _visitor(around["visitor"], since), "workspace": place, "summary": None}
    whole["visitorConversations"] = []
    return {"conversation": whole}


def send_answer(message: Raw, item: Raw, agent: Raw, presence: Raw | None) -> Raw:
    """A sent message, and its conversation."""
    seen = {presence["sk"]: presence["seen_at"]} if presence else {}
    return {
        "message": {
            "id": message["id"],
            "conversationId": message["conversation_id"],
            "senderType": message["sender_type"],
            "senderId": message["sender_id"],
            "senderName": message["sender_name"],
            "senderAvatarUrl": agent.get("avatar_url"),
            "content": message["content"],
            "messageType": message["message_type"],
            "isInternal": message["is_internal"],
            "attachments": message["attachments"],
            "quote": None,
            "seenAt": None,
            "clientMessageId": None,
            "createdAt": message["created_at"],
            "mentions": [],
            "byMail": None,
            "editedAt": None,
            "deletedAt": None,
        },
        "conversation": conversation(item, {agent["id"]: agent}, seen, online_since()),
    }


def login_answer(user: Raw, tenant: str, issued: Raw) -> Raw:
    """A token, and whose it is."""
    who = {"id": user["id"], "email": user["email"], "name": user["name"], "role": user["role"], "tenantId": tenant}
    shown = {**who, "position": position(user), "avatarUrl": None}
    return {"token": issued["token"], "expiresAt": issued["expires_at"], "user": shown}


def position(user: Raw) -> str:
    """What a user is beneath their role."""
    return str(user.get("position") or ("OWNER" if user["role"] == "CUSTOMER" else "AGENT"))


def _visitor(item: Raw, since: str) -> Raw:
    external_id = item.get("external_id")
    return {
        "id": item["id"],
        "siteId": item["site_id"],
        "externalId": external_id,
        "userName": item.get("user_name"),
        "userEmail": item.get("user_email"),
        "userPhone": item.get("user_phone"),
        "avatarUrl": item.get("avatar_url"),
        "tags": item["tags"],
        "notes": item.get("notes"),
        "attributes": item.get("attributes") or {},
        "consent": item.get("consent"),
        "receivedId": item.get("received_id"),
        "mergedInto": None,
        "merged": [],
        "isOnline": item["last_seen_at"] > since,
        "onHold": False,
        "isBlocked": False,
        "blockId": None,
        "isVerified": item["is_verified"],
        "isReturning": item["visit_count"] > 1,
        "visitCount": item["visit_count"],
        "firstSeenAt": item["first_seen_at"],
        "lastSeenAt": item["last_seen_at"],
        "ip": item.get("ip"),
        "country": item.get("country"),
        "city": item.get("city"),
        "browser": item.get("browser"),
        "os": item.get("os"),
        "language": item.get("language"),
        "currentUrl": item.get("current_url"),
        "referrer": item.get("referrer"),
        "externalIds": [external_id] if external_id else [],
        "createdAt": item["created_at"],
        "updatedAt": item["updated_at"],
    }
