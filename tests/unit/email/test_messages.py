"""Emails as they are read: in four languages, as text and as HTML, with any content that people write."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from connextlive.core.i18n import LANGUAGES, translator
from connextlive.email import messages
from connextlive.email.messages import Email, Figure, Quote

LINK = "https://app.example.com/x?a=1&token=ab.cd"
EVIL = '<img src=x onerror="alert(1)"> & {link} {{ link }} "Söhne"'
FIGURES = [Figure("Conversations", "12", "Previously: 9"), Figure("Closed", "11", "Previously: 10")]


def a_report(language: str, name: str, period: str) -> Email:
    return messages.report_ready(
        language,
        workspace=name,
        period=period,
        days="2 – 8 Mar 2026",
        key_figures=FIGURES,
        link=LINK,
        table_link=f"{LINK}&file=csv",
    )


EMAILS: dict[str, Callable[[str, str], Email]] = {
    "invitation": lambda language, name: messages.invitation(language, workspace=name, name=name, link=LINK),
    "confirmation": lambda language, name: messages.confirmation(language, workspace=name, name=name, link=LINK),
    "password reset": lambda language, name: messages.password_reset(language, workspace=name, name=name, link=LINK),
    "unseen messages": lambda language, name: messages.unseen_messages(
        language, workspace=name, name=name, quotes=[Quote(name, f"First line\n{name}")], link=LINK
    ),
    "transcript": lambda language, name: messages.transcript(
        language,
        workspace=name,
        name=name,
        quotes=[Quote(name, f"First line\n{name}")],
        is_whole=False,
        rating_link=LINK,
    ),
    "rating request": lambda language, name: messages.rating_request(language, workspace=name, name=name, link=LINK),
    "weekly report": lambda language, name: a_report(language, name, "week"),
    "monthly report": lambda language, name: a_report(language, name, "month"),
}
every_email = pytest.mark.parametrize("kind", EMAILS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


class Seen(HTMLParser):
    """The HTML as rendered by an email client."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag == "br":
            self.words += "\n"
        elif tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def body(email: Email) -> str:
    """The visible text of the HTML, without title and preview."""
    return Seen(email.html).words.rpartition("\u034f")[2]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.replace(LINK + "&file=csv", "").replace(LINK, "")))


@every_language
@every_email
def test_both_parts_say_the_same(kind: str, language: str) -> None:
    email = EMAILS[kind](language, "Acme")
    about_the_button = words(translator(language)("If the button does not work, open this link:"))
    assert words(email.text) - about_the_button == words(body(email)) - about_the_button


@every_email
@pytest.mark.parametrize(
    "name",
    ["acme.example", "www.acme.example", "https://acme.example/a?b", "info@acme.example", "Acme (see acme.example)",
     "acme\u3002example", "mailto:info@acme.example", "a.b.c"],
)  # fmt: skip
def test_no_name_becomes_a_link(kind: str, name: str) -> None:
    email = EMAILS[kind]("en", name)
    for said in (email.subject, email.text, Seen(email.html).words):
        text = said
        # Without our own links, what somebody wrote, and that in the preview.
        for own in (f"{LINK}&file=csv", LINK, f"First line\n> {name}", f"First line\n{name}", f"First line {name}"):
            text = text.replace(own, "")
        assert not re.findall(r"\w[.\u3002]\w|:/|\w@\w|mailto:\w", text)
    own_links = {LINK, f"{LINK}&file=csv", *(f"{LINK}&score={score}" for score in range(1, 6))}
    assert set(Seen(email.html).links) <= own_links


@pytest.mark.parametrize("name", ["Acme", "Acme Inc.", "J. R. Smith", "Ünal & Söhne", "24/7", "שלום"])
def test_a_name_is_read_as_it_is_written(name: str) -> None:
    email = EMAILS["invitation"]("en", name)
    assert name in email.subject.replace("\u200b", "").replace("\u2068", "").replace("\u2069", "")


