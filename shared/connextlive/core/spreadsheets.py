"""Tables as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets would calculate


def cell(value: Any) -> Any:
    """A value as it may be written: text that spreadsheets would run as a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_of(columns: Sequence[str], table: Iterable[Sequence[Any]], delimiter: str = ",") -> str:
    """The table with a header and a byte order mark, which makes spreadsheets read it as UTF-8."""
    return MARK + rows([columns], delimiter) + rows(table, delimiter)


def rows(table: Iterable[Sequence[Any]], delimiter: str = ",") -> str:
    """Lines of a table, without a header."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows(map(cell, row) for row in table)
    return text.getvalue()
