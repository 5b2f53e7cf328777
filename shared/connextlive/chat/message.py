"""Messages, in their conversation's partition, in the order in which they were written."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict, cast

from connextlive import counters
from connextlive.chat import attachment as attachments
from connextlive.chat import conversation as conversations
from connextlive.chat import visitor as visitors
from connextlive.chat import visitor_presence
from connextlive.chat.attachment import Attachment
from connextlive.chat.conversation import Conversation
from connextlive.chat.sight import Viewer
from connextlive.core.caller import Caller
from connextlive.core.errors import Invalid, NotFound
from connextlive.core.ids import is_id, new_id, timestamp
from connextlive.core.sentence import Sentence
from connextlive.core.together import together
from connextlive.core.uploads import UploadedFile
from connextlive.identity import people, presences, user, user_presence
from connextlive.table import codec, items, orm, pages
from connextlive.table.codec import AttributeMap
from connextlive.table.orm import (
    BooleanAttribute,
    Item,
    Many,
    MaybeDocument,
    MaybeText,
    TransactWrite,
    UnicodeAttribute,
)
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.chat.attachment import FileCard
    from connextlive.chat.mention import Mention
    from connextlive.generated.values import ConversationValues, MessageValues

    class Quote(TypedDict):
        """The quoted message, as shown in a message that quotes it."""

        id: str
        sender_type: str
        content: str

    class ByMail(TypedDict):
        """The mail that a visitor wrote: its Message-ID, its sender, whether that is known to be the visitor, and the
        names of files that are not accepted."""

        id: str
        address: str
        is_theirs: bool
        refused_files: list[str]


PREFIX = "message#"
SEEN_A_TRANSACTION = 90
NEWEST = 10  # messages read beside their conversation, of which all that are unread usually are
MARKED = 20  # conversations of a visitor's, the newest, in which a message that is sent again is looked for
QUOTED = 200  # characters of a message that is quoted
UNSEEN = ("sk", "id", "seen_at", "sender_type", "is_internal")


class Message(Item, discriminator="message"):
    """A message from a visitor, an agent or the system. A message that was sent or changed while its conversation was
    spam causes no event. A deleted one (`message_edit.py`) has neither text nor files. `mentions` are agents' names, by
    their IDs."""

    id = UnicodeAttribute()
    conversation_id = UnicodeAttribute()
    sender_type = UnicodeAttribute()
    sender_id = MaybeText()
    sender_name = MaybeText()
    content = UnicodeAttribute()
    message_type = UnicodeAttribute()
    is_internal = BooleanAttribute(default=False)
    is_spam = BooleanAttribute(null=True)
    attachments: "Many[FileCard]" = Many()
    quote: "MaybeDocument[Quote]" = MaybeDocument()
    by_mail: "MaybeDocument[ByMail]" = MaybeDocument()
    mentions: "MaybeDocument[dict[str, str]]" = MaybeDocument()
    seen_at = MaybeText()
    client_message_id = MaybeText()
    created_at = UnicodeAttribute()
    edited_at = MaybeText()
    deleted_at = MaybeText()

    @property
    def values(self) -> "MessageValues":
        return cast("MessageValues", self.attribute_values)


class SentMark(Item, discriminator="sent"):
    """The record of a used client message ID, and the message it was used for."""

    message_id = UnicodeAttribute()


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be sent. `uploaded` are files of the request, `attachment_ids` presigned uploads, `quote_id` the
    quoted message, `mention_ids` the colleagues that a note mentions. `canned_reply_ids` are canned replies whose files
    are among the `attachment_ids`. A visitor's draft may name its conversation, or `begins` another; with
    `proactive_id`, it answers the message that they were shown before they wrote. A draft is sent once: a second one
    with the same `client_message_id`, `Idempotency-Key` or mail is the message that was already sent."""

    content: str
    uploaded: Sequence[UploadedFile] = ()
    attachment_ids: Sequence[str] = ()
    is_internal: bool = False
    client_message_id: str | None = None
    idempotency_key: str | None = None
    quote_id: str | None = None
    by_mail: "ByMail | None" = None
    mention_ids: Sequence[str] = ()
    conversation_id: str | None = None
    begins: bool = False
    canned_reply_ids: Sequence[str] = ()
    proactive_id: str | None = None

    @property
    def mark(self) -> str | None:
        """Identifies a repeated draft, even if the first request's answer was lost and its record was not stored."""
        if self.by_mail:
            return f"\r{self.by_mail['id']}"
        return self.client_message_id or (f"\n{self.idempotency_key}" if self.idempotency_key else None)


