"""Topics that people choose for an open conversation, whether suggested or not. The analysis keeps them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from connextlive.chat import conversation as conversations
from connextlive.chat import topics
from connextlive.core.caller import Caller
from connextlive.core.errors import Invalid, Refused
from connextlive.core.ids import timestamp
from connextlive.core.sentence import Sentence
from connextlive.core.text import fold
from connextlive.table.writes import optimistic

if TYPE_CHECKING:
    from connextlive.chat.conversation import ChosenTopics

MANY = 10


def known(tenant_id: str) -> dict[str, str]:
    """The names of the workspace's topics, by their form for comparison."""
    return {fold(topic["name"]): topic["name"] for topic in topics.load(tenant_id).own.topics}


@optimistic
def change(
    caller: Caller, conversation_id: str, add: Sequence[str], remove: Sequence[str], listed: Mapping[str, str]
) -> None:
    """Adds and removes topics of a conversation that the caller sees. Others stay, so several people can do so at once.
    The same change again has no effect."""
    conversation = conversations.load(caller.tenant_id, conversation_id, caller)
    conversation.check_no_spam()
    if conversation.status == "CLOSED":
        raise Refused("The conversation is closed", "CONVERSATION_CLOSED")
    if unknown := [name for name in add if fold(name) not in listed]:
        raise Invalid(addTopics=Sentence("{name} is not one of the workspace's topics", name=unknown[0]))
    added, gone = [listed[fold(name)] for name in add], set(map(fold, remove))
    now = list(dict.fromkeys([*_without(conversation.topics, gone), *added]))
    if len(now) > MANY:
        raise Invalid(addTopics=Sentence("Must have at most {max_length} entries", max_length=MANY))
    if now == conversation.topics:
        return
    before = conversation.chosen_topics
    kept = _without(before["added"], gone) if before else []
    dropped = _without(before["removed"], set(map(fold, added))) if before else []
    at = timestamp()
    conversation.topics = now
    conversation.chosen_topics = {
        "added": list(dict.fromkeys([*kept, *added])),
        "removed": list(dict.fromkeys([*dropped, *remove])),
        "by": caller.id,
        "at": at,
    }
    conversation.touch(at)
    conversation.save()


def over(chosen: "ChosenTopics | None", analyzed: Sequence[str]) -> list[str]:
    """The topics of an analysis, corrected by people's choices: chosen topics first, and no removed ones."""
    if chosen is None:
        return list(analyzed)
    gone = set(map(fold, chosen["removed"]))
    return list(dict.fromkeys([*chosen["added"], *_without(analyzed, gone)]))


def _without(names: Iterable[str], gone: set[str]) -> list[str]:
    return [name for name in names if fold(name) not in gone]
