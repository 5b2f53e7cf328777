"""Measures what each endpoint costs in DynamoDB.

`python -m benchmarks.dynamodb.capacity` prints the table of docs/data-model.md; numbers after it are the sizes of the
tenants to measure, in conversations.

Every request goes through the gateway's own code to the real handlers, in this process, against a ministack of its
own. Units are computed from the items that were read and written by the rules that DynamoDB bills by, because
ministack's figures are not AWS's; what a change costs in the indexes is computed from the items before and after it.
"""

import asyncio
import sys
from collections import Counter

from benchmarks.dynamodb.stack import a_stack
from benchmarks.dynamodb.tenant import Tenant
from benchmarks.dynamodb.units import Cost

SIZES = (1, 100, 1000)
A_CALL = 0.03  # seconds, so that calls in a row are told from those that go out together


def _cell(costs: list[Cost | None], unit: str) -> str:
    """A single figure if the tenants' sizes make no difference, otherwise one for each."""
    figures = [cost.units[unit] if cost else "" for cost in costs]
    return figures[0] if len(set(figures)) == 1 else " · ".join(figures)


def table(rows: dict[str, list[tuple[Cost, Cost | None]]]) -> str:
    """The rows as markdown, in the order of their names."""
    lines = ["| function | calls and keys | calls | in a row | RCU | WCU | consumer's calls | its RCU | its WCU |"]
    lines.append("|---|---|---|---|---|---|---|---|---|")
    for name, pairs in sorted(rows.items()):
        costs = [cost for cost, _ in pairs]
        consumed = [after if after and after.calls else None for _, after in pairs]
        words = [f"{call} × {n}" if n > 1 else call for call, n in Counter(costs[-1].calls).items()]
        figures = [_cell(list(costs), unit) for unit in ("calls", "row", "read", "written")]
        figures += [_cell(consumed, unit) for unit in ("calls", "read", "written")]
        folder, comma, case = name.partition(", ")
        lines.append(f"| `{folder}`{comma}{case} | {'; '.join(words) or 'none'} | {' | '.join(figures)} |")
    return "\n".join(lines)


async def main(sizes: list[int]) -> None:
    async with a_stack(A_CALL) as stack:
        tenants = [Tenant(stack, size) for size in sizes]
        for tenant in tenants:
            print(f"filling a tenant with {tenant.size} conversations …", file=sys.stderr)
            await tenant.fill()
        for tenant in tenants:
            await tenant.measure()
        print(table(stack.rows))


if __name__ == "__main__":
    asyncio.run(main([int(size) for size in sys.argv[1:]] or list(SIZES)))
