"""Summaries of open conversations: when somebody asks for one, and when a conversation is assigned."""

from collections.abc import Callable, Mapping
from typing import Any

from connextlive.chat import conversation as conversations
from connextlive.chat import summary
from connextlive.chat.conversation import Conversation
from connextlive.chat.summary import Basis, Points, Summary
from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound, Refused, Unavailable
from connextlive.events.types import Budget, ConversationAssigned
from connextlive.identity import assistance, budget
from connextlive.identity import workspace as workspaces
from connextlive.identity.workspace import Workspace
from connextlive.table import items
from connextlive.table.orm import Item

TRIES = 3  # in which nobody edits or deletes a message meanwhile
WORTH_IT = 3  # messages; fewer are read as fast as their summary

type Spend = Callable[[str, Budget, str, Mapping[str, Any]], None]


def on_demand(caller: Caller, conversation_id: str) -> Summary:
    """The summary of an open conversation that the caller sees. While nothing new is said it is the same, and costs
    nothing."""
    tenant_id = caller.tenant_id
    conversation, workspace, known = _read(tenant_id, conversation_id)
    conversation = conversations.seen(conversation, caller)
    if not workspace.has_ai:
        raise Refused("This workspace's plan does not include AI", "NOT_IN_PLAN")
    if not assistance.is_on("summaries", workspace.plan, workspace.settings):
        raise Refused("Summaries are turned off in this workspace", "TURNED_OFF")
    conversation.check_no_spam()
    if conversation.status == "CLOSED":
        raise Refused("The conversation is closed", "CONVERSATION_CLOSED")
    made = _made(conversation, workspace, known, budget.spend_now)
    if made is None:
        raise NotFound("Conversation")  # deleted, or spam, meanwhile
    return made


def on_assignment(event: ConversationAssigned) -> None:
    """Makes a summary for whom a conversation is assigned to, if the workspace wants it. Whoever took it by answering
    has read it."""
    if event.claimed:
        return
    found, workspace, known = _read(event.tenant_id, event.conversation_id)
    if not assistance.is_on("summariesOnAssignment", workspace.plan, workspace.settings):
        return
    if not isinstance(found, Conversation) or found.is_spam or found.status == "CLOSED":
        return
    if found.agent_id != event.agent_id or found.message_count - found.internal_count < WORTH_IT:
        return
    _made(found, workspace, known, budget.spend)


def _read(tenant_id: str, conversation_id: str) -> tuple[Item | None, Workspace, Summary | None]:
    own_key = summary.key(tenant_id, conversation_id)
    keys = [(own_key[0], conversations.SK), workspaces.key(tenant_id), own_key]
    conversation, workspace, known = items.find_all(keys)
    if not isinstance(workspace, Workspace):
        workspace = workspaces.load(tenant_id)
    return conversation, workspace, known if isinstance(known, Summary) else None


def _made(conversation: Conversation, workspace: Workspace, known: Summary | None, spend: Spend) -> Summary | None:
    """The summary of what has been said by now: the known one, or a new one. None if the conversation is gone."""
    tenant_id = workspace.id
    for _ in range(TRIES):
        basis = Basis.of(conversation, workspace.language)
        if known is not None and known.basis == basis:
            return known
        spend(tenant_id, "ASSISTANCE", workspace.timezone, workspace.settings)
        points = _points(conversation, workspace)
        if kept := summary.keep(tenant_id, conversation.id, basis, points):
            return kept
        found, workspace, known = _read(tenant_id, conversation.id)
        if not isinstance(found, Conversation) or found.is_spam:
            return None
        conversation = found
    raise Unavailable("Its messages are being changed. Please try again.", "BEING_CHANGED")


def _points(conversation: Conversation, workspace: Workspace) -> Points:
    """What the summary says. Whatever a model and its API may fail with, somebody may ask again."""
    # Only where something was said since.
    from connextlive.analysis import Topic, Transcript, learned, learns, transcripts
    from connextlive.analysis.briefing import brief
    from connextlive.chat import topics

    tenant_id, suggests = workspace.id, assistance.is_on("suggestedTopics", workspace.plan, workspace.settings)
    listed = topics.load(tenant_id).own.topics if suggests else []
    transcript = Transcript(
        transcripts.spoken(tenant_id, conversation.id),
        workspace.language,
        [Topic(topic["name"], topic["keywords"]) for topic in listed],
        learned=learned.model(tenant_id) if listed and learns() else None,
    )
    try:
        return brief(transcript)
    except Exception as error:
        from aws_lambda_powertools import Logger  # rare

        Logger(service=__name__).exception("No summary", tenant_id=tenant_id, conversation_id=conversation.id)
        raise Unavailable("AI did not answer. Please try again.", "AI_UNAVAILABLE") from error
