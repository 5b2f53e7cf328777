"""Schemas of targets for answering and resolving, and of resolving by itself."""

from typing import Annotated, Literal

from pydantic import Field

from connextlive.identity.schemas.known import Known

type Minutes = Annotated[int, Field(ge=1, le=43_200)]


class Targets(Known):
    """Within how many minutes a visitor should be answered by a human, and a conversation resolved, not counting the
    time spent waiting for the visitor; in `business` hours or `calendar` time; and how many minutes before that there
    is a warning. Omitted values are the workspace's."""

    first_response_minutes: Minutes | None = None
    resolution_minutes: Minutes | None = None
    warning_minutes: Annotated[int, Field(ge=0, le=10_080)] | None = None
    time: Literal["business", "calendar"] | None = None


type Places = Annotated[dict[str, Targets | None], Field(max_length=100)]


class TargetSettings(Targets):
    """The workspace's targets and, by ID, those of labels, teams and sites with their own. The shortest of a
    conversation's labels takes precedence over its agent's team, and that over its site."""

    labels: Places | None = None
    teams: Places | None = None
    sites: Places | None = None


class AutoResolveSettings(Known):
    """After how many hours without a message an answered conversation is resolved automatically, and how many hours
    before that the visitor gets a notice: by default 24, or half of the time if that is less; 0 for none."""

    after_hours: Annotated[int, Field(ge=1, le=8_760)] | None = None
    notice_hours: Annotated[int, Field(ge=0, le=720)] | None = None
