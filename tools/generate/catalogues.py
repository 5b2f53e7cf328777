"""Keeps `shared/connextlive/locales` in sync with the texts of server, console and widget: `make catalogues` extracts
them, adds new ones to each language's catalog, and compiles the catalogs: to `.mo` for Python, to `web/generated/` for
the web.

New texts have no translation yet: tests/unit/tools/test_catalogues.py fails until the `.po` has one.
"""

import ast
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from gettext import c2py
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from connextlive.core.i18n import DOMAIN, ENGLISH, LANGUAGES, LOCALES
from tools import ROOT
from tools.generate.files import stale, write

type Text = str | tuple[str, ...]  # or singular and plural
type Found = tuple[str, Text, str | None]  # file, text, context

ALL = "shared/connextlive/locales/*/LC_MESSAGES/*.?o"
TRANSLATED = [language for language in LANGUAGES if language != ENGLISH]
SERVER = ROOT / "shared" / "connextlive"
GENERATED = ROOT / "web" / "generated"
METHODS = [("**.py", "python"), ("**.j2", "jinja2")]
OPTIONS = {"**.j2": {"silent": "false"}}  # otherwise an unreadable template would silently have no texts
# `t("text")`, `tn("singular", "plural", n)` and `tp("context", "text")` are gettext, ngettext and pgettext in the web;
# `msg("text")` marks a text that is translated elsewhere.
CALL = re.compile(r"\b(t|tn|tp|msg)\(\s*")
LITERAL = re.compile(r"""('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")\s*(?:,\s*)?""")
ERRORS = {"Refused", "Forbidden", "Unauthorized", "NotFound", "Unavailable"}
# Reasons for refusal that are not the first argument of one of these.
OTHER_REFUSALS = {
    "shared/connextlive/core/errors.py": [
        "Too many attempts. Please try again later.",
        "Today's budget for this is used up",
    ],
    "template.yaml": ["Forbidden", "Internal server error", "Too many requests"],
}


class Undated(Catalog):
    """A catalog without dates and Babel's version, so that it is reproducible."""

    @property  # type: ignore[misc]  # nobody sets them
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Plural-Forms", self.plural_forms),
        ]


def server() -> Iterator[Found]:
    """The texts of the server and its templates, in `_("…")`, `_n("…", "…", number)` and `Sentence("…")`."""
    keywords = {"_": None, "_n": (1, 2), "Sentence": None}
    found = extract_from_dir(SERVER, METHODS, OPTIONS, keywords=keywords, strip_comment_tags=True)
    for name, _line, text, _comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        yield f"shared/connextlive/{name}", text, context


def console() -> Iterator[Found]:
    """The texts of the console, and the API's reasons for refusal that it shows."""
    yield from web("console")
    yield from refusals()


def widget() -> Iterator[Found]:
    """The texts of the widget."""
    yield from web("widget")


def web(package: str) -> Iterator[Found]:
    folder = ROOT / "web" / package / "src"
    for file in sorted([*folder.rglob("*.ts"), *folder.rglob("*.svelte")]):
        for text, context in calls(file.read_text(encoding="utf-8")):
            yield str(file.relative_to(ROOT)), text, context


def calls(source: str) -> Iterator[tuple[Text, str | None]]:
    """The texts of a TypeScript file or a Svelte component. Babel's own extractor does not parse markup."""
    for call in CALL.finditer(source):
        literals, end = [], call.end()
        while found := LITERAL.match(source, end):
            literals.append(str(ast.literal_eval(found[1])))
            end = found.end()
        match call[1], literals:
            case "t" | "msg", [text, *_]:
                yield text, None
            case "tn", [singular, plural, *_]:
                yield (singular, plural), None
            case "tp", [context, text, *_]:
                yield text, context


def refusals() -> Iterator[Found]:
    """The API's reasons for refusal, which are in English; only those for a field are in the reader's language."""
    for module in sorted(set(SERVER.rglob("*.py")) - set((SERVER / "generated").iterdir())):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=error), args=[ast.Constant(value=str() as text), *_]) if error in ERRORS:
                    reason = f"{text} not found" if error == "NotFound" else text
                    yield str(module.relative_to(ROOT)), reason, None
    for file, sentences in OTHER_REFUSALS.items():
        yield from ((file, sentence, None) for sentence in sentences)


DOMAINS: dict[str, Callable[[], Iterable[Found]]] = {DOMAIN: server, "console": console, "widget": widget}


@cache
def template(domain: str) -> Catalog:
    """Every text of a domain, in the order of the files, with its files."""
    made = Catalog(domain=domain)
    for file, text, context in DOMAINS[domain]():
        if text:
            made.add(text, locations=[(file, 0)], context=context)
    return made


def path(language: str, domain: str, kind: str = "po") -> Path:
    return Path(LOCALES).resolve() / language / "LC_MESSAGES" / f"{domain}.{kind}"


def catalogue(language: str, domain: str) -> Catalog:
    """A language's catalog, updated to the current code."""
    file = path(language, domain)
    known = read_po(io.BytesIO(file.read_bytes()), locale=language) if file.exists() else Catalog(locale=language)
    current = Undated(locale=language, domain=domain, fuzzy=False)
    for message in texts(template(domain)):
        translated = known.get(message.id, message.context) or Message(message.id)
        current.add(
            message.id,
            translated.string,
            locations=message.locations,
            flags=translated.flags & {"fuzzy"},
            user_comments=translated.user_comments,
            context=message.context,
        )
    return current


