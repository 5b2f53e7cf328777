"""Conversations: keys, lists and state changes.

A conversation shares a partition with its messages. The methods of `Conversation` are the rules, in plain Python; the
functions below read, apply a rule, and write if the version is unchanged.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import batched, chain
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NotRequired, TypedDict, cast
from zlib import crc32

from connextlive import counters
from connextlive.chat import loads, visitor_presence
from connextlive.chat.sight import Viewer, are_of_teams, may_see
from connextlive.core.caller import Caller
from connextlive.core.environment import environment
from connextlive.core.errors import Forbidden, Invalid, NotFound, Refused
from connextlive.core.ids import ago, is_id, new_id, timestamp
from connextlive.core.sentence import Sentence
from connextlive.core.together import together
from connextlive.counters import UNASSIGNED
from connextlive.identity import label, presences, user
from connextlive.identity.presences import Presence
from connextlive.search.index import MOOD, Match, Scope, explain, find
from connextlive.table import codec, items, orm, pages, writes
from connextlive.table.codec import Action, AttributeMap, Values
from connextlive.table.orm import (
    BooleanAttribute,
    Document,
    Item,
    Many,
    MaybeDocument,
    MaybeText,
    MaybeWhole,
    TransactWrite,
    UnicodeAttribute,
    VersionAttribute,
    Whole,
)
from connextlive.table.shapes import FRACTION, Shape, texts
from connextlive.table.writes import optimistic

type Act = Literal["RESOLVE", "ASSIGN"]
type Status = Literal["ACTIVE", "WAITING", "CLOSED"]

if TYPE_CHECKING:
    from connextlive.chat.message import Message
    from connextlive.chat.review import Review
    from connextlive.chat.targets import Targets
    from connextlive.counters import Rated, Rating
    from connextlive.events.types import Outcome, Sentiment
    from connextlive.generated.values import ConversationValues, ListedConversation, MessageValues
    from connextlive.identity.attributes import Attributes

    class VisitorCard(TypedDict):
        """A visitor, as stored in their conversation; `seen_at` is added where their presence is known."""

        id: str
        user_name: NotRequired[str | None]
        user_email: NotRequired[str | None]
        country: NotRequired[str | None]
        avatar_url: NotRequired[str | None]
        blocked_until: NotRequired[str | None]
        seen_at: NotRequired[str | None]

    class LastMessage(TypedDict):
        """The last message that is not internal."""

        id: str
        content: str
        sender_type: str
        sender_id: NotRequired[str | None]
        message_type: str
        created_at: str
        deleted_at: NotRequired[str]

    class Usage(TypedDict):
        """The tokens that an analysis by a model used, and US dollars if the price is known."""

        input_tokens: int
        output_tokens: int
        cost: float | None

    class Undoable(TypedDict):
        """A conversation's state before it was resolved or assigned, and the version that the response had."""

        act: Act
        by: str
        at: str
        version: int
        status: Status
        agent_id: NotRequired[str | None]
        held_since: NotRequired[str | None]
        waiting_since: NotRequired[str | None]
        snoozed_until: NotRequired[str | None]
        messages_edited_at: NotRequired[str | None]
        message_id: NotRequired[str | None]

    class Resolution(TypedDict):
        """The analysis of the closing at `closed_at`, with people's corrections (`review`)."""

        summary: str
        outcome: Outcome
        sentiment: Sentiment
        topics: list[str]
        confidence: float
        is_unsure: NotRequired[bool]
        model: str
        analyzed_at: str
        closed_at: str | None
        review: NotRequired[Review]
        usage: NotRequired[Usage]

    class Mood(TypedDict):
        """The visitor's mood, since when, and the visitor's message that it was detected in."""

        value: Sentiment
        since: str
        message_id: str

    class ChosenTopics(TypedDict):
        """Topics that people have added and removed since the conversation was opened, and the last person who did."""

        added: list[str]
        removed: list[str]
        by: str
        at: str


STATUSES: tuple[Status, ...] = ("ACTIVE", "WAITING", "CLOSED")
SPAM = "SPAM"  # the list of what is marked as spam, whatever its status
SNOOZED = "SNOOZED"  # the list of open ones that somebody has put off
LISTS = (*STATUSES, SNOOZED, SPAM)  # each conversation is in one of them
SK = "conversation"
# The least number of partitions per list: each page reads all of them. The list of active ones, to which nearly every
# message writes, has more where it needs them (`list_growth.py`). The number may be raised at any time, because the
# first partition keeps the list's name; it must never be lowered.
LIST_SHARDS = environment.list_shards
LISTS_AT_ONCE = max(32, len(LISTS) * LIST_SHARDS)  # all of a workspace's; of a large team's, there are more
MOST_LABELS = 50  # as many as one request can set
MOST_WITH_TARGETS = 1_000  # the newest conversations, which a filter by target examines
UNDOABLE = 2 * 60  # seconds in which a resolving or an assignment can be undone
PREVIEW = 500  # characters of the last message in lists
PRESENT_READ = 1_000  # visitors online, read with a page: as many cost half as much as the page's by their keys


