"""Schemas of a workspace's settings and an agent's preferences: typed fields that the system uses, and free JSON beside
them, for which `custom` is intended. They are read through these schemas (`of`), so that a stored value of a wrong
type, from before fields had types, is ignored."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, ValidationError, WithJsonSchema, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import Body, Text

DEEPEST = 10  # levels of free JSON in one field; DynamoDB allows 32 in all
LARGEST_NUMBER = 10**15
SMALLEST_NUMBER = 1e-130  # nonzero numbers that DynamoDB can store


def _unstorable(value: Any, place: tuple[int | str, ...] = ()) -> Iterator[InitErrorDetails]:
    """Why DynamoDB cannot store a value: nested too deep, a number out of range, or an empty name."""
    problem = None
    if len(place) >= DEEPEST:
        problem, value = Sentence("Nested too deeply"), None
    elif isinstance(value, (int, float)) and not (value == 0 or SMALLEST_NUMBER <= abs(value) < LARGEST_NUMBER):
        problem = Sentence("Numbers must be finite, smaller than 1e15 and no closer to 0 than 1e-130")
    elif isinstance(value, dict) and "" in value:
        problem = Sentence("Names must not be empty")
    if problem:
        yield {
            "type": PydanticCustomError("unstorable", "Cannot be stored", {"error": problem}),
            "loc": place,
            "input": value,
        }
    for name, below in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from _unstorable(below, (*place, name))


def _storable(value: Any) -> Any:
    if wrong := list(_unstorable(value)):
        raise ValidationError.from_exception_data("JSON", wrong)
    return value


type FreeJson = Annotated[Any, AfterValidator(_storable)]
type FreeObject = Annotated[dict[str, Any], AfterValidator(_storable)]


class Known(Body):
    """Known fields, which null removes; unknown fields are stored and never used."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, FreeJson]

    def changes(self) -> dict[str, Any]:
        """The fields named in the request, in their stored form: under their JSON names, nulls included."""
        return self.model_dump(by_alias=True, exclude_unset=True)

    def known(self) -> dict[str, Any]:
        """The same of known fields only, for people outside the workspace."""
        return self.model_dump(by_alias=True, exclude_unset=True, include=set(type(self).model_fields))

    @model_validator(mode="after")
    def _named(self) -> Self:
        if "" in (self.model_extra or ()):
            raise ValueError(Sentence("Names must not be empty"))
        return self

    @classmethod
    def of(cls, stored: Any) -> Self:
        """The stored value without anything that would be rejected today."""
        try:
            return cls.model_validate(stored)
        except ValidationError as error:
            if not isinstance(stored, dict):
                return cls()
            usable = deepcopy(stored)
            for wrong in error.errors(include_url=False, include_context=False, include_input=False):
                _remove(usable, wrong["loc"])
            return cls.of(usable) if usable != stored else cls()


def _remove(values: dict[str, Any], place: tuple[int | str, ...]) -> None:
    """Removes the outermost field that contains the error and is not an object."""
    for name in place[:-1]:
        if not isinstance(values.get(str(name)), dict):
            break
        values = values[str(name)]
    else:
        name = place[-1] if place else ""
    values.pop(str(name), None)


class LanguageTexts(Body):
    """A text per language."""

    en: Text | None = None
    tr: Text | None = None
    de: Text | None = None
    es: Text | None = None


def _text(value: Any) -> Any:
    """Resolved here, because pydantic would add each alternative of a union to the error's field path."""
    if isinstance(value, dict):
        LanguageTexts.model_validate(value)
        return value
    if not isinstance(value, str):
        raise ValueError(Sentence("Must be text, or an object of texts by language"))
    if len(value) > 1_000:
        raise ValueError(Sentence("Must have at most 1000 characters"))
    return value


_TEXT_SCHEMA = {"type": "string", "maxLength": 1_000}
_TEXTS_SCHEMA = {
    "type": "object",
    "properties": dict.fromkeys(LanguageTexts.model_fields, _TEXT_SCHEMA),
    "additionalProperties": False,
}
type SaidText = Annotated[Any, AfterValidator(_text), WithJsonSchema({"anyOf": [_TEXT_SCHEMA, _TEXTS_SCHEMA]})]


