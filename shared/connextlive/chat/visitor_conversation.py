"""A visitor's conversations, as their requests read them. The authorizer, which reads the visitor, passes on the ID of
their newest conversation. The gateway caches that, so it may be half a minute old. Requests may name a conversation."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, cast

from connextlive.chat import conversation as conversations
from connextlive.chat import visitor, visitor_presence
from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound
from connextlive.identity import presences
from connextlive.table import codec, items

if TYPE_CHECKING:
    from connextlive.generated.values import ConversationValues, VisitorValues
    from connextlive.identity.people import Known


class Page(NamedTuple):
    """Values of a visitor's conversations, newest first, whether they may begin another, and the next page's cursor."""

    conversations: "list[ConversationValues]"
    may_begin: bool
    next_cursor: str | None


def conversation_ids(caller: Caller) -> Iterator[str]:
    """The ID of the visitor's newest conversation, as the authorizer passed it on; then, for a caller to whom that one
    is gone, the present one."""
    if caller.conversation_id:
        yield caller.conversation_id
    now = visitor.read(caller.tenant_id, caller.id).get("conversation_id")
    if now and now != caller.conversation_id:
        yield now


def conversation_of(
    caller: Caller, known: "Known | None" = None, said: str | None = None
) -> "ConversationValues | None":
    """Values of the conversation that the visitor's request names, or of their newest, if there is one. If it is the
    one that the authorizer knew, it is read in one call with the visitor, who is added to `known`."""
    tenant_id, expected = caller.tenant_id, said or caller.conversation_id
    keys = [(visitor.pk(tenant_id, caller.id), visitor.SK), presences.key(tenant_id, caller.id)]
    if expected:
        keys.append((conversations.pk(tenant_id, expected), conversations.SK))
    found = {raw["kind"]["S"]: raw for raw in items.raw_items(keys)}
    if visitor.SK not in found:
        raise NotFound("Visitor")
    visitor_presence.check_admitted(found[visitor.SK])
    if known is not None:
        known.add_visitor(tenant_id, caller.id, found.get(presences.KIND))
    person = cast("VisitorValues", codec.plain(found[visitor.SK]))
    conversation_id = said or person.get("conversation_id")
    if conversation_id is None:
        return None
    if conversation_id not in visitor.conversation_ids(person):
        raise NotFound("Conversation")
    if conversation_id == expected:
        raw = found.get(conversations.SK)
        return cast("ConversationValues", codec.plain(raw)) if raw else None
    try:
        return conversations.read(tenant_id, conversation_id)
    except NotFound:
        return None


def require_conversation(caller: Caller, said: str | None) -> "ConversationValues":
    """Like `conversation_of`; NotFound if there is none."""
    conversation = conversation_of(caller, said=said)
    if conversation is None:
        raise NotFound("Conversation")
    return conversation


def page(caller: Caller, limit: int, cursor: str | None) -> Page:
    """A page of the visitor's conversations."""
    from connextlive.chat import beginning  # other requests begin none
    from connextlive.identity import people
    from connextlive.table import pages

    raw = visitor_presence.admitted(caller.tenant_id, caller.id)
    person = visitor.of_raw(raw)
    start = pages.decode_cursor(cursor) if cursor else None
    ids = [one for one in person.conversation_ids if start is None or one < start]
    found = conversations.many(caller.tenant_id, {*ids[:limit], *person.conversation_ids[: beginning.LOOKED_AT]})
    by_id = {one["id"]: one for one in found}
    shown = [by_id[one] for one in ids[:limit] if one in by_id]
    known = people.Known()
    known.look_up(caller.tenant_id, people.agents_in(shown), [caller.id])
    for one in shown:
        known.show(one)
    following = pages.encode_cursor(ids[limit - 1]) if len(ids) > limit else None
    return Page(shown, beginning.may_begin(person, [one["status"] for one in found]), following)