def all_statuses() -> list[Status]:
    return list(STATUSES)


def lists_of(statuses: Iterable[str]) -> list[str]:
    """The lists with conversations of these statuses. Snoozed conversations are in the list of all, but not in those of
    a status, because nothing is to be done about them."""
    wanted = list(dict.fromkeys(statuses))
    return [*wanted, SNOOZED] if len(wanted) == len(STATUSES) else [*wanted]


def list_of(status: str, snoozed_until: str | None, spam_since: str | None) -> str:
    """The list that a conversation is in."""
    return SPAM if spam_since else SNOOZED if snoozed_until else status


class Having(NamedTuple):
    """Filters of listed conversations: for each of `labels`, one of its alternatives; a mood; the state of a target."""

    labels: Sequence[Sequence[str]] = ()
    mood: "Sentiment | None" = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class ConversationsPage:
    """A page of conversations' values, and the total under its filters."""

    values: list["ListedConversation"]
    next_cursor: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """A conversation's assignee, and whether it is closed."""

    agent_id: str | None
    is_closed: bool


class Conversation(Item, discriminator="conversation"):
    """A visitor's conversation. Times are ISO 8601 strings. `opened_at` is when it was started or last reopened, and
    `is_answered` whether a human has replied since; reports need both. `mail_id` is the Message-ID of the visitor's
    last answer by mail, `transcript_asked_at` the time of the last request for its transcript."""

    HAS_SHORT_NAMES = True

    id = UnicodeAttribute()
    status: UnicodeAttribute = UnicodeAttribute()
    site_id = UnicodeAttribute()
    visitor_id = UnicodeAttribute()
    visitor: "Document[VisitorCard]" = Document()
    agent_id = MaybeText()
    agent: "MaybeDocument[user.AgentCard]" = MaybeDocument()
    held_since = MaybeText()
    unread_count = Whole()
    first_unread_id = MaybeText()
    visitor_unread_count = Whole()
    visitor_first_unread_id = MaybeText()
    message_count = Whole()
    internal_count = Whole()
    last_message: "MaybeDocument[LastMessage]" = MaybeDocument()
    last_message_id = MaybeText()
    last_activity_at = UnicodeAttribute()
    waiting_since = MaybeText()
    first_response_at = MaybeText()
    closed_at = MaybeText()
    closed_by = MaybeText()
    closed_agent_id = MaybeText()
    is_resolved = BooleanAttribute(default=False)
    opened_at = MaybeText()
    is_answered = BooleanAttribute(default=False)
    reopen_count = Whole()
    tags: "Many[str]" = Many()
    topics: "Many[str]" = Many()
    chosen_topics: "MaybeDocument[ChosenTopics]" = MaybeDocument()
    mood: "MaybeDocument[Mood]" = MaybeDocument()
    resolution: "MaybeDocument[Resolution]" = MaybeDocument()
    rating: "MaybeDocument[Rating]" = MaybeDocument()
    rated_before: "MaybeDocument[dict[str, Rated]]" = MaybeDocument()
    on_hold = BooleanAttribute(null=True)
    spam_since = MaybeText()
    spam_by = MaybeText()
    snoozed_until = MaybeText()
    targets: "MaybeDocument[Targets]" = MaybeDocument()
    closing_at = MaybeText()
    messages_edited_at = MaybeText()
    routed: "MaybeDocument[loads.Routed]" = MaybeDocument()
    mail_id = MaybeText()
    transcript_asked_at = MaybeText()
    mentioned: "MaybeDocument[dict[str, str]]" = MaybeDocument()
    attributes: "MaybeDocument[Attributes]" = MaybeDocument()
    active_shard = MaybeWhole()
    undoable: "MaybeDocument[Undoable]" = MaybeDocument()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    version = VersionAttribute()
    listed = UnicodeAttribute()
    list_state = UnicodeAttribute()
    list_owner_state = UnicodeAttribute()

    @property
    def values(self) -> "ConversationValues":
        return cast("ConversationValues", self.attribute_values)

    def beside(self) -> list[Action]:
        return loads.account(self)

    def set_list_keys(self) -> None:
        """Sets the list keys from the state; called on every save."""
        lists = f"{self.tenant_id}#conversations"
        owner = self.agent_id or UNASSIGNED
        number = crc32(self.id.encode()) % LIST_SHARDS
        self.listed = f"{self.last_activity_at}#{self.id}"
        name = list_of(self.status, self.snoozed_until, self.spam_since)
        active = number if self.active_shard is None else self.active_shard
        self.list_state = shard(f"{lists}#{name}", active if name == "ACTIVE" else number)
        self.list_owner_state = shard(f"{lists}#{owner}#{name}", number)

    def choose_shard(self) -> None:
        """Chooses the shard of the list of active conversations. Nothing is stored if the workspace has one shard, or
        no more than LIST_SHARDS."""
        number, most = crc32(self.id.encode()), counters.active_shards(self.tenant_id).open
        if most > LIST_SHARDS:
            self.active_shard = number % most if number % most != number % LIST_SHARDS else None

    @property
    def is_rated(self) -> bool:
        """Whether the present closing has been rated; ratings of earlier closings do not count."""
        return self.rating is not None and self.rating["closed_at"] == self.closed_at

    @property
    def is_spam(self) -> bool:
        """Whether it is marked as spam (`chat/spam.py`)."""
        return self.spam_since is not None

    def remember(self, act: "Act", by: str, at: str, message_id: str | None = None) -> None:
        """Keeps the state before a change, so that its actor can undo it (`chat/undo.py`); `message_id` is the system
        message about the change."""
        self.undoable = {
            "act": act,
            "by": by,
            "at": at,
            "version": self.version + 1,
            "status": cast("Status", self.status),
            "agent_id": self.agent_id,
            "held_since": self.held_since,
            "waiting_since": self.waiting_since,
            "snoozed_until": self.snoozed_until,
            "messages_edited_at": self.messages_edited_at,
            "message_id": message_id,
        }

    def check_no_spam(self) -> None:
        """Refuses actions that are for real conversations only."""
        if self.is_spam:
            raise Refused("This conversation is marked as spam", "MARKED_AS_SPAM")

    def is_mentioned(self, agent_id: str) -> bool:
        """Whether an agent was mentioned in a note and has not looked since (`chat/mention.py`)."""
        return agent_id in (self.mentioned or {})

    def seen_mentions(self, agent_id: str) -> None:
        """Removes the agent's mention, because they have looked or answered."""
        self.mentioned = {one: note for one, note in (self.mentioned or {}).items() if one != agent_id} or None

    def touch(self, at: str) -> None:
        """Completes every change. The wait of a waiting conversation starts with its message, or with its return to the
        queue."""
        if self.status == "WAITING":
            self.waiting_since = self.waiting_since or at
        if self.undoable is not None and self.undoable["at"] < ago(UNDOABLE):
            self.undoable = None
        self.updated_at = at
        self.set_list_keys()

    def add(self, message: "Message") -> None:
        """Counts a message and shows it in lists, unless it is internal. An automatic reply counts as seen by the
        visitor, who has just written."""
        self.message_count += 1
        self.last_message_id = message.id
        if message.sender_type != "SYSTEM":
            self.closing_at = None
        self.last_activity_at = max(self.last_activity_at, message.created_at)
        if message.is_internal:
            self.internal_count += 1
        elif message.seen_at is None:
            self.last_message = last_message_of(message.values)
            if message.sender_type == "VISITOR":
                self.unread_count += 1
                self.first_unread_id = self.first_unread_id or message.id
                self.waiting_since = self.waiting_since or message.created_at
            else:
                self.visitor_unread_count += 1
                self.visitor_first_unread_id = self.visitor_first_unread_id or message.id
        self.touch(message.created_at)

    def answered_by(self, agent_id: str | None, at: str, can_answer: Callable[[str], bool]) -> None:
        """An agent replies. The first to reply claims the conversation; a later reply claims it only if its assignee is
        gone. The owner and admins, without an `agent_id`, claim none: the conversation stays unassigned, and waits
        again when the visitor writes."""
        self.check_no_spam()
        self.reopen(at)
        if self.agent_id not in (None, agent_id) and not can_answer(self.agent_id):
            self.release()
        if self.agent_id is None and agent_id is not None:
            self.assign_to(agent_id)
        self.status = "ACTIVE"
        self.first_response_at = self.first_response_at or at
        if self.waiting_since is not None:
            self.is_answered = True
        self.waiting_since = None

    def written_to(self, agent_is_online: Callable[[str], bool]) -> None:
        """A visitor writes, which wakes a snoozed conversation. A closed conversation waits again, and stays assigned
        only if its agent is online. An active one without an assignee waits, too, so that the team sees it."""
        self.wake(ago(1))  # its agent is told of messages that come after they have it
        if self.status == "CLOSED":
            self.reopen(timestamp())
            self.choose_shard()
            self.status = "WAITING"
            if self.agent_id is not None and not agent_is_online(self.agent_id):
                self.release()
        elif self.agent_id is None:
            self.status = "WAITING"

    @property
    def assignment(self) -> "Assignment":
        """The assignee and status before a change."""
        return Assignment(self.agent_id, self.status == "CLOSED")

    @property
    def closing_agent_id(self) -> str | None:
        """The assignee who gets the visitor's rating."""
        return counters.agent_at_closing(self.attribute_values)

    def check_assignable_by(self, caller: Caller, to: str) -> None:
        """Only the assignee may transfer a conversation, and only while it is open. A lead may do so for all
        conversations of their teams and for unassigned ones."""
        if self.agent_id != caller.id and not (caller.is_lead and are_of_teams(caller, self.agent_id, to)):
            raise Forbidden("Only the assigned agent can transfer this conversation", "NOT_ASSIGNEE")
        if self.status == "CLOSED":
            raise Refused("The conversation is closed", "CONVERSATION_CLOSED")

    def assign_to(self, agent_id: str) -> None:
        self.agent_id = agent_id
        self.agent = None  # whose card used to be stored, and is looked up
        self.held_since = timestamp()

    def release(self) -> None:
        self.agent_id = None
        self.agent = None
        self.held_since = None

    def wake(self, at: str) -> None:
        """Ends the snooze. The time to reply starts anew, as if the conversation had just been assigned."""
        if self.snoozed_until is not None:
            self.snoozed_until = None
            if self.agent_id is not None:
                self.held_since = max(self.held_since or "", at)

    def reopen(self, at: str) -> None:
        """Reopens a closed conversation; no effect on an open one."""
        if self.status == "CLOSED":
            self.reopen_count += 1
            self.closed_at = self.closed_by = self.closed_agent_id = None
            self.is_resolved = self.is_answered = False
            self.mood = self.chosen_topics = None
            self.opened_at = at

    def close(self, by: str, at: str) -> None:
        """Closes the conversation; one that is closed keeps its time and author of the closing."""
        if self.status != "CLOSED":
            self.status = "CLOSED"
            self.closed_at, self.closed_by, self.closed_agent_id = at, by, self.agent_id or UNASSIGNED
            self.waiting_since = self.snoozed_until = self.closing_at = None


