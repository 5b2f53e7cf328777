"""Texts that run from right to left have their direction in mails and reports."""

import pytest

from connextlive.core.direction import is_right_to_left, isolated
from connextlive.email import letter, letters
from connextlive.email.letter import Quote

NAME, TEXT = "نورة", "مرحبا، هل المنتج متوفر؟ ABC 123!"


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        (TEXT, True),
        ("שלום! 5 ימים.", True),
        ("123 - مرحبا", True),
        ("Hello مرحبا", False),
        ("“Hi”", False),
        ("123", False),
        ("", False),
        ("東京", False),
    ],
)
def test_a_text_runs_as_its_first_letter_does(text: str, is_so: bool) -> None:
    assert is_right_to_left(text) is is_so


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Bob", "Bob"), ("東京", "東京"), ("", ""), (NAME, f"\u2068{NAME}\u2069"), ("Dana כהן", "\u2068Dana כהן\u2069")],
)
def test_a_name_takes_no_word_around_it_along(name: str, shown: str) -> None:
    assert isolated(name) == shown


def test_a_mail_shows_what_was_written_in_its_direction() -> None:
    written = letters.unseen_messages("en", NAME, NAME, [Quote(NAME, TEXT), Quote("Bob", "Hello")], "https://a.example")
    html = letter.as_html(written)
    assert '<p class="ink" dir="ltr"' in html
    assert f'<span dir="rtl" style="display:block;unicode-bidi:plaintext">{TEXT}</span>' in html
    assert '<span dir="ltr" style="display:block;unicode-bidi:plaintext">Hello</span>' in html
    assert (written.subject, written.greeting) == (f"{isolated(NAME)} has answered you", f"Hello {isolated(NAME)},")
    assert f"{isolated(NAME)}</strong>" in html
