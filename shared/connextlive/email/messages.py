"""The mails that the system sends, in the language of the workspace that they are from. Their words: `templates/`."""

from collections.abc import Sequence
from dataclasses import dataclass

from connextlive.email.rendering import Email, render


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
    return render("invitation", language, workspace=workspace, name=name, link=link)


def password_reset(language: str, *, workspace: str, name: str, link: str) -> Email:
    return render("password_reset", language, workspace=workspace, name=name, link=link)


def unseen_messages(language: str, *, workspace: str, name: str | None, quotes: Sequence[Quote], link: str) -> Email:
    return render("unseen_messages", language, workspace=workspace, name=name, quotes=quotes, link=link)


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
    return render(
        "report_ready",
        language,
        workspace=workspace,
        period=period,
        days=days,
        key_figures=key_figures,
        link=link,
        table_link=table_link,
    )