def texts(catalogue: Catalog) -> Iterator[Message]:
    """A catalog's messages without its header."""
    return (message for message in catalogue if message.id)


def as_po(catalogue: Catalog) -> bytes:
    """The catalog for editing, without dates, which would change the file with each run."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=120, omit_header=True, include_lineno=False)
    header = "".join(f'"{name}: {value}\\n"\n' for name, value in catalogue.mime_headers)
    return f'msgid ""\nmsgstr ""\n{header}\n'.encode() + stream.getvalue().strip() + b"\n"


def as_mo(catalogue: Catalog) -> bytes:
    """The compiled catalog for functions."""
    compiled = Undated(locale=catalogue.locale, fuzzy=False)
    for message in texts(catalogue):
        compiled.add(message.id, message.string, context=message.context)
    stream = io.BytesIO()
    write_mo(stream, compiled)
    return stream.getvalue()


def as_typescript(domain: str, catalogues: dict[str, Catalog]) -> str:
    """A domain's catalogs as one module. English is the key, other languages follow in the order of `LANGUAGES`."""
    lines = [
        f"  {_json(_key(message))}: {_json([_translation(catalogue, message) for catalogue in catalogues.values()])},"
        for message in sorted(texts(next(iter(catalogues.values()))), key=_key)
    ]
    return "\n".join(
        [
            f"// Made by `make catalogues` of shared/connextlive/locales/*/LC_MESSAGES/{domain}.po: do not edit.",
            "",
            "export const TEXTS = {",
            *lines,
            "} as const;",
            "export type Text = keyof typeof TEXTS;",
            "",
        ]
    )


def as_types(catalogue: Catalog) -> str:
    """What texts there are, for the compiler: what they are in a language is loaded when somebody speaks it."""
    keys: dict[bool, list[str]] = {True: [], False: []}
    for message in sorted(texts(catalogue), key=_key):
        keys[message.pluralizable].append(f"\n  | {_json(_key(message))}")
    return (
        "// Made by `make catalogues` of shared/connextlive/locales/*/LC_MESSAGES/console.po: do not edit.\n\n"
        f"export type Text ={''.join(keys[False])};\n"
        f"export type Plural ={''.join(keys[True])};\n"
    )


def as_json(catalogue: Catalog) -> str:
    """A language's texts, and those that depend on a number."""
    messages = sorted(texts(catalogue), key=_key)
    found = {
        name: {
            _key(message): _translation(catalogue, message) for message in messages if message.pluralizable == plural
        }
        for name, plural in (("texts", False), ("plurals", True))
    }
    return json.dumps(found, ensure_ascii=False, indent=0) + "\n"


def _key(message: Message) -> str:
    text = message.id[0] if message.pluralizable else message.id
    return f"{message.context}\x04{text}" if message.context else str(text)


def _translation(catalogue: Catalog, message: Message) -> str | dict[str, str]:
    found = catalogue.get(message.id, message.context)
    if not message.pluralizable:
        return str(found.string if found else "")
    forms = list(found.string or ()) if found else []
    rule = Locale.parse(str(catalogue.locale)).plural_form
    # gettext numbers the plural forms, CLDR and Intl.PluralRules name them.
    examples = {rule(number): number for number in (1_000_000, *range(200, -1, -1))}
    plural = _gettext_rule(catalogue)
    return {name: forms[plural(examples[name])] for name in sorted(examples) if plural(examples[name]) < len(forms)}


def _gettext_rule(catalogue: Catalog) -> Callable[[int], int]:
    rule: Callable[[int], int] = c2py(catalogue.plural_expr)
    return rule


def languages_module() -> str:
    """The languages for the web, with their own names."""
    names = {language: _own_name(language) for language in LANGUAGES}
    return (
        "// Made by `make catalogues` of LANGUAGES in shared/connextlive/core/i18n.py: do not edit.\n\n"
        f"export const LANGUAGES = {_json(list(names))} as const;\n"
        "export type Language = (typeof LANGUAGES)[number];\n"
        f"export const NAMES: Record<Language, string> = {_json(names)};\n"
    )


def _own_name(language: str) -> str:
    name = str(Locale.parse(language).get_display_name())
    return name[0].upper() + name[1:]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def files() -> dict[str, bytes]:
    """All files of the catalogs."""
    made = {GENERATED / "languages.ts": languages_module().encode()}
    for domain in DOMAINS:
        catalogues = {language: catalogue(language, domain) for language in TRANSLATED}
        made |= {path(language, domain): as_po(found) for language, found in catalogues.items()}
        if domain == DOMAIN:
            made |= {path(language, domain, "mo"): as_mo(found) for language, found in catalogues.items()}
        elif domain == "console":
            made[GENERATED / "console.ts"] = as_types(next(iter(catalogues.values()))).encode()
            made |= {
                GENERATED / "console" / f"{language}.json": as_json(found).encode()
                for language, found in catalogues.items()
            }
        else:
            made[GENERATED / f"{domain}.ts"] = as_typescript(domain, catalogues).encode()
    return {file.relative_to(ROOT).as_posix(): content for file, content in made.items()}


def main() -> None:
    """Writes the files, and prints what has to be translated."""
    write(stale(["catalogues"]))
    for domain in DOMAINS:
        for language in TRANSLATED:
            for message in texts(catalogue(language, domain)):
                if not message.string or not all(message.string):
                    print(f"{language}, {domain}: not translated: {message.id}")


if __name__ == "__main__":
    main()