@dataclass(frozen=True, slots=True)
class Files:
    """A draft's files, validated and stored: their cards, and the uploads that the message claims."""

    cards: Sequence["FileCard"] = ()
    claimed: Sequence[Attachment] = ()


class Place(NamedTuple):
    """Where a visitor's message belongs: the visitor, their current conversation, the conversation that the message
    goes `to` (None for a new one), and the message if it was already sent."""

    visitor: visitors.Visitor
    found: Conversation | None
    to: Conversation | None
    sent: "Message | None"


@dataclass(frozen=True, slots=True)
class Sender:
    """The sender: VISITOR, AGENT or SYSTEM."""

    type: str
    id: str | None
    name: str | None


def reply(caller: Caller, conversation_id: str, draft: Draft) -> tuple[Message, Conversation]:
    """Sends a reply of the team, or a note. The returned conversation has current names, and must not be saved
    again."""
    known = people.Known()
    sent, conversation = send_as_agent(caller.tenant_id, conversation_id, caller.id, draft, known, caller)
    return sent, people.with_current_names(conversation, sent, known=known)


def send_as_agent(
    tenant_id: str,
    conversation_id: str,
    agent_id: str,
    draft: Draft,
    known: people.Known | None = None,
    seen_by: Caller | None = None,
) -> tuple[Message, Conversation]:
    """Sends an agent's reply, or an internal note, which changes only the list of messages. Agents that it reads are
    added to `known`. If `seen_by` is the owner or an admin, the message is theirs; they reply for the team and claim no
    conversation."""
    takes_it = seen_by is None or seen_by.role == "AGENT"
    load = partial(_load, tenant_id, conversation_id, agent_id, draft, seen_by=seen_by)

    def can_answer(holder_id: str) -> bool:
        holder = user.find(tenant_id, holder_id)
        if holder is not None and known is not None:
            known.add(holder)
        return holder is not None and holder.is_assignable

    @optimistic
    def send(files: Files) -> tuple[Message, Conversation]:
        conversation, sent, found = load(user.key(tenant_id, agent_id))
        agent = user.present_agent(found) if takes_it else user.present(found)
        if seen_by is not None:  # as of now: the gateway caches callers for a while
            conversations.seen(conversation, user_presence.placed(seen_by, agent.values))
        if known is not None:
            known.add(agent)
        if sent is not None:
            return sent, conversation
        attachments.check_unclaimed(files.claimed)
        named = known or people.Known()
        message, was = _new(conversation, Sender("AGENT", agent_id, agent.name), draft, files), conversation.assignment
        conversation.seen_mentions(agent_id)
        seen: Sequence[str] = ()
        mentions = _mention(conversation, message, draft) if draft.mention_ids else []
        if not draft.is_internal:
            conversation.answered_by(agent_id if takes_it else None, message.created_at, can_answer)
            seen = _read_by_answering(conversation, message.created_at)
        together(
            lambda: _save(
                conversation,
                message,
                files,
                was=None if draft.is_internal else was,
                seen=seen,
                marked_as=draft.mark,
                beside=mentions,
            ),
            partial(named.look_up_beside, tenant_id, (), conversation.visitor_id, conversation.tags),
        )
        return message, conversation

    if not (draft.uploaded or draft.attachment_ids):
        return send(Files())
    conversation, sent, _ = load()
    return (sent, conversation) if sent is not None else send(_files(tenant_id, conversation_id, draft, agent_id))


