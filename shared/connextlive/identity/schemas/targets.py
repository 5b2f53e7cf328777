"""Schemas of targets for answering and resolving, and of resolving by itself."""

from typing import Annotated, Literal

from pydantic import Field

from connextlive.identity.schemas.known import Known

type Minutes = Annotated[int, Field(ge=1, le=43_200)]


class Targets(Known):
    """Within how many minutes a visitor is to be answered by a human, and a conversation resolved, not counting the
    time in which it waits for the visitor; in `business` hours or by the `calendar`; and how many minutes before it
    that is a warning. What is not given here is as in the workspace."""

    first_response_minutes: Minutes | None = None
    resolution_minutes: Minutes | None = None
    warning_minutes: Annotated[int, Field(ge=0, le=10_080)] | None = None
    time: Literal["business", "calendar"] | None = None


type Places = Annotated[dict[str, Targets | None], Field(max_length=100)]


class TargetSettings(Targets):
    """The workspace's targets, and by ID those of labels, teams and sites that have their own: the shortest of a
    conversation's labels come before those of its agent's team, and these before its site's."""

    labels: Places | None = None
    teams: Places | None = None
    sites: Places | None = None


class AutoResolveSettings(Known):
    """After how many hours without a message an answered conversation is resolved by itself, and how many hours before
    that the visitor is told: a day, or half of the time if that is less, unless this says otherwise; 0 for not at
    all."""

    after_hours: Annotated[int, Field(ge=1, le=8_760)] | None = None
    notice_hours: Annotated[int, Field(ge=0, le=720)] | None = None