class NotificationSettings(Known):
    """Notifications: sounds, and emails to visitors who have left."""

    visitor_sound: bool | None = None
    agent_sound: bool | None = None
    email: bool | None = None


class WidgetSettings(Known):
    """The widget's appearance and texts; a text is a string, or an object with a string per language."""

    color: Annotated[str, Field(max_length=100)] | None = None
    position: Literal["left", "right"] | None = None
    theme: Literal["auto", "light", "dark"] | None = None
    presence: Literal["engaged", "everybody"] | None = None
    title: SaidText | None = None
    subtitle: SaidText | None = None
    greeting: SaidText | None = None
    show_agent_names: bool | None = None


class SecuritySettings(Known):
    """Whether everybody has to set up two-factor authentication. Turning this on logs everybody out who has not."""

    require_second_factor: bool | None = None


class RetentionSettings(Known):
    """After how many days without activity what is kept is deleted: closed conversations, and visitors who never wrote;
    and after how many days the files of messages. Null, or nothing, keeps it; but spam is deleted after 30 days."""

    file_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    closed_conversation_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    silent_visitor_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    spam_days: Annotated[int, Field(ge=1, le=365)] | None = None


class ModerationSettings(Known):
    """Whether agents may block visitors; without it, they ask for it."""

    agents_may_block: bool | None = None


type Number = Annotated[int, Field(ge=1, le=1_000_000_000)]


class SessionLimits(Known):
    """Widget sessions a minute, from one IP address (IPv6: one /64) and with one site's API key."""

    per_address: Number | None = None
    per_site: Number | None = None


class VisitorLimits(Known):
    """How many a minute by one visitor, from one IP address (IPv6: one /64), and in the workspace."""

    per_visitor: Number | None = None
    per_address: Number | None = None
    per_workspace: Number | None = None


class LimitSettings(Known):
    """How much visitors may do. Null, or more than the deployment allows, stands for what it allows. Changes take half
    a minute to have an effect."""

    sessions: SessionLimits | None = None
    messages: VisitorLimits | None = None
    uploads: VisitorLimits | None = None


class BudgetSettings(Known):
    """How many analyses, mails and push notifications a day, after which they pause until the next one. Null, or more
    than the deployment allows, stands for what it allows."""

    analyses: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    mails: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    pushes: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None


class ProtectionSettings(Known):
    """When browsers must show a proof of work before a new session: never, beyond the limit of sessions (also the
    default), or always."""

    proof_of_work: Literal["off", "auto", "always"] | None = None


class Settings(Known):
    """A workspace's settings. `custom` holds any other JSON."""

    notifications: NotificationSettings | None = None
    widget: WidgetSettings | None = None
    security: SecuritySettings | None = None
    retention: RetentionSettings | None = None
    moderation: ModerationSettings | None = None
    limits: LimitSettings | None = None
    budgets: BudgetSettings | None = None
    protection: ProtectionSettings | None = None
    custom: FreeObject | None = None


class PushPreferences(Known):
    """Which push notifications the agent receives."""

    assigned: bool | None = None
    messages: bool | None = None


def _push(value: Any) -> Any:
    if isinstance(value, dict):
        PushPreferences.model_validate(value)
    elif not isinstance(value, bool):
        raise ValueError(Sentence("Must be true, false or an object"))
    return value


_SWITCH_SCHEMA = {"type": "boolean"}
_SWITCHES_SCHEMA = {"type": "object", "properties": dict.fromkeys(("assigned", "messages"), _SWITCH_SCHEMA)}
type PushSwitches = Annotated[Any, AfterValidator(_push), WithJsonSchema({"anyOf": [_SWITCH_SCHEMA, _SWITCHES_SCHEMA]})]


class Preferences(Known):
    """An agent's preferences. `custom` holds any other JSON."""

    sound: bool | None = None
    desktop: bool | None = None
    push: PushSwitches | None = None
    custom: FreeObject | None = None
