"""Schemas of snoozing."""

from connextlive.lambdas.common import Body
from connextlive.lambdas.moments import TimeWithinAYear


class SnoozeBody(Body):
    """Whether a conversation is snoozed, and until when. The visitor's next message always wakes it; without `until`,
    only that does."""

    is_snoozed: bool
    until: TimeWithinAYear | None = None
