"""Names in a language's sort order, as in dictionaries and telephone books."""

import pytest

from connextlive.core import collation

IN_ORDER = {
    "en": ["1st Line", "Ada", "Åsa", "Bob", "Çelik", "Cem", "Dan", "Øre", "Zoë", "Zoran"],
    "de": ["Ähren", "Ahrens", "Äsop", "Asta", "Mueller", "Müller", "Muster", "Strasse", "Straße", "Stumm"],
    "es": ["Nadal", "Núñez", "Nuria", "Ñandú", "Oña", "Opa"],
    "tr": ["Can", "Cüneyt", "Çağla", "Gül", "Ğ", "Hale", "Işık", "İnci", "Oya", "Özge", "Su", "Şule", "Uğur", "Ümit"],
}


@pytest.mark.parametrize("language", IN_ORDER)
def test_names_are_in_the_languages_order_however_they_come(language: str) -> None:
    names = IN_ORDER[language]
    assert sorted(set(names), key=lambda name: collation.key(name, language)) == names


def test_case_and_form_do_not_part_names() -> None:
    assert collation.key("ÖZGE", "tr")[0] == collation.key("özge", "tr")[0] == collation.key("o\u0308zge", "tr")[0]
    assert collation.key("I\u0307nci", "tr") == collation.key("İnci", "tr")
