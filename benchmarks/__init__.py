"""What measures: run by `make bench` and its like. Importing it finds `connextlive`, as importing `tools` does."""

from random import Random

from tools import ROOT

__all__ = ["ROOT", "luck"]


def luck(seed: int | None = None) -> Random:
    """Chance for orders, samples and invented people, which anybody may guess; with a seed always the same."""
    return Random(seed)  # noqa: S311  # no secret is made of it
