"""What the system itself says, in a workspace's language.

The code says it in English; `locales/` has every sentence in each language as gettext catalogues, which `make
catalogues` keeps in step with the code. A sentence's `{names}` are filled in afterwards, by `str.format`.
"""

import os
from collections.abc import Callable
from functools import cache

LANGUAGES = ("en", "tr", "de", "es")
LOCALES = os.path.join(os.path.dirname(__file__), os.pardir, "locales")
DOMAIN = "connextlive"


@cache
def in_language(language: str) -> Callable[[str], str]:
    """The function `_` that gives one of our sentences in a language; English where there is no such language."""
    from gettext import GNUTranslations  # few functions say anything

    known = language if language in LANGUAGES else "en"
    with open(os.path.join(LOCALES, known, "LC_MESSAGES", f"{DOMAIN}.mo"), "rb") as catalogue:
        return GNUTranslations(catalogue).gettext


def resolved(language: str) -> str:
    """What a conversation says at its end."""
    _ = in_language(language)
    return _("This conversation has been resolved.")
