"""The system's emails, in the workspace's language.

An email is a template in `templates/`, composed of the parts in `parts.j2`. That file and the layout exist twice: as
plain text, and as HTML that email clients render alike. A template also sets `subject` and `preview`, which an inbox
shows beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from connextlive.core.i18n import known, number_translator, translator
from connextlive.core.unlinked import unlinked
from connextlive.rendering.templates import environment

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Email:
    """An email in both forms. `headers` are more than every email has; `tags` are what SES's events about it say."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """Something that somebody wrote."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A named number; `before` is its value in the previous period."""

    name: str
    value: str
    before: str


class ExportEmail(Protocol):
    """An email to whoever asked for an export that is ready."""

    def __call__(self, language: str, *, workspace: str, name: str, link: str) -> Email: ...


def invitation(language: str, *, workspace: str, name: str, link: str) -> Email:
    return _render("invitation", language, workspace=workspace, name=name, link=link)


def confirmation(language: str, *, workspace: str, name: str, link: str) -> Email:
    return _render("confirmation", language, workspace=workspace, name=name, link=link)


def password_reset(language: str, *, workspace: str, name: str, link: str) -> Email:
    return _render("password_reset", language, workspace=workspace, name=name, link=link)


def visitor_export(language: str, *, workspace: str, name: str, link: str) -> Email:
    return _render("visitor_export", language, workspace=workspace, name=name, link=link)


def conversation_export(language: str, *, workspace: str, name: str, link: str) -> Email:
    return _render("conversation_export", language, workspace=workspace, name=name, link=link)


def deletion_requested(language: str, *, workspace: str, name: str, owner: str, day: str, link: str) -> Email:
    values = {"workspace": workspace, "name": name, "owner": owner, "day": day}
    return _render("deletion_requested", language, **values, link=link)


def deletion_undone(language: str, *, workspace: str, name: str, link: str) -> Email:
    return _render("deletion_undone", language, workspace=workspace, name=name, link=link)


def owner_offered(language: str, *, workspace: str, name: str, owner: str, link: str) -> Email:
    return _render("owner_offered", language, workspace=workspace, name=name, owner=owner, link=link)


def owner_changed(language: str, *, workspace: str, name: str, owner: str, link: str) -> Email:
    return _render("owner_changed", language, workspace=workspace, name=name, owner=owner, link=link)


def unseen_messages(
    language: str,
    *,
    workspace: str,
    name: str | None,
    quotes: Sequence[Quote],
    link: str,
    can_be_answered: bool = False,
) -> Email:
    """With `can_be_answered`, the line at its beginning by which an answer's quote of it is known (`answers.py`)."""
    quotes = [Quote(unlinked(quote.author), quote.text) for quote in quotes]
    values = {"workspace": workspace, "name": name, "quotes": quotes, "link": link}
    return _render("unseen_messages", language, **values, can_be_answered=can_be_answered)


def transcript(
    language: str,
    *,
    workspace: str,
    name: str | None,
    quotes: Sequence[Quote],
    is_whole: bool,
    rating_link: str | None,
    can_be_answered: bool = False,
) -> Email:
    """What was written in a conversation, of which it may be the end only, and with a `rating_link` the question how it
    was."""
    quotes = [Quote(unlinked(quote.author), quote.text) for quote in quotes]
    values = {"workspace": workspace, "name": name, "quotes": quotes, "is_whole": is_whole, "link": rating_link}
    return _render("transcript", language, **values, can_be_answered=can_be_answered)


def rating_request(language: str, *, workspace: str, name: str | None, link: str) -> Email:
    return _render("rating_request", language, workspace=workspace, name=name, link=link)


def budget_reached(
    language: str, *, workspace: str, name: str, budget: str, count: int, limit: str, until: str, link: str
) -> Email:
    return _render(
        "budget_reached",
        language,
        workspace=workspace,
        name=name,
        budget=budget,
        count=count,
        limit=limit,
        until=until,
        link=link,
    )


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
    values |= {name: unlinked(values[name]) for name in ("workspace", "name", "owner") if values.get(name)}
    values |= {"_": translator(language), "_n": number_translator(language), "language": known(language)}
    forms = {form: environment(TEMPLATES, TEMPLATES / form, is_html=form == "html") for form in ("text", "html")}
    text, html = (form.get_template(f"{template}.j2").make_module(values) for form in forms.values())
    subject: str = text.subject  # type: ignore[attr-defined]  # every template sets it
    return Email(" ".join(subject.split()), f"{text}", f"{html}")
