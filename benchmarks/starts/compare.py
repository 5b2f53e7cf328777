"""`python -m benchmarks.starts.compare FOLDER [--only NAME …]`: this checkout's functions against another one's.

FOLDER is a worktree of the commit to compare with, with a virtual environment of its own: `git worktree add FOLDER
COMMIT; make -C FOLDER .venv/dev.stamp`. Each side is built, and its table filled, by its own code; then both start in
turns, in random order, as in `make bench`. Ratios are this side's to the other's.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from benchmarks import ROOT, luck
from benchmarks.starts.__main__ import sample
from benchmarks.starts.build import Built
from benchmarks.starts.figures import Sample, megabytes, milliseconds, ratio, table
from benchmarks.starts.lambdas import Target, running
from benchmarks.starts.spawners import Host, talking
from tools.commands import output

ENDPOINT = "https://localhost:1"  # in the events, until the stub has its port
# Run by each side's own interpreter in its own folder.
PREPARE = f"""
import dataclasses, json
try:
    from benchmarks.starts import __main__ as bench, data
    from benchmarks.starts.build import BUILT, build
except ModuleNotFoundError:  # where older commits have them
    from benchmarks import command as bench, data
    from benchmarks.build import BUILT, build
built = build()
(BUILT / "contents.json").write_text(json.dumps({{"items": data.items(), "signing_secret": data.SIGNING_SECRET}}))
stacks, targets = len(bench.report.STACKS) + 1, bench._targets(built, {ENDPOINT!r}, [], False)
print(json.dumps({{
    "built": dataclasses.asdict(built),
    "targets": {{t.name: [list(t.layers), t.events[0].decode()] for t in targets[stacks:]}},
}}, default=str))
"""


@dataclass(frozen=True)
class Side:
    """One of the two, built and with a stub of AWS of its own."""

    built: Built
    endpoint: str
    targets: dict[str, Target]

    def sample(self, name: str) -> Sample:
        target = self.targets[name]
        with running(target, self.built, self.endpoint, luck(), Host(self.built)) as process:
            return sample(process, target.events)


@contextmanager
def side(folder: Path) -> Iterator[Side]:
    python = str(folder / ".venv/dev/bin/python")
    prepared: dict[str, Any] = json.loads(output([python, "-c", PREPARE], folder=folder).splitlines()[-1])
    # Older commits have fewer layers; which of them a function has is told with it.
    built = Built(**{one.name: Path(prepared["built"].get(one.name, "")) for one in fields(Built)})
    (stub,) = folder.glob("benchmarks/**/stub.py")
    contents = built.certificate.parent / "contents.json"
    with talking([python, str(stub), str(built.certificate), str(contents)]) as (_, answers):
        endpoint = f"https://localhost:{answers.readline().strip()}"
        targets = {
            name: Target(name, tuple(map(Path, layers)), (event.replace(ENDPOINT, endpoint).encode(),))
            for name, (layers, event) in prepared["targets"].items()
        }
        yield Side(built, endpoint, targets)


def measured(sides: list[Side], names: list[str], minutes: float) -> dict[str, list[list[Sample]]]:
    """Samples of both sides by function: in each round both of each function, one right after the other."""
    samples: dict[str, list[list[Sample]]] = {name: [[], []] for name in names}
    chance, begun, lasted, number = luck(), time.monotonic(), 0.0, 0
    while number < 3 or time.monotonic() + lasted < begun + minutes * 60:
        started = time.monotonic()
        for name in chance.sample(names, len(names)):
            for place in chance.sample((0, 1), 2):
                samples[name][place].append(sides[place].sample(name))
        number, lasted = number + 1, time.monotonic() - started
        print(f"Round {number}: {lasted:.0f} s", file=sys.stderr, flush=True)
    return samples


def report(samples: dict[str, list[list[Sample]]]) -> str:
    heads = ["function", "cold ms", "÷", "cold CPU ms", "÷", "warm CPU ms", "÷", "memory MB", "÷"]
    rows = []
    for name, (before, after) in sorted(samples.items()):
        row = [name]
        for of in (_cold, _cold_cpu, _warm):
            old, new = ([of(sample) for sample in side] for side in (before, after))
            row += [f"{milliseconds(old)} → {milliseconds(new)}", str(ratio(new, old))]
        old, new = ([sample.memory for sample in side] for side in (before, after))
        row += [f"{megabytes(old)} → {megabytes(new)}", str(ratio(new, old))]
        rows.append(row)
    return table(heads, rows)


def _cold(sample: Sample) -> float:
    return sample.cold


def _cold_cpu(sample: Sample) -> float:
    return sample.cold_cpu


def _warm(sample: Sample) -> float:
    return sample.warm[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a worktree of the commit to compare with")
    parser.add_argument("--minutes", type=float, default=3, help="how long to measure (3)")
    parser.add_argument("--only", action="append", default=[], help="functions whose names contain this; repeatable")
    arguments = parser.parse_args()
    with side(arguments.folder.resolve()) as before, side(ROOT) as after:
        names = [
            name
            for name in sorted(before.targets.keys() & after.targets.keys())
            if not arguments.only or any(part in name for part in arguments.only)
        ]
        print(report(measured([before, after], names, arguments.minutes)))


if __name__ == "__main__":
    main()