def send_as_visitor(caller: Caller, draft: Draft, known: people.Known | None = None) -> tuple[Message, Conversation]:
    """Sends a visitor's message, to the conversation where it belongs (`chat/beginning.py`) or a new, waiting one.
    People whom the answer names are added to `known`."""
    tenant_id, visitor_id, named = caller.tenant_id, caller.id, known or people.Known()

    @optimistic
    def send(files: Files) -> tuple[Message, Conversation]:
        visitor, found, conversation, sent = _place(caller, draft, named)
        if conversation is not None and sent is not None:
            return sent, conversation
        opened_by = None
        if conversation is None:
            conversation = conversations.begin(tenant_id, visitor.card(), visitor.site_id, timestamp())
            visitor.begin(conversation.id, instead=found is None)
            if visitor.form:
                from connextlive.chat import forms  # many workspaces have none

                forms.enter(visitor, conversation)
            opened_by = visitor
        was = conversation.assignment
        conversation.written_to(lambda agent_id: user.is_online(tenant_id, agent_id))
        if draft.by_mail:
            conversation.mail_id = draft.by_mail["id"]
        attachments.check_unclaimed(files.claimed)
        is_beginning = opened_by is not None or was.is_closed
        before = _answered(conversation, visitor_id, draft) if draft.proactive_id and is_beginning else []
        # What is in another conversation cannot be quoted: nobody would find the quote when that is deleted.
        said = draft if found in (None, conversation) else replace(draft, quote_id=None)
        message = _new(conversation, Sender("VISITOR", visitor_id, visitor.user_name), said, files)
        agents = [conversation.agent_id] if conversation.agent_id else []
        together(
            lambda: _save(conversation, message, files, opened_by, was=was, marked_as=draft.mark, beside=before),
            partial(named.look_up_beside, tenant_id, agents, visitor_id, conversation.tags),
        )
        return message, conversation

    if not (draft.uploaded or draft.attachment_ids):
        return send(Files())
    place = _place(caller, draft, named)
    return (place.sent, place.to) if place.to and place.sent else send(_files(tenant_id, visitor_id, draft))


@optimistic
def tell_agents(tenant_id: str, conversation_id: str, words: str, occasion: str) -> None:
    """Writes a system note, which visitors do not see, once per occasion."""
    draft = Draft(words, is_internal=True, idempotency_key=occasion)
    conversation, sent, _ = _load(tenant_id, conversation_id, "", draft)
    if sent is None:
        note = _new(conversation, Sender("SYSTEM", None, None), draft, Files())
        _save(conversation, note, Files(), marked_as=draft.mark)


def resolve(
    tenant_id: str,
    conversation_id: str,
    by: str,
    words: str,
    found: Conversation | None = None,
    known: people.Known | None = None,
    seen_by: Viewer | None = None,
) -> Conversation:
    """Closes the conversation, which may have been `found` already, with a system message; a resolved one is unchanged.
    People whom the answer names are added to `known`, if it is given."""
    at_hand = [found] if found is not None else []

    @optimistic
    def close() -> Conversation:
        conversation = at_hand.pop() if at_hand else conversations.load(tenant_id, conversation_id, seen_by)
        conversation.check_no_spam()
        if conversation.is_resolved:
            return conversation
        message = _new(conversation, Sender("SYSTEM", None, None), Draft(words), Files())
        conversation.remember("RESOLVE", by, message.created_at, message.id)
        conversation.close(by, message.created_at)
        conversation.is_resolved = True
        save = partial(_save, conversation, message, Files())
        if known is None:
            save()
            return conversation
        agents = [conversation.agent_id] if conversation.agent_id else []
        together(save, partial(known.look_up_beside, tenant_id, agents, conversation.visitor_id, conversation.tags))
        return conversation

    return close()


