"""The catalogues: every sentence in every language, with the same names to fill in, compiled as they stand."""

import string
from gettext import GNUTranslations

import pytest

from connextlive.core import i18n
from tools.generate import catalogues

SAID = [str(message.id) for message in catalogues.said() if message.id]
THE_SAME = {  # in English and in another language
    "de": {"Agent", "Agent: {name}", "Median", "Neutral"},
    "es": set[str](),
    "tr": {"Site", "Site: {name}"},
}
every_language = pytest.mark.parametrize("language", i18n.LANGUAGES)


def names(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def in_catalogue(language: str, text: str) -> str:
    with catalogues.path(language, "mo").open("rb") as file:
        return GNUTranslations(file)._catalog.get(text, "")  # type: ignore[attr-defined, no-any-return]  # it has no public way


@every_language
def test_everything_is_said(language: str) -> None:
    assert SAID
    assert [text for text in SAID if not in_catalogue(language, text)] == []


@every_language
def test_what_is_filled_in_is_the_same_in_each_language(language: str) -> None:
    differing = [text for text in SAID if names(in_catalogue(language, text)) != names(text)]
    assert differing == []


@pytest.mark.parametrize("language", [one for one in i18n.LANGUAGES if one != "en"])
def test_nothing_was_left_in_english(language: str) -> None:
    assert {text for text in SAID if in_catalogue(language, text) == text} == THE_SAME[language]


def test_an_unknown_language_is_answered_in_english() -> None:
    _ = i18n.translator("xx")
    assert _("This conversation has been resolved.") == "This conversation has been resolved."


def test_a_name_from_right_to_left_leaves_the_words_around_it_alone() -> None:
    _ = i18n.translator("en")
    assert _("Hello {name},", name="نورة") == "Hello \u2068نورة\u2069,"


def test_a_name_is_not_filled_in_itself() -> None:
    _ = i18n.translator("en")
    assert _("Hello {name},", name="{name}") == "Hello {name},"
