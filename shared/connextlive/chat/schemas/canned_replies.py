"""Schemas of canned replies."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints

from connextlive.chat.schemas.attachments import AttachmentIds
from connextlive.chat.schemas.messages import AttachmentView
from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import OMITTED, Answer, Body, Content

if TYPE_CHECKING:
    from connextlive.generated.values import CannedReplyValues

VARIABLES = ("visitor.name", "visitor.email", "agent.name")
_VARIABLE = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|[^{}]*)?\}\}")


def _with_known_variables(text: str) -> str:
    for name in _VARIABLE.findall(text):
        if name not in VARIABLES:
            raise ValueError(Sentence("Unknown variable: {name}", name=name))
    return text


type Shortcode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
type ReplyText = Annotated[Content, Field(min_length=1), AfterValidator(_with_known_variables)]
type LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
type Translations = Annotated[dict[LanguageTag, ReplyText], Field(max_length=20)]


class CannedReplyView(Answer):
    """A canned reply, of the workspace or (`isOwn`) of the agent. `{{visitor.name|there}}` stands for the visitor's
    name, or for “there” if it is unknown; there are also `visitor.email` and `agent.name`. `translations` are texts
    by language; visitors of other languages get `content`. A message gets copies of the `attachments` whose IDs are
    among its `attachmentIds`, if it names the reply in its `cannedReplyIds`."""

    id: str
    shortcode: str
    content: str
    translations: dict[str, str]
    attachments: list[AttachmentView]
    is_own: bool
    use_count: int
    last_used_at: str | None = None
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, values: "CannedReplyValues") -> Self:
        return cls.model_validate({**values, "is_own": values.get("agent_id") is not None})


class CannedReplies(Answer):
    """`{cannedReplies}`, by shortcode."""

    canned_replies: list[CannedReplyView]

    @classmethod
    def of(cls, replies: Iterable["CannedReplyValues"]) -> Self:
        return cls(canned_replies=[CannedReplyView.of(values) for values in replies])


class CannedReplyAnswer(Answer):
    """`{cannedReply}`"""

    canned_reply: CannedReplyView

    @classmethod
    def of(cls, values: "CannedReplyValues") -> Self:
        return cls(canned_reply=CannedReplyView.of(values))


class CannedReplyBody(Body):
    """The canned reply to create; `attachmentIds` are uploads for canned replies."""

    shortcode: Shortcode
    content: ReplyText
    translations: Translations = Field(default_factory=dict)
    attachment_ids: Annotated[AttachmentIds, Field(default_factory=list)]


class CannedReplyChanges(Body):
    """The fields to change; the shortcode cannot be changed. `attachmentIds` replaces the files: it has those to keep,
    and new uploads."""

    content: ReplyText = OMITTED
    translations: Translations = OMITTED
    attachment_ids: AttachmentIds = OMITTED

    def texts(self) -> dict[str, object]:
        """The changes but for the files."""
        return {name: value for name, value in self.changes().items() if name != "attachment_ids"}
