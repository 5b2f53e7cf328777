"""Schemas of snoozing."""

from connextlive.lambdas.common import Body
from connextlive.lambdas.moments import TimeWithinAYear


class SnoozeBody(Body):
    """Whether a conversation is snoozed, and until when: without `until`, until the visitor writes, which always wakes
    it."""

    is_snoozed: bool
    until: TimeWithinAYear | None = None