def last_message_of(message: "MessageValues") -> "LastMessage":
    """A message, as shown in lists."""
    shown: LastMessage = {
        "id": message["id"],
        "content": message["content"][:PREVIEW],
        "sender_type": message["sender_type"],
        "sender_id": message.get("sender_id"),
        "message_type": message["message_type"],
        "created_at": message["created_at"],
    }
    if deleted_at := message.get("deleted_at"):
        shown["deleted_at"] = deleted_at
    return shown


def check_assignable(write: TransactWrite, was: Assignment, now: Conversation) -> None:
    """Adds to the transaction the condition that a new assignee is active at the commit, also for a closed or reopened
    conversation."""
    is_opened = was.is_closed and now.status != "CLOSED"
    if now.agent_id and (is_opened or was.agent_id != now.agent_id):
        user.check_active(now.tenant_id, now.agent_id, write)


# A quarter of each item that lists do not show: not fetched, hence not parsed. Some of it is used by other reads.
_UNLISTED = {"pk", "sk", "kind", "list_state", "list_owner_state", "active_shard"}
_UNLISTED |= {"last_message_id", "internal_count", "is_answered", "is_resolved", "visitor_unread_count", "opened_at"}
_UNLISTED |= {"closed_agent_id", "rated_before", "held_since", "first_unread_id", "visitor_first_unread_id"}
_UNLISTED |= {"spam_by", "mail_id", "routed", "chosen_topics", "undoable", "transcript_asked_at"}
LISTED = Shape(
    Conversation,
    sorted(Conversation.get_attributes().keys() - _UNLISTED),
    {
        "visitor": texts("id", "user_name", "user_email", "country", "avatar_url", "blocked_until", "seen_at"),
        "agent": texts("id", "name"),
        "last_message": texts("id", "content", "sender_type", "message_type", "created_at", "deleted_at"),
        "mood": texts("value", "since"),
        "resolution": texts("summary", "outcome", "sentiment", "model", "analyzed_at")
        | {"topics": "L", "confidence": FRACTION, "review": "M", "usage": "M", "is_unsure": "BOOL"},
        "rating": texts("comment", "created_at") | {"score": "N"},
        "targets": dict.fromkeys(("first", "resolution"), "M"),
    },
)


