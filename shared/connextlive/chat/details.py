"""A conversation with its context, in two calls: itself, then its visitor, agent and workspace at once."""

from connextlive.chat import conversation, visitor
from connextlive.identity import user, workspace
from connextlive.table import codec, items
from connextlive.table.codec import Values


def of_conversation(tenant_id: str, conversation_id: str) -> tuple[Values, Values, Values | None, Values]:
    """Values of the conversation, its visitor, its agent if there is one, and the workspace."""
    held = conversation.read(tenant_id, conversation_id)
    keys = {
        "visitor": (visitor.pk(tenant_id, held["visitor_id"]), visitor.SK),
        "workspace": workspace.key(tenant_id),
    }
    if held.get("agent_id"):
        keys["agent"] = user.key(tenant_id, held["agent_id"])
        keys["former"] = user.former_key(tenant_id, held["agent_id"])
    found = {(raw["pk"]["S"], raw["sk"]["S"]): codec.plain(raw) for raw in items.raw_items(keys.values())}
    around = {name: found.get(key) for name, key in keys.items()}
    place = around["workspace"] or workspace.load(tenant_id).attribute_values
    return held, around["visitor"] or visitor.remains(held), around.get("agent") or around.get("former"), place
