"""Sentences of ours that somebody may read in their own language."""

from typing import Self


class Sentence(str):
    """A sentence in English, with its `{values}` filled in, that knows how to be said in another language
    (`core/i18n.py`). `make catalogues` finds what stands in `Sentence("…")`."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        sentence = super().__new__(cls, template.format(**values) if values else template)
        sentence.template, sentence.values = template, values
        return sentence
