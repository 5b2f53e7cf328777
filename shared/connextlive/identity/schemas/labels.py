"""Schemas of the workspace's labels."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, StringConstraints

from connextlive.core.ids import is_label
from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import OMITTED, Answer, Body, Tag

if TYPE_CHECKING:
    from connextlive.identity.label import CountedLabel

COLOR = "#64748b"


def _no_id(name: str) -> str:
    if is_label(name):
        raise ValueError(Sentence("Invalid format"))
    return name


type Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
type LabelName = Annotated[Tag, AfterValidator(_no_id)]


class LabelView(Answer):
    """A label. `conversations` is how many have it, whatever their status; null for callers with limited access. An
    archived label stays where it is and can be filtered by, but is not offered."""

    id: str
    name: str
    color: str
    is_archived: bool
    conversations: int | None
    created_at: str
    updated_at: str


class Labels(Answer):
    """`{labels}`, by name."""

    labels: list[LabelView]

    @classmethod
    def of(cls, labels: "Iterable[CountedLabel]") -> Self:
        return cls(labels=[LabelView.model_validate(label) for label in labels])


class LabelAnswer(Answer):
    """`{label}`"""

    label: LabelView

    @classmethod
    def of(cls, label: "CountedLabel") -> Self:
        return cls(label=LabelView.model_validate(label))


class LabelBody(Body):
    """The label to create."""

    name: LabelName
    color: Color = COLOR


class LabelChanges(Body):
    """The fields to change."""

    name: LabelName = OMITTED
    color: Color = OMITTED
    is_archived: bool = OMITTED
