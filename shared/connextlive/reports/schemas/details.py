"""Schemas of a report with figures and download links."""

from typing import TYPE_CHECKING, Self

from pydantic import Field

from connextlive.lambdas.common import Answer
from connextlive.reports.schemas.figures import Figures
from connextlive.reports.schemas.reports import ReportView

if TYPE_CHECKING:
    from connextlive.generated.values import ReportValues


class Links(Answer):
    """Download links, valid for an hour: `csv` is for spreadsheets in the workspace's language, with its decimal
    separator; `dataCsv` is for programs and the same in every language."""

    json_: str = Field(alias="json")
    csv: str
    data_csv: str
    html: str
    expires_at: str


class ReportDetail(ReportView):
    """A report, with its figures once it is READY."""

    figures: Figures | None = None
    links: Links | None = None


class ReportDetailAnswer(Answer):
    """`{report}` with figures and links."""

    report: ReportDetail

    @classmethod
    def of(cls, values: "ReportValues", figures: bytes | None, links: dict[str, str] | None) -> Self:
        report = ReportDetail.of(values)
        if figures is not None and links is not None:
            report.figures = Figures.model_validate_json(figures, by_alias=True, by_name=False)
            report.links = Links.model_validate(links)
        return cls(report=report)
