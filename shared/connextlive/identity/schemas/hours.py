"""Schemas of a workspace's business hours, and of a site's or a team's."""

import re
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from connextlive.core.sentence import Sentence
from connextlive.identity.schemas.known import Known, SaidText
from connextlive.lambdas.common import Body, Line

TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
MOST_SHIFTS = 10  # of a day
MOST_HOLIDAYS = 200
MOST_DAYS_OFF = 60  # of an agent, whose item is written whenever their presence is renewed
MOST_PLACES = 100  # sites or teams with hours of their own


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(Sentence("Must be a day such as 2026-01-31")) from None


def _zone(value: str) -> str:
    from connextlive.core import zones  # few settings have one

    if value not in zones.names():
        raise ValueError(Sentence("Must be an IANA time zone such as Europe/Berlin"))
    return value


def _time(value: str) -> str:
    if not TIME.fullmatch(value):
        raise ValueError(Sentence("Must be a time such as 09:30"))
    return value


type Zone = Annotated[str, Field(max_length=64), AfterValidator(_zone)]
type Time = Annotated[str, StringConstraints(max_length=5), AfterValidator(_time)]


class Shift(Body):
    """When it is open, in local time: `to` at or before `from` is on the next day, and 24:00 is midnight."""

    from_: Time = Field(alias="from")
    to: Time


type Shifts = Annotated[list[Shift], Field(max_length=MOST_SHIFTS)]


class Week(Known):
    """Shifts by weekday; without any, it is closed on that day."""

    monday: Shifts | None = None
    tuesday: Shifts | None = None
    wednesday: Shifts | None = None
    thursday: Shifts | None = None
    friday: Shifts | None = None
    saturday: Shifts | None = None
    sunday: Shifts | None = None


class Holiday(Body):
    """A day with other shifts than its weekday's: mostly none."""

    date: Annotated[str, Field(max_length=10), AfterValidator(_day)]
    name: Line | None = None
    shifts: Shifts = Field(default_factory=list)


class Hours(Known):
    """Business hours, in a time zone, by default the workspace's. A site or team takes what it does not define from the
    workspace. Without a `week`, it is always open."""

    timezone: Zone | None = None
    week: Week | None = None
    holidays: Annotated[list[Holiday], Field(max_length=MOST_HOLIDAYS)] | None = None


class OwnWeek(Week):
    """Shifts by weekday; an agent is away on days without any."""

    model_config = ConfigDict(extra="forbid")


class Schedule(Hours):
    """An agent's working hours: shifts by weekday in a time zone, and days off as `holidays`. Nothing else is stored
    with an agent, whose item is written whenever their presence is renewed."""

    model_config = ConfigDict(extra="forbid")

    timezone: Zone
    week: OwnWeek
    holidays: Annotated[list[Holiday], Field(max_length=MOST_DAYS_OFF)] | None = None

    @model_validator(mode="after")
    def _has_shifts(self) -> Self:
        if not any(getattr(self.week, day) for day in Week.model_fields):
            raise ValueError(Sentence("Must not be empty"))
        return self


class AutoReply(Known):
    """The automatic reply to visitors who write outside of business hours: `text`, or by default ours; off if `enabled`
    is false."""

    enabled: bool | None = None
    text: SaidText | None = None


class HoursSettings(Hours):
    """The workspace's business hours and, by ID, those of sites and teams with their own; a team's take precedence over
    a site's."""

    auto_reply: AutoReply | None = None
    sites: dict[str, Hours | None] | None = None
    teams: dict[str, Hours | None] | None = None

    @model_validator(mode="after")
    def _not_too_many(self) -> Self:
        if any(len(places or {}) > MOST_PLACES for places in (self.sites, self.teams)):
            raise ValueError(Sentence("Must have at most {max_length} entries", max_length=MOST_PLACES))
        return self