def held() -> Refused:
    """The error for a deletion of anything under legal hold."""
    return Refused("This conversation is on legal hold", "ON_HOLD")


def shard(partition: str, number: int) -> str:
    """One of the partitions of a list."""
    return f"{partition}#{number}" if number else partition


def shards(partition: str, least: int = 1) -> list[str]:
    """The partitions of a list: LIST_SHARDS, or `least` if that is more."""
    return [partition, *(f"{partition}#{number}" for number in range(1, max(least, LIST_SHARDS)))]


def partitions(tenant_id: str, name: str) -> list[str]:
    """The present partitions of the list of this name of the whole workspace."""
    least = counters.read_active_shards(tenant_id).number if name == "ACTIVE" else 1
    return shards(f"{tenant_id}#conversations#{name}", least)


def pk(tenant_id: str, conversation_id: str) -> str:
    """The partition of a conversation and everything that belongs to it."""
    if not is_id(conversation_id, "cnv"):
        raise NotFound("Conversation")
    return f"{tenant_id}#{conversation_id}"


def load(tenant_id: str, conversation_id: str, seen_by: Viewer | None = None) -> Conversation:
    """The conversation, for changing it. NotFound if the viewer may not see it."""
    return seen(Conversation.find(pk(tenant_id, conversation_id), SK), seen_by)


