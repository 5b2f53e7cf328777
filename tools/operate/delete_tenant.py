"""Deletes a tenant with everything it owns: `make delete-tenant TENANT=ten_…`.

Without `CONFIRM`, which repeats the tenant's ID, it only counts what there is. `ENV=prod` is the stack of that name in
samconfig.toml, in AWS; without it, the table TABLE_NAME and the bucket BUCKET_NAME or else the running local stack of
this folder.

Nobody can log in or open a widget from its first second on. It does at once what happens to a workspace that its owner
deletes (`identity/erasure.py`), and can be interrupted and run again at any time.
"""

import argparse
import os
import sys
import time
from collections import Counter

from tools.operate.table import choose_table, option


def main() -> int:
    parser = argparse.ArgumentParser(prog="make delete-tenant", description=__doc__)
    parser.add_argument("tenant", help="the tenant's ID")
    parser.add_argument("--confirm", help="the tenant's ID again, to delete it")
    option(parser)
    asked = parser.parse_args()
    if not asked.tenant.startswith("ten_") or len(asked.tenant) != len("ten_") + 26:
        parser.error("which tenant? make delete-tenant TENANT=ten_…")
    choose_table(asked.env)
    if not {"TABLE_NAME", "BUCKET_NAME"} <= os.environ.keys():
        parser.error("there is no local stack: name another one with ENV=prod")
    # Imported here, because the table's name and endpoint are read from the environment at import.
    from connextlive.identity import erasure

    if asked.confirm != asked.tenant:
        found = Counter(erasure.inventory(asked.tenant))
        print(
            f"{asked.tenant}: {found.total()} items" + "".join(f"\n{n:>10} {kind}" for kind, n in found.most_common())
        )
        print(
            f"To delete them, with all files and the team: make delete-tenant TENANT={asked.tenant} CONFIRM=<the same>"
        )
        return 0
    begun, done = time.monotonic(), Counter[str]()

    def progress(what: str, number: int) -> None:
        done[what] += number
        if sys.stderr.isatty():
            print(f"\r{done['items']} items, {done['files']} files deleted", end="", file=sys.stderr)

    erasure.erase(asked.tenant, progress)
    print(f"\r{asked.tenant}: {done['items']} items, {done['files']} files deleted, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
