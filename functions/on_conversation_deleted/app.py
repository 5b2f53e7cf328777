"""ON conversation.deleted: deletes the conversation's messages and files."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.chat import removal


@consumer
def handler(detail: dict[str, Any]) -> None:
    removal.of_conversation(detail["tenantId"], detail["conversationId"])
