"""Schemas of exports of conversations."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator

from connextlive.chat.conversation import STATUSES, Status
from connextlive.chat.conversation_export import ConversationExport
from connextlive.core.ids import timestamp
from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import Answer, Body, Moment, TagFilter

if TYPE_CHECKING:
    from connextlive.chat.conversation_export import Wanted


class ConversationExportBody(Body):
    """Which conversations to export: those with their latest activity from one moment up to, but not including,
    another; of one site, with all of these labels, with one of these statuses. Without filters, all."""

    from_: Moment | None = Field(None, alias="from")
    to: Moment | None = None
    site_id: Annotated[str, Field(max_length=100)] | None = None
    labels: TagFilter
    status: Annotated[list[Status], Field(default_factory=list, max_length=10)]

    @field_validator("to")
    @classmethod
    def _ends_after_it_begins(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and (begin := info.data.get("from_")) and value <= begin:
            raise ValueError(Sentence("Must be after the beginning"))
        return value

    @property
    def wanted(self) -> "Wanted":
        """The filters as stored."""
        found: Wanted = {"statuses": list(dict.fromkeys(self.status)) or list(STATUSES)}
        if self.from_:
            found["from"] = self.from_
        if self.to:
            found["to"] = self.to
        if self.site_id:
            found["site_id"] = self.site_id
        if self.labels:
            found["labels"] = self.labels
        return found


class ConversationExportView(Answer):
    """An export. Once it is READY, `csvUrl` and `ndjsonUrl` are links that are valid for an hour, until `urlExpiresAt`;
    later requests get new ones, until the export itself expires. `rows` grows while it is being made."""

    id: str
    status: Literal["PENDING", "READY", "FAILED"]
    rows: int
    created_at: str
    finished_at: str | None = None
    expires_at: str
    csv_url: str | None = None
    ndjson_url: str | None = None
    url_expires_at: str | None = None


class ConversationExportAnswer(Answer):
    """`{export}`"""

    export: ConversationExportView

    @classmethod
    def of(cls, export: ConversationExport) -> Self:
        more = {"expires_at": timestamp(float(export.expires_at)), **export.links()}
        return cls(export=ConversationExportView.model_validate({**export.values, **more}))
