"""How many conversations a visitor has, and when a message begins a new one: a workspace's `settings.conversations`, or
a site's own. What is stored in a wrong type, or not at all, stands for the default."""

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
    """What holds on a site. By default, a visitor has one conversation, which a message reopens."""

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
