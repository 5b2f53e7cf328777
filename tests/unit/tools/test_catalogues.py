"""The catalogs of server, console and widget: every text in every language, with the same placeholders, compiled from
the current sources."""

import json
import re
import string
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from connextlive.core import i18n
from tools import ROOT
from tools.generate import catalogues

CATALOGUES = [(domain, language) for domain in catalogues.DOMAINS for language in catalogues.TRANSLATED]
THE_SAME = {  # in English and in another language
    "tr": {"HTML", "Site", "Site: {name}", "Spam", "URL", "Widget"},
    "de": {
        *(
            "Agent",
            "Agent: {name}",
            "Browser",
            "Domains",
            "Code",
            "HTML",
            "Live",
            "Token",
            "Median",
            "Name",
            "Neutral",
            "Offline",
            "Spam",
            "Online",
            "Text",
            "URL",
            "Webhooks",
        ),
        *("Position", "Status", "Team", "Team: {name}", "Teams", "Widget", "Workspace", "{count} online"),
    },
    "es": {"Color", "HTML", "Spam", "Token", "URL", "Webhooks", "Widget"},
}
COUNTED = re.compile(r"\{\w+\} (?:push )?([a-z-]+s)\b")
VERBS = {"becomes", "has", "is", "needs", "receives", "sends", "wants", "was"}
NEVER_ONE = {  # because all of the numbers are ours
    "server": {
        "A report covers at most {most} days",
        "At most {most} files",
        "Must be {length} bytes in base64url",
        "Must have at least {min_length} characters",  # of one, it says "Must not be empty"
        "Must have at least {min_length} entries",
        "Must have at most {max_length} characters",
        "Must have at most {max_length} entries",
        "Pages reach {most} items into the list; use the cursor to go further",
    },
    "console": {"in {count} days"},
}


def catalogue(domain: str, language: str) -> Catalog:
    with catalogues.path(language, domain).open("rb") as file:
        return read_po(file, locale=language)


def forms(message: Message) -> list[tuple[str, str]]:
    """A text and its translation; for plurals each form, with the English plural."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[1], form) for form in message.string or [""]]


def names(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_every_text_is_translated(domain: str, language: str) -> None:
    messages = list(catalogues.texts(catalogue(domain, language)))
    assert messages
    assert [text for message in messages for text, translation in forms(message) if not translation] == []


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_a_catalogue_has_the_texts_of_the_code_and_no_others(domain: str, language: str) -> None:
    said = {(message.context, message.id) for message in catalogues.texts(catalogues.template(domain))}
    held = catalogue(domain, language)
    assert {(message.context, message.id) for message in catalogues.texts(held)} == said
    assert not held.obsolete


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_no_translation_is_a_guess(domain: str, language: str) -> None:
    assert [message.id for message in catalogues.texts(catalogue(domain, language)) if message.fuzzy] == []


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_what_is_filled_in_is_the_same_in_each_language(domain: str, language: str) -> None:
    pairs = [pair for message in catalogues.texts(catalogue(domain, language)) for pair in forms(message)]
    assert [text for text, translation in pairs if names(translation) != names(text)] == []


@pytest.mark.parametrize("language", THE_SAME)
def test_nothing_was_left_in_english(language: str) -> None:
    messages = [message for domain in catalogues.DOMAINS for message in catalogues.texts(catalogue(domain, language))]
    found = {text for message in messages for text, translation in forms(message) if translation == text}
    assert found == THE_SAME[language]


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_the_compiled_catalogue_says_what_the_edited_one_does(language: str) -> None:
    with catalogues.path(language, i18n.DOMAIN, "mo").open("rb") as file:
        compiled = GNUTranslations(file)
    held = list(catalogues.texts(catalogue(i18n.DOMAIN, language)))
    assert [said(compiled, message) for message in held] == [{text for _, text in forms(message)} for message in held]


def said(compiled: GNUTranslations, message: Message) -> set[str]:
    """All that a text of the server's becomes, with each number."""
    if isinstance(message.id, str):
        return {compiled.gettext(message.id)}
    singular, plural = message.id
    return {compiled.ngettext(singular, plural, number) for number in (0, 1, 2, 1_000_000)}


