"""Reviews: somebody confirms or corrects what the analysis says of a conversation, which later analyses learn from."""

from collections.abc import Iterable

from connextlive.chat import conversation as conversations
from connextlive.chat import topics
from connextlive.chat.conversation import Conversation
from connextlive.chat.sight import Viewer
from connextlive.core.errors import Invalid, Refused
from connextlive.core.ids import timestamp
from connextlive.core.sentence import Sentence
from connextlive.core.text import fold
from connextlive.table.codec import Values
from connextlive.table.writes import optimistic

FIELDS = ("outcome", "sentiment", "topics")


@optimistic
def record(tenant_id: str, conversation_id: str, by: str, right: Values, seen_by: Viewer | None = None) -> Conversation:
    """Stores what is right of `FIELDS`; what is left out was analyzed rightly. What the analysis said is kept beside:
    a second review corrects the analysis, not the first review. The same again changes nothing."""
    conversation = conversations.load(tenant_id, conversation_id, seen_by)
    resolution = conversation.resolution
    if resolution is None:
        raise Refused("This conversation has not been analyzed", "NOT_ANALYZED")
    former: Values = resolution.get("review") or {}
    analyzed: Values = former.get("analyzed") or {name: resolution[name] for name in FIELDS}
    now = {name: resolution[name] for name in FIELDS} | right
    if "topics" in right:
        now["topics"] = _spelled(tenant_id, right["topics"], [*resolution["topics"], *analyzed["topics"]])
    if former and all(now[name] == resolution[name] for name in FIELDS):
        return conversation
    corrected = [name for name in FIELDS if _comparable(now[name]) != _comparable(analyzed[name])]
    at = timestamp()
    review = {"at": at, "by": by, "corrected": corrected, "analyzed": analyzed}
    conversation.resolution = resolution | now | {"review": review}
    conversation.topics = now["topics"]
    conversation.touch(at)
    conversation.save()
    return conversation


def _spelled(tenant_id: str, names: Iterable[str], known: Iterable[str]) -> list[str]:
    """The names as the workspace's topics, or proposals that the analysis made, are spelled."""
    listed = [topic["name"] for topic in topics.load(tenant_id).own.topics]
    spelled = {fold(name): name for name in [*known, *listed]}
    if unknown := [name for name in names if fold(name) not in spelled]:
        raise Invalid(topics=Sentence("{name} is not one of the workspace's topics", name=unknown[0]))
    return list(dict.fromkeys(spelled[fold(name)] for name in names))


def _comparable(value: object) -> object:
    return set(value) if isinstance(value, list) else value
