"""Automatic resolution of conversations, some hours after the last message and after a notice. Conversations that
nobody has answered, or whose visitor waits, are never resolved."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from connextlive.chat import message
from connextlive.chat.conversation import Conversation
from connextlive.chat.message import Draft
from connextlive.core.acts import SYSTEM
from connextlive.core.i18n import number_translator
from connextlive.core.ids import timestamp

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues

NOTICE = 24  # hours, unless the workspace says otherwise, or that is more than half of the time

type Settings = Mapping[str, Any]


def due(conversation: "ConversationValues", settings: Settings) -> str | None:
    """When the visitor is to be notified, or the conversation resolved."""
    hours, notice = _rule(settings)
    if hours is None or not _is_quiet(conversation):
        return None
    return conversation.get("closing_at") or _after(conversation["last_activity_at"], hours - notice)


def keep(conversation: "ConversationValues", settings: Settings, language: str) -> None:
    """Notifies the visitor or resolves the conversation, if either is due in the conversation's present state."""
    _, notice = _rule(settings)
    tenant_id, _, conversation_id = conversation["pk"].partition("#")
    if notice and not conversation.get("closing_at"):
        _n = number_translator(language)
        words = _n(
            "This conversation will be closed in {hours} hour unless you write.",
            "This conversation will be closed in {hours} hours unless you write.",
            notice,
            hours=notice,
        )
        change = partial(_announce, settings=settings, notice=notice)
    else:
        words, change = message.closing_words(language), partial(_resolve, settings=settings)
    message.send_as_system(tenant_id, conversation_id, Draft(words), change)


def _announce(conversation: Conversation, at: str, settings: Settings, notice: int) -> bool:
    if conversation.closing_at or not _is_due(conversation, at, settings):
        return False
    conversation.closing_at = _after(at, notice)
    return True


def _resolve(conversation: Conversation, at: str, settings: Settings) -> bool:
    if not _is_due(conversation, at, settings):
        return False
    conversation.close(SYSTEM, at)
    conversation.is_resolved = True
    return True


def _is_due(conversation: Conversation, at: str, settings: Settings) -> bool:
    now = due(conversation.values, settings)
    return now is not None and now <= at


def _is_quiet(conversation: "ConversationValues") -> bool:
    if conversation["status"] == "CLOSED" or conversation.get("spam_since") or conversation.get("snoozed_until"):
        return False
    return bool(conversation.get("is_answered")) and conversation.get("waiting_since") is None


def _rule(settings: Settings) -> tuple[int | None, int]:
    found = settings.get("autoResolve")
    rule = found if isinstance(found, Mapping) else {}
    hours, notice = rule.get("afterHours"), rule.get("noticeHours")
    if not isinstance(hours, int):
        return None, 0
    return hours, min(hours, notice) if isinstance(notice, int) else min(hours // 2, NOTICE)


def _after(at: str, hours: int) -> str:
    return timestamp((datetime.fromisoformat(at) + timedelta(hours=hours)).timestamp())