@every_language
@every_email
def test_each_language_has_its_own_words(kind: str, language: str) -> None:
    email = EMAILS[kind](language, "Acme")
    assert f'<html lang="{language}">' in email.html
    others = [EMAILS[kind](other, "Acme") for other in LANGUAGES if other != language]
    assert email.subject not in {other.subject for other in others}
    assert email.text.partition("\n")[0] not in {other.text.partition("\n")[0] for other in others}


@every_language
@every_email
def test_every_line_begins_with_a_capital_letter(kind: str, language: str) -> None:
    email = EMAILS[kind](language, "Acme")
    begins = [line.removeprefix("> ")[0] for line in email.text.splitlines() if line and line not in (LINK, "-- ")]
    assert [first for first in begins if first.isalpha() and not first.isupper()] == []


@every_language
@every_email
def test_nothing_is_left_to_be_filled_in(kind: str, language: str) -> None:
    email = EMAILS[kind](language, "Acme")
    assert not re.findall(r"[{}]", email.subject + email.text + email.html.partition("</style>")[2])


@every_email
def test_the_link_is_a_button_an_address_and_a_line_of_its_own(kind: str) -> None:
    email = EMAILS[kind]("en", "Acme")
    seen = Seen(email.html)
    assert [link for link in seen.links if "&score=" not in link][:2] == [LINK, LINK]
    assert LINK in seen.words
    assert LINK in email.text.splitlines()


@every_email
def test_what_people_write_is_shown_and_not_obeyed(kind: str) -> None:
    email = EMAILS[kind]("en", EVIL)
    seen = Seen(email.html)
    assert "img" not in seen.tags
    assert EVIL in seen.words.replace("\n", " ")
    assert EVIL in email.text
    assert not seen.open


@every_email
def test_html_needs_nothing_from_elsewhere(kind: str) -> None:
    html = EMAILS[kind]("en", "Acme").html
    seen = Seen(html)
    assert not {"script", "link", "img", "iframe", "form"} & set(seen.tags)
    assert "url(" not in html
    assert "@import" not in html
    assert all(link.startswith(LINK) for link in seen.links)


def test_an_inbox_shows_the_preview_first() -> None:
    html = EMAILS["invitation"]("en", "Acme").html.partition("<body")[2]
    preview = "Set your password within 7 days and start answering visitors."
    assert 0 < html.index(preview) < html.index("Hello Acme,")


def test_dark_mode_turns_every_colour_that_is_set() -> None:
    html = EMAILS["weekly report"]("en", "Acme").html
    dark = html.partition("prefers-color-scheme: dark")[2].partition("</style>")[0]
    turned = set(re.findall(r"\.(\w+) {", dark))
    used = {name for names in re.findall(r'class="([^"]+)"', html) for name in names.split()}
    assert used <= turned


def test_an_invitation_as_plain_text() -> None:
    assert (
        EMAILS["invitation"]("en", "Acme").text
        == f"""\
Hello Acme,

You have been invited to join Acme and answer its visitors.

This invitation is for you only and expires in 7 days.

Set your password:

{LINK}

If you do not know Acme, you can ignore this e-mail.

--\x20
Acme
"""
    )


def test_figures_are_in_a_column() -> None:
    text = EMAILS["weekly report"]("en", "Acme").text
    assert "\n\nConversations: 12  (Previously: 9)\nClosed:        11  (Previously: 10)\n\n" in text


def test_what_was_written_is_quoted_line_by_line() -> None:
    text = EMAILS["unseen messages"]("en", "Acme").text
    assert "\n\nAcme:\n> First line\n> Acme\n\n" in text


def test_a_visitor_without_a_name_is_greeted() -> None:
    email = messages.unseen_messages("de", workspace="Acme", name=None, quotes=[Quote("Anna", "Ja.")], link=LINK)
    assert email.text.startswith("Guten Tag,\n\nSie haben eine Antwort erhalten, während Sie weg waren:\n")
    assert ">Ja.&#8199;" in email.html


def test_a_subject_is_one_line() -> None:
    assert EMAILS["invitation"]("en", "Ac\nme").subject == "Your invitation to Ac me"


def test_a_language_that_is_none_of_ours_is_english() -> None:
    assert EMAILS["invitation"]("xx", "Acme") == EMAILS["invitation"]("en", "Acme")