def seen(found: Item | None, seen_by: Viewer | None = None) -> Conversation:
    """A conversation as found, if there is one that the viewer may see."""
    if not isinstance(found, Conversation) or not may_see(seen_by, found.agent_id):
        raise NotFound("Conversation")
    return found


def read(tenant_id: str, conversation_id: str, seen_by: Viewer | None = None) -> "ConversationValues":
    """The conversation's values, at a third of the cost of `load`."""
    raw = items.raw_items([(pk(tenant_id, conversation_id), SK)])
    found = cast("ConversationValues", codec.plain(raw[0])) if raw else None
    if found is None or not may_see(seen_by, found.get("agent_id")):
        raise NotFound("Conversation")
    return found


def many(tenant_id: str, conversation_ids: Iterable[str]) -> "list[ConversationValues]":
    """Values of the conversations that exist, in the order of the IDs."""
    keys = [(pk(tenant_id, conversation_id), SK) for conversation_id in conversation_ids]
    found = {raw["pk"]["S"]: raw for raw in items.raw_items(keys)}
    return [cast("ConversationValues", codec.plain(found[key])) for key, _ in keys if key in found]


def agents_of(tenant_id: str, conversation_ids: Iterable[str]) -> dict[str, str | None]:
    """The agents of those conversations that exist, by the conversations' IDs; None for unassigned ones."""
    raw = items.raw_items([(pk(tenant_id, conversation_id), SK) for conversation_id in conversation_ids])
    found = cast("Iterable[ConversationValues]", map(codec.plain, raw))
    return {values["id"]: values.get("agent_id") for values in found}


def page(
    tenant_id: str,
    lists: Collection[str],
    agent_id: str | None,
    limit: int,
    offset: int = 0,
    cursor: str | None = None,
    owners: Sequence[str] | None = None,
) -> "tuple[list[ListedConversation], str | None]":
    """Values of conversations by latest activity, and the next page's cursor: one Query for each of `lists` (of LISTS),
    all at the same time. `agent_id` may be `unassigned`. An offset reads what it skips, a cursor does not. Without
    `agent_id`, `owners` limits them to several agents: one Query per owner and list."""
    read = partial(_page, tenant_id, lists, agent_id, limit, offset, cursor, owners)
    known = counters.active_shards(tenant_id).number
    if agent_id is not None or owners is not None or "ACTIVE" not in lists:
        return read(known)
    found, shards = together(partial(read, known), lambda: counters.read_active_shards(tenant_id))
    return found if shards.number <= known else read(shards.number)


def _page(
    tenant_id: str,
    lists: Iterable[str],
    agent_id: str | None,
    limit: int,
    offset: int,
    cursor: str | None,
    owners: Sequence[str] | None,
    active_shards: int,
) -> "tuple[list[ListedConversation], str | None]":
    before = pages.decode_cursor(cursor) if cursor else None
    of = [agent_id] if agent_id else owners
    found_in = _in_lists(
        tenant_id, lists, of, active_shards, limit=offset + limit + 1, newest_first=True, before=before
    )
    newest = found_in[0] if len(found_in) == 1 else pages.in_order(chain(*found_in))
    found = cast("list[ListedConversation]", newest[offset : offset + limit + 1])
    following = pages.encode_cursor(found[limit - 1]["listed"]) if len(found) > limit else None
    return found[:limit], following


def quietest(
    tenant_id: str, lists: Iterable[str], limit: int, owners: Sequence[str] | None, active_shards: int
) -> "list[ListedConversation]":
    """From each list, or each shard of it, up to `limit` conversations with the oldest activity."""
    found = chain(*_in_lists(tenant_id, lists, owners, active_shards, limit=limit, newest_first=False))
    return cast("list[ListedConversation]", list(found))