@optimistic
def send_as_system(
    tenant_id: str,
    conversation_id: str,
    draft: Draft,
    change: Callable[[Conversation, str], bool],
    *,
    is_seen: bool = False,
) -> bool:
    """Adds a system message, if `change` returns true for the conversation, which it may also change. A draft with a
    mark is sent once. Returns whether the message was added."""
    conversation, sent, _ = _load(tenant_id, conversation_id, "", draft)
    if sent is not None:
        return False
    message = _new(conversation, Sender("SYSTEM", None, None), draft, Files())
    if not change(conversation, message.created_at):
        return False
    message.seen_at = message.created_at if is_seen else None
    _save(conversation, message, Files(), marked_as=draft.mark)
    return True


def closing_words(language: str) -> str:
    """The text of the system message for a resolved conversation."""
    from connextlive.core.i18n import translator  # nothing else here has words of its own

    _ = translator(language)
    return _("This conversation has been resolved.")


def _load(
    tenant_id: str,
    conversation_id: str,
    sender_id: str,
    draft: Draft,
    *also: tuple[str, str],
    seen_by: Viewer | None = None,
) -> tuple[Conversation, Message | None, Item | None]:
    """The conversation, the message if this draft was already sent, and the item under one more key, in one call."""
    pk = conversations.pk(tenant_id, conversation_id)
    keys = _keys(pk, sender_id, draft)
    conversation, *found = items.find_all([*keys, *also])
    return conversations.seen(conversation, seen_by), _marked(pk, *found[: len(keys) - 1]), found[-1] if also else None


def _load_theirs(
    caller: Caller, draft: Draft, known: people.Known
) -> tuple[visitors.Visitor, Conversation | None, Message | None]:
    """The visitor, the conversation that they write in (their newest unless the draft names one), and the message if
    this draft was already sent. One call if the authorizer or the draft named the conversation."""
    tenant_id, expected = caller.tenant_id, draft.conversation_id or caller.conversation_id
    visitor_key, presence_key = (visitors.pk(tenant_id, caller.id), visitors.SK), presences.key(tenant_id, caller.id)
    keys, state_key = [visitor_key, presence_key], counters.state_key(tenant_id)
    # A visitor without a conversation opens one, in one of the list's shards.
    keys += _keys(conversations.pk(tenant_id, expected), caller.id, draft) if expected else [state_key]
    found = {(raw["pk"]["S"], raw["sk"]["S"]): raw for raw in items.raw_items(keys)}
    counters.note_active_shards(tenant_id, found.get(state_key, {}))
    if visitor_key not in found:
        raise NotFound("Visitor")
    visitor_presence.check_admitted(found[visitor_key])  # what the authorizer said may be older than a block
    visitor = visitors.of_raw(found[visitor_key])
    known.add_visitor(tenant_id, caller.id, found.get(presence_key))
    wanted = draft.conversation_id or visitor.conversation_id
    if wanted is None:
        return visitor, None, None
    if wanted not in visitor.conversation_ids:
        raise NotFound("Conversation")
    if wanted == expected:
        stored, *marks = (Item.from_raw_data(found[key]) if key in found else None for key in keys[2:])
        if isinstance(stored, Conversation):
            return visitor, stored, _marked(stored.pk, *marks)
    else:
        with suppress(NotFound):
            return visitor, *_load(tenant_id, wanted, caller.id, draft)[:2]
    return visitor, *_newest(visitor, draft, but=wanted)


def _newest(visitor: visitors.Visitor, draft: Draft, but: str) -> tuple[Conversation | None, Message | None]:
    """The visitor's newest conversation instead of `but`, and the message if this draft was already sent there."""
    newest = visitor.conversation_id
    if newest is not None and newest != but:
        with suppress(NotFound):
            return _load(visitor.tenant_id, newest, visitor.id, draft)[:2]
    return None, None


