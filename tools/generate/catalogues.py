"""Keeps `shared/connextlive/locales` in step with the code: collects what it and its templates say in `_("…")`, adds
what is new to each language's catalogue, and compiles them: `make catalogues`.

What is new has no translation yet: tests/unit/tools/test_catalogues.py fails until it stands in
the `.po`.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from connextlive.core.i18n import DOMAIN, LANGUAGES, LOCALES
from tools import ROOT
from tools.generate.files import stale, write

SOURCES = ROOT / "shared" / "connextlive"
METHODS = [("**.py", "python"), ("**.j2", "jinja2")]
OPTIONS = {"**.j2": {"silent": "false"}}  # or a template that cannot be read says nothing, and nobody knows


class Undated(Catalog):
    """A catalogue that looks the same whenever, and by whatever version of Babel, it was made."""

    @property  # type: ignore[misc]  # nobody sets them
    def mime_headers(self) -> list[tuple[str, str]]:
        return [("Language", str(self.locale)), ("Content-Type", "text/plain; charset=utf-8")]


def said() -> Catalog:
    """Every sentence in the code, in the order of the files, with the files that say it."""
    template = Catalog(domain=DOMAIN)
    found = extract_from_dir(SOURCES, METHODS, OPTIONS, keywords={"_": None, "Sentence": None}, strip_comment_tags=True)
    for name, _line, text, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        template.add(text, locations=[(f"shared/connextlive/{name}", 0)], auto_comments=comments, context=context)
    return template


def path(language: str, kind: str) -> Path:
    return Path(LOCALES) / language / "LC_MESSAGES" / f"{DOMAIN}.{kind}"


def catalogue(language: str) -> Catalog:
    """A language's catalogue as it has to be for today's code."""
    file = path(language, "po")
    known = read_po(io.BytesIO(file.read_bytes()), locale=language) if file.exists() else Catalog(locale=language)
    current = Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    for message in said():
        if message.id:
            held = known.get(message.id)
            translation = held.string if held else ""
            # English is what the code says, unless somebody has found better words.
            if not translation and language == "en":
                translation = message.id
            current.add(message.id, translation, locations=message.locations)
    return current


def as_po(held: Catalog) -> bytes:
    """The catalogue to be edited: without dates, which would make each run another file."""
    stream = io.BytesIO()
    write_po(stream, held, width=120, omit_header=True, include_lineno=False)
    header = "".join(f'"{name}: {value}\\n"\n' for name, value in Undated(locale=held.locale).mime_headers)
    return f'msgid ""\nmsgstr ""\n{header}\n'.encode() + stream.getvalue().strip() + b"\n"


def as_mo(held: Catalog) -> bytes:
    """The catalogue as functions read it."""
    compiled = Undated(locale=held.locale, fuzzy=False)
    for message in held:
        if message.id:
            compiled.add(message.id, message.string)
    stream = io.BytesIO()
    write_mo(stream, compiled)
    return stream.getvalue()


def files() -> dict[str, bytes]:
    """Every file of the catalogues, as it has to be."""
    found: dict[str, bytes] = {}
    for language in LANGUAGES:
        current = catalogue(language)
        found |= {_name(language, "po"): as_po(current), _name(language, "mo"): as_mo(current)}
    return found


def _name(language: str, kind: str) -> str:
    return path(language, kind).relative_to(ROOT).as_posix()


def main() -> None:
    """Writes the files, and says what is still to be translated."""
    write(stale(["catalogues"]))
    missing = [(language, m.id) for language in LANGUAGES for m in catalogue(language) if m.id and not m.string]
    for language, text in missing:
        print(f"{language}: not translated: {text}")


if __name__ == "__main__":
    main()