def _in_lists(
    tenant_id: str, lists: Iterable[str], owners: Sequence[str] | None, active_shards: int, **asked: Any
) -> list[list[AttributeMap]]:
    """Conversations in each of the lists' partitions, as lists show them: the whole workspace's, or those of
    `owners`."""
    everything = f"{tenant_id}#conversations"
    of_owners = [everything] if owners is None else [f"{everything}#{owner}" for owner in owners]
    index = "by_state" if owners is None else "by_owner_and_state"
    one_list = partial(items.query, index=index, fields=LISTED.fields, read=LISTED.read, **asked)
    least = active_shards if owners is None else 1
    wanted = [
        partition
        for one in of_owners
        for name in dict.fromkeys(lists)
        for partition in shards(f"{one}#{name}", least if name == "ACTIVE" else 1)
    ]
    return [
        found
        for some in batched(wanted, LISTS_AT_ONCE, strict=False)
        for found in together(*(partial(one_list, partition) for partition in some))
    ]


def list_page(
    tenant_id: str,
    lists: Sequence[str],
    *,
    agent_id: str | None = None,
    owners: Sequence[str] | None = None,
    search: tuple[Scope, str],
    having: "Having | None" = None,
    only: Collection[str] | None = None,
    counted: Callable[[], int],
    limit: int,
    offset: int,
    cursor: str | None,
) -> ConversationsPage:
    """A page of the list under its filters. `having` are further filters; `owners` are the agents whose conversations
    may be shown (`sight.owners`); `only` are the IDs to choose from, if not all. With `only`, or a filter by text,
    labels, mood or target, the results themselves are counted; otherwise `counted` returns the total, which it may have
    to read. All reads go out at the same time, unless the page may begin past the list's end. The counters also say how
    many shards the list of active conversations has."""
    if agent_id and owners is not None and agent_id not in owners:
        return ConversationsPage([], None, 0)  # as of an agent who has none
    (scope, text), (labels, mood, target) = search, having or Having()
    is_searched = bool(text.strip() or labels or mood)
    if is_searched or only is not None:
        tags = [*labels, *([[MOOD + mood]] if mood else [])]
        matches, present = together(
            lambda: find(tenant_id, scope, text, tags) if is_searched else _read_matches(tenant_id, only or ()),
            lambda: presences.everybody(tenant_id, PRESENT_READ),
        )
        chosen = (match for match in matches.values() if only is None or match.values["id"] in only)
        matching = _matching(chosen, lists, [agent_id] if agent_id else owners, mood, target)
        found, following = pages.slice_found(matching, limit, offset, cursor)
        if text.strip():
            found = explain(tenant_id, scope, text, found, matches)
        shown = cast("list[ListedConversation]", found)
        _add_presence(tenant_id, shown, present)
        return ConversationsPage(shown, following, len(matching))
    if offset > pages.DEEPEST and not target and pages.is_past(counted(), offset=offset):
        return ConversationsPage([], None, counted())
    of_page = (MOST_WITH_TARGETS, 0, None) if target else (limit, offset, cursor)
    read = partial(_page, tenant_id, lists, agent_id, *of_page, owners)
    known = counters.active_shards(tenant_id).number
    (shown, following), present, total = together(
        partial(read, known), lambda: presences.everybody(tenant_id, PRESENT_READ), counted
    )
    if (number := counters.active_shards(tenant_id).number) > known:
        shown, following = read(number)
    if target:
        standing = [values for values in shown if target in target_states(values)]
        shown, following = pages.slice_found(standing, limit, offset, cursor)
        total = len(standing)
    else:
        total = pages.length(total, offset, len(shown), following)
    _add_presence(tenant_id, shown, present)
    return ConversationsPage(shown, following, total)


def target_states(values: Mapping[str, Any]) -> set[str]:
    """The distinct states of a conversation's targets."""
    from connextlive.core.target_states import state_of  # few lists are filtered by it

    kept = values.get("targets")
    return {state_of(one) for one in (kept.get("first"), kept.get("resolution")) if one} if kept else set()


def _read_matches(tenant_id: str, conversation_ids: Iterable[str]) -> dict[str, Match]:
    """Conversations that are given by ID, so no search is needed."""
    raw = items.raw_items([(pk(tenant_id, conversation_id), SK) for conversation_id in conversation_ids])
    return {values["id"]: Match([], values) for values in map(codec.plain, raw)}


def _add_presence(tenant_id: str, shown: list["ListedConversation"], read: list[Presence]) -> None:
    """Adds to a page's values when each visitor who is online was last seen. If more visitors are online than were
    read, those of the page are read."""
    if len(read) < PRESENT_READ:
        present = {one.visitor_id: one for one in read}
    else:
        present = presences.of(tenant_id, [values["visitor_id"] for values in shown])
    for values in shown:
        if (presence := present.get(values["visitor_id"])) and presence.is_current:
            values["visitor"] = {**values["visitor"], "seen_at": presence.seen_at}


