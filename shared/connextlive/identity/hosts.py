"""Hosts as browsers name them in `Origin`, and below which of them anybody can have one.

That is told by the public suffix list (https://publicsuffix.org, MPL-2.0), which `publicsuffixlist` ships; its version
says the list's date. The part of the list that companies entered for what they rent out (`github.io`, `vercel.app`)
counts like the registries' own (`co.uk`). Both are needed by few requests, and imported by those.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def as_ascii(host: str) -> str:
    """A host in lower case, and in Punycode what is not ASCII; a ValueError where it can be no host."""
    host = host.strip().lower()
    if host.isascii():
        return host
    import idna

    return ".".join(
        label if label.isascii() else idna.alabel(label).decode()
        for label in idna.uts46_remap(host, std3_rules=False).split(".")
    )


def is_open_to_all(name: str) -> bool:
    """Whether strangers have hosts below this one: because it is a public suffix, or because one lies below it, as
    s3.amazonaws.com does below amazonaws.com."""
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
