"""FastAPI behind Mangum, pydantic, boto3.resource."""

from typing import Annotated

from fastapi import FastAPI, Query, Request
from mangum import Mangum
from shapes import ConversationAnswer, Conversations, conversation, conversations
from tables import page, whole

app = FastAPI()


def tenant(request: Request) -> str:
    return str(request.scope["aws.event"]["requestContext"]["authorizer"]["tenantId"])


@app.get("/api/tenant/conversations")
def list_conversations(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> Conversations:
    return conversations(*page(tenant(request), limit, offset), limit, offset)


@app.get("/api/tenant/conversations/{conversation_id}")
def get_conversation(request: Request, conversation_id: str) -> ConversationAnswer:
    item, visitor, workspace, *agent = whole(tenant(request), conversation_id)
    return conversation(item, visitor, workspace, agent[0] if agent else None)


handler = Mangum(app, lifespan="off")
