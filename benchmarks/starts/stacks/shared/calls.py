"""All endpoints for the stacks that speak DynamoDB's own language: attribute maps to plain values and back, answers
built by hand."""

import json
from collections.abc import Callable
from typing import Any

import access
import plain

type Raw = dict[str, Any]
type Call = Callable[[str, Raw], Raw]

MAPS = {"Key", "Item", "ExpressionAttributeValues"}


def asking(call: Call) -> access.Ask:
    """Calls, one after the other."""
    return lambda asked: [answered(call(operation, typed(request))) for operation, request in asked]


def typed(request: Any) -> Any:
    """A request with attribute maps in place of plain values."""
    if isinstance(request, list):
        return [typed(part) for part in request]
    if not isinstance(request, dict):
        return request
    found = {}
    for name, part in request.items():
        if name in MAPS:
            found[name] = {key: attribute(value) for key, value in part.items()}
        elif name == "Keys":
            found[name] = [{key: attribute(value) for key, value in one.items()} for one in part]
        else:
            found[name] = typed(part)
    return found


def attribute(value: Any) -> Raw:
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": str(value)}
        case dict():
            return {"M": {name: attribute(one) for name, one in value.items()}}
        case list():
            return {"L": [attribute(one) for one in value]}
    return {"NULL": True}


def answered(answer: Raw) -> Raw:
    """An answer with plain values in place of attribute maps."""
    if "Items" in answer:
        answer["Items"] = [plain.values(item) for item in answer["Items"]]
    elif "Item" in answer:
        answer["Item"] = plain.values(answer["Item"])
    elif "Responses" in answer:
        answer["Responses"] = {table: list(map(plain.values, items)) for table, items in answer["Responses"].items()}
    return answer


def handle(event: Raw, ask: access.Ask) -> Raw:
    """Routes by the resource, as a handler for several endpoints does."""
    match event["resource"]:
        case "/api/tenant/conversations":
            tenant, limit, offset = plain.keys_of_list(event)
            found, team, online = access.page(ask, tenant, offset + limit + 1)
            return plain.answer(plain.list_answer(found, team, online, limit, offset))
        case "/api/tenant/conversations/{id}":
            tenant, conversation_id = plain.key_of_one(event)
            item, around = access.whole(ask, tenant, conversation_id)
            return plain.answer(plain.get_answer(item, around))
        case "/api/agent/conversations/{id}/messages":
            tenant, conversation_id = plain.key_of_one(event)
            content = plain.text(json.loads(event["body"]), "content", 10_000)
            agent_id = event["requestContext"]["authorizer"]["userId"]
            return plain.answer(plain.send_answer(*access.send(ask, tenant, conversation_id, agent_id, content)))
    import tokens  # only a login needs it

    body, address = json.loads(event["body"]), event["requestContext"]["identity"]["sourceIp"]
    email, password = plain.text(body, "email", 254), plain.text(body, "password", 200)
    user, tenant, session = access.log_in(ask, email, address, lambda user: tokens.matches(user, password))
    return plain.answer(plain.login_answer(user, tenant, tokens.issued(user, tenant, session)))
