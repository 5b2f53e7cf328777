"""Rebuilds a tenant's search index in place, while it is in use: `make reindex TENANT=ten_…`.

It uses the table TABLE_NAME with the environment's AWS credentials, or the running local stack of this folder.
"""

import os
import sys
import time

from local.config import STACK_NAME, settings_from_environment
from local.emulator.aws import Aws, set_environment
from tools import ROOT


def use_local_stack(url: str) -> None:
    """Points everything imported from now on to the local AWS."""
    resource = {"StackName": STACK_NAME, "LogicalResourceId": "Table"}
    table = Aws(url).client("cloudformation").describe_stack_resource(**resource)["StackResourceDetail"]
    set_environment(url, {"TABLE_NAME": table["PhysicalResourceId"]})


def main(tenant_id: str) -> None:
    running = settings_from_environment(ROOT).data / "ministack.pid"
    if running.exists() and "TABLE_NAME" not in os.environ:
        use_local_stack(f"http://127.0.0.1:{running.read_text().split()[1]}")
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
