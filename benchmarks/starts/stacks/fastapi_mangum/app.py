"""FastAPI behind Mangum, pydantic, boto3.resource."""

from typing import Annotated, Any

import access
from fastapi import FastAPI, Query, Request
from mangum import Mangum
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

app = FastAPI()


def context(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = request.scope["aws.event"]["requestContext"]
    return found


@app.get("/api/tenant/conversations")
def list_conversations(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> Conversations:
    tenant = context(request)["authorizer"]["tenantId"]
    return conversations(*access.page(ask, tenant, offset + limit + 1), limit, offset)


@app.get("/api/tenant/conversations/{conversation_id}")
def get_conversation(request: Request, conversation_id: str) -> ConversationAnswer:
    return conversation(*access.whole(ask, context(request)["authorizer"]["tenantId"], conversation_id))


@app.post("/api/agent/conversations/{conversation_id}/messages")
def send(request: Request, conversation_id: str, body: SendBody) -> Sent:
    caller = context(request)["authorizer"]
    return sent(*access.send(ask, caller["tenantId"], conversation_id, caller["userId"], body.content))


@app.post("/api/auth/login")
def log_in(request: Request, body: LoginBody) -> LoggedIn:
    import tokens  # only a login needs it

    address = context(request)["identity"]["sourceIp"]
    user, tenant, session = access.log_in(ask, body.email, address, lambda user: tokens.matches(user, body.password))
    return logged_in(user, tenant, tokens.issued(user, tenant, session))


handler = Mangum(app, lifespan="off")
