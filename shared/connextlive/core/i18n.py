"""What the system itself says, in a workspace's language.

The code and the templates say it in English, inside `_(…)`; `locales/` has every sentence in each language as gettext
catalogues, which `make catalogues` keeps in step with them.
"""

import os
from collections.abc import Callable
from functools import cache
from typing import Protocol

from connextlive.core.sentence import Sentence

LANGUAGES = {"en": "English", "tr": "Turkish", "de": "German", "es": "Spanish"}
LOCALES = os.path.join(os.path.dirname(__file__), os.pardir, "locales")
DOMAIN = "connextlive"


class Translator(Protocol):
    """Gives one of our sentences in a language, its `{names}` filled in."""

    def __call__(self, message: str, /, **values: object) -> str: ...


def known(language: str) -> str:
    """The language, or English where it is none of ours."""
    return language if language in LANGUAGES else "en"


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
    return min(wanted)[2] if wanted else "en"


def speaker(language: str) -> Callable[[str], str]:
    """Says sentences of ours in the language; what is no `Sentence` stays as it is."""
    if language == "en":
        return str
    _ = translator(language)
    return lambda text: _(text.template, **text.values) if isinstance(text, Sentence) else text


@cache
def translator(language: str) -> Translator:
    """The function `_` of a language. A value that runs from right to left does not turn the words around it."""
    from gettext import GNUTranslations  # few functions say anything

    with open(os.path.join(LOCALES, known(language), "LC_MESSAGES", f"{DOMAIN}.mo"), "rb") as file:
        catalogue = GNUTranslations(file)

    def translate(message: str, /, **values: object) -> str:
        text = catalogue.gettext(message)
        if not values:
            return text
        from connextlive.core.direction import isolated  # most sentences have nothing to fill in

        return text.format_map({name: isolated(f"{value}") for name, value in values.items()})

    return translate