def _matching(
    matches: Iterable[Match],
    lists: Iterable[str],
    owners: Sequence[str] | None,
    mood: "Sentiment | None",
    target: str | None,
) -> list[Values]:
    """Values of the matches that pass the list's filters, by latest activity."""
    wanted = set(lists)
    return pages.in_order(
        match.values
        for match in matches
        if list_of(match.values["status"], match.values.get("snoozed_until"), match.values.get("spam_since")) in wanted
        and (owners is None or (match.values.get("agent_id") or UNASSIGNED) in owners)
        and (mood is None or (match.values.get("mood") or {}).get("value") == mood)
        and (target is None or target in target_states(match.values))
    )


def begin(tenant_id: str, visitor: "VisitorCard", site_id: str, at: str) -> Conversation:
    """A new, waiting conversation, not yet saved."""
    conversation_id = new_id("cnv")
    conversation = Conversation(
        f"{tenant_id}#{conversation_id}",
        SK,
        id=conversation_id,
        status="WAITING",
        site_id=site_id,
        visitor_id=visitor["id"],
        visitor={**visitor},
        last_activity_at=at,
        opened_at=at,
        created_at=at,
        updated_at=at,
    )
    conversation.choose_shard()
    conversation.set_list_keys()
    return conversation


@optimistic
def set_status(tenant_id: str, conversation_id: str, status: Status, by: str) -> Conversation:
    """Sets only the status, without system message or analysis."""
    conversation = load(tenant_id, conversation_id)
    conversation.check_no_spam()
    if conversation.status != status:
        at, was = timestamp(), conversation.assignment
        if status == "CLOSED":
            conversation.close(by, at)
        else:
            conversation.reopen(at)
            conversation.wake(at)
            conversation.status = status
            if was.is_closed and conversation.agent_id and not user.is_assignable(tenant_id, conversation.agent_id):
                conversation.release()
        conversation.touch(at)
        with orm.transaction() as write:
            write.save(conversation)
            check_assignable(write, was, conversation)
    return conversation


@optimistic
def assign(
    tenant_id: str, conversation_id: str, agent_id: str, by: Caller | None = None, actor_id: str | None = None
) -> Conversation:
    """Assigns the conversation to an agent, who must still be active at the commit. If `by` is an agent, the
    conversation must be open and theirs. A lead may also assign colleagues' and unassigned conversations, to a
    colleague or themselves. The actor can undo it."""
    conversation = load(tenant_id, conversation_id, by)
    conversation.check_no_spam()
    if by is not None:
        conversation.check_assignable_by(by, agent_id)
    return _give(conversation, agent_id, actor_id)


@optimistic
def claim(caller: Caller, conversation_id: str) -> Conversation:
    """Assigns an open, unassigned conversation to the calling agent, who can undo it. Their own conversation is
    unchanged."""
    conversation = load(caller.tenant_id, conversation_id, caller)
    conversation.check_no_spam()
    if conversation.status == "CLOSED":
        raise Refused("The conversation is closed", "CONVERSATION_CLOSED")
    if conversation.agent_id not in (None, caller.id):
        raise Refused("Somebody else has this conversation", "ALREADY_ASSIGNED")
    return _give(conversation, caller.id, caller.id)


def _give(conversation: Conversation, agent_id: str, actor_id: str | None) -> Conversation:
    """Assigns a conversation that was just read."""
    agent = user.load_assignable(conversation.tenant_id, agent_id)
    if conversation.agent_id != agent.id:
        was, at = conversation.assignment, timestamp()
        if actor_id is not None:
            conversation.remember("ASSIGN", actor_id, at)
        conversation.assign_to(agent.id)
        if conversation.status == "WAITING":
            conversation.status = "ACTIVE"
        conversation.touch(at)
        with orm.transaction() as write:
            write.save(conversation)
            check_assignable(write, was, conversation)
    return conversation


def release_if_gone(tenant_id: str, conversation_id: str, agent_id: str) -> None:
    """Releases the conversation if its agent was deactivated, removed or made an admin during the assignment: the index
    that finds an agent's conversations lags behind writes."""
    if not user.is_assignable(tenant_id, agent_id):
        with suppress(NotFound):
            release(tenant_id, conversation_id, agent_id)


@optimistic
def release(tenant_id: str, conversation_id: str, agent_id: str) -> None:
    """Releases an open conversation from an agent who can no longer answer it."""
    conversation = load(tenant_id, conversation_id)
    if conversation.agent_id == agent_id and conversation.status != "CLOSED":
        conversation.release()
        conversation.status, conversation.snoozed_until = "WAITING", None
        conversation.touch(timestamp())
        conversation.save()


def release_all(tenant_id: str, agent_id: str) -> None:
    """Releases all open conversations of an agent, a hundred per round."""
    for status in ("ACTIVE", "WAITING", SNOOZED):
        cursor = None
        while True:
            found, cursor = page(tenant_id, [status], agent_id, 100, cursor=cursor)
            for values in found:
                with suppress(NotFound):  # deleted since the index was read
                    release(tenant_id, values["id"], agent_id)
            if cursor is None:
                break


