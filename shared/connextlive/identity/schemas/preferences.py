"""Schemas of an agent's preferences, and of the workspace's settings that go before them. A profile needs no other
settings, whose schemas are a tenth of its start."""

from typing import Annotated, Any

from pydantic import AfterValidator, WithJsonSchema

from connextlive.core.sentence import Sentence
from connextlive.identity.schemas.known import FreeObject, Known


class NotificationSettings(Known):
    """Notifications: sounds, and emails to visitors who have left."""

    visitor_sound: bool | None = None
    agent_sound: bool | None = None
    email: bool | None = None


class PushPreferences(Known):
    """Which push notifications the agent receives; `mood` is for leads."""

    assigned: bool | None = None
    messages: bool | None = None
    mood: bool | None = None
    mentions: bool | None = None


def _push(value: Any) -> Any:
    if isinstance(value, dict):
        PushPreferences.model_validate(value)
    elif not isinstance(value, bool):
        raise ValueError(Sentence("Must be true, false or an object"))
    return value


_SWITCH_SCHEMA = {"type": "boolean"}
_SWITCHES_SCHEMA = {"type": "object", "properties": dict.fromkeys(PushPreferences.model_fields, _SWITCH_SCHEMA)}
type PushSwitches = Annotated[Any, AfterValidator(_push), WithJsonSchema({"anyOf": [_SWITCH_SCHEMA, _SWITCHES_SCHEMA]})]


class Preferences(Known):
    """An agent's preferences. `custom` holds any other JSON."""

    sound: bool | None = None
    desktop: bool | None = None
    push: PushSwitches | None = None
    custom: FreeObject | None = None
