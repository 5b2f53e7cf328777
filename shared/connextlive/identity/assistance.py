"""AI help with open conversations. Each kind needs a plan with AI, and a setting (`settings.ai`) that is off by
default; only summaries on request are on by default."""

from collections.abc import Mapping
from typing import Any, Literal

from connextlive.identity.workspace import PLANS_WITH_AI

type Kind = Literal["summaries", "summariesOnAssignment", "suggestedTopics", "mood"]

ON_BY_DEFAULT: tuple[Kind, ...] = ("summaries",)


def is_on(kind: Kind, plan: str, settings: Mapping[str, Any]) -> bool:
    """Whether a workspace with this plan and these settings has this kind of help."""
    own = settings.get("ai")
    chosen = own.get(kind) if isinstance(own, dict) else None
    return plan in PLANS_WITH_AI and (chosen if isinstance(chosen, bool) else kind in ON_BY_DEFAULT)
