"""Whoever called within the last minute is online."""

import pytest

from connextlive.core.ids import ago
from connextlive.core.presence import is_online, online_since
from tests.support.builders import Clock


@pytest.mark.parametrize(
    ("seconds", "online"), [(-1, True), (0, True), (59.999, True), (60, False), (60.001, False), (3600, False)]
)
def test_presence_ends_with_the_sixtieth_second(clock: Clock, seconds: float, online: bool) -> None:
    assert is_online(ago(seconds)) is online


def test_who_was_never_seen_is_not_here() -> None:
    assert is_online(None) is False


def test_the_boundary_is_a_minute_ago(clock: Clock) -> None:
    assert online_since() == "2027-01-15T07:59:00.000Z"
