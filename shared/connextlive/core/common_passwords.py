"""The most common passwords, which are guessed first. The list is read when somebody chooses a password, not before."""

import zlib
from functools import cache
from unicodedata import normalize

LIST = __file__.removesuffix("py") + "txt.gz"
GZIP = 16 + zlib.MAX_WBITS  # the header's form; `gzip` and `pathlib` would be imported for it


def is_common(password: str) -> bool:
    """Whether many people use this password, in whatever case."""
    return f"\n{normalize('NFKC', password).lower()}\n".encode() in _list()


@cache
def _list() -> bytes:
    with open(LIST, "rb") as file:
        return zlib.decompress(file.read(), GZIP)
