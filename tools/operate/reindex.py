"""Rebuilds a tenant's search index in place, while it is in use: `make reindex TENANT=ten_…`.

It uses the table TABLE_NAME with the environment's AWS credentials, or the running local stack of this folder.
"""

import sys
import time

from tools.operate.table import choose_table


def main(tenant_id: str) -> None:
    choose_table()
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
    if len(sys.argv) != 2 or not sys.argv[1].startswith("ten_"):
        sys.exit("Which tenant? make reindex TENANT=ten_…")
    main(sys.argv[1])
