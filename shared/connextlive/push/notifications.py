"""Push notifications to agents: a conversation is theirs now, a visitor wrote in it while nobody was looking, or a note
mentions them. And to leads: a visitor whose conversation they see is displeased."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from aws_lambda_powertools import Logger

from connextlive.chat import conversation as conversations
from connextlive.chat.sight import may_see, reading_once
from connextlive.core import public_http
from connextlive.core.budgets import Paused
from connextlive.core.caller import Caller
from connextlive.core.environment import environment
from connextlive.core.errors import NotFound
from connextlive.core.i18n import translator
from connextlive.events.types import AgentMentioned, ConversationAssigned, ConversationMoodChanged, MessageCreated
from connextlive.identity import budget, user, user_presence
from connextlive.identity import workspace as workspaces
from connextlive.push import subscription as push_subscription
from connextlive.table import codec, items
from connextlive.table.codec import Values

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, MessageValues, PushSubscriptionValues, UserValues


type Pushed = AgentMentioned | ConversationAssigned | ConversationMoodChanged | MessageCreated

PREVIEW = 140  # characters
GONE = (404, 410)
logger = Logger(service=__name__)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why an agent is notified; `preference` is the switch in `preferences.push` that turns it off."""

    agent_id: str
    preference: Literal["assigned", "messages", "mentions", "mood"]
    is_transfer: bool = False
    note_id: str = ""


def occasions(event: Pushed, conversation: "ConversationValues") -> list[Occasion]:
    """Whom an event concerns, and why."""
    if not isinstance(event, ConversationMoodChanged):
        only = occasion(event, conversation)
        return [only] if only else []
    mood = conversation.get("mood")
    if event.mood != "NEGATIVE" or mood is None or mood["value"] != "NEGATIVE":
        return []  # it has turned back
    if conversation["status"] == "CLOSED" or conversation.get("spam_since"):
        return []
    return [Occasion(lead_id, "mood") for lead_id in _leads(event.tenant_id, conversation.get("agent_id"))]


def _leads(tenant_id: str, agent_id: str | None) -> Iterator[str]:
    """The leads who see conversations of this agent, but for the agent."""
    read_teams = reading_once()
    for values in user.all_of(tenant_id):
        if user.position_of(values) == "LEAD" and values["status"] == "ACTIVE" and values["id"] != agent_id:
            viewer = user_presence.placed(Caller(tenant_id, values["id"], "AGENT", values["name"]), values)
            if may_see(viewer, agent_id, read_teams):
                yield values["id"]


def occasion(
    event: AgentMentioned | ConversationAssigned | MessageCreated, conversation: "ConversationValues"
) -> Occasion | None:
    """Whom an event concerns that they cannot know of yet, if anybody, as the conversation stands now."""
    agent_id = conversation.get("agent_id")
    if conversation.get("spam_since"):
        return None
    if isinstance(event, AgentMentioned):
        if (conversation.get("mentioned") or {}).get(event.agent_id) != event.message_id:
            return None  # seen, deleted, or followed by another, which is pushed instead
        return Occasion(event.agent_id, "mentions", note_id=event.message_id)
    if agent_id is None:
        return None
    if isinstance(event, ConversationAssigned):
        if event.claimed or event.agent_id != agent_id:
            return None  # they took it themselves, or it went on to somebody else
        return Occasion(agent_id, "assigned", is_transfer=event.previous_agent_id is not None)
    last = conversation.get("last_message")
    if last is None or last["id"] != event.message_id or not conversation.get("first_unread_id"):
        return None  # answered, seen, or followed by a message that is pushed instead
    if last["created_at"] <= (conversation.get("held_since") or ""):
        return None  # messages from before the assignment are announced with it
    return Occasion(agent_id, "messages")


def push(event: Pushed) -> None:
    """Tells those whom an event concerns, each once, on every browser that they subscribed on."""
    tenant_id = event.tenant_id
    try:
        conversation = conversations.read(tenant_id, event.conversation_id)
    except NotFound:
        return
    for why in occasions(event, conversation):
        _push(event, why, conversation)


