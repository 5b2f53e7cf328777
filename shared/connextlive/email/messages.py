"""The mails that the system sends, in the language of the workspace that they are from.

A mail is one template in `templates/`, whose content is put together from the parts of `parts.j2`. That file and the
layout around the content exist twice: as plain text, and as HTML that mail clients show alike. A template also sets
`subject` and `preview`, which an inbox shows beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connextlive.core.i18n import known, translator
from connextlive.rendering.templates import environment

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Email:
    """A mail in its two forms."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name; `before` says what it was in the period before."""

    name: str
    value: str
    before: str


def invitation(language: str, *, workspace: str, name: str, link: str) -> Email:
    return _render("invitation", language, workspace=workspace, name=name, link=link)


def password_reset(language: str, *, workspace: str, name: str, link: str) -> Email:
    return _render("password_reset", language, workspace=workspace, name=name, link=link)


def unseen_messages(language: str, *, workspace: str, name: str | None, quotes: Sequence[Quote], link: str) -> Email:
    return _render("unseen_messages", language, workspace=workspace, name=name, quotes=quotes, link=link)


def report_ready(
    language: str,
    *,
    workspace: str,
    period: str,
    days: str,
    key_figures: Sequence[Figure],
    link: str,
    table_link: str,
) -> Email:
    return _render(
        "report_ready",
        language,
        workspace=workspace,
        period=period,
        days=days,
        key_figures=key_figures,
        link=link,
        table_link=table_link,
    )


def _render(template: str, language: str, **values: Any) -> Email:
    values |= {"_": translator(language), "language": known(language)}
    forms = {form: environment(TEMPLATES, TEMPLATES / form, is_html=form == "html") for form in ("text", "html")}
    text, html = (form.get_template(f"{template}.j2").make_module(values) for form in forms.values())
    subject: str = text.subject  # type: ignore[attr-defined]  # every template sets it
    return Email(" ".join(subject.split()), f"{text}", f"{html}")
