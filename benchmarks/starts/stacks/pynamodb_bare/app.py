"""PynamoDB's models, answers built by hand."""

import json
from typing import Any

import plain
from entities import log_in, page, send, whole


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    match event["resource"]:
        case "/api/tenant/conversations":
            tenant, limit, offset = plain.keys_of_list(event)
            return plain.answer(plain.list_answer(*page(tenant, offset + limit + 1), limit, offset))
        case "/api/tenant/conversations/{id}":
            return plain.answer(plain.get_answer(*whole(*plain.key_of_one(event))))
        case "/api/agent/conversations/{id}/messages":
            content = plain.text(json.loads(event["body"]), "content", 10_000)
            agent_id = event["requestContext"]["authorizer"]["userId"]
            return plain.answer(plain.send_answer(*send(*plain.key_of_one(event), agent_id, content)))
    import tokens  # only a login needs it

    body, address = json.loads(event["body"]), event["requestContext"]["identity"]["sourceIp"]
    email, password = plain.text(body, "email", 254), plain.text(body, "password", 200)
    user, tenant, session = log_in(email, address, lambda user: tokens.matches(user, password))
    return plain.answer(plain.login_answer(user, tenant, tokens.issued(user, tenant, session)))
