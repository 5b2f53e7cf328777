"""Schemas of visitors' exports."""

from typing import Literal, Self

from connextlive.chat.visitor_export import VisitorExport
from connextlive.core.ids import timestamp
from connextlive.lambdas.common import Answer


class VisitorExportView(Answer):
    """An export. Once it is READY, `url` is a link to the archive that is valid for an hour, until `urlExpiresAt`; a
    later request has a new one, until the export itself expires."""

    id: str
    visitor_id: str
    status: Literal["PENDING", "READY", "FAILED"]
    size: int | None = None
    created_at: str
    finished_at: str | None = None
    expires_at: str
    url: str | None = None
    url_expires_at: str | None = None


class VisitorExportAnswer(Answer):
    """`{export}`"""

    export: VisitorExportView

    @classmethod
    def of(cls, export: VisitorExport) -> Self:
        url, url_expires_at = export.link() or (None, None)
        more = {"expires_at": timestamp(float(export.expires_at)), "url": url, "url_expires_at": url_expires_at}
        return cls(export=VisitorExportView.model_validate({**export.values, **more}))
