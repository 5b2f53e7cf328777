"""The console speaks four languages, whatever it says: its own sentences, and those that the API answers with."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import ROOT

CONSOLE = ROOT / "web" / "console" / "src"
TRANSLATIONS = (CONSOLE / "lib" / "translations.ts").read_text(encoding="utf-8")
TEXTS = {
    (quoted or plain): translations
    for quoted, plain, translations in re.findall(r"^  (?:'(.+?)'|(\w+)): \[(.*)\],$", TRANSLATIONS, re.MULTILINE)
}
SOURCES = sorted([*CONSOLE.rglob("*.svelte"), *CONSOLE.rglob("*.ts")])
# The same in every language, or an example of what to type.
UNTRANSLATED = {"Connextlive", "CSV", "JSON", "cl_……", "example.com, *.example.com"}


def said(source: str) -> Iterator[str]:
    yield from re.findall(r"\bt\(\s*'([^']+)'", source)
    yield from re.findall(r"statusMessage: '([^']+)'", source)


def written(component: str) -> Iterator[str]:
    """What a component's markup says without asking for its translation."""
    markup = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", component, flags=re.DOTALL)
    while (simpler := re.sub(r"\{[^{}]*\}", "", markup)) != markup:
        markup = simpler
    yield from re.findall(r">([^<>]*[^\W\d_]{2,}[^<>]*)<", markup.replace("&nbsp;", " "))
    yield from re.findall(r'\b(?:aria-label|title|placeholder|label|hint|text|alt)="([^"]*[^\W\d_]{2,}[^"]*)"', markup)


def answered() -> Iterator[str]:
    """Sentences of the API, with `{n}` for what differs in them."""
    for module in (ROOT / "shared" / "connextlive").rglob("*.py"):
        source = module.read_text(encoding="utf-8")
        yield from re.findall(r"raise (?:Refused|Forbidden)\(f?\"([^\"]+)\"", source)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_every_sentence_has_its_translations(source: Path) -> None:
    assert {text for text in said(source.read_text(encoding="utf-8")) if text not in TEXTS} == set()


@pytest.mark.parametrize("source", [path for path in SOURCES if path.suffix == ".svelte"], ids=lambda path: path.name)
def test_no_component_says_a_word_in_english_alone(source: Path) -> None:
    found = {text.strip() for text in written(source.read_text(encoding="utf-8"))}
    assert found - UNTRANSLATED == set()


def test_what_the_api_refuses_has_its_translations() -> None:
    sentences = {re.sub(r"\{[^{}]*\}", "{n}", text) for text in answered()}
    untold = {text for text in sentences if text not in TEXTS and re.sub(r"\d+", "{n}", text) not in TEXTS}
    assert {text for text in untold if not text.startswith(NOT_SHOWN)} == set()


def test_every_translation_is_there_and_keeps_the_placeholders() -> None:
    for text, translations in TEXTS.items():
        found = re.findall(r"'((?:[^'\\]|\\.)+)'", translations)
        assert len(found) == 3, text
        for one in found:
            assert sorted(re.findall(r"\{\w+\}", one)) == sorted(re.findall(r"\{\w+\}", text)), text


# What no form of the console can bring about: other clients, and the widget, see these.
NOT_SHOWN = (
    "A workspace has at most {n} webhooks",
    "Must be base64url",
    "Must be {n} bytes in base64url",
    "Must be ACTIVE, WAITING, CLOSED or all",
    "Must be the id of a message",
    "Only a closed conversation can be rated",
    "The Idempotency-Key",
    "There is no rating to comment on",
    "This Idempotency-Key",
    "This conversation has been rated already",
    "This rating has a comment already",
    "This origin may not use the API key",
)
