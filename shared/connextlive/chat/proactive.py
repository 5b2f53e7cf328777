"""Proactive messages: shown to visitors before they write (`settings.proactive`).

The browser decides when a message's page and time match, and requests to show it. Each visitor is shown a message once,
across devices and tabs. Showing it creates no conversation. The text is stored with the visitor, and becomes the
conversation's first message when they answer; later changes of the settings do not affect it.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NotRequired, TypedDict
from zlib import crc32

from connextlive.chat import visitor as visitors
from connextlive.chat import visitor_presence
from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound
from connextlive.core.ids import timestamp
from connextlive.identity import workspace as workspaces
from connextlive.table import codec, items, writes
from connextlive.table.orm import Document, Item, VersionAttribute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connextlive.identity.schemas.proactive import ProactiveMessage
    from connextlive.table.codec import Action, AttributeMap

SK = "shown-messages"
SHARDS = 8  # items of a message's counts, so that a busy page's visitors do not wait for each other
TEXTS = 3  # texts that are kept until they are answered: of the messages shown last

type Count = Literal["shown", "answered"]
type Reason = Literal["SHOWN_BEFORE", "IN_CONVERSATION", "TOO_FEW_VISITS", "CLOSED", "NOBODY_AVAILABLE"]


class Shown(TypedDict):
    """A message that a visitor was shown: when, in which tab, and its text until they have answered, or when they
    did."""

    at: str
    display_id: str
    text: NotRequired[str]
    sender_name: NotRequired[str]
    answered_at: NotRequired[str]


class ShownMessages(Item, discriminator="shown_messages"):
    """The messages that a visitor was shown, by their IDs."""

    messages: "Document[dict[str, Shown]]" = Document()
    version = VersionAttribute()
    counted: "Action | None" = None  # not stored: what is counted with the change

    def beside(self) -> "list[Action]":
        return [self.counted] if self.counted else []


class Display(NamedTuple):
    """The message to show a visitor, or the reason not to."""

    text: str = ""
    sender_name: str | None = None
    reason: Reason | None = None


class Counts(NamedTuple):
    """The number of visitors who were shown a message, and of those who have answered it."""

    id: str
    shown: int
    answered: int


def key(tenant_id: str, visitor_id: str) -> tuple[str, str]:
    return visitor_presence.pk(tenant_id, visitor_id), SK


def _counts_pk(tenant_id: str) -> str:
    return f"{tenant_id}#proactive"


@writes.optimistic
def show(caller: Caller, message_id: str, display_id: str, language: str) -> Display:
    """Stores that the visitor is shown a message now, and returns it, or the reason not to show it. A repeated request
    of the same display, after a lost response, gets the message again."""
    tenant_id = caller.tenant_id
    keys = [workspaces.key(tenant_id), (visitors.pk(tenant_id, caller.id), visitors.SK), key(tenant_id, caller.id)]
    found = {raw["sk"]["S"]: raw for raw in items.raw_items(keys)}
    person = visitors.of_raw(found.get(visitors.SK))
    visitor_presence.check_until(person.blocked_until)
    workspace = codec.plain(found[workspaces.SK]) if workspaces.SK in found else {}
    known = _known(tenant_id, caller.id, found.get(SK))
    if before := known.messages.get(message_id):
        return _again(before, display_id)
    message = _defined(workspace.get("settings") or {}, message_id, person.site_id)
    if reason := _reason(message, person, workspace):
        return Display(reason=reason)
    shown: Shown = {"at": timestamp(), "display_id": display_id}
    shown["text"] = _text(message.text, language, workspace["language"])
    if message.sender_name:
        shown["sender_name"] = message.sender_name
    known.messages = _with_few_texts({**known.messages, message_id: shown})
    known.counted = _count(tenant_id, message_id, caller.id, "shown")
    known.save()
    return Display(shown["text"], message.sender_name)


def answer(tenant_id: str, visitor_id: str, message_id: str) -> "tuple[Shown, ShownMessages] | None":
    """The message that the visitor was shown and answers now, with the write to add to the transaction. None if they
    were not shown it, or have already answered it."""
    known = _known(tenant_id, visitor_id, next(iter(items.raw_items([key(tenant_id, visitor_id)])), None))
    shown = known.messages.get(message_id)
    if not shown or "text" not in shown:
        return None
    kept: Shown = {"at": shown["at"], "display_id": shown["display_id"], "answered_at": timestamp()}
    known.messages = {**known.messages, message_id: kept}
    known.counted = _count(tenant_id, message_id, visitor_id, "answered")
    return shown, known


def counts(tenant_id: str) -> list[Counts]:
    """The counts of every message that was ever shown."""
    sums: dict[str, dict[str, int]] = {}
    for raw in items.query(_counts_pk(tenant_id), limit=items.ALL):
        values = codec.plain(raw)
        of = sums.setdefault(values["sk"].partition("#")[0], {"shown": 0, "answered": 0})
        for name in of:
            of[name] += int(values.get(name, 0))
    return [Counts(message_id, **of) for message_id, of in sums.items()]


def _known(tenant_id: str, visitor_id: str, raw: "AttributeMap | None") -> ShownMessages:
    if raw is None:
        return ShownMessages(*key(tenant_id, visitor_id), messages={})
    return ShownMessages.from_raw_data(raw)


def _again(shown: Shown, display_id: str) -> Display:
    if shown["display_id"] != display_id or "text" not in shown:
        return Display(reason="SHOWN_BEFORE")
    return Display(shown["text"], shown.get("sender_name"))


def _defined(settings: "Mapping[str, Any]", message_id: str, site_id: str) -> "ProactiveMessage":
    from connextlive.identity.schemas.settings import Settings  # who answers one does not need them

    proactive = Settings.of(settings).proactive
    for message in proactive.on(site_id) if proactive else ():
        if message.id == message_id:
            return message
    raise NotFound("Proactive message")


def _reason(message: "ProactiveMessage", person: visitors.Visitor, workspace: "Mapping[str, Any]") -> Reason | None:
    if any(conversation.status != "CLOSED" for conversation in visitors.conversations_of(person)):
        return "IN_CONVERSATION"
    if person.visit_count < (message.min_visits or 1):
        return "TOO_FEW_VISITS"
    if message.when == "open" and not _is_open(workspace, person.site_id):
        return "CLOSED"
    if message.when == "available" and not _is_somebody_available(person.tenant_id):
        return "NOBODY_AVAILABLE"
    return None


def _is_open(workspace: "Mapping[str, Any]", site_id: str) -> bool:
    from connextlive.identity import hours

    found = hours.of(workspace["settings"], workspace["timezone"], site_id=site_id)
    return found is None or found.is_open(datetime.fromisoformat(timestamp()))


def _is_somebody_available(tenant_id: str) -> bool:
    from connextlive.identity import availability, user

    team = user.all_of(tenant_id, availability.FIELDS)
    return any(availability.availability_of(one) == "AVAILABLE" for one in team)


def _text(text: object, *languages: str) -> str:
    """The text in the first of these languages that has one, or in any."""
    if not isinstance(text, dict):
        return str(text)
    said: dict[str, str] = {language: one for language, one in text.items() if one and one.strip()}
    return next((said[language] for language in languages if language in said), next(iter(said.values())))


def _with_few_texts(messages: dict[str, Shown]) -> dict[str, Shown]:
    latest = sorted(messages, key=lambda one: messages[one]["at"])[-TEXTS:]
    return {one: shown if one in latest else _without_text(shown) for one, shown in messages.items()}


def _without_text(shown: Shown) -> Shown:
    kept: Shown = {"at": shown["at"], "display_id": shown["display_id"]}
    if "answered_at" in shown:
        kept["answered_at"] = shown["answered_at"]
    return kept


def _count(tenant_id: str, message_id: str, visitor_id: str, count: Count) -> "Action":
    """The part of a transaction that adds one to a counter."""
    shard = crc32(visitor_id.encode()) % SHARDS
    return {
        "Update": {
            "Key": {"pk": {"S": _counts_pk(tenant_id)}, "sk": {"S": f"{message_id}#{shard}"}},
            "UpdateExpression": "ADD #count :one SET kind = :kind",
            "ExpressionAttributeNames": {"#count": count},
            "ExpressionAttributeValues": {":one": {"N": "1"}, ":kind": {"S": "proactive_counts"}},
        }
    }
