"""ON conversation.deleted: removes the messages and files that the conversation owned."""

from typing import Any

from connextlive.consumers import consumer
from connextlive.models import removal


@consumer
def handler(detail: dict[str, Any]) -> None:
    removal.of_conversation(detail["tenantId"], detail["conversationId"])
