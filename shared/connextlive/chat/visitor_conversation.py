"""A visitor's conversation, as their requests read it. The authorizer, which has read the visitor, hands on which it
is; as the gateway caches that, it may be half a minute old."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from connextlive.chat import conversation as conversations
from connextlive.chat import visitor, visitor_presence
from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound
from connextlive.identity import presences
from connextlive.table import codec, items

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues
    from connextlive.identity.people import Known


def conversation_ids(caller: Caller) -> Iterator[str]:
    """The ID of the visitor's conversation, as the authorizer knew it; to whom that is gone, the one that they have by
    now."""
    if caller.conversation_id:
        yield caller.conversation_id
    now = visitor.read(caller.tenant_id, caller.id).get("conversation_id")
    if now and now != caller.conversation_id:
        yield now


def conversation_of(caller: Caller, known: "Known | None" = None) -> "ConversationValues | None":
    """Values of the visitor's conversation, if there is one: in one call, with the visitor, who becomes `known`, if it
    is the one that the authorizer knew."""
    tenant_id, expected = caller.tenant_id, caller.conversation_id
    keys = [(visitor.pk(tenant_id, caller.id), visitor.SK), presences.key(tenant_id, caller.id)]
    if expected:
        keys.append((conversations.pk(tenant_id, expected), conversations.SK))
    found = {raw["kind"]["S"]: raw for raw in items.raw_items(keys)}
    if visitor.SK not in found:
        raise NotFound("Visitor")
    visitor_presence.check_admitted(found[visitor.SK])
    if known is not None:
        known.add_visitor(tenant_id, caller.id, found.get(presences.KIND))
    conversation_id = found[visitor.SK].get("conversation_id", {}).get("S")
    if conversation_id is None:
        return None
    if conversation_id == expected:
        raw = found.get(conversations.SK)
        return cast("ConversationValues", codec.plain(raw)) if raw else None
    try:
        return conversations.read(tenant_id, conversation_id)
    except NotFound:
        return None


def require_conversation(caller: Caller) -> "ConversationValues":
    """The same; NotFound if there is none."""
    conversation = conversation_of(caller)
    if conversation is None:
        raise NotFound("Conversation")
    return conversation
