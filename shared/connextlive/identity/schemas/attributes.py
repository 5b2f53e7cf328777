"""Schemas of custom attributes' definitions."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field

from connextlive.identity.schemas.known import Known, SaidText
from connextlive.lambdas.common import ATTRIBUTES_AT_ONCE, Answer, Tag, distinct, keyed

if TYPE_CHECKING:
    from connextlive.identity.attributes import Definition

type Option = Tag


class AttributeDefinition(Known):
    """A custom attribute: its `label`, a text or one per language (by default its key); the type of its values (TEXT by
    default), for a LIST the `options`; and what it is an attribute `of` (a VISITOR by default). `type` and `of` cannot
    be changed. An archived attribute keeps its values, but cannot be set."""

    label: SaidText | None = None
    type: Literal["TEXT", "NUMBER", "BOOLEAN", "DATE", "LIST"] | None = None
    of_: Literal["VISITOR", "CONVERSATION"] | None = Field(default=None, alias="of")
    options: Annotated[list[Option], Field(max_length=100), AfterValidator(distinct)] | None = None
    is_archived: bool | None = None


class AttributeView(Answer):
    """The same, complete."""

    label: SaidText
    type: Literal["TEXT", "NUMBER", "BOOLEAN", "DATE", "LIST"]
    of_: Literal["VISITOR", "CONVERSATION"] = Field(alias="of")
    options: list[str]
    is_archived: bool

    @classmethod
    def of(cls, definition: "Definition") -> Self:
        return cls.model_validate(definition._asdict() | {"of_": definition.subject})


type AttributeSettings = Annotated[
    dict[str, AttributeDefinition | None], Field(max_length=ATTRIBUTES_AT_ONCE), AfterValidator(keyed)
]
