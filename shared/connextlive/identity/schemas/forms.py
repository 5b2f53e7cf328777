"""Schemas of the forms that a workspace has visitors fill in before their first message."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from connextlive.core import urls
from connextlive.core.sentence import Sentence
from connextlive.identity.schemas.known import Known, SaidText
from connextlive.lambdas.common import Body

MOST_FIELDS = 20


def _web_page(value: str) -> str:
    if urls.find(value) is None:
        raise ValueError(Sentence("Must be a URL"))
    return value


class FormFieldSetting(Body):
    """A field of a form: the visitor's name, e-mail address or phone number, or an `attribute` of the visitor or the
    conversation by its `key`; and whether it is required."""

    field: Literal["userName", "userEmail", "userPhone", "attribute"]
    key: Annotated[str, Field(max_length=40)] | None = None
    is_required: bool = False

    @model_validator(mode="after")
    def _which(self) -> Self:
        if (self.field == "attribute") != bool(self.key):
            raise ValueError(Sentence("An attribute has a key, and nothing else"))
        return self

    @property
    def name(self) -> str:
        return f"attributes.{self.key}" if self.key else self.field


def _different(fields: list[FormFieldSetting]) -> list[FormFieldSetting]:
    if len({one.name for one in fields}) < len(fields):
        raise ValueError(Sentence("Each field can be asked for once"))
    return fields


class PreChatFormSettings(Known):
    """The form before a visitor's first message, if it is `enabled`: an introduction and fields."""

    enabled: bool | None = None
    intro: SaidText | None = None
    fields: Annotated[list[FormFieldSetting], Field(max_length=MOST_FIELDS), AfterValidator(_different)] | None = None


class OfflineFormSettings(Known):
    """The form for name, e-mail address and message. If it is `enabled`, it is shown outside of business hours
    (`closed`, the default), or also while no agent is available (`unavailable`)."""

    enabled: bool | None = None
    when: Literal["closed", "unavailable"] | None = None
    intro: SaidText | None = None


class ConsentSettings(Known):
    """What visitors agree to in both forms: a text or one per language, and a link to read more."""

    text: SaidText | None = None
    link_text: SaidText | None = None
    url: Annotated[str, Field(max_length=500), AfterValidator(_web_page)] | None = None


class SiteForms(Known):
    """Which forms a site has, if they are others than the workspace's."""

    pre_chat: bool | None = None
    offline: bool | None = None


class FormSettings(Known):
    """The workspace's forms, and by ID which ones a site has."""

    pre_chat: PreChatFormSettings | None = None
    offline: OfflineFormSettings | None = None
    consent: ConsentSettings | None = None
    sites: Annotated[dict[str, SiteForms | None], Field(max_length=100)] | None = None
