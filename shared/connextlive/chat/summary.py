"""The summary of an open conversation: what is asked, what was tried and what is promised, up to one of its messages.

It is a separate item, so making one does not conflict with messages. It is deleted with the conversation, and when a
message is edited or deleted, because it may quote the message.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

from connextlive.chat import conversation as conversations
from connextlive.chat.conversation import Conversation
from connextlive.core.ids import timestamp
from connextlive.table import items, writes
from connextlive.table.codec import Action, Values
from connextlive.table.names import SHORT
from connextlive.table.orm import Item, Many, MaybeText, UnicodeAttribute, VersionAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connextlive.generated.values import SummaryValues

SK = "summary"
_EDITED_AT = SHORT["messages_edited_at"]


@dataclass(frozen=True, slots=True)
class Basis:
    """The input of a summary: the conversation up to a message, in its present wording, and the language of the
    summary."""

    message_id: str
    edited_at: str | None
    language: str

    @classmethod
    def of(cls, conversation: Conversation, language: str) -> Self:
        last = conversation.last_message
        return cls(last["id"] if last else "", conversation.messages_edited_at, language)


@dataclass(frozen=True, slots=True)
class Points:
    """The parts of a summary, each a few short sentences, and topics that the conversation may be about."""

    asked: "Sequence[str]"
    tried: "Sequence[str]"
    promised: "Sequence[str]"
    suggested_topics: "Sequence[str]"
    model: str


class Summary(Item, discriminator="summary"):
    """A stored summary; `message_id` is the last message that it covers."""

    conversation_id = UnicodeAttribute()
    visitor_id = UnicodeAttribute()
    message_id = UnicodeAttribute()
    edited_at = MaybeText()
    language = UnicodeAttribute()
    asked: "Many[str]" = Many()
    tried: "Many[str]" = Many()
    promised: "Many[str]" = Many()
    suggested_topics: "Many[str]" = Many()
    model = UnicodeAttribute()
    created_at = UnicodeAttribute()
    version = VersionAttribute()

    @property
    def values(self) -> "SummaryValues":
        return cast("SummaryValues", self.attribute_values)

    @property
    def basis(self) -> Basis:
        return Basis(self.message_id, self.edited_at, self.language)


def key(tenant_id: str, conversation_id: str) -> tuple[str, str]:
    return conversations.pk(tenant_id, conversation_id), SK


def removal(conversation: Conversation) -> Action:
    """The part of a transaction that deletes the summary, if there is one."""
    return {"Delete": {"Key": {"pk": {"S": conversation.pk}, "sk": {"S": SK}}}}


@optimistic
def keep(tenant_id: str, conversation_id: str, basis: Basis, points: Points) -> Summary | None:
    """Stores a summary, unless there is one that covers as much, which is returned instead. None if its input is no
    longer the conversation's present text."""
    own_key = key(tenant_id, conversation_id)
    conversation, known = items.find_all([(own_key[0], conversations.SK), own_key])
    if not isinstance(conversation, Conversation) or conversation.is_spam:
        return None
    if conversation.messages_edited_at != basis.edited_at:
        return None
    known = known if isinstance(known, Summary) else None
    if known is not None and (known.basis == basis or known.message_id > basis.message_id):
        return known
    made = Summary(
        *own_key,
        conversation_id=conversation_id,
        visitor_id=conversation.visitor_id,
        message_id=basis.message_id,
        edited_at=basis.edited_at,
        language=basis.language,
        asked=list(points.asked),
        tried=list(points.tried),
        promised=list(points.promised),
        suggested_topics=list(points.suggested_topics),
        model=points.model,
        created_at=timestamp(),
        version=known.version if known else None,
    )
    writes.transact([{"Put": made.get_save_kwargs_from_instance()}, _unedited(conversation)])
    return made


def _unedited(conversation: Conversation) -> Action:
    """The part of a transaction that requires the conversation to exist with unedited messages. It does not depend on
    the version, because a new message is no reason to make the summary again."""
    edited_at = conversation.messages_edited_at
    as_read = "#at = :at" if edited_at else "attribute_not_exists(#at)"
    check: Values = {
        "Key": {"pk": {"S": conversation.pk}, "sk": {"S": conversations.SK}},
        "ConditionExpression": f"attribute_exists(pk) AND {as_read}",
        "ExpressionAttributeNames": {"#at": _EDITED_AT},
    }
    if edited_at:
        check["ExpressionAttributeValues"] = {":at": {"S": edited_at}}
    return {"ConditionCheck": check}
