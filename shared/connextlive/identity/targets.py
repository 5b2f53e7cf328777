"""The targets of a conversation: the workspace's setting `targets`, and those of labels, teams and sites."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

type Settings = Mapping[str, Any]  # as stored, in the form of `schemas/targets.py`

WARNING = 5  # minutes before, unless somebody says otherwise


@dataclass(frozen=True, slots=True)
class Policy:
    """Minutes until the first response and the resolution are due, and until the warning before that; in business
    hours, if there are any, or in calendar time."""

    first: int | None
    resolution: int | None
    warning: int
    is_business: bool


def of(settings: Settings, *, site_id: str, team_ids: Iterable[str], label_ids: Iterable[str]) -> Policy:
    """The targets of a conversation with these labels, teams and site."""
    own = _object(settings, "targets")
    by_label, by_team, by_site = (_object(own, name) for name in ("labels", "teams", "sites"))
    labels = [_object(by_label, label_id) for label_id in label_ids]
    places = [*(_object(by_team, team_id) for team_id in team_ids), _object(by_site, site_id), own]

    def minutes(name: str) -> int | None:
        of_labels = [one[name] for one in labels if isinstance(one.get(name), int)]
        return min(of_labels) if of_labels else next((p[name] for p in places if isinstance(p.get(name), int)), None)

    warning, time = minutes("warningMinutes"), next((p["time"] for p in [*labels, *places] if p.get("time")), None)
    return Policy(
        minutes("firstResponseMinutes"),
        minutes("resolutionMinutes"),
        WARNING if warning is None else warning,
        time != "calendar",
    )


def are_set(settings: Settings) -> bool:
    """Whether there are any targets."""
    return bool(_object(settings, "targets"))


def has_teams(settings: Settings) -> bool:
    """Whether an agent's teams matter."""
    return bool(_object(_object(settings, "targets"), "teams"))


def _object(settings: Settings, name: str) -> Settings:
    found = settings.get(name)
    return cast("Settings", found) if isinstance(found, Mapping) else {}
