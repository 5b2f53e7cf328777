"""The console translates every text that it shows; test_catalogues.py checks that translations exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import ROOT

COMPONENTS = sorted((ROOT / "web" / "console" / "src").rglob("*.svelte"))
# The same in every language, or an example of what to type.
UNTRANSLATED = {"Connextlive", "CSV", "JSON", "NDJSON", "cl_……", "example.com, *.example.com", "https://"}


def written(component: str) -> Iterator[str]:
    """A component's texts that are not translated."""
    markup = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", component, flags=re.DOTALL)
    while (simpler := re.sub(r"\{[^{}]*\}", "", markup)) != markup:
        markup = simpler
    yield from re.findall(r">([^<>]*[^\W\d_]{2,}[^<>]*)<", markup.replace("&nbsp;", " "))
    yield from re.findall(r'\b(?:aria-label|title|placeholder|label|hint|text|alt)="([^"]*[^\W\d_]{2,}[^"]*)"', markup)


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.name)
def test_no_component_has_untranslated_text(component: Path) -> None:
    found = {text.strip() for text in written(component.read_text(encoding="utf-8"))}
    assert found - UNTRANSLATED == set()
