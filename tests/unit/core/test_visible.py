"""Texts for readers must be visible, and a text is the same however it is encoded."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from connextlive.chat.schemas import sending, topics, visitors, widget_conversations
from connextlive.core.errors import Invalid
from connextlive.core.uploads import UploadedFile
from connextlive.core.visible import is_visible, trimmed
from connextlive.identity.schemas import auth
from connextlive.lambdas import common
from connextlive.webhooks.schemas import webhooks

INVISIBLE = {
    "zero width space": "\u200b",
    "word joiner and byte order mark": "\u2060\ufeff",
    "directions": "\u202a\u202c\u200e\u2066",
    "Arabic letter mark": "\u061c",
    "Hangul fillers": "\u3164\u115f\u1160\uffa0",
    "Khmer vowels that are not written": "\u17b4\u17b5",
    "blank Braille": "\u2800",
    "soft hyphen": "\u00ad",
    "NUL": "\0",
    "controls": "\x07\x1b\x9f",
    "variation selectors": "\ufe0f\ufe00\U000e0100",
    "Mongolian separators": "\u180e\u180b",
    "tags": "\U000e0041\U000e007f",
    "marks without a letter": "\u0301\u20e3\u0903",
    "grapheme joiner": "\u034f",
    "a note without a head": "\U0001d159",
    "the place of an object": "\ufffc",
    "not to be assigned": "\uffff\ufdd0\U000e0fff",
    "spaces between them": "\u200b \u3000\u2800",
}
VISIBLE = ["a", "?", "é", "日", "ب", "🎉", "❤️", "👩‍👩‍👧", "1\ufe0f\u20e3", "\u200bx", "\u06dd", "\U0001faea", "\ue000"]


@pytest.mark.parametrize("text", INVISIBLE.values(), ids=INVISIBLE)
def test_what_shows_nothing_is_invisible(text: str) -> None:
    assert not is_visible(text)


@pytest.mark.parametrize("text", VISIBLE)
def test_what_shows_something_is_visible(text: str) -> None:
    assert is_visible(text)


NAMES: list[Any] = [common.Name, common.Tag, topics.Keyword]
TEXTS: list[Any] = [common.Content, common.Text, common.Notes, common.Line, webhooks.Description]


@pytest.mark.parametrize("kind", [*NAMES, *TEXTS, common.NewPassword])
@pytest.mark.parametrize("text", INVISIBLE.values(), ids=INVISIBLE)
def test_nothing_that_is_read_may_be_invisible(kind: Any, text: str) -> None:
    with pytest.raises(ValidationError, match="Must not be empty"):
        TypeAdapter(kind).validate_python(text.ljust(6, text[0]))


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_what_may_be_left_out_may_be_blank(kind: Any, text: str) -> None:
    assert TypeAdapter(kind).validate_python(text) == text


@pytest.mark.parametrize(
    ("shape", "values"),
    [
        (visitors.VisitorBody, {"userName": "\u200b"}),
        (visitors.VisitorBody, {"userPhone": "\u200b"}),
        (visitors.VisitorBody, {"notes": "\u200b"}),
        (widget_conversations.RatingBody, {"score": 5, "comment": "\u200b"}),
        (auth.ResetPasswordBody, {"token": "t", "password": "\u200b" * 6}),
        (auth.AcceptInviteBody, {"token": "t", "password": " " * 6}),
        (topics.TopicsBody, {"topics": [{"name": "\u3164"}]}),
    ],
)
def test_no_shape_takes_it(shape: Any, values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="Must not be empty"):
        shape.model_validate(values)


def test_who_has_such_a_password_already_can_log_in() -> None:
    body = {"email": "jane@example.com", "password": "\u200b" * 6}
    assert auth.LoginBody.model_validate(body).password == "\u200b" * 6


def test_a_message_with_a_file_may_have_text() -> None:
    files = [UploadedFile("a.pdf", b"%PDF-1.4")]
    assert sending.SendBody(content=" ").draft(files).content == " "
    with pytest.raises(ValidationError, match="Must not be empty"):
        sending.SendBody(content="\u3164")
    with pytest.raises(Invalid):
        sending.SendBody(content=" \n").draft()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Bob\t", "Bob"),
        ("\ufeffBob\u200b", "Bob"),
        ("\0Bob\x1f", "Bob"),
        ("❤️", "❤️"),
        ("Bob\u200f", "Bob\u200f"),
        ("\u200b", ""),
        ("Ann\u200bMary", "Ann\u200bMary"),
    ],
)
def test_invisible_characters_at_the_ends_of_a_name_are_removed(written: str, kept: str) -> None:
    assert trimmed(written) == kept


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_end_of_a_line_is_one_character(end: str) -> None:
    lines = sending.SendBody(content=f"a{end}" * 5_000).content
    assert lines == "a\n" * 5_000
