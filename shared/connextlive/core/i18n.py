"""The system's own texts, in a workspace's language.

Code and templates contain them in English, inside `_(…)`, or `_n(…)` where they depend on a number; `locales/` has the
translations as gettext catalogs, which `make catalogues` keeps in sync.
"""

import os
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Protocol

from connextlive.core.sentence import Sentence

if TYPE_CHECKING:
    from gettext import NullTranslations

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "tr": "Turkish", "de": "German", "es": "Spanish"}
LOCALES = os.path.join(os.path.dirname(__file__), os.pardir, "locales")
DOMAIN = "server"


class Translator(Protocol):
    """Returns a text in a language, with its `{names}` filled in."""

    def __call__(self, message: str, /, **values: object) -> str: ...


class NumberTranslator(Protocol):
    """Returns a text in a language, in the form that a number wants there, with its `{names}` filled in."""

    def __call__(self, singular: str, plural: str, number: int, /, **values: object) -> str: ...


def known(language: str) -> str:
    """The language, or English if it is not supported."""
    return language if language in LANGUAGES else ENGLISH


def preferred(accept_language: str) -> str:
    """The first language of ours that an `Accept-Language` header names (RFC 9110, 12.5.4), or English."""
    wanted: list[tuple[float, int, str]] = []
    for part in accept_language.split(","):
        tag, _, quality = part.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        language = tag.strip().partition("-")[0].lower()
        if weight > 0 and language in LANGUAGES:
            wanted.append((-weight, len(wanted), language))
    return min(wanted)[2] if wanted else ENGLISH


def sentence_translator(language: str) -> Callable[[str], str]:
    """Says sentences of ours in the language; what is no `Sentence` stays as it is."""
    if language == ENGLISH:
        return str
    _ = translator(language)
    return lambda text: _(text.template, **text.values) if isinstance(text, Sentence) else text


@cache
def translator(language: str) -> Translator:
    """The function `_` of a language. Right-to-left values are isolated from the words around them."""
    catalogue = _catalogue(known(language))
    return lambda message, /, **values: _filled(catalogue.gettext(message), values)


@cache
def number_translator(language: str) -> NumberTranslator:
    """The function `_n` of a language, for texts that depend on a number."""
    catalogue = _catalogue(known(language))
    return lambda singular, plural, number, /, **values: _filled(catalogue.ngettext(singular, plural, number), values)


@cache
def _catalogue(language: str) -> "NullTranslations":
    from gettext import GNUTranslations, NullTranslations  # few functions need it

    if language == ENGLISH:
        return NullTranslations()
    with open(os.path.join(LOCALES, language, "LC_MESSAGES", f"{DOMAIN}.mo"), "rb") as file:
        return GNUTranslations(file)


def _filled(text: str, values: dict[str, object]) -> str:
    if not values:
        return text
    from connextlive.core.direction import isolated  # most texts have no placeholders

    return text.format_map({name: isolated(f"{value}") for name, value in values.items()})
