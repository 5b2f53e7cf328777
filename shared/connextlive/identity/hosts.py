"""Hosts as in browsers' `Origin`, and public suffixes, below which anybody can register one.

They come from the Public Suffix List (https://publicsuffix.org, MPL-2.0) in `publicsuffixlist`; the package's version
is the list's date. Its private section (`github.io`, `vercel.app`) counts like the registries' (`co.uk`). Few requests
need either, and only those import it.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def as_ascii(host: str) -> str:
    """A host in lower case and Punycode; ValueError if it is not a valid host."""
    host = host.strip().lower()
    if host.isascii():
        return host
    import idna

    return ".".join(
        label if label.isascii() else idna.alabel(label).decode()
        for label in idna.uts46_remap(host, std3_rules=False).split(".")
    )


def is_open_to_all(name: str) -> bool:
    """Whether strangers can have hosts below this one: because it is a public suffix, or because a public suffix is
    below it, such as s3.amazonaws.com below amazonaws.com."""
    from publicsuffixlist import decode_idn

    return _suffixes().is_public(name) or any(rule.endswith(f".{decode_idn(name)}") for rule in _rules())


@cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@cache
def _rules() -> list[str]:
    from pathlib import Path

    from publicsuffixlist import PSLFILE

    lines = Path(PSLFILE).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line and not line.startswith(("//", "!"))]
