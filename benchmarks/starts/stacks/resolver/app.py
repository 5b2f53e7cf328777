"""Powertools' resolver with validation, pydantic, boto3.resource."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.params import Query
from shapes import ConversationAnswer, Conversations, conversation, conversations
from tables import page, whole

app = APIGatewayRestResolver(enable_validation=True)


def tenant() -> str:
    return str(app.current_event.request_context.authorizer["tenantId"])


@app.get("/api/tenant/conversations")
def list_conversations(
    limit: Annotated[int, Query(ge=1, le=100)] = 50, offset: Annotated[int, Query(ge=0, le=10_000)] = 0
) -> Conversations:
    return conversations(*page(tenant(), limit, offset), limit, offset)


@app.get("/api/tenant/conversations/<conversation_id>")
def get_conversation(conversation_id: str) -> ConversationAnswer:
    item, visitor, workspace, *agent = whole(tenant(), conversation_id)
    return conversation(item, visitor, workspace, agent[0] if agent else None)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return app.resolve(event, context)