def _place(caller: Caller, draft: Draft, known: people.Known) -> Place:
    """Where a visitor's draft belongs; if it was already sent, where it was sent."""
    visitor, found, sent = _load_theirs(caller, draft, known)
    is_sure = draft.conversation_id is not None or not visitor.earlier_ids
    if sent is not None or (found is not None and found.status != "CLOSED" and is_sure and not draft.begins):
        return Place(visitor, found, found, sent)
    if there := _sent_elsewhere(visitor, found, draft):
        return Place(visitor, found, *there)
    if found is None:
        return Place(visitor, None, None, None)
    from connextlive.chat import beginning  # most messages go on with an open conversation

    to: Conversation | None = found
    place = beginning.place(visitor, found, begins=draft.begins)
    if place == "NEWEST":
        to, _ = _newest(visitor, draft, but=found.id)
        place = beginning.place(visitor, to, begins=False) if to is not None else "ANEW"
    return Place(visitor, found, None if place == "ANEW" else to, None)


def _sent_elsewhere(
    visitor: visitors.Visitor, found: Conversation | None, draft: Draft
) -> tuple[Conversation, Message] | None:
    """The message of this draft in another of the visitor's newest conversations: it may have been sent before one of
    them was closed or begun."""
    others = [one for one in visitor.conversation_ids[:MARKED] if found is None or one != found.id]
    if not draft.mark or not others:
        return None
    sk = _sent_sk(visitor.id, draft.mark)
    marks = items.find_all([(conversations.pk(visitor.tenant_id, one), sk) for one in others])
    for conversation_id, mark in zip(others, marks, strict=True):
        if isinstance(mark, SentMark):
            conversation, message, _ = _load(visitor.tenant_id, conversation_id, visitor.id, draft)
            if message is not None:
                return conversation, message
    return None


def _keys(pk: str, sender_id: str, draft: Draft) -> list[tuple[str, str]]:
    """The keys of a conversation, and of the mark that this draft leaves when it is sent."""
    marks = [(pk, _sent_sk(sender_id, draft.mark))] if draft.mark else []
    return [(pk, conversations.SK), *marks]


def _marked(pk: str, mark: Item | None = None) -> Message | None:
    """The message that a mark refers to."""
    return Message.find(pk, PREFIX + mark.message_id) if isinstance(mark, SentMark) else None


def _files(tenant_id: str, owner_id: str, draft: Draft, agent_id: str = "") -> Files:
    # Imported here because most messages have no attachments.
    from connextlive.chat import files

    if len(draft.uploaded) + len(draft.attachment_ids) > files.MOST_FILES:
        raise files.too_many()
    cards = files.store(tenant_id, owner_id, draft.uploaded)
    copied: dict[str, FileCard] = {}
    if draft.canned_reply_ids and draft.attachment_ids:
        from connextlive.chat import canned_reply

        copied = canned_reply.copies(tenant_id, agent_id, draft.canned_reply_ids, draft.attachment_ids, owner_id)
    claimed = attachments.ready(tenant_id, owner_id, [one for one in draft.attachment_ids if one not in copied])
    named = copied | {upload.id: upload.card() for upload in claimed}
    return Files([*cards, *(named[one] for one in dict.fromkeys(draft.attachment_ids))], claimed)


def _sent_sk(sender_id: str, mark: str) -> str:
    return "sent#" + hashlib.sha256(f"{sender_id}:{mark}".encode()).hexdigest()


def _new(conversation: Conversation, sender: Sender, draft: Draft, files: Files) -> Message:
    message_id = new_id("msg", after=conversation.last_message_id)
    return Message(
        conversation.pk,
        PREFIX + message_id,
        id=message_id,
        conversation_id=conversation.id,
        sender_type=sender.type,
        sender_id=sender.id,
        sender_name=sender.name,
        content=draft.content,
        message_type="SYSTEM" if sender.type == "SYSTEM" else "FILE" if files.cards else "TEXT",
        is_internal=draft.is_internal,
        is_spam=conversation.is_spam or None,
        attachments=list(files.cards),
        quote=_quoted(conversation, draft) if draft.quote_id else None,
        by_mail=draft.by_mail,
        client_message_id=draft.client_message_id,
        created_at=timestamp(),
    )


