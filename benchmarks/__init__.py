"""Benchmarks, run by `make bench` and similar targets. Importing this package makes `connextlive` importable, like
`tools`."""

from random import Random

from tools import ROOT

__all__ = ["ROOT", "luck"]


def luck(seed: int | None = None) -> Random:
    """Randomness for orders, samples and invented people; not for secrets. The same seed gives the same values."""
    return Random(seed)  # noqa: S311  # no secret is made of it
