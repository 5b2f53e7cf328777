"""The most common passwords, which are guessed first. The list is read when somebody chooses a password, not before."""

import gzip
from functools import cache
from pathlib import Path
from unicodedata import normalize

LIST = Path(__file__).with_suffix(".txt.gz")


def is_common(password: str) -> bool:
    """Whether many people use this password, in whatever case."""
    return f"\n{normalize('NFKC', password).lower()}\n".encode() in _list()


@cache
def _list() -> bytes:
    return gzip.decompress(LIST.read_bytes())
