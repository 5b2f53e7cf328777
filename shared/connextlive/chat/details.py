"""A conversation with its context, in two calls: first the conversation, then its visitor, agent and workspace. If the
visitor has several conversations, a third call reads the others."""

from typing import TYPE_CHECKING, NamedTuple, cast

from connextlive.chat import conversation as conversations
from connextlive.chat import visitor as visitors
from connextlive.chat.sight import may_see, reading_once
from connextlive.chat.summary import SK as SUMMARY
from connextlive.core.caller import Caller
from connextlive.identity import assistance, label, presences, user
from connextlive.identity import workspace as workspaces
from connextlive.table import codec, items

if TYPE_CHECKING:
    from connextlive.generated.values import (
        ConversationValues,
        FormerValues,
        SummaryValues,
        UserValues,
        VisitorValues,
        WorkspaceValues,
    )


class Details(NamedTuple):
    """Values of a conversation with its agent's current card, its visitor, its workspace and its summary; whether a
    newer summary could be made; and, if the visitor has several conversations, the values of those that the caller
    sees, newest first."""

    conversation: "ConversationValues"
    visitor: "VisitorValues"
    workspace: "WorkspaceValues"
    summary: "SummaryValues | None"
    offers_summaries: bool
    of_visitor: "list[ConversationValues]"


MOST_SHOWN = 50  # conversations of a visitor's


def of_conversation(caller: Caller, conversation_id: str) -> Details:
    """The conversation. NotFound if the caller may not see it."""
    tenant_id = caller.tenant_id
    conversation = conversations.read(tenant_id, conversation_id, caller)
    keys = {
        "visitor": (visitors.pk(tenant_id, conversation["visitor_id"]), visitors.SK),
        "presence": presences.key(tenant_id, conversation["visitor_id"]),
        "workspace": workspaces.key(tenant_id),
        "summary": (conversation["pk"], SUMMARY),
    }
    if agent_id := conversation.get("agent_id"):
        keys["agent"] = user.key(tenant_id, agent_id)
        keys["former"] = user.former_key(tenant_id, agent_id)
    if any(map(label.is_label, conversation["tags"])):
        keys["labels"] = label.key(tenant_id)
    found = {(raw["pk"]["S"], raw["sk"]["S"]): codec.plain(raw) for raw in items.raw_items(keys.values())}
    around = {name: found.get(key) for name, key in keys.items()}
    visitor = cast("VisitorValues | None", around["visitor"]) or visitors.remains(conversation)
    if around["visitor"] and around["presence"]:
        visitor = presences.of_values(cast("presences.PresenceValues", around["presence"])).over(visitor)
    workspace = cast("WorkspaceValues | None", around["workspace"]) or workspaces.load(tenant_id).values
    if agent := around.get("agent"):
        conversation["agent"] = {**user.card_of(cast("UserValues", agent))}
    elif former := around.get("former"):
        conversation["agent"] = {**user.former_card(cast("FormerValues", former))}
    if labels := around.get("labels"):
        conversation["labels"] = label.cards(labels["by_id"])
    made = cast("SummaryValues | None", around["summary"])
    offers = assistance.is_on("summaries", workspace["plan"], workspace["settings"])
    return Details(conversation, visitor, workspace, made, offers, _of_visitor(caller, visitor))


def _of_visitor(caller: Caller, visitor: "VisitorValues") -> "list[ConversationValues]":
    if not visitor.get("earlier_ids"):
        return []
    read = reading_once()
    found = conversations.many(caller.tenant_id, visitors.conversation_ids(visitor)[:MOST_SHOWN])
    return [one for one in found if may_see(caller, one.get("agent_id"), read)]
