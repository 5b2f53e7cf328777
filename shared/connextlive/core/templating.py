"""Jinja2 for mails and reports. For consumers only: requests have neither the time nor the layer."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from connextlive.core.direction import is_right_to_left, isolated


def environment(folders: Sequence[Path], is_html: bool) -> Environment:
    """Templates of these folders. In HTML everything is escaped; what a template does not know is an error."""
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=is_html,  # noqa: S701  # plain text obeys nobody
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["isolated"] = isolated
    made.tests["right_to_left"] = is_right_to_left
    return made
