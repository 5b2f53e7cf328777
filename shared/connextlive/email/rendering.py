"""A mail's two forms out of one template: plain text, and HTML that mail clients show alike.

A template sets `subject` and `preview`, which an inbox shows beside it, and puts its content together from the parts of
`parts.j2`. That file and the layout around the content exist once for each form.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from connextlive.core import templating
from connextlive.core.i18n import known, translator

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Email:
    """A mail that is ready to be sent."""

    subject: str
    text: str
    html: str


def render(template: str, language: str, **values: Any) -> Email:
    """Both forms of a mail in a language."""
    values |= {"_": translator(language), "language": known(language)}
    text, html = (_environment(form).get_template(f"{template}.j2").make_module(values) for form in ("text", "html"))
    subject: str = text.subject  # type: ignore[attr-defined]  # every template sets it
    return Email(" ".join(subject.split()), f"{text}", f"{html}")


@cache
def _environment(form: str) -> Environment:
    return templating.environment([TEMPLATES, TEMPLATES / form], is_html=form == "html")
