"""Everything that documents refer to exists: links, anchors, paths, commands and tests."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tools import ROOT

FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
FILE_TYPES = ("py", "ts", "js", "svelte", "md", "json", "yaml", "toml", "sh", "in", "txt", "html", "css")
# Created on a developer's machine or by a build, so not in a clone.
NOT_COMMITTED = (".local", ".artifacts", ".venv", ".aws-sam", "web/dist")


@cache
def _committed() -> tuple[str, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # whichever git the path has
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(path for path in listed.stdout.splitlines() if (ROOT / path).exists())


@cache
def _folders() -> frozenset[str]:
    return frozenset(str(folder) for path in _committed() for folder in Path(path).parents)


# Except the changelog, which also names what no longer exists.
DOCUMENTS = [path for path in _committed() if path.endswith(".md") and path != "CHANGELOG.md"]


def _text(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def _anchors(document: str) -> set[str]:
    """As on GitHub: lower case, no punctuation, hyphens for spaces."""
    headings = HEADING.findall(FENCE.sub("", _text(document)))
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


def _code(document: str) -> list[str]:
    return CODE.findall(FENCE.sub("", _text(document)))


def _exists(path: str) -> bool:
    """Whether a file or folder has this path, or one that ends with it: `chat/message.py`, `facts.py`."""
    wanted = path.rstrip("/")
    return any(f"/{one}".endswith(f"/{wanted}") for one in (*_committed(), *_folders()))


def _is_of_the_repository(code: str) -> bool:
    if not PATH.fullmatch(code) or code.startswith(NOT_COMMITTED):
        return False
    is_file = code.rpartition(".")[2] in FILE_TYPES and "." in code.rpartition("/")[2][1:]
    return is_file or ("/" in code and code.partition("/")[0] in _folders())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(document: str) -> None:
    broken = []
    for target in LINK.findall(FENCE.sub("", _text(document))):
        if re.match(r"\w+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = (ROOT / document).parent / path if path else ROOT / document
        is_there = linked.exists()
        if is_there and anchor:
            is_there = anchor in _anchors(str(linked.resolve().relative_to(ROOT)))
        if not is_there:
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_exists(document: str) -> None:
    assert [code for code in _code(document) if _is_of_the_repository(code) and not _exists(code)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_names_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = "\n".join([*_code(document), *FENCE.findall(_text(document))])
    named = set(re.findall(r"^\s*(?:\w+=\S+ )*make ([a-z][a-z-]*)", commands, re.MULTILINE))
    modules = re.findall(r"python -m ((?:local|tools|benchmarks)[\w.]*)", commands)
    absent = [
        one for one in modules if not _exists(one.replace(".", "/") + ".py") and not _exists(one.replace(".", "/"))
    ]
    assert (sorted(named - targets), absent) == ([], [])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_a_document_names_exists(document: str) -> None:
    tests = "\n".join((ROOT / path).read_text(encoding="utf-8") for path in _committed() if path.startswith("tests/"))
    named = [code for code in _code(document) if re.fullmatch(r"test_\w+", code)]
    assert [name for name in named if f"def {name}(" not in tests] == []
