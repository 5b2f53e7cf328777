"""The number of conversations of a visitor, and when a message begins a new one: `settings.conversations` of a
workspace, or a site's own. Missing values, and values of a wrong type, are replaced by the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connextlive.core.ids import ago

if TYPE_CHECKING:
    from connextlive.identity.schemas.settings import ConversationRule

RULES: "tuple[ConversationRule, ...]" = ("one", "new-after-days", "several")
DAYS = 30  # after which a conversation that is over is not reopened, unless somebody says otherwise
MOST_OPEN = 5  # conversations of a visitor who may have several, unless somebody says otherwise
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of a site. By default, a visitor has one conversation, and a message reopens it."""

    name: "ConversationRule"
    days: int
    most_open: int

    @property
    def lets_several(self) -> bool:
        """Whether a visitor may begin a conversation while they have an open one."""
        return self.name == "several"

    def is_over(self, closed_at: str | None) -> bool:
        """Whether a message to a conversation that was closed then begins a new one."""
        return self.name == "new-after-days" and closed_at is not None and closed_at <= ago(self.days * _DAY)


def of(settings: Mapping[str, Any] | None, site_id: str) -> Rule:
    """The rule of a site: its own, or the workspace's."""
    everywhere = _object(settings or {}, "conversations")
    here = _object(_object(everywhere, "sites"), site_id)
    stored = here if here.get("rule") in RULES else everywhere
    named, days, most_open = (stored.get(name) for name in ("rule", "days", "mostOpen"))
    return Rule(
        next((rule for rule in RULES if rule == named), "one"),
        days if isinstance(days, int) else DAYS,
        most_open if isinstance(most_open, int) else MOST_OPEN,
    )


def _object(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, Mapping) else {}
