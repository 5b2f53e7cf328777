"""`make bench`: cold start, CPU and memory of every function, against the stacks that one might have taken instead.

Every sample is a process of its own under AWS's runtime client, against a stub of AWS in another process. Stacks and
functions take turns in random order, so that what disturbs the machine disturbs all of them alike; one stack runs
twice, as a control. `docs/performance.md` says what follows from the figures.
"""

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import ROOT, luck
from benchmarks.starts import data, report
from benchmarks.starts.build import BUILT, Built, build
from benchmarks.starts.figures import SLOW, Sample
from benchmarks.starts.lambdas import Process, Target, running
from benchmarks.starts.spawners import Host, Spawner, container, talking
from local.cloudformation.template import Template

WARM_UP, MEASURED, LONGEST = 10, 40, 0.5  # requests, requests, seconds
WAITED = 8  # requests, of which the fastest counts
FEWEST = 3  # rounds, however long they take
# What differs from answer to answer: new IDs, times, tokens.
NEW = re.compile(r"(?:msg_(?!01HX)|eyJ)[\w.-]+|\d{4}-\d\d-\d\dT[\d:.]+Z")


def main() -> None:
    arguments = _arguments()
    built = build()
    where = container(arguments.container) if arguments.container else nullcontext(Host(built))
    with _stub(built.certificate) as endpoint, _stub(built.certificate, SLOW) as slow, where as spawner:
        targets = _targets(built, endpoint, arguments.only, arguments.quick)
        bench = Bench(built, endpoint, slow, spawner)
        answers = bench.answers(targets)
        samples = bench.measured(targets, arguments.minutes or (2 if arguments.quick else 9))
    text = report.of(samples, answers, arguments.container, is_quick=arguments.quick)
    print(text)
    if not arguments.only:
        name = f"results-{arguments.container}-MB.md" if arguments.container else "results.md"
        name = "results-stacks.md" if arguments.quick else name
        (ROOT / "benchmarks/starts" / name).write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, help="how long to measure (9, quickly 2)")
    parser.add_argument("--only", action="append", default=[], help="functions whose names contain this; repeatable")
    parser.add_argument("--quick", action="store_true", help="two minutes of the stacks and what compares with them")
    parser.add_argument(
        "--container", type=int, metavar="MB", help="in a Lambda container with so much memory and its processor share"
    )
    return parser.parse_args()


def _targets(built: Built, endpoint: str, only: list[str], quick: bool) -> list[Target]:
    """The stacks, one of them twice, and the functions."""
    events = tuple(_event(name, endpoint) for name in report.OURS.values())
    stacks = [Target(name, (built.theirs,), events) for name in (*report.STACKS, report.CONTROL)]
    names = sorted(path.parent.name for path in (ROOT / "functions").glob("*/app.py"))
    if quick:
        names = list(report.OURS.values())
    if only:
        names = [name for name in names if any(part in name for part in only)]
    further = _further_layers(built)
    layers = {name: (built.ours, *further.get(name, ())) for name in names}
    return stacks + [Target(name, layers[name], (_event(name, endpoint),)) for name in names]


def _further_layers(built: Built) -> dict[str, tuple[Path, ...]]:
    """What the template gives some functions besides the layers of all."""
    found = {"PushLayer": built.push, "RenderingLayer": built.rendering}
    functions = Template(ROOT / "template.yaml", {}).resources_of("AWS::Serverless::Function").values()
    given = {Path(of["Properties"]["CodeUri"]).name: of["Properties"].get("Layers", []) for of in functions}
    return {name: tuple(found[layer["Ref"]] for layer in layers) for name, layers in given.items()}


def _event(name: str, endpoint: str) -> bytes:
    event = json.loads((ROOT / "events" / f"{name}.json").read_text(encoding="utf-8"))
    return json.dumps(data.changed(name, event, endpoint)).encode()


@contextmanager
def _stub(certificate: Path, milliseconds: float = 0) -> Iterator[str]:
    """The address of a stub, while it runs."""
    contents = BUILT / "contents.json"
    contents.write_text(json.dumps({"items": data.items(), "signing_secret": data.SIGNING_SECRET}))
    command = [sys.executable, str(ROOT / "benchmarks/starts/stub.py")]
    command += [str(certificate), str(contents), str(milliseconds)]
    with talking(command) as (_, answers):
        yield f"https://localhost:{answers.readline().strip()}"


