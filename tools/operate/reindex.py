"""Rebuilds a tenant's search index in place, while it is in use: `make reindex TENANT=ten_…`.

`ENV=prod` is the stack of that name in samconfig.toml, in AWS; without it, the table TABLE_NAME or else the running
local stack of this folder.
"""

import argparse
import sys
import time

from tools.operate.table import choose_table, option


def main(tenant_id: str, environment: str | None) -> None:
    choose_table(environment)
    # Imported here, because the table's name and endpoint are read from the environment at import.
    from connextlive.chat import reindexing

    begun, report = time.monotonic(), reindexing.Report()
    for report in reindexing.rebuild(tenant_id):
        if sys.stderr.isatty():
            print(f"\r{report.items} items read, {report.postings} postings deleted", end="", file=sys.stderr)
    print(
        f"\r{tenant_id}: {report.items} items read, {report.postings} postings of the form before segments deleted, "
        f"{time.monotonic() - begun:.1f} s"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make reindex", description=__doc__)
    parser.add_argument("tenant", help="ten_…")
    option(parser)
    asked = parser.parse_args()
    if not asked.tenant.startswith("ten_"):
        parser.error("which tenant? make reindex TENANT=ten_…")
    main(asked.tenant, asked.env)
