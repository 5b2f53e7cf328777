"""Where a visitor's message belongs: to the conversation that it names, to their newest one, or to a new one. The rule
is needed only if the conversation is closed, if the visitor wants to begin another one, and for mails. Most messages
are for the visitor's open conversation, whatever the workspace's rule."""

from collections.abc import Collection, Iterable
from typing import Literal

from connextlive.chat import conversation as conversations
from connextlive.chat.conversation import Conversation
from connextlive.chat.visitor import Visitor
from connextlive.core.errors import Refused
from connextlive.identity import conversation_rules, workspace
from connextlive.identity.conversation_rules import Rule

type Place = Literal["HERE", "NEWEST", "ANEW"]

MOST = 500  # conversations of a visitor, because their IDs are in one item; beyond that, the newest is reopened
LOOKED_AT = 50  # of their conversations, the newest, of which those that are open are counted


def place(visitor: Visitor, here: Conversation, *, begins: bool) -> Place:
    """Where a visitor's message belongs: HERE, in their NEWEST conversation, or in one that it begins ANEW. With
    `begins`, the visitor wants to begin another. A message to spam belongs there, so a visitor cannot escape the mark
    with a new conversation."""
    if here.is_spam or (here.status != "CLOSED" and not begins):
        return "HERE"
    rule = _rule(visitor)
    theirs = visitor.conversation_ids
    is_newest = here.id == theirs[0]
    if begins and rule.lets_several:
        found = conversations.many(visitor.tenant_id, theirs[:LOOKED_AT])
        if not _has_room(rule, theirs, (one["status"] for one in found)):
            raise Refused("The maximum number of conversations is open already", "TOO_MANY_CONVERSATIONS")
        return "ANEW"
    if is_newest and here.status == "CLOSED" and rule.is_over(here.closed_at) and len(theirs) < MOST:
        return "ANEW"
    if begins:
        raise Refused("Only one conversation at a time is possible", "ONE_CONVERSATION")
    return "HERE" if is_newest or rule.lets_several else "NEWEST"


def may_begin(visitor: Visitor, statuses: Iterable[str]) -> bool:
    """Whether a visitor may begin another conversation in addition to those with these statuses."""
    rule = _rule(visitor)
    return rule.lets_several and _has_room(rule, visitor.conversation_ids, statuses)


def _rule(visitor: Visitor) -> Rule:
    found = workspace.find(visitor.tenant_id)
    return conversation_rules.of(found.settings if found else None, visitor.site_id)


def _has_room(rule: Rule, theirs: Collection[str], statuses: Iterable[str]) -> bool:
    return sum(status != "CLOSED" for status in statuses) < rule.most_open and len(theirs) < MOST
