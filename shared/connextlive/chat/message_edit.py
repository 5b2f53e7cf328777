"""Editing and deleting one's own message, for a while after it was sent.

Everybody who reads the conversation sees that a message was edited or deleted. The former text is stored nowhere: not
in quotes, lists or summaries. The message stays counted, and unread where it was. The conversation stores the time of
the latest such change. It tells clients without a socket to load again, and searches that the index may have the former
text.
"""

from typing import TYPE_CHECKING, cast

from connextlive.aws import s3
from connextlive.chat import conversation as conversations
from connextlive.chat import visitor_presence
from connextlive.chat.conversation import PREVIEW, Conversation
from connextlive.chat.message import PREFIX, Message, quoted
from connextlive.core.caller import Caller
from connextlive.core.errors import Forbidden, Invalid, NotFound, Refused
from connextlive.core.ids import ago, is_id, timestamp
from connextlive.core.sentence import Sentence
from connextlive.identity import user, user_presence
from connextlive.table import codec, items, writes
from connextlive.table.codec import Values
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.chat.message import Quote

CHANGEABLE = 15 * 60  # seconds after it was sent


@optimistic
def edit(caller: Caller, conversation_id: str, message_id: str, content: str) -> tuple[Message, Conversation]:
    """Replaces the text of one of the caller's messages. The same text changes nothing."""
    conversation, message = _load(caller, conversation_id, message_id)
    if message.deleted_at is not None:
        raise Refused("This message is deleted", "MESSAGE_DELETED")
    if not content.strip() and not message.attachments:
        raise Invalid(content=Sentence("A message needs content or an attachment"))
    if message.content != content:
        on_hold = _check_changeable(caller, conversation, message)
        message.content, message.edited_at = content, timestamp()
        _save(conversation, message, message.edited_at, on_hold)
    return message, conversation


@optimistic
def delete(caller: Caller, conversation_id: str, message_id: str) -> tuple[Message, Conversation]:
    """Deletes the text and files of one of the caller's messages. Repeating it changes nothing."""
    conversation, message = _load(caller, conversation_id, message_id)
    if message.deleted_at is None:
        on_hold = _check_changeable(caller, conversation, message)
        # Files first: as long as the message names them, a failure can be retried.
        s3.delete([file["key"] for file in message.attachments])
        message.content, message.attachments, message.quote, message.deleted_at = "", [], None, timestamp()
        # Whom it mentioned is known by their IDs, until the conversation is deleted and leaves their lists.
        message.mentions = dict.fromkeys(message.mentions, "") if message.mentions else None
        _save(conversation, message, message.deleted_at, on_hold)
    return message, conversation


def _load(caller: Caller, conversation_id: str, message_id: str) -> tuple[Conversation, Message]:
    """The conversation and the caller's message in it, if the caller may see it now."""
    pk = conversations.pk(caller.tenant_id, conversation_id)
    if not is_id(message_id, "msg"):
        raise NotFound("Message")
    keys = [(pk, conversations.SK), (pk, PREFIX + message_id)]
    if caller.role == "AGENT":
        found, message, agent = items.find_all([*keys, user.key(caller.tenant_id, caller.id)])
        viewer = user_presence.placed(caller, user.present_agent(agent).values)
        conversation = conversations.seen(found, viewer)
    else:
        found, message = items.find_all(keys)
        conversation = conversations.seen(found)
    if not isinstance(message, Message) or (message.is_internal and caller.role == "VISITOR"):
        raise NotFound("Message")
    # What a visitor wrote before they were merged into another one is that one's.
    sender_id = conversation.visitor_id if message.sender_type == "VISITOR" else message.sender_id
    if (message.sender_type, sender_id) != (caller.role, caller.id):
        raise Forbidden("Only its sender can change a message", "NOT_SENDER")
    return conversation, message


def _check_changeable(caller: Caller, conversation: Conversation, message: Message) -> Values:
    """Refuses messages that are too old or on legal hold, without telling visitors of the hold; returns the part of the
    transaction that checks the hold at the commit."""
    too_late = Refused("A message can be changed for 15 minutes after it was sent", "TOO_LATE")
    if message.created_at < ago(CHANGEABLE):
        raise too_late
    if caller.role == "AGENT":
        conversation.check_no_spam()
    try:
        if conversation.on_hold:
            raise conversations.held()
        return visitor_presence.check_deletable(conversation.tenant_id, conversation.visitor_id)
    except Refused:
        if caller.role == "VISITOR":
            raise too_late from None
        raise


def _save(conversation: Conversation, message: Message, at: str, check: Values) -> None:
    """Changes quotes first, since their number is not limited; after an interruption the caller repeats everything."""
    for sk, quote in _quotes(conversation, message):
        content = quoted(message.content, message.attachments)
        writes.set_fields(conversation.pk, sk, {"quote": {**quote, "content": content}})
    message.is_spam = conversation.is_spam or None
    if conversation.last_message is not None and conversation.last_message["id"] == message.id:
        conversation.last_message = {**conversation.last_message, "content": message.content[:PREVIEW]}
        if message.deleted_at:
            conversation.last_message["deleted_at"] = message.deleted_at
    if message.deleted_at and conversation.mentioned:  # nobody needs to look for what is gone
        left = {one: note for one, note in conversation.mentioned.items() if note != message.id}
        conversation.mentioned = left or None
    conversation.messages_edited_at = at
    conversation.touch(at)
    changed = (
        conversation.get_save_kwargs_from_instance(),
        message.get_save_kwargs_from_instance(Message.pk.exists()),
    )
    from connextlive.audit import log  # few requests are audited
    from connextlive.chat import summary

    entry = log.of_transaction(conversation.tenant_id, message.id)
    writes.transact([*({"Put": one} for one in changed), check, summary.removal(conversation), *entry])
    conversation.version += 1  # as it was written


def _quotes(conversation: Conversation, message: Message) -> "list[tuple[str, Quote]]":
    """The messages that quote this one: quotes by sort key. A new quote changes the conversation's version."""
    if conversation.last_message_id == message.id:
        return []
    fields = ("sk", "quote")
    later = items.query(conversation.pk, after=message.sk, before=PREFIX + "~", limit=items.ALL, fields=fields)
    found = ((raw["sk"]["S"], cast("Quote | None", codec.plain(raw).get("quote"))) for raw in later)
    return [(sk, quote) for sk, quote in found if quote and quote["id"] == message.id]
