"""A workspace's rules for routing: its `settings.routing`, as routing reads them. Missing values, and values of a wrong
type, are replaced by the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from connextlive.identity.schemas.settings import Rule

RULES: "tuple[Rule, ...]" = ("manual", "round-robin", "least-busy")
CAPACITY = 5  # open conversations of an agent, unless the workspace says otherwise


@dataclass(frozen=True, slots=True)
class Rules:
    """A workspace's rules. The default is `manual`: agents claim conversations themselves."""

    _stored: Mapping[str, Any]

    @classmethod
    def of(cls, settings: Mapping[str, Any] | None) -> "Rules":
        return cls(_object(settings or {}, "routing"))

    @property
    def is_on(self) -> bool:
        """Whether any conversation is routed; only then are loads counted."""
        named = (one for of in ("sites", "teams") for one in _object(self._stored, of).values())
        rules = (_rule(one) for one in (self._stored, *named) if isinstance(one, dict))
        return any(rule not in (None, "manual") for rule in rules)

    def team_of(self, site_id: str) -> str | None:
        """The team that answers a site, if it is not everybody."""
        team_id = _object(_object(self._stored, "sites"), site_id).get("teamId")
        return team_id if isinstance(team_id, str) else None

    def rule_of(self, site_id: str, team_id: str | None) -> "Rule":
        """The rule of a conversation that waits for a team, or for everybody: the team's, the site's, or the
        workspace's."""
        of_team = _rule(_object(_object(self._stored, "teams"), team_id or ""))
        return of_team or _rule(_object(_object(self._stored, "sites"), site_id)) or _rule(self._stored) or "manual"

    @property
    def capacity(self) -> int:
        """How many open conversations an agent gets at most, unless there is a number of their own."""
        return self._whole("capacity") or CAPACITY

    @property
    def reply_minutes(self) -> int | None:
        """After how long without a reply a conversation is handed over."""
        return self._whole("replyMinutes")

    @property
    def away_minutes(self) -> int | None:
        """After how long away an agent's conversations are handed over."""
        return self._whole("awayMinutes")

    @property
    def hands_over_to_team(self) -> bool:
        """Whether what is handed over waits for the former agent's team, instead of where it waited at first."""
        return self._stored.get("handOver") == "team"

    def _whole(self, name: str) -> int | None:
        value = self._stored.get(name)
        return value if isinstance(value, int) and value > 0 else None


def _object(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = values.get(name)
    return found if isinstance(found, dict) else {}


def _rule(values: Mapping[str, Any]) -> "Rule | None":
    found = values.get("rule")
    return cast("Rule", found) if found in RULES else None
