"""Generates sections of files that are otherwise written by hand, between two comments, and lines of the template."""

from collections.abc import Callable
from dataclasses import dataclass

from tools import ROOT
from tools.generate import api, bus, roles


@dataclass(frozen=True)
class Section:
    """The result of `make` is placed between the lines `begin` and `end`."""

    path: str
    make: Callable[[], str]
    begin: str
    end: str


def _of_yaml(make: Callable[[], str], source: str, name: str, indent: int) -> Section:
    margin = " " * indent + "# "
    begin = f"{margin}Made by `make generate` from {source}, down to the end of the {name}.\n"
    return Section("template.yaml", make, begin, f"{margin}The end of the {name}.\n")


def _of_markdown(path: str, make: Callable[[], str], source: str) -> Section:
    return Section(path, make, f"<!-- Made by `make generate` from {source}. -->\n\n", "\n<!-- The end of it. -->\n")


SECTIONS = (
    _of_yaml(api.paths, "the functions' @endpoint", "paths", indent=8),
    _of_yaml(bus.rules, "the functions' @consumer", "rules", indent=2),
    _of_markdown("docs/architecture.md", bus.all_events, "events/types.py"),
    _of_markdown("docs/push-and-webhooks.md", bus.subscribable_events, "events/types.py"),
)


def files() -> dict[str, str]:
    """The files with their sections up to date."""
    texts = {section.path: (ROOT / section.path).read_text(encoding="utf-8") for section in SECTIONS}
    for section in SECTIONS:
        before, begun, rest = texts[section.path].partition(section.begin)
        _, ended, after = rest.partition(section.end)
        assert begun, f"{section.path} has lost the line {section.begin!r}"
        assert ended, f"{section.path} has lost the line {section.end!r}"
        texts[section.path] = f"{before}{section.begin}{section.make()}{section.end}{after}"
    texts["template.yaml"] = roles.shared(texts["template.yaml"])
    return texts