@optimistic
def set_labels(
    tenant_id: str, conversation_id: str, labels: Iterable[str], *, texts: bool, seen_by: Viewer | None = None
) -> list[str]:
    """Replaces the conversation's labels, given by ID or name (with `texts`, also any other text), and returns their
    names. Equal labels change nothing."""
    found, labels_item = items.find_all([(pk(tenant_id, conversation_id), SK), label.key(tenant_id)])
    conversation = seen(found, seen_by)
    known: label.Known = labels_item.known if isinstance(labels_item, label.Labels) else {}
    _label(conversation, label.chosen(known, labels, conversation.tags, texts=texts))
    return label.shown(known, conversation.tags)


@optimistic
def change_labels(
    tenant_id: str,
    conversation_id: str,
    add: Sequence[str],
    remove: Sequence[str],
    known: label.Known,
    *,
    texts: bool,
    seen_by: Viewer | None = None,
) -> None:
    """Adds and removes labels that are `known` in the workspace. Others stay, so several people can do so at once."""
    conversation = load(tenant_id, conversation_id, seen_by)
    gone = {*remove, *chain.from_iterable(label.alternatives(known, remove))}
    kept = [tag for tag in conversation.tags if tag not in gone and (tag in known or not label.is_label(tag))]
    tags = label.chosen(known, [*kept, *add], conversation.tags, texts=texts)
    if len(tags) > MOST_LABELS:
        raise Invalid(labels=Sentence("Must have at most {max_length} entries", max_length=MOST_LABELS))
    _label(conversation, tags)


def _label(conversation: Conversation, tags: list[str]) -> None:
    if conversation.tags != tags:
        conversation.tags = tags
        conversation.touch(timestamp())
        conversation.save()


@optimistic
def rate(
    tenant_id: str, conversation_id: str, score: int, comment: str | None, closing: str | None = None
) -> Conversation:
    """The visitor's rating of a closed conversation: one per closing, credited to its assignee. With `closing`, only if
    that is the latest closing."""
    conversation = load(tenant_id, conversation_id)
    if conversation.status != "CLOSED" or closing not in (None, conversation.closed_at):
        raise Refused("Only a closed conversation can be rated", "CONVERSATION_NOT_CLOSED")
    if conversation.is_rated:
        raise Refused("This conversation has been rated already", "ALREADY_RATED")
    at = timestamp()
    conversation.rated_before = counters.ratings(conversation.rated_before, conversation.rating)
    conversation.rating = {
        "score": score,
        "comment": comment,
        "agent_id": conversation.closing_agent_id,
        "closed_at": conversation.closed_at,
        "created_at": at,
    }
    conversation.touch(at)
    conversation.save()
    return conversation


@optimistic
def comment(tenant_id: str, conversation_id: str, text: str) -> Conversation:
    """Adds the visitor's comment to the rating of the latest closing."""
    conversation = load(tenant_id, conversation_id)
    rating = conversation.rating
    if conversation.status != "CLOSED" or rating is None or rating["closed_at"] != conversation.closed_at:
        raise Refused("There is no rating to comment on", "NOT_RATED")
    if rating.get("comment") is not None:
        raise Refused("This rating has a comment already", "ALREADY_COMMENTED")
    conversation.rating = {**rating, "comment": text}
    conversation.touch(timestamp())
    conversation.save()
    return conversation


@optimistic
def hold(tenant_id: str, conversation_id: str, on_hold: bool) -> Conversation:
    """Begins or ends the legal hold of the conversation. While it lasts, neither the conversation nor its visitor is
    deleted. Repeating it changes nothing."""
    from connextlive.audit import log  # few requests are audited
    from connextlive.identity import holds

    conversation = load(tenant_id, conversation_id)
    if bool(conversation.on_hold) == on_hold:
        return conversation
    conversation.on_hold = on_hold or None
    conversation.touch(timestamp())
    put = {"Put": conversation.get_save_kwargs_from_instance()}
    noted = holds.action(tenant_id, conversation_id, on_hold)
    writes.transact([put, noted, *log.of_transaction(tenant_id, conversation_id)])
    conversation.version += 1  # as it was written
    return conversation


@optimistic
def delete(tenant_id: str, conversation_id: str) -> Conversation:
    """Removes the conversation from lists, counters and search in one transaction; its messages and files are deleted
    by event."""
    from connextlive.audit import log  # few requests are audited

    conversation = load(tenant_id, conversation_id)
    if conversation.on_hold:
        raise held()
    check = visitor_presence.check_deletable(tenant_id, conversation.visitor_id)
    entry = log.of_transaction(tenant_id, conversation_id)
    uncounted = [*counters.uncount(conversation.pk), *loads.forget(conversation)]
    writes.transact([writes.delete_action(conversation), check, *uncounted, *entry])
    return conversation
