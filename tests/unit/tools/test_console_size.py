"""What the console fetches before the inbox has a row: on a slow connection each kilobyte is a fiftieth of a second."""

import gzip
import re

import pytest

from tools import ROOT

FOLDER = ROOT / "web" / "dist"
PAGE = (FOLDER / "console" / "index.html").read_text(encoding="utf-8")
FIRST = re.findall(r'<(?:script|link rel="(?:stylesheet|modulepreload)")[^>]* (?:src|href)="/([^"]+)"', PAGE)
# Compressed as by the local gateway; measured 77,000. Before, all was in one script of 198,000.
LIMIT = 84_000


def test_the_inbox_needs_few_bytes() -> None:
    sizes = {name: len(gzip.compress((FOLDER / name).read_bytes(), 6)) for name in FIRST}
    assert len(FIRST) >= 4
    assert sum(sizes.values()) <= LIMIT, sizes


@pytest.mark.parametrize("part", ["Earlier messages", "Business hours", "Unterhaltung"])
def test_what_is_not_needed_for_the_first_row_is_in_other_files(part: str) -> None:
    assert [name for name in FIRST if part in (FOLDER / name).read_text(encoding="utf-8")] == []
