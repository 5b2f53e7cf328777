"""Generates the table for `connextlive/core/user_agents.py` from uap-core's rules for browsers and systems, in the
locked `ua-parser-builtins`."""

import re
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from ua_parser_builtins.matchers import MATCHERS

FILE = "shared/connextlive/generated/user_agents.py"
HEAD = '''"""Made by `make generate` for `user_agents.py`; not to be edited.

The rules are those of uap-core, https://github.com/ua-parser/uap-core, commit
{commit}, as ua-parser-builtins {version} has them.
Copyright 2009 Google Inc. and the project's contributors, under the Apache License 2.0. Rearranged here: each rule is
what a header must have one of, in lower case; the expression; and the name, in which $1 stands for the first group.
"""

type Rule = tuple[tuple[str, ...], str, str]

BROWSERS: tuple[Rule, ...] = (
{browsers}
)

SYSTEMS: tuple[Rule, ...] = (
{systems}
)
'''
PARSER: Any = vars(re)["_parser"]

type Rule = tuple[tuple[str, ...], str, str]


def words(parsed: Any) -> set[str]:
    """The longest words of which every match contains one; none if the expression has no such words."""
    found: list[set[str]] = []
    run = ""
    for name, argument in [*_flat(parsed), (None, None)]:
        if str(name) == "LITERAL":
            run += chr(argument)
            continue
        found.append({run})
        run = ""
        match str(name), argument:
            case "SUBPATTERN", (*_, inner):
                found.append(words(inner))
            case "BRANCH", (_, branches):
                each = list(map(words, branches))
                found.append({word for some in each for word in some} if all(each) else set())
            case (("MAX_REPEAT" | "MIN_REPEAT"), (least, _, inner)) if least:
                found.append(words(inner))
    usable = [some for some in found if all(some)]
    return max(usable, key=lambda some: (min(map(len, some), default=0), -len(some)), default=set())


def _flat(parsed: Any) -> Iterable[tuple[Any, Any]]:
    """The expression's parts, with groups of plain letters merged."""
    for name, argument in parsed:
        if str(name) == "SUBPATTERN" and all(str(inner) == "LITERAL" for inner, _ in argument[-1]):
            yield from argument[-1]
        else:
            yield name, argument


def rule(matcher: Any) -> Rule:
    pattern, name = matcher.pattern.pattern, matcher.family or "$1"
    assert matcher.pattern.flags == re.UNICODE, pattern
    assert re.findall(r"\$.", name) in ([], ["$1"]), name
    needed = {word.lower() for word in words(PARSER.parse(pattern))}
    return tuple(sorted(needed)), pattern, name


def files() -> dict[str, str]:
    """The generated file."""
    browsers, systems, _ = MATCHERS
    lines = ["\n".join(f"    {rule(matcher)!r}," for matcher in of) for of in (browsers, systems)]
    package = distribution("ua-parser-builtins")
    commit = Path(str(package.locate_file("REVISION"))).read_text("utf-8").strip()
    return {FILE: HEAD.format(commit=commit, version=package.version, browsers=lines[0], systems=lines[1])}
