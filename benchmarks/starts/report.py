"""The benchmarks' tables and marks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.starts.figures import Ratio, Sample, megabytes, milliseconds, table
from benchmarks.starts.figures import ratio as ratio_of

STACKS = {
    "stdlib": "standard library only, SigV4 by hand (the floor)",
    "boto3_bare": "bare boto3",
    "botocore_bare": "bare botocore",
    "pynamodb_bare": "PynamoDB",
    "pynamodb_logger": "PynamoDB + pydantic + Powertools Logger",
    "resolver": "Powertools resolver with validation + pydantic + boto3.resource",
    "fastapi_mangum": "FastAPI + Mangum + pydantic + boto3.resource",
}
CONTROL = "boto3_bare (again)"
OURS = {"list": "tenant_conversations_list", "get": "tenant_conversations_get"}
ASYNCHRONOUS = "on_"

type Samples = Mapping[str, Sequence[Sample]]


def of(samples: Samples, answers: Mapping[str, str], container: int | None) -> str:
    """All of it, as Markdown; of a container with so many MB, or of this machine."""
    rounds = len(samples["resolver"])
    how = f'make bench ARGS="--container {container}"' if container else "make bench"
    where = (
        f" All of them ran in a container of Lambda's base image with {container} MB and the share of a processor that "
        "Lambda gives for them."
        if container
        else ""
    )
    parts = [
        "# Benchmarks",
        f"Made by `{how}` in {rounds} interleaved rounds. Medians; ratios with the 95 % interval of a bootstrap "
        "over the rounds. Milliseconds say how fast this machine was while it measured; ratios are what to compare."
        + where,
        "## The same two endpoints on every stack",
        "Cold: interpreter start to the first answer, a list of 50 conversations. CPU: of a warm request, with the "
        "runtime client's own part.",
        _stacks(samples),
        "## Every function",
        "Cold: interpreter start to the answer to the function's sample event. Ratios are to the list of the "
        "Powertools-resolver stack and of the floor. Goals are of functions that a request waits for: met; missed,"
        " with the whole interval beyond; open, with its middle alone.",
        _functions(samples, answers),
        "## Goals",
        _goals(samples),
    ]
    return "\n\n".join(parts) + "\n"


def _cold(sample: Sample) -> float:
    return sample.cold


def _cold_cpu(sample: Sample) -> float:
    return sample.cold_cpu


def _memory(sample: Sample) -> float:
    return sample.memory


def _warm_list(sample: Sample) -> float:
    return sample.warm[0]


def _warm_last(sample: Sample) -> float:
    return sample.warm[-1]


def _ratio(samples: Samples, name: str, reference: str, figure: Callable[[Sample], float]) -> Ratio:
    return ratio_of([figure(sample) for sample in samples[name]], [figure(sample) for sample in samples[reference]])


def _of(samples: Samples, name: str, figure: Callable[[Sample], float]) -> list[float]:
    return [figure(sample) for sample in samples[name]]


def _stacks(samples: Samples) -> str:
    heads = ["stack", "cold ms", "÷ boto3", "÷ resolver", "start CPU ÷ resolver"]
    heads += ["list CPU ms", "÷ boto3", "get CPU ms", "÷ boto3", "peak MB"]
    rows = [_stack_row(samples, label, name, name) for name, label in STACKS.items()]
    rows.append(_stack_row(samples, "control: bare boto3 again", CONTROL, CONTROL))
    if set(OURS.values()) <= set(samples):
        rows.append(_stack_row(samples, "**ours**", OURS["list"], OURS["get"]))
    return table(heads, rows)


def _stack_row(samples: Samples, label: str, lists: str, gets: str) -> list[str]:
    return [
        label,
        milliseconds(_of(samples, lists, _cold)),
        str(_ratio(samples, lists, "boto3_bare", _cold)),
        str(_ratio(samples, lists, "resolver", _cold)),
        str(_ratio(samples, lists, "resolver", _cold_cpu)),
        milliseconds(_of(samples, lists, _warm_list)),
        str(_ratio(samples, lists, "boto3_bare", _warm_list)),
        milliseconds(_of(samples, gets, _warm_last)),
        str(_ratio(samples, gets, "boto3_bare", _warm_last)),
        megabytes(_of(samples, lists, _memory)),
    ]


@dataclass(frozen=True)
class Goal:
    """How much of another stack's figure ours may be."""

    what: str
    reference: str
    figure: Callable[[Sample], float]
    at_most: float

    def __str__(self) -> str:
        return f"{self.what} ≤ {self.at_most} × {STACKS[self.reference].partition(' (')[0]}"

    def ratio(self, samples: Samples, name: str) -> Ratio:
        return _ratio(samples, name, self.reference, self.figure)

    def verdict(self, samples: Samples, name: str) -> str:
        ratio = self.ratio(samples, name)
        if ratio.value <= self.at_most:
            return "met"
        return "missed" if ratio.low > self.at_most else "open"


