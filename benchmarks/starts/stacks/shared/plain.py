"""For the stacks without pydantic: stored values to answers, by hand."""

import json
from typing import Any

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


def list_answer(found: list[Raw], team: list[Raw], limit: int, offset: int, since: str) -> Raw:
    """What a page of conversations looks like; `found` holds one more than the page where there is one."""
    counts = {item["sk"]: item for item in team if item["sk"].startswith("count#")}
    users = {item["id"]: item for item in team if item["sk"].startswith("user#")}
    page = found[offset : offset + limit]
    everything = _counts(counts["count#workspace"])
    return {
        "conversations": [conversation(item, users, since) | {"match": None} for item in page],
        "pagination": {
            "total": everything["active"] + everything["waiting"] + everything["closed"],
            "limit": limit,
            "offset": offset,
            "hasMore": len(found) > offset + limit,
            "nextCursor": None,
        },
        "counts": {**everything, "total": everything["active"] + everything["waiting"] + everything["closed"]},
        "agents": [
            {**card(user), **_counts(counts.get(f"count#{user['id']}", {}))}
            for user in sorted(users.values(), key=lambda user: user["name"].casefold())
            if user["role"] == "AGENT"
        ],
    }


def _counts(counter: Raw) -> Raw:
    return {name: int(counter.get(name, 0)) for name in ("active", "waiting", "closed", "unread")}


def card(agent: Raw) -> Raw:
    return {"id": agent["id"], "name": agent["name"], "avatarUrl": None}


def conversation(item: Raw, users: dict[str, Raw], since: str) -> Raw:
    """One conversation as a list shows it."""
    visitor, agent, last = item["visitor"], item.get("agent"), item.get("last_message")
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
            "isOnline": visitor.get("seen_at", "") > since,
            "country": visitor.get("country"),
            "avatarUrl": visitor.get("avatar_url"),
        },
        "agentId": item.get("agent_id"),
        "agent": card(users.get(agent["id"], agent)) if agent else None,
        "unreadCount": item["unread_count"],
        "messageCount": item["message_count"],
        "lastMessage": last
        and {
            "id": last["id"],
            "content": last["content"],
            "senderType": last["sender_type"],
            "messageType": last["message_type"],
            "createdAt": last["created_at"],
        },
        "lastActivityAt": item["last_activity_at"],
        "waitingSince": item.get("waiting_since"),
        "firstResponseAt": item.get("first_response_at"),
        "closedAt": item.get("closed_at"),
        "closedBy": item.get("closed_by"),
        "reopenCount": item["reopen_count"],
        "tags": item["tags"],
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
        },
        "rating": rating
        and {"score": rating["score"], "comment": rating.get("comment"), "createdAt": rating["created_at"]},
        "createdAt": item["created_at"],
        "updatedAt": item["updated_at"],
    }


def get_answer(item: Raw, visitor: Raw, workspace: Raw, agent: Raw | None, since: str) -> Raw:
    """One conversation with its whole visitor and the workspace."""
    whole = conversation(item, {agent["id"]: agent} if agent else {}, since)
    place = {name: workspace[name] for name in SETTINGS_OF_CARD}
    return {"conversation": {**whole, "visitor": _visitor(visitor, since), "workspace": place}}


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
        "isOnline": item["last_seen_at"] > since,
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
