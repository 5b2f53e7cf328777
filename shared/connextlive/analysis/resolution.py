"""Resolutions: the analysis of a resolved conversation, stored once per time it was resolved."""

from dataclasses import dataclass

from connextlive.analysis import UNSURE, Analysis, Topic, Transcript, learned, learns, plain, transcripts
from connextlive.chat import chosen_topics, topics
from connextlive.chat import conversation as conversations
from connextlive.chat.conversation import Conversation
from connextlive.core.errors import NotFound
from connextlive.core.ids import timestamp
from connextlive.identity import people
from connextlive.table import orm
from connextlive.table.writes import optimistic


@dataclass(frozen=True, slots=True)
class Due:
    """A resolved conversation that has not been analyzed since it was closed."""

    tenant_id: str
    conversation_id: str
    closed_at: str
    transcript: Transcript


def due(tenant_id: str, conversation_id: str, language: str) -> Due | None:
    """What to analyze; None if the conversation is deleted, reopened or already analyzed."""
    conversation = _find(tenant_id, conversation_id)
    if conversation is None or not _is_due(conversation):
        return None
    known = topics.load(tenant_id).own.topics
    people.with_current_names(conversation)
    shown = {} if learns() else learned.examples(learned.find(tenant_id))
    shown.pop(conversation_id, None)  # what was right of an earlier closing says nothing of this one
    transcript = Transcript(
        transcripts.spoken(tenant_id, conversation_id),
        language,
        [Topic(topic["name"], topic["keywords"]) for topic in known],
        visitor=conversation.visitor.get("user_name"),
        agent=conversation.agent["name"] if conversation.agent else None,
        learned=learned.model(tenant_id) if learns() else None,
        examples=list(shown.values()),
    )
    return Due(tenant_id, conversation_id, str(conversation.closed_at), transcript)


@optimistic
def record(analysed: Due, analysis: Analysis) -> None:
    """Stores the analysis and its proposals in one transaction; drops it if the conversation has been deleted or
    reopened meanwhile, or another delivery of the event was faster."""
    conversation = _find(analysed.tenant_id, analysed.conversation_id)
    if conversation is None or not _is_due(conversation) or conversation.closed_at != analysed.closed_at:
        return
    known = topics.load(analysed.tenant_id)
    found, proposed = known.propose(plain.names(analysis.proposed), analysed.transcript.language)
    # The workspace's topics may have changed since the transcript was read: only names that still exist count.
    listed = {topic["name"] for topic in known.own.topics}
    names = list(dict.fromkeys([*(name for name in analysis.topics if name in listed), *found, *proposed]))
    names = chosen_topics.over(conversation.chosen_topics, names)
    at = timestamp()
    conversation.topics = names
    conversation.resolution = {
        "summary": plain.text(analysis.summary),
        "outcome": analysis.outcome,
        "sentiment": analysis.sentiment,
        "topics": names,
        "confidence": round(analysis.confidence, 2),
        "is_unsure": analysis.confidence < UNSURE,
        "model": analysis.model,
        "analyzed_at": at,
        "closed_at": conversation.closed_at,  # which closing this is about
    }
    if used := analysis.usage:
        conversation.resolution["usage"] = {
            "input_tokens": used.input_tokens,
            "output_tokens": used.output_tokens,
            "cost": used.cost,
        }
    conversation.touch(at)
    with orm.transaction() as write:
        write.save(conversation)
        if proposed:
            write.save(known.proposed)


def _find(tenant_id: str, conversation_id: str) -> Conversation | None:
    try:
        return conversations.load(tenant_id, conversation_id)
    except NotFound:
        return None


def _is_due(conversation: Conversation) -> bool:
    return (
        conversation.is_resolved
        and not conversation.is_spam
        and (conversation.resolution is None or conversation.resolution["closed_at"] != conversation.closed_at)
    )