def _push(event: Pushed, why: Occasion, conversation: "ConversationValues") -> None:
    tenant_id = event.tenant_id
    subscriptions = push_subscription.all_of(tenant_id, why.agent_id)
    if not subscriptions:
        return
    agent, workspace = _agent_and_workspace(tenant_id, why.agent_id)
    if agent is None or not _wants(agent, why.preference):
        return
    note = _note(conversation, agent, why) if why.note_id else None
    if why.note_id and note is None:
        return
    if not push_subscription.note_push(tenant_id, why.agent_id, event.event_id):
        return
    try:
        budget.spend(tenant_id, "PUSHES", workspace.get("timezone", "UTC"), workspace.get("settings", {}))
        shown = message(why, conversation, workspace.get("language", "en"), note)
        _send_all(tenant_id, subscriptions, shown, conversation["id"])
    except Paused:
        logger.info("Push paused", tenant_id=tenant_id)
    except Exception:
        push_subscription.forget_push(tenant_id, why.agent_id, event.event_id)
        raise


def _agent_and_workspace(tenant_id: str, agent_id: str) -> tuple[Values | None, Values]:
    """The values of the agent, if they are still active, and of the workspace."""
    keys = [user.key(tenant_id, agent_id), workspaces.key(tenant_id)]
    found = {values["kind"]: values for values in map(codec.plain, items.raw_items(keys))}
    agent = found.get("user")
    return (agent if agent and agent["status"] == "ACTIVE" else None), found.get("workspace", {})


def _wants(agent: Values, preference: str) -> bool:
    """Whether the agent has this notification on: `preferences.push` may be false, or an object of switches."""
    switches = agent["preferences"].get("push", {})
    return switches is not False and not (isinstance(switches, dict) and switches.get(preference) is False)


def _note(conversation: "ConversationValues", agent: Values, why: Occasion) -> "MessageValues | None":
    """The note that mentions an agent, unless they may no longer see it."""
    from connextlive.chat import mention, message  # most notifications are of no note

    tenant_id = conversation["pk"].partition("#")[0]
    if not mention.sees(tenant_id, cast("UserValues", agent), conversation.get("agent_id")):
        return None
    return message.read(tenant_id, conversation["id"], why.note_id)


def message(
    why: Occasion, conversation: "ConversationValues", language: str, note: "MessageValues | None" = None
) -> dict[str, str]:
    """The notification for the service worker."""
    _ = translator(language)
    visitor, last = conversation["visitor"], conversation.get("last_message")
    title = visitor.get("user_name") or visitor.get("user_email") or _("Visitor")
    if why.is_transfer:
        title = _("Transferred to you: {visitor}", visitor=title)
    elif why.preference == "assigned":
        title = _("Assigned to you: {visitor}", visitor=title)
    elif why.preference == "mood":
        title = _("Displeased: {visitor}", visitor=title)
    elif note is not None:
        title = _("{name} mentioned you: {visitor}", name=note.get("sender_name") or "", visitor=title)
    text = note["content"] if note is not None else last["content"] if last else ""
    return {
        "type": why.preference,
        "title": title,
        "body": " ".join(text.split())[:PREVIEW],
        "conversationId": conversation["id"],
        "url": f"{environment.app_url}/console/inbox/{conversation['id']}",
    }


def _send_all(
    tenant_id: str, subscriptions: list["PushSubscriptionValues"], shown: Mapping[str, str], topic: str
) -> None:
    """In parallel, so that a slow push service does not delay other browsers."""
    body = json.dumps(shown, ensure_ascii=False).encode()
    with ThreadPoolExecutor(len(subscriptions)) as threads:
        expired = threads.map(partial(_is_expired, body=body, topic=topic.removeprefix("cnv_")), subscriptions)
    for subscription, is_expired in zip(subscriptions, expired, strict=True):
        if is_expired:
            with suppress(NotFound):
                push_subscription.remove(tenant_id, subscription["agent_id"], subscription["id"])


def _is_expired(subscription: "PushSubscriptionValues", body: bytes, topic: str) -> bool:
    """Sends one notification and returns whether the subscription has expired. If the push service fails, the
    notification is dropped: a minute later it would be useless, and the inbox shows the same."""
    from connextlive.push import web_push  # imported here because most events are for nobody with a subscription

    try:
        answer = web_push.send(subscription, body, topic)
    except ValueError:
        return True  # keys that no browser created
    except public_http.Unreachable as failure:
        logger.warning("Push not sent", subscription_id=subscription["id"], reason=str(failure))
        return False
    if not answer.is_success:
        logger.warning("Push rejected", subscription_id=subscription["id"], status=answer.status)
    return answer.status in GONE