EVERY = (
    Goal("cold start", "resolver", _cold, 0.45),
    Goal("cold start", "stdlib", _cold, 3.2),
    Goal("peak memory", "resolver", _memory, 0.65),
)
ONE = {
    "list": Goal("warm list's CPU", "pynamodb_logger", _warm_list, 0.16),
    "get": Goal("warm get's CPU", "resolver", _warm_last, 0.30),
}


def _functions(samples: Samples, answers: Mapping[str, str]) -> str:
    heads = ["function", "answer", "init ms", "cold ms", "÷ resolver", "÷ floor", "start CPU ÷ resolver", "÷ floor"]
    heads += ["CPU ms", "peak MB", "÷ resolver", "goals"]
    rows = [
        [
            name,
            answers[name],
            milliseconds(_of(samples, name, lambda sample: sample.init)),
            milliseconds(_of(samples, name, _cold)),
            str(_ratio(samples, name, "resolver", _cold)),
            str(_ratio(samples, name, "stdlib", _cold)),
            str(_ratio(samples, name, "resolver", _cold_cpu)),
            str(_ratio(samples, name, "stdlib", _cold_cpu)),
            milliseconds(_of(samples, name, _warm_last)),
            megabytes(_of(samples, name, _memory)),
            f"{_ratio(samples, name, 'resolver', _memory).value:.2f}",
            "" if name.startswith(ASYNCHRONOUS) else _all_goals(samples, name),
        ]
        for name in functions(samples)
    ]
    return table(heads, rows)


def _all_goals(samples: Samples, name: str) -> str:
    verdicts = {goal.verdict(samples, name) for goal in EVERY}
    return next(verdict for verdict in ("missed", "open", "met") if verdict in verdicts)


def functions(samples: Samples) -> list[str]:
    return [name for name in samples if name not in STACKS and name != CONTROL]


CONTROLLED = {"cold start": _cold, "CPU of a start": _cold_cpu, "warm list": _warm_list}


def _goals(samples: Samples) -> str:
    control = {what: _ratio(samples, CONTROL, "boto3_bare", figure) for what, figure in CONTROLLED.items()}
    lines = ["- Control, bare boto3 ÷ itself: " + ", ".join(f"{what} {found}" for what, found in control.items())]
    lines += [_of_every(samples, goal) for goal in EVERY]
    for name, goal in ONE.items():
        if OURS[name] in samples:
            lines.append(f"- {goal}: {goal.ratio(samples, OURS[name])}, {goal.verdict(samples, OURS[name])}")
    return "\n".join(lines)


def _of_every(samples: Samples, goal: Goal) -> str:
    names = [name for name in functions(samples) if not name.startswith(ASYNCHRONOUS)]
    verdicts = {name: goal.verdict(samples, name) for name in names}
    text = f"- Every request function's {goal}: met by {list(verdicts.values()).count('met')} of {len(names)}"
    for verdict in ("missed", "open"):
        found = [f"{name} {goal.ratio(samples, name)}" for name in names if verdicts[name] == verdict]
        text += f"; {verdict}: {', '.join(found)}" if found else ""
    return text
