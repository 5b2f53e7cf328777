"""A conversation with its context, in two calls: itself, then its visitor, agent and workspace at once."""

from typing import TYPE_CHECKING, cast

from connextlive.chat import conversation as conversations
from connextlive.chat import visitor
from connextlive.core.caller import Caller
from connextlive.identity import label, presences, user
from connextlive.identity import workspace as workspaces
from connextlive.table import codec, items
from connextlive.table.codec import Values

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, FormerValues, UserValues


def of_conversation(caller: Caller, conversation_id: str) -> tuple["ConversationValues", Values, Values]:
    """Values of the conversation with its agent's current card, of its visitor, and of the workspace."""
    tenant_id = caller.tenant_id
    conversation = conversations.read(tenant_id, conversation_id, caller)
    keys = {
        "visitor": (visitor.pk(tenant_id, conversation["visitor_id"]), visitor.SK),
        "presence": presences.key(tenant_id, conversation["visitor_id"]),
        "workspace": workspaces.key(tenant_id),
    }
    if agent_id := conversation.get("agent_id"):
        keys["agent"] = user.key(tenant_id, agent_id)
        keys["former"] = user.former_key(tenant_id, agent_id)
    if any(map(label.is_label, conversation["tags"])):
        keys["labels"] = label.key(tenant_id)
    found = {(raw["pk"]["S"], raw["sk"]["S"]): codec.plain(raw) for raw in items.raw_items(keys.values())}
    around = {name: found.get(key) for name, key in keys.items()}
    if around["visitor"] and around["presence"]:
        around["visitor"] = presences.of_values(around["presence"]).over(around["visitor"])
    workspace = around["workspace"] or workspaces.load(tenant_id).attribute_values
    if agent := around.get("agent"):
        conversation["agent"] = {**user.card_of(cast("UserValues", agent))}
    elif former := around.get("former"):
        conversation["agent"] = {**user.former_card(cast("FormerValues", former))}
    if labels := around.get("labels"):
        cast("Values", conversation)["labels"] = label.cards(labels["by_id"])
    return conversation, around["visitor"] or visitor.remains(conversation), workspace
