"""What every endpoint asks DynamoDB for, in its own language but with plain values: what ours asks for, index by index
and attribute by attribute. Each stack makes the calls: `ask` takes those that need not wait for each other."""

import os
import time
from collections.abc import Callable, Sequence
from typing import Any

from moments import in_seconds, new_id, now

type Raw = dict[str, Any]
type Ask = Callable[[Sequence[tuple[str, Raw]]], Sequence[Raw]]

TABLE = os.environ["TABLE_NAME"]
STATUSES = ("ACTIVE", "WAITING", "CLOSED")
AGENTS = 100  # with figures
# Stored under short names, because an item's size is what a write costs.
NAMES = {
    "_a": "id",
    "_b": "status",
    "_c": "site_id",
    "_d": "visitor_id",
    "_e": "visitor",
    "_f": "agent_id",
    "_g": "agent",
    "_i": "unread_count",
    "_m": "message_count",
    "_o": "last_message",
    "_q": "last_activity_at",
    "_r": "waiting_since",
    "_s": "first_response_at",
    "_t": "closed_at",
    "_u": "closed_by",
    "_z": "reopen_count",
    "_A": "tags",
    "_B": "topics",
    "_C": "resolution",
    "_D": "rating",
    "_F": "created_at",
    "_G": "updated_at",
    "_H": "on_hold",
    "_I": "spam_since",
    "_K": "messages_edited_at",
    "_S": "snoozed_until",
}
LISTED = (*NAMES, "listed", "version")
_team: dict[str, list[Raw]] = {}


def named(item: Raw) -> Raw:
    """A conversation under whole names."""
    return {NAMES.get(name, name): value for name, value in item.items()}


def page(ask: Ask, tenant: str, size: int) -> tuple[list[Raw], list[Raw], list[Raw]]:
    """The newest conversations of all statuses, the team with its figures, and who is online."""
    figures, online, *lists = ask(
        [
            ("Query", _query("pk", f"{tenant}#team", before=_COUNTS, newest_first=True, limit=AGENTS + 9)),
            ("Query", _query("pk", f"{tenant}#online", fields=("sk", "seen_at"), limit=1000, consistent=True)),
            *(("Query", _list(tenant, status, size)) for status in STATUSES),
        ]
    )
    if tenant not in _team:  # ours keeps the names, too, as long as the figures have the same revision
        users = _query("pk", f"{tenant}#team", begins="user#", newest_first=True, limit=AGENTS + 2, consistent=True)
        _team[tenant] = ask([("Query", users)])[0]["Items"]
    found = [named(item) for one in lists for item in one["Items"]]
    found.sort(key=lambda item: str(item["listed"]), reverse=True)
    return found, [*figures["Items"], *_team[tenant]], online["Items"]


_COUNTS = ("count#usr_\0", "count#workspace#state")


def _list(tenant: str, status: str, size: int) -> Raw:
    pk = f"{tenant}#conversations#{status}"
    return _query("list_state", pk, index="by_state", newest_first=True, limit=size, fields=LISTED)


def _query(
    name: str,
    pk: str,
    *,
    limit: int,
    index: str = "",
    begins: str = "",
    before: tuple[str, str] | None = None,
    newest_first: bool = False,
    consistent: bool = False,
    fields: Sequence[str] = (),
) -> Raw:
    condition, values, names = "#pk = :pk", {":pk": pk}, {"#pk": name}
    if begins or before:
        names["#sk"] = "sk"
    if begins:
        condition, values[":begins"] = f"{condition} AND begins_with(#sk, :begins)", begins
    if before:
        condition += " AND #sk BETWEEN :after AND :before"
        values[":after"], values[":before"] = before
    request: Raw = {"TableName": TABLE, "KeyConditionExpression": condition, "ExpressionAttributeValues": values}
    if fields:
        placeholders = {f"#f{number}": field for number, field in enumerate(fields)}
        request["ProjectionExpression"], names = ",".join(placeholders), {**names, **placeholders}
    request |= {"ExpressionAttributeNames": names, "ScanIndexForward": not newest_first, "Limit": limit}
    return request | ({"IndexName": index} if index else {}) | ({"ConsistentRead": True} if consistent else {})


def whole(ask: Ask, tenant: str, conversation_id: str) -> tuple[Raw, dict[str, Raw]]:
    """A conversation, and by kind what is shown around it."""
    key = {"pk": f"{tenant}#{conversation_id}", "sk": "conversation"}
    item = named(ask([("GetItem", {"TableName": TABLE, "Key": key, "ConsistentRead": True})])[0]["Item"])
    keys = [
        {"pk": f"{tenant}#{item['visitor_id']}", "sk": "visitor"},
        {"pk": f"{tenant}#online", "sk": item["visitor_id"]},
        {"pk": tenant, "sk": "workspace"},
    ]
    if item.get("agent_id"):
        keys += [{"pk": f"{tenant}#team", "sk": f"{kind}#{item['agent_id']}"} for kind in ("user", "former")]
    return item, _batch(ask, keys)


def _batch(ask: Ask, keys: list[Raw]) -> dict[str, Raw]:
    (found,) = ask([("BatchGetItem", {"RequestItems": {TABLE: {"Keys": keys, "ConsistentRead": True}}})])
    return {item["kind"]: item for item in found["Responses"][TABLE]}


