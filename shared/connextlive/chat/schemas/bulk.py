"""Schemas of changes to many conversations."""

from collections.abc import Iterable
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field

from connextlive.chat.bulk import Action, Order, Result
from connextlive.core.errors import Invalid
from connextlive.core.sentence import Sentence
from connextlive.lambdas.answers import BUSY
from connextlive.lambdas.common import Answer, Body, Tags, distinct

type Id = Annotated[str, Field(min_length=1, max_length=100)]
type Ids = Annotated[list[Id], Field(min_length=1, max_length=100), AfterValidator(distinct)]


class BulkBody(Body):
    """The conversations, and what to do with each. `assign` needs an `agentId`; `claim` assigns unassigned
    conversations to the calling agent; `label` adds and removes labels, by ID or name, and leaves the others; `topic`
    does the same with topics of open conversations; `spam` may also block the visitors, without expiry; `undo` needs
    the `versions` by conversation, as returned in `undoVersion`."""

    conversation_ids: Ids
    action: Action
    agent_id: Id | None = None
    add_labels: Annotated[Tags, Field(default_factory=list)]
    remove_labels: Annotated[Tags, Field(default_factory=list)]
    add_topics: Annotated[Tags, Field(default_factory=list)]
    remove_topics: Annotated[Tags, Field(default_factory=list)]
    block_visitors: bool = False
    versions: Annotated[dict[Id, Annotated[int, Field(ge=1)]], Field(default_factory=dict, max_length=100)]

    def order(self) -> Order:
        """The action, which must have what it needs, and nothing that belongs to another."""
        labels, topics = bool(self.add_labels or self.remove_labels), bool(self.add_topics or self.remove_topics)
        if (self.action == "assign") != (self.agent_id is not None):
            raise Invalid(agentId=Sentence("Only the action {action} needs this", action="assign"))
        if (self.action == "label") != labels:
            raise Invalid(addLabels=Sentence("Only the action {action} needs this", action="label"))
        if (self.action == "topic") != topics:
            raise Invalid(addTopics=Sentence("Only the action {action} needs this", action="topic"))
        if self.block_visitors and self.action != "spam":
            raise Invalid(blockVisitors=Sentence("Only the action {action} needs this", action="spam"))
        if (self.action == "undo") != bool(self.versions):
            raise Invalid(versions=Sentence("Only the action {action} needs this", action="undo"))
        if self.versions and self.versions.keys() != {*self.conversation_ids}:
            raise Invalid(versions=Sentence("Each conversation needs a version"))
        add, remove = [*self.add_labels, *self.add_topics], [*self.remove_labels, *self.remove_topics]
        return Order(self.action, self.agent_id or "", add, remove, self.block_visitors, self.versions)


class BulkError(Answer):
    """The error that the equivalent request for a single conversation would have returned."""

    status_code: int
    status_message: str
    data: dict[str, Any] | None


class BulkResult(Answer):
    """The result for one conversation; `error` is null if it was changed. With the `undoVersion`, an `assign`, `claim`
    or `resolve` can be undone within two minutes, by the action `undo` or the conversation's own route; it is null if
    there is nothing to undo."""

    conversation_id: str
    error: BulkError | None
    undo_version: int | None


class BulkAnswer(Answer):
    """`{results}`, one for each conversation, in order. If one of them has the error 503, the response is not kept for
    the `Idempotency-Key`: repeating the request does all of it again, which changes nothing where it was done."""

    results: list[BulkResult]

    @property
    def is_unfinished(self) -> bool:
        return any(result.error is not None and result.error.status_code == BUSY for result in self.results)

    @classmethod
    def of(cls, results: Iterable[Result]) -> Self:
        return cls.model_validate({"results": [result._asdict() for result in results]})
