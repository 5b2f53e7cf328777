"""The automatic reply to visitors who write outside business hours: once per closed period and conversation, and not
while an agent continues a conversation after closing time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from connextlive.chat import message
from connextlive.chat.conversation import Conversation
from connextlive.chat.message import Draft
from connextlive.core.business_hours import BusinessHours
from connextlive.core.i18n import translator

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues

TALKING = timedelta(minutes=30)  # after an agent's last message

type Settings = Mapping[str, Any]


def is_due(before: "ConversationValues | None", after: "ConversationValues", hours: BusinessHours) -> bool:
    """Whether a change is a visitor's message outside business hours."""
    last, former = after.get("last_message"), before.get("last_message") if before else None
    if last is None or last["sender_type"] != "VISITOR" or last["id"] != after.get("last_message_id"):
        return False
    if before is not None and before.get("last_message_id") == last["id"]:
        return False
    at = datetime.fromisoformat(last["created_at"])
    if former and former["sender_type"] == "AGENT" and at - datetime.fromisoformat(former["created_at"]) < TALKING:
        return False
    return not hours.is_open(at)


def send(tenant_id: str, after: "ConversationValues", hours: BusinessHours, settings: Settings, language: str) -> None:
    """Answers, unless the conversation has been answered in the meantime."""
    said = (settings.get("hours") or {}).get("autoReply") or {}
    last = after.get("last_message")
    if said.get("enabled") is False or last is None:
        return
    opens = hours.opening(datetime.fromisoformat(last["created_at"]))
    # What a closed period is known by: the opening that ends it.
    draft = Draft(_words(said.get("text"), language), idempotency_key=f"closed until {opens}")
    message.send_as_system(tenant_id, after["id"], draft, _waits, is_seen=True)


def _waits(conversation: Conversation, at: str) -> bool:
    return conversation.waiting_since is not None and not conversation.is_spam


def _words(text: object, language: str) -> str:
    chosen = text.get(language) if isinstance(text, Mapping) else text
    if isinstance(chosen, str) and chosen.strip():
        return chosen
    _ = translator(language)
    return _("Thank you for your message. We are not here right now, and will answer as soon as we are back.")
