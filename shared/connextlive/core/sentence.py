"""Texts of the system that are shown in the reader's language."""

from typing import Self


class Sentence(str):
    """An English text with its `{values}` filled in, which can be translated (`core/i18n.py`). `make catalogues`
    extracts `Sentence("…")`."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        sentence = super().__new__(cls, template.format(**values) if values else template)
        sentence.template, sentence.values = template, values
        return sentence