@pytest.mark.parametrize("domain", catalogues.DOMAINS)
def test_a_text_with_a_number_of_something_has_a_form_for_one(domain: str) -> None:
    """Texts that are not in `tn(…)` or `_n(…)`, and have `{count} things` in English."""
    texts = {message.id for message in catalogues.texts(catalogues.template(domain)) if isinstance(message.id, str)}
    assert {text for text in texts if {*COUNTED.findall(text)} - VERBS} == NEVER_ONE.get(domain, set())


@pytest.mark.parametrize(("number", "words"), [(1, "in 1 Stunde"), (2, "in 2 Stunden")])
def test_a_number_chooses_the_form_of_a_text_in_its_language(number: int, words: str) -> None:
    one, more = (f"This conversation will be closed in {{hours}} {of} unless you write." for of in ("hour", "hours"))
    assert words in i18n.number_translator("de")(one, more, number, hours=number)


def test_english_comes_before_the_languages_that_it_is_translated_to() -> None:
    assert list(i18n.LANGUAGES) == [i18n.ENGLISH, *THE_SAME]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("t('Save')", [("Save", None)]),
        ('look.t("Remove {name}", { name })', [("Remove {name}", None)]),
        ("<p>It's {t('A “key”')}, isn't it? {t('Don\\'t')}</p>", [("A “key”", None), ("Don't", None)]),
        ("tn('{count} file', '{count} files', n, { count: n })", [(("{count} file", "{count} files"), None)]),
        ("tp('one conversation', 'Closed')", [("Closed", "one conversation")]),
        ("const A = { day: msg('Day'), week: msg('Week') }", [("Day", None), ("Week", None)]),
        ("t(\n  'A long one',\n)", [("A long one", None)]),
        ("t(label) + set('x') + split('y')", []),
    ],
)
def test_texts_are_found_in_scripts_and_components(source: str, texts: list[tuple[str, str | None]]) -> None:
    assert list(catalogues.calls(source)) == texts


@pytest.mark.parametrize(
    "reason", ["Conversation not found", "The conversation is closed", "Invalid email or password"]
)
def test_what_the_api_refuses_is_among_the_consoles_texts(reason: str) -> None:
    assert reason in {message.id for message in catalogues.template("console")}


@pytest.mark.parametrize("file", catalogues.OTHER_REFUSALS)
def test_refusals_listed_by_hand_still_exist(file: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    assert [text for text in catalogues.OTHER_REFUSALS[file] if text not in source] == []


def test_plural_forms_are_named_for_the_browser() -> None:
    held = catalogues.Undated(locale="es")
    held.add(("{count} file", "{count} files"), ("{count} archivo", "{count} de archivos", "{count} archivos"))
    made = json.loads(catalogues.as_json(held))
    forms = {"many": "{count} de archivos", "one": "{count} archivo", "other": "{count} archivos"}
    assert made == {"texts": {}, "plurals": {"{count} file": forms}}


def test_an_unknown_language_is_answered_in_english() -> None:
    _ = i18n.translator("xx")
    assert _("This conversation has been resolved.") == "This conversation has been resolved."


def test_a_name_from_right_to_left_leaves_the_words_around_it_alone() -> None:
    _ = i18n.translator("en")
    assert _("Hello {name},", name="نورة") == "Hello \u2068نورة\u2069,"


def test_a_name_is_not_filled_in_itself() -> None:
    _ = i18n.translator("en")
    assert _("Hello {name},", name="{name}") == "Hello {name},"


def test_what_a_translator_notes_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "widget.po"
    file.write_text('# Formal.\n#, fuzzy\nmsgid "Send"\nmsgstr "Absenden"\n', encoding="utf-8")
    monkeypatch.setattr(catalogues, "path", lambda language, domain: file)
    [message] = [message for message in catalogues.texts(catalogues.catalogue("de", "widget")) if message.id == "Send"]
    assert (message.string, message.fuzzy, message.user_comments) == ("Absenden", True, ["Formal."])
