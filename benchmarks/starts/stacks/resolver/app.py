"""Powertools' resolver with validation, pydantic, boto3.resource."""

from typing import Annotated, Any

import access
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.params import Query
from shapes import (
    ConversationAnswer,
    Conversations,
    LoggedIn,
    LoginBody,
    SendBody,
    Sent,
    conversation,
    conversations,
    logged_in,
    sent,
)
from tables import ask

app = APIGatewayRestResolver(enable_validation=True)


def caller(name: str) -> str:
    return str(app.current_event.request_context.authorizer[name])


@app.get("/api/tenant/conversations")
def list_conversations(
    limit: Annotated[int, Query(ge=1, le=100)] = 50, offset: Annotated[int, Query(ge=0, le=10_000)] = 0
) -> Conversations:
    return conversations(*access.page(ask, caller("tenantId"), offset + limit + 1), limit, offset)


@app.get("/api/tenant/conversations/<conversation_id>")
def get_conversation(conversation_id: str) -> ConversationAnswer:
    return conversation(*access.whole(ask, caller("tenantId"), conversation_id))


@app.post("/api/agent/conversations/<conversation_id>/messages")
def send(conversation_id: str, body: SendBody) -> Sent:
    return sent(*access.send(ask, caller("tenantId"), conversation_id, caller("userId"), body.content))


@app.post("/api/auth/login")
def log_in(body: LoginBody) -> LoggedIn:
    import tokens  # only a login needs it

    address = str(app.current_event.request_context.identity.source_ip)
    user, tenant, session = access.log_in(ask, body.email, address, lambda user: tokens.matches(user, body.password))
    return logged_in(user, tenant, tokens.issued(user, tenant, session))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return app.resolve(event, context)