def _quoted(conversation: Conversation, draft: Draft) -> "Quote":
    """The quote of a draft. Notes may be quoted only in notes."""
    found = _read(conversation.tenant_id, conversation.id, draft.quote_id or "")
    is_shown = found["sender_type"] != "SYSTEM" and not found.get("deleted_at")
    if not is_shown or (found["is_internal"] and not draft.is_internal):
        raise NotFound("Message")
    content = quoted(found["content"], found["attachments"])
    return {"id": found["id"], "sender_type": found["sender_type"], "content": content}


def _answered(conversation: Conversation, visitor_id: str, draft: Draft) -> list[Item]:
    """The items to write when a conversation begins with the answer to a proactive message: the message that the
    visitor was shown, which counts as seen, and the record of their answer. Empty if they have already answered it."""
    from connextlive.chat import proactive  # few messages answer one

    found = proactive.answer(conversation.tenant_id, visitor_id, draft.proactive_id or "")
    if found is None:
        return []
    shown, known = found
    said = _new(conversation, Sender("SYSTEM", None, shown.get("sender_name")), Draft(shown["text"]), Files())
    said.message_type, said.seen_at = "TEXT", said.created_at
    conversation.add(said)
    return [said, known]


def _mention(conversation: Conversation, message: Message, draft: Draft) -> "list[Mention]":
    """Adds a note's mentions to the note and its conversation; a later note replaces an earlier one's."""
    from connextlive.chat import mention  # few messages mention anybody

    if not draft.is_internal:
        raise Invalid(mentionIds=Sentence("Only notes can mention colleagues"))
    message.mentions = mention.names(conversation, list(dict.fromkeys(draft.mention_ids)))
    others = [agent_id for agent_id in message.mentions if agent_id != message.sender_id]
    conversation.mentioned = {**(conversation.mentioned or {}), **dict.fromkeys(others, message.id)} or None
    return mention.of_note(conversation, others, message.id)


def quoted(content: str, files: "Sequence[FileCard]") -> str:
    """The text of a quote: the beginning of the message, or the names of its files."""
    return content[:QUOTED] or ", ".join(file["file_name"] for file in files)


def _save(
    conversation: Conversation,
    message: Message,
    files: Files,
    opened_by: visitors.Visitor | None = None,
    was: conversations.Assignment | None = None,
    seen: Sequence[str] = (),
    marked_as: str | None = None,
    beside: Sequence[Item] = (),
) -> None:
    conversation.add(message)
    with orm.transaction() as write:
        write.save(conversation)
        if was is not None:
            conversations.check_assignable(write, was, conversation)
        _see(write, conversation.pk, seen, message.created_at)
        write.save(message, condition=Message.pk.does_not_exist())
        for upload in files.claimed:
            # Deleted by the claim, so that no upload is attached twice.
            write.delete(upload, condition=Attachment.pk.exists())
        if marked_as:
            sk = _sent_sk(message.sender_id or "", marked_as)
            mark = SentMark(conversation.pk, sk, message_id=message.id)
            write.save(mark, condition=SentMark.pk.does_not_exist())
        if opened_by is not None:
            write.save(opened_by)
        for item in beside:
            write.save(item)


def read(tenant_id: str, conversation_id: str, message_id: str) -> "MessageValues":
    """A message's values, with links to its files."""
    return attachments.linked(_read(tenant_id, conversation_id, message_id))


def _read(tenant_id: str, conversation_id: str, message_id: str) -> "MessageValues":
    key = conversations.pk(tenant_id, conversation_id), PREFIX + message_id
    raw = items.raw_items([key]) if is_id(message_id, "msg") else []
    if not raw:
        raise NotFound("Message")
    return cast("MessageValues", codec.plain(raw[0]))


