"""Brings items that an earlier version wrote to their present form, while they are in use: `make migrate`, for one
tenant with `TENANT=ten_…`, with `ARGS=--dry-run` only to count them.

`ENV=prod` is the stack of that name in samconfig.toml, in AWS; without it, the table TABLE_NAME or else the running
local stack of this folder. It may be interrupted and run again.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from typing import Any

from tools.operate.table import choose_table, option


def tenants(client: Any, table: str) -> Iterator[str]:
    """All tenants of the table, which is read whole: there is no list of them."""
    filter = {"FilterExpression": "sk = :sk", "ExpressionAttributeValues": {":sk": {"S": "workspace"}}}
    for page in client.get_paginator("scan").paginate(TableName=table, **filter):
        yield from (item["pk"]["S"] for item in page["Items"])


def main(tenant_id: str | None, is_dry: bool, environment: str | None) -> None:
    choose_table(environment)
    # Imported here, because the table's name and endpoint are read from the environment at import.
    from connextlive.aws import clients
    from connextlive.table.calls import TABLE

    client = clients.client("dynamodb")
    indexes = client.describe_table(TableName=TABLE)["Table"].get("GlobalSecondaryIndexes", [])
    os.environ["OLD_LIST_INDEXES"] = "both" if "all" in [index["IndexName"] for index in indexes] else "none"
    from connextlive.chat import migration

    for tenant in [tenant_id] if tenant_id else tenants(client, TABLE):
        steps: dict[str, migration.Progress] = {}
        for progress in migration.migrate(tenant, is_dry):
            steps[progress.what] = progress
            if sys.stderr.isatty():
                print(f"\r{tenant}: {progress.written} of {progress.read} {progress.what}", end="", file=sys.stderr)
        done = ", ".join(f"{step.written} of {step.read} {what}" for what, step in steps.items())
        print(f"\r{tenant}: {done or 'nothing'} {'to be ' if is_dry else ''}migrated")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make migrate")
    parser.add_argument("tenant", nargs="?", metavar="TENANT", help="ten_…; all of them without")
    parser.add_argument("--dry-run", action="store_true", help="count what would be written")
    option(parser)
    arguments = parser.parse_args()
    main(arguments.tenant, arguments.dry_run, arguments.env)