def send(ask: Ask, tenant: str, conversation_id: str, agent_id: str, content: str) -> tuple[Raw, Raw, Raw, Raw | None]:
    """The message, the conversation as it is then, the agent, and the visitor's presence."""
    pk = f"{tenant}#{conversation_id}"
    keys = [{"pk": pk, "sk": "conversation"}, {"pk": f"{tenant}#team", "sk": f"user#{agent_id}"}]
    found = _batch(ask, keys)
    stored, agent, message_id, at = found["conversation"], found["user"], new_id("msg"), now()
    said = {"id": message_id, "content": content, "sender_type": "AGENT", "sender_id": agent_id}
    said |= {"message_type": "TEXT", "created_at": at}
    changed = {
        **stored,
        "_o": said,
        "_p": message_id,
        "_q": at,
        "_G": at,
        "_m": stored["_m"] + 1,
        "_k": stored.get("_k", 0) + 1,
        "_l": stored.get("_l") or message_id,
        "version": stored["version"] + 1,
        "listed": f"{at}#{conversation_id}",
    }
    message = {**said, "pk": pk, "sk": f"message#{message_id}", "kind": "message", "conversation_id": conversation_id}
    message |= {"sender_name": agent["name"], "is_internal": False, "attachments": []}
    puts = [
        _put(changed, "#version = :version", {"#version": "version"}, {":version": stored["version"]}),
        _put(message, "attribute_not_exists(#pk)", {"#pk": "pk"}, {}),
    ]
    presence = {"TableName": TABLE, "Key": {"pk": f"{tenant}#online", "sk": stored["_d"]}, "ConsistentRead": True}
    token = {"ClientRequestToken": message_id}
    _, present = ask([("TransactWriteItems", {"TransactItems": puts, **token}), ("GetItem", presence)])
    return message, named(changed), agent, present.get("Item")


def _put(item: Raw, condition: str, names: Raw, values: Raw) -> Raw:
    put = {"TableName": TABLE, "Item": item, "ConditionExpression": condition, "ExpressionAttributeNames": names}
    return {"Put": put | ({"ExpressionAttributeValues": values} if values else {})}


def log_in(ask: Ask, email: str, address: str, matches: Callable[[Raw], bool]) -> tuple[Raw, str, str]:
    """The user, their tenant and their new session. Attempts are counted before the password is compared, and given
    back; the login is noted with the address and in the audit log."""
    login = {"pk": f"login#{email}", "sk": "login"}
    attempts = [{"pk": f"attempts#{who}", "sk": "attempts"} for who in (f"login#{email}", f"address#{address}")]
    _, _, found = ask(
        [
            *(("UpdateItem", _reserve(key)) for key in attempts),
            ("GetItem", {"TableName": TABLE, "Key": login, "ConsistentRead": True}),
        ]
    )
    tenant, user_id = found["Item"]["tenant"], found["Item"]["user_id"]
    key = {"pk": f"{tenant}#team", "sk": f"user#{user_id}"}
    user = ask([("GetItem", {"TableName": TABLE, "Key": key, "ConsistentRead": True})])[0]["Item"]
    if not matches(user):
        raise PermissionError("Wrong password")
    at, session, entry = now(), new_id("ses"), new_id("aud")
    known = _update(login, "SET #known = :known", "#user = :user", {":known": ["59a74144109926fd"], ":user": user_id})
    noted = {"pk": f"{tenant}#audit", "sk": f"{at}#{entry}", "kind": "audit_entry", "id": entry, "at": at}
    noted |= {"action": "user.logged_in", "address": address, "actor_id": user_id, "actor_name": user["name"]}
    noted |= {"actor_role": user["role"], "object_id": user_id, "object_name": user["name"], "changes": []}
    opened = {"pk": f"{tenant}#{user_id}", "sk": f"session#{session}", "kind": "session", "id": session}
    opened |= {"address": address, "created_at": at, "last_used_at": at, "token_version": 0}
    opened |= {"user_agent": "curl/8.5.0", "expires_at": in_seconds(7 * 24 * 3600)}
    once: Raw = {"condition": "attribute_not_exists(#pk)", "names": {"#pk": "pk"}, "values": {}}
    ask(
        [
            *(("UpdateItem", _give_back(key)) for key in attempts),
            ("UpdateItem", known),
            ("GetItem", {"TableName": TABLE, "Key": {"pk": tenant, "sk": "workspace"}, "ConsistentRead": True}),
        ]
    )
    ask([("PutItem", _put(noted | {"expires_at": in_seconds(365 * 24 * 3600)}, **once)["Put"])])
    ask([("UpdateItem", _update(key, "SET #used = :used", "attribute_exists(#pk)", {":used": {}}))])
    ask([("PutItem", _put(opened, **once)["Put"])])
    return user, tenant, session


_UPDATED = {"#known": "known", "#user": "user_id", "#number": "number", "#ends": "expires_at", "#kind": "kind"}
_UPDATED |= {"#used": "used", "#pk": "pk"}


def _update(key: Raw, expression: str, condition: str, values: Raw) -> Raw:
    names = {name: whole for name, whole in _UPDATED.items() if name in f"{expression} {condition}"}
    request = {"TableName": TABLE, "Key": key, "UpdateExpression": expression, "ConditionExpression": condition}
    return request | {"ExpressionAttributeNames": names, "ExpressionAttributeValues": values, "ReturnValues": "ALL_NEW"}


def _reserve(key: Raw) -> Raw:
    values = {":now": int(time.time()), ":one": 1, ":ends": in_seconds(900), ":kind": "attempts"}
    condition = "(attribute_not_exists(#pk) OR #ends <= :now)"
    return _update(key, "SET #number = :one, #ends = :ends, #kind = :kind", condition, values)


def _give_back(key: Raw) -> Raw:
    return _update(key, "ADD #number :less", "#number > :none", {":less": -1, ":none": 0})
