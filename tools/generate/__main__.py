"""Generates every file that is derived from the code, or those of the named generators.

With `--check` nothing is written: the exit status is 1 if files are stale, and their names are printed.
"""

import argparse
import sys

from tools import ROOT
from tools.generate.files import GENERATORS, stale, write


def main() -> int:
    parser = argparse.ArgumentParser(prog="make generate", description=__doc__)
    parser.add_argument(
        "generators", nargs="*", metavar="generator", help=f"of {', '.join(GENERATORS)}; by default all"
    )
    parser.add_argument("--check", action="store_true", help="only say which files are not what the code says")
    asked = parser.parse_args()
    if unknown := set(asked.generators) - set(GENERATORS):
        parser.error(f"no generator {', '.join(sorted(unknown))}; there are {', '.join(GENERATORS)}")
    found = stale(asked.generators or GENERATORS)
    if not asked.check:
        write(found)
    for path in found:
        print(f"{path.relative_to(ROOT)}{': stale, run `make generate`' if asked.check else ''}")
    return int(asked.check and bool(found))


if __name__ == "__main__":
    sys.exit(main())
