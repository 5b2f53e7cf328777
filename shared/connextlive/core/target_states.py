"""How a target stands, from what is stored of it."""

from collections.abc import Mapping
from typing import Literal

type TargetState = Literal["RUNNING", "AT_RISK", "PAUSED", "MET", "MISSED"]


def state_of(target: Mapping[str, object]) -> TargetState:
    """MISSED stays so, whatever is done later; AT_RISK is from the warning on."""
    if "missed_at" in target:
        return "MISSED"
    if "ended_at" in target:
        return "MET"
    if "since" not in target:
        return "PAUSED"
    return "AT_RISK" if "warned_at" in target else "RUNNING"