def page(
    tenant_id: str, conversation_id: str, limit: int, offset: int = 0, after: str | None = None, total: int = 0
) -> tuple[list["MessageValues"], str | None]:
    """Values of messages with links to their files, oldest first, and the next page's cursor. `after` is a cursor or a
    message's ID. An offset reads what it skips, unless it exceeds `total`."""
    if pages.is_past(total, page=offset):
        return [], None
    values, following = _page(tenant_id, conversation_id, limit, after, offset)
    return list(map(attachments.linked, values)), following


def _page(
    tenant_id: str, conversation_id: str, limit: int, start: str | None, offset: int = 0, newest_first: bool = False
) -> tuple[list["MessageValues"], str | None]:
    """Values of messages after a position (a cursor or a message's ID), and the next cursor."""
    start = pages.decode_cursor(start) if start and not is_id(start, "msg") else start
    after, before = (start or "", "~")
    if newest_first:
        after, before = "", _below(start) if start else "~"
    found = items.query(
        conversations.pk(tenant_id, conversation_id),
        after=PREFIX + after,
        before=PREFIX + before,
        newest_first=newest_first,
        limit=offset + limit + 1,
    )[offset:]
    following = pages.encode_cursor(found[limit - 1]["id"]["S"]) if len(found) > limit else None
    return [cast("MessageValues", codec.plain(raw)) for raw in found[:limit]], following


def visitor_wrote_at(conversation: "ConversationValues") -> list[str]:
    """The times of the visitor's messages, up to the last message of this state of their conversation."""
    last, fields = conversation.get("last_message_id"), ("sender_type", "created_at")
    if last is None:
        return []
    before = PREFIX + last
    found = items.query(conversation["pk"], after=PREFIX, before=before, limit=items.ALL, fields=fields)
    return [raw["created_at"]["S"] for raw in found if raw["sender_type"]["S"] == "VISITOR"]


def _below(key: str) -> str:
    """An upper bound that excludes this key."""
    return f"{key[:-1]}{chr(ord(key[-1]) - 1)}~"


def public_page(
    tenant_id: str, conversation_id: str, limit: int, start: str | None, newest_first: bool = False
) -> tuple[list["MessageValues"], str | None]:
    """Like `page`, for the visitor: without internal notes. With `newest_first`, the last messages, still in order;
    their cursor leads to earlier ones."""
    found: list[MessageValues] = []
    while True:
        values, cursor = _page(tenant_id, conversation_id, limit - len(found), start, newest_first=newest_first)
        found += [attachments.linked(message) for message in values if not message["is_internal"]]
        if cursor is None or len(found) == limit:
            return found[::-1] if newest_first else found, cursor
        start = cursor


@optimistic
def mark_read(
    tenant_id: str,
    conversation_id: str,
    reader: Literal["AGENT", "VISITOR"],
    seen_by: Viewer | None = None,
    visitor_id: str | None = None,
) -> int:
    """Marks the other side's messages as seen and returns their number. With `visitor_id`, only if it is that visitor's
    conversation. Writes nothing if none is unread."""
    pk = conversations.pk(tenant_id, conversation_id)
    conversation, newest = together(
        lambda: conversations.load(tenant_id, conversation_id, seen_by),
        lambda: items.query(pk, prefix=PREFIX, newest_first=True, limit=NEWEST, fields=UNSEEN),
    )
    if visitor_id not in (None, conversation.visitor_id):
        raise NotFound("Conversation")
    if reader == "VISITOR":
        visitor_presence.check_until(conversation.visitor.get("blocked_until"))
    first = conversation.first_unread_id if reader == "AGENT" else conversation.visitor_first_unread_id
    if first is None:
        return 0
    at = timestamp()
    written = newest if _reach(newest, first, conversation.last_message_id or first) else None
    seen = [raw["sk"]["S"] for raw in _unseen(conversation, first, reader, written=written)]
    count = len(seen)
    seen = _see_all_but_the_last(conversation.pk, seen, at)
    if reader == "AGENT":
        conversation.unread_count, conversation.first_unread_id = 0, None
    else:
        conversation.visitor_unread_count, conversation.visitor_first_unread_id = 0, None
    conversation.updated_at = at
    with orm.transaction() as write:
        write.save(conversation)
        _see(write, conversation.pk, seen, at)
    return count


