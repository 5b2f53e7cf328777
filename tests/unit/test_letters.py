"""Mails as they are read: in four languages, as text and as HTML, with whatever people write in them."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from connextlive.core import i18n
from connextlive.email import letter, letters
from connextlive.email.letter import Figure, Letter, Quote

LINK = "https://app.example.com/x?a=1&token=ab.cd"
EVIL = '<img src=x onerror="alert(1)"> & {link} "Söhne"'
FIGURES = [Figure("Conversations", "12", "before: 9"), Figure("Closed", "11", "before: 10")]
LETTERS: dict[str, Callable[[str, str], Letter]] = {
    "invitation": lambda language, name: letters.invitation(language, name, name, LINK),
    "password reset": lambda language, name: letters.password_reset(language, name, name, LINK),
    "unseen messages": lambda language, name: letters.unseen_messages(
        language, name, name, [Quote(name, f"First line\n{name}")], LINK
    ),
    "report": lambda language, name: letters.report_ready(
        language, name, "week", "2 – 8 Mar 2026", FIGURES, LINK, f"{LINK}&file=csv"
    ),
}
every_letter = pytest.mark.parametrize("kind", LETTERS)
every_language = pytest.mark.parametrize("language", i18n.LANGUAGES)


class Seen(HTMLParser):
    """What a mail client makes of the HTML."""

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
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@every_language
@every_letter
def test_both_parts_say_it_in_the_language(kind: str, language: str) -> None:
    written = LETTERS[kind](language, "Acme")
    text, seen = letter.as_text(written), Seen(letter.as_html(written))
    for said in (written.greeting, *written.paragraphs, *written.notes, written.action):
        assert said in text
        assert said in seen.words
    assert written.fallback in seen.words
    assert f'<html lang="{language}">' in letter.as_html(written)
    others = [LETTERS[kind](other, "Acme").paragraphs for other in i18n.LANGUAGES if other != language]
    assert written.paragraphs not in others


@every_language
@every_letter
def test_nothing_is_left_to_be_filled_in(kind: str, language: str) -> None:
    written = LETTERS[kind](language, "Acme")
    assert not re.findall(r"{\w*}", written.subject + written.preview + letter.as_text(written))
    assert not re.findall(r"{\w*}", letter.as_html(written).partition("</style>")[2])


@every_letter
def test_the_link_is_a_button_an_address_and_a_line_of_its_own(kind: str) -> None:
    written = LETTERS[kind]("en", "Acme")
    seen = Seen(letter.as_html(written))
    assert seen.links[:2] == [LINK, LINK]
    assert LINK in seen.words
    assert LINK in letter.as_text(written).splitlines()


@every_letter
def test_what_people_write_is_shown_and_not_obeyed(kind: str) -> None:
    written = LETTERS[kind]("en", EVIL)
    seen = Seen(letter.as_html(written))
    assert "img" not in seen.tags
    assert EVIL in seen.words.replace("\n", " ")
    assert EVIL in letter.as_text(written)
    assert not seen.open


@every_letter
def test_html_needs_nothing_from_elsewhere(kind: str) -> None:
    html = letter.as_html(LETTERS[kind]("en", "Acme"))
    seen = Seen(html)
    assert not {"script", "link", "img", "iframe", "form"} & set(seen.tags)
    assert "url(" not in html
    assert "@import" not in html
    assert all(link.startswith(LINK) for link in seen.links)


def test_an_inbox_shows_the_preview_first() -> None:
    written = LETTERS["invitation"]("en", "Acme")
    shown = Seen(letter.as_html(written)).words.partition("}\n")[2]
    body = letter.as_html(written).partition("<body")[2]
    assert body.index(written.preview) < body.index(written.greeting)
    assert written.preview in shown


def test_dark_mode_turns_every_colour_that_is_set() -> None:
    html = letter.as_html(LETTERS["report"]("en", "Acme"))
    dark = html.partition("prefers-color-scheme: dark")[2].partition("</style>")[0]
    turned = set(re.findall(r"\.(\w+) {", dark))
    used = {name for names in re.findall(r'class="([^"]+)"', html) for name in names.split()}
    assert used <= turned


def test_figures_stand_in_a_column() -> None:
    text = letter.as_text(LETTERS["report"]("en", "Acme"))
    assert "Conversations: 12  (before: 9)\nClosed:        11  (before: 10)\n" in text


def test_a_visitor_without_a_name_is_greeted() -> None:
    written = letters.unseen_messages("de", "Acme", None, [Quote("Anna", "Ja.")], LINK)
    assert letter.as_text(written).startswith("Guten Tag,\n\nwährend Sie weg waren")
    assert written.preview == "Ja."