@dataclass(frozen=True)
class Bench:
    """Where targets run, and what they talk to."""

    built: Built
    endpoint: str
    slow: str  # the endpoint that answers after SLOW
    spawner: Spawner

    def answers(self, targets: list[Target]) -> dict[str, str]:
        """The status of each target's first answer; raises where two handlers answer one event differently.

        Every handler runs once before anything counts, which also fills the disk's cache.
        """
        compared = targets[0].events
        bodies: dict[bytes, Any] = {}
        found = {}
        for target in targets:
            with self._running(target, luck(0)) as process:
                answers = {event: process.invoke(event).body for event in target.events}
            found[target.name] = _status(answers[target.events[0]])
            for event in answers.keys() & compared:
                if answers[event].get("statusCode") != 200:
                    raise SystemExit(f"{target.name} fails: {answers[event]}")
                text, is_list = answers[event]["body"], event == compared[0]
                body = json.loads(text if is_list else NEW.sub("new", text))
                if bodies.setdefault(event, body) != body:
                    raise SystemExit(f"{target.name} answers differently: {body}, not {bodies[event]}")
        return found

    def measured(self, targets: list[Target], minutes: float) -> dict[str, list[Sample]]:
        """Samples by the targets' names: every target once a round, in an order of that round's own, for as many rounds
        as the time is enough for.

        Ctrl-C ends early, with the rounds that are whole.
        """
        chance = luck()
        samples: dict[str, list[Sample]] = {target.name: [] for target in targets}
        begun, number, lasted = time.monotonic(), 0, 0.0
        try:
            while number < FEWEST or time.monotonic() + lasted < begun + minutes * 60:
                started = time.monotonic()
                for name, sample in self._round(targets, chance).items():
                    samples[name].append(sample)
                number, lasted = number + 1, time.monotonic() - started
                print(f"Round {number}: {lasted:.0f} s", file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            if not samples[targets[0].name]:
                raise
        return samples

    def _round(self, targets: list[Target], chance: random.Random) -> dict[str, Sample]:
        samples = {}
        for target in chance.sample(targets, len(targets)):
            with self._running(target, chance) as process:
                found = sample(process, target.events)
            if target.name in report.COMPARED:
                with running(target, self.built, self.slow, chance, self.spawner) as process:
                    found = replace(found, waited=tuple(_waited(process, event) for event in target.events))
            if target.name in report.STACKS:
                with self._running(target, chance, is_tuned=True) as process:
                    found = replace(found, tuned=sample(process, target.events[:1]))
            samples[target.name] = found
        return samples

    def _running(
        self, target: Target, chance: random.Random, *, is_tuned: bool = False
    ) -> AbstractContextManager[Process]:
        return running(target, self.built, self.endpoint, chance, self.spawner, is_tuned=is_tuned)


def _status(answer: Any) -> str:
    if isinstance(answer, dict) and "errorMessage" in answer:
        return str(answer["errorMessage"])[:40]
    if isinstance(answer, dict) and answer.get("batchItemFailures"):
        return "failed"
    return str(answer.get("statusCode", "done")) if isinstance(answer, dict) else "done"


def sample(process: Process, events: tuple[bytes, ...]) -> Sample:
    process.api.wait_until_idle()
    init = time.perf_counter() - process.started
    first = process.invoke(events[0])
    process.api.wait_until_idle()
    cold_cpu = process.cpu()
    first_warm, memory = _warm(process, events[0]), process.peak_memory()
    warm = (first_warm, *(_warm(process, event) for event in events[1:]))
    return Sample(init, first.at - process.started, cold_cpu, warm, memory)


def _warm(process: Process, event: bytes) -> float:
    """CPU seconds for a request; fewer requests where each takes long."""
    for _ in range(WARM_UP):
        process.invoke(event)
    process.api.wait_until_idle()
    before, ends, requests = process.cpu(), time.monotonic() + LONGEST, 0
    while requests < MEASURED and time.monotonic() < ends:
        process.invoke(event)
        requests += 1
    process.api.wait_until_idle()
    return (process.cpu() - before) / requests


def _waited(process: Process, event: bytes) -> float:
    """Seconds from an event to its answer, of the fastest, so that they are those of the calls in a row."""
    took = []
    for _ in range(WAITED):
        process.api.wait_until_idle()
        asked = time.perf_counter()
        took.append(process.invoke(event).at - asked)
    return min(took)


if __name__ == "__main__":
    main()
