"""One change to many conversations. Each conversation is changed as by a request of its own, and has its own result."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, NamedTuple, TypedDict

from connextlive.chat import conversation, message
from connextlive.chat.conversation import Act, Conversation
from connextlive.core.caller import Caller
from connextlive.core.errors import DomainError
from connextlive.core.together import together
from connextlive.identity import label, workspace
from connextlive.lambdas import answers
from connextlive.lambdas.request import Request
from connextlive.table import writes

AT_ONCE = 5  # conversations that are changed at the same time
UNDOABLE: Mapping[str, Act] = {"assign": "ASSIGN", "claim": "ASSIGN", "resolve": "RESOLVE"}

type Action = Literal[
    "assign", "claim", "label", "resolve", "mark-read", "mark-mention-read", "spam", "not-spam", "topic", "undo"
]


class Failure(TypedDict):
    """The error that a request for this conversation alone would get."""

    status_code: int
    status_message: str
    data: Mapping[str, object] | None


class Result(NamedTuple):
    """The result for one conversation, and the version to undo it by, if it can be undone."""

    conversation_id: str
    error: Failure | None = None
    undo_version: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The change to make: the agent to assign to, labels or topics to add and remove, whether to block the visitors of
    spam, or, to undo, each conversation's version from the earlier response."""

    action: Action
    agent_id: str = ""
    add: Sequence[str] = ()
    remove: Sequence[str] = ()
    blocks_visitor: bool = False
    versions: Mapping[str, int] = field(default_factory=dict)


def carry_out(caller: Caller, order: Order, conversation_ids: Sequence[str], request: Request) -> Iterator[Result]:
    """The results, in the order of the IDs."""
    change, languages = _change(caller, order, request), request.header("Accept-Language")
    for start in range(0, len(conversation_ids), AT_ONCE):
        some = conversation_ids[start : start + AT_ONCE]
        yield from together(*(partial(_outcome, caller, order, change, one, languages) for one in some))


def _change(caller: Caller, order: Order, request: Request) -> Callable[[str], object]:
    """The function that changes one conversation, with the rights of the caller: agents transfer their own, and set
    labels of the workspace."""
    is_agent, tenant_id = caller.role == "AGENT", caller.tenant_id
    match order.action:
        case "assign":
            by = caller if is_agent else None
            return lambda one: conversation.assign(tenant_id, one, order.agent_id, by, caller.id)
        case "claim":
            return lambda one: conversation.claim(caller, one)
        case "label":
            known = label.read(tenant_id)
            return lambda one: conversation.change_labels(
                tenant_id, one, order.add, order.remove, known, texts=not is_agent, seen_by=caller
            )
        case "resolve":
            words = message.closing_words(workspace.load(tenant_id).language)
            return lambda one: message.resolve(tenant_id, one, caller.id, words, seen_by=caller)
        case "mark-read":
            return lambda one: message.mark_read(tenant_id, one, "AGENT", caller)
        case "mark-mention-read":
            from connextlive.chat import mention  # few conversations have any

            return lambda one: mention.mark_read(caller, one)
        case "spam":
            from connextlive.chat import spam  # few requests mark anything

            return lambda one: spam.mark(caller, one, request.address, blocks_visitor=order.blocks_visitor)
        case "not-spam":
            from connextlive.chat import spam

            return lambda one: spam.unmark(caller, one, request.address)
        case "topic":
            from connextlive.chat import chosen_topics  # few requests choose any

            listed = chosen_topics.known(tenant_id)
            return lambda one: chosen_topics.change(caller, one, order.add, order.remove, listed)
        case "undo":
            from connextlive.chat import undo  # few requests undo anything

            return lambda one: undo.undo(caller, one, order.versions[one])


def _outcome(
    caller: Caller, order: Order, change: Callable[[str], object], conversation_id: str, languages: str | None
) -> Result:
    try:
        changed = change(conversation_id)
    except DomainError as error:
        return Result(conversation_id, _body(answers.refusal(error, languages)))
    except Exception as error:
        if not writes.is_passing(error):
            raise
        return Result(conversation_id, _body(answers.busy()))
    return Result(conversation_id, undo_version=_undo_version(caller, order, changed))


def _undo_version(caller: Caller, order: Order, changed: object) -> int | None:
    """The version to undo by, also for a change that an earlier attempt of the same request has made."""
    if not isinstance(changed, Conversation) or changed.undoable is None:
        return None
    before, this = changed.undoable, (UNDOABLE.get(order.action), caller.id, changed.version)
    return changed.version if (before["act"], before["by"], before["version"]) == this else None


def _body(answer: answers.Answer) -> Failure:
    body = json.loads(answer["body"])
    return {"status_code": body["statusCode"], "status_message": body["statusMessage"], "data": body["data"]}
