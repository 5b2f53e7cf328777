"""Words are found regardless of case, accents and dots, and folding is idempotent."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connextlive.core.text import LONGEST, fold, located, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("ıstanbul", "istanbul"),
        ("IĞDIR", "igdir"),
        ("ığdır", "igdir"),
        ("ŞÜKRÜ ÇAĞLAR", "sukru caglar"),
        ("İ", "i"),
        ("i̇", "i"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("Ångström", "angstrom"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("GROẞ", "gross"),
        ("Ærø", "aero"),
        ("Œuvre", "oeuvre"),
        ("Łódź", "lodz"),
        ("Đorđe", "dorde"),
        ("ﬁnance", "finance"),
        ("ＡＢＣ１２", "abc12"),
        ("Acme™", "acmetm"),
        ("ℌello", "hello"),
        ("Привет", "привет"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("日本", "日本"),
        ("Fuß\u00adball", "fussball"),
        ("Donau\u200bdampf\ufeff", "donaudampf"),
        ("कमल की", "कमल की"),
        ("٣٤ ۵۶ ७८ ๙", "34 56 78 9"),
        ("1\ufe0f\u20e3", "1"),
        ("", ""),
    ],
)
def test_what_people_mean_by_the_same_word_is_folded_alike(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
@example("ℌ™㎒")
@example("ᾳ\u0345")
@example("ﬃ")
@example("ǰ")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x24F)))
def test_case_makes_no_difference(text: str) -> None:
    assert fold(text.swapcase()) == fold(text)


def test_words_are_distinct_and_folded_and_without_punctuation() -> None:
    assert words("Hello, hello! jane.doe@x.com vis_01 — 42") == {"hello", "jane", "doe", "x", "com", "vis_01", "42"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("john_smith", {"john", "smith"}),
        ("cnv_01M8ABC", {"cnv_01m8abc"}),
        ("कमल की", {"कमल", "की"}),
        ("東京都", {"東京", "京都", "都"}),
        ("ガス", {"ガス", "ス"}),
        ("iPhone用", {"iphone", "用"}),
        ("e-mail", {"e", "mail", "email"}),
        ("E-Mail-Adresse", {"e", "mail", "adresse", "emailadresse"}),
        ("2026-01-05", {"2026", "01", "05"}),
        ("a-b-c-d", {"a", "b", "c", "d"}),
    ],
)
def test_a_text_has_the_words_that_its_readers_see(text: str, found: set[str]) -> None:
    assert words(text) == found


@given(st.text())
def test_words_are_where_they_are_located(text: str) -> None:
    assert {word for word, _, _ in located(text)} <= words(text)
    assert all(start < end <= len(text) for _, start, end in located(text))


@pytest.mark.parametrize("nothing", [None, "", "  ", "?!", "…"])
def test_where_no_words_are_none_are_found(nothing: str | None) -> None:
    assert words(nothing) == set()


def test_of_an_endless_word_the_beginning_counts() -> None:
    assert words("A" * 500) == {"a" * LONGEST}


@given(st.text())
def test_no_word_can_break_out_of_a_key(text: str) -> None:
    assert not any("#" in word or "=" in word or not word for word in words(text))