@optimistic
def seen_by_mail(tenant_id: str, conversation_id: str, until: str) -> None:
    """Marks messages as seen that had been written when the mail was sent that the visitor answers. They may not know
    later ones yet."""
    conversation = conversations.load(tenant_id, conversation_id)
    if conversation.visitor_first_unread_id is None:
        return
    unseen = _unseen(conversation, conversation.visitor_first_unread_id, "VISITOR", (*UNSEEN, "created_at"))
    seen = [raw["sk"]["S"] for raw in unseen if raw["created_at"]["S"] <= until]
    left = [raw["id"]["S"] for raw in unseen if raw["created_at"]["S"] > until]
    at = timestamp()
    rest = _see_all_but_the_last(conversation.pk, seen, at)
    conversation.visitor_unread_count = len(left)
    conversation.visitor_first_unread_id = left[0] if left else None
    conversation.updated_at = at
    with orm.transaction() as write:
        write.save(conversation)
        _see(write, conversation.pk, rest, at)


def _reach(newest: list[AttributeMap], first: str, last: str) -> bool:
    """Whether messages that were read at the same time as their conversation, newest first, include everything from
    `first` to `last`, which are the conversation's: there may be more unread ones, and newer ones."""
    ids = [raw["id"]["S"] for raw in newest]
    return bool(ids) and ids[0] >= last and (ids[-1] <= first or len(ids) < NEWEST)


def _read_by_answering(conversation: Conversation, at: str) -> Sequence[str]:
    """The sort keys of messages that an agent's reply marks as seen: all earlier ones of the visitor."""
    if conversation.first_unread_id is None:
        return ()
    seen = [raw["sk"]["S"] for raw in _unseen(conversation, conversation.first_unread_id, "AGENT")]
    conversation.unread_count, conversation.first_unread_id = 0, None
    return _see_all_but_the_last(conversation.pk, seen, at)


def _see_all_but_the_last(pk: str, sks: list[str], at: str) -> list[str]:
    """Marks messages as seen that do not fit into the transaction, and returns those that do."""
    while len(sks) > SEEN_A_TRANSACTION:
        with orm.transaction() as write:
            _see(write, pk, sks[:SEEN_A_TRANSACTION], at)
        sks = sks[SEEN_A_TRANSACTION:]
    return sks


def unseen_by_visitor(conversation: Conversation) -> list["MessageValues"]:
    """Values of agents' messages that the visitor has not seen, oldest first, without deleted ones."""
    unseen = _unseen(conversation, conversation.visitor_first_unread_id or "", "VISITOR", ())
    return [cast("MessageValues", codec.plain(raw)) for raw in unseen if "deleted_at" not in raw]


def _unseen(
    conversation: Conversation,
    first: str,
    reader: str,
    fields: tuple[str, ...] = UNSEEN,
    written: list[AttributeMap] | None = None,
) -> list[AttributeMap]:
    """The unseen messages from `first` on; of the `written` ones, if these were already read."""
    last = conversation.last_message_id or first
    if written is None:
        written = items.query(
            conversation.pk,
            after=PREFIX + first[:-1],
            before=PREFIX + last + "~",
            limit=conversation.message_count + 1,
            fields=fields,
        )
    return [
        raw
        for raw in written
        if first <= raw["id"]["S"] <= last
        and "seen_at" not in raw
        and (raw["sender_type"]["S"] == "VISITOR") == (reader == "AGENT")
        and not raw["is_internal"]["BOOL"]
    ]


def _see(write: TransactWrite, pk: str, sks: Sequence[str], at: str) -> None:
    for sk in sks:
        write.update(Message(pk, sk), actions=[Message.seen_at.set(at)], condition=Message.pk.exists())
