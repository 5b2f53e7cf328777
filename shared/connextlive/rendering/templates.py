"""Jinja2 templates."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from connextlive.core.direction import is_right_to_left, isolated


@cache
def environment(*folders: Path, is_html: bool) -> Environment:
    """The templates of the given folders. HTML is autoescaped; undefined variables are errors."""
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=is_html,  # noqa: S701  # plain text obeys nobody
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["isolated"] = isolated
    made.filters["tenths"] = "{:.1f}".format
    made.tests["right_to_left"] = is_right_to_left
    return made
