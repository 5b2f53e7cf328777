"""Right-to-left texts keep their direction in emails and reports."""

import pytest

from connextlive.core.direction import is_right_to_left, isolated
from connextlive.email import messages
from connextlive.email.messages import Quote

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
def test_a_right_to_left_name_does_not_reorder_its_sentence(name: str, shown: str) -> None:
    assert isolated(name) == shown


def test_an_email_shows_texts_in_their_own_direction() -> None:
    quotes = [Quote(NAME, TEXT), Quote("Bob", "Hello")]
    email = messages.unseen_messages("en", workspace=NAME, name=NAME, quotes=quotes, link="https://a.example")
    assert 'class="sheet" dir="ltr"' in email.html
    assert f'<span dir="rtl" style="display:block;unicode-bidi:plaintext">{TEXT}</span>' in email.html
    assert '<span dir="ltr" style="display:block;unicode-bidi:plaintext">Hello</span>' in email.html
    assert email.subject == f"New reply from {isolated(NAME)}"
    assert f"Hello {isolated(NAME)}," in email.html
    assert f"{isolated(NAME)}</strong>" in email.html
