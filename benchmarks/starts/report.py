"""The benchmarks' tables and marks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.starts.figures import SLOW, Ratio, Sample, megabytes, milliseconds, table
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
# By endpoint, in the order of the stacks' events.
OURS = {
    "list": "tenant_conversations_list",
    "get": "tenant_conversations_get",
    "send": "agent_messages_send",
    "login": "auth_login",
}
COMPARED = {*STACKS, *OURS.values()}
ASYNCHRONOUS = "on_"

type Samples = Mapping[str, Sequence[Sample]]


def of(samples: Samples, answers: Mapping[str, str], container: int | None, *, is_quick: bool = False) -> str:
    """All of it, as Markdown; of a container with so many MB, or of this machine."""
    rounds = len(samples["resolver"])
    chosen = f"--container {container}" if container else "--quick" if is_quick else ""
    how = f'make bench ARGS="{chosen}"' if chosen else "make bench"
    where = (
        f" All of them ran in a container of Lambda's base image with {container} MB and the share of a processor that "
        "Lambda gives for them."
        if container
        else ""
    )
    parts = [
        "# Benchmarks",
        f"Made by `{how}` in {rounds} interleaved rounds. Lower quartiles; ratios with the 95 % interval of a "
        "bootstrap over the rounds. Milliseconds say how fast this machine was while it measured; ratios are what to "
        "compare." + where,
        "## The same four endpoints on every stack",
        "Cold: interpreter start to the first answer, a list of 50 conversations. *Tuned*: with our certificate "
        "authorities and collector settings.",
        _starts(samples),
        "CPU of a warm request, with the runtime client's own part.",
        _warm(samples),
        f"Milliseconds of a warm request of which each call to AWS takes {SLOW}: the calls in a row show.",
        _waits(samples),
        "## Every function",
        "Cold: interpreter start to the answer to the function's sample event. Ratios are to the list of the "
        "Powertools-resolver stack and of the floor. Goals: met; missed, with the whole interval beyond; open, with "
        "its middle alone.",
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


def _warm_last(sample: Sample) -> float:
    return sample.warm[-1]


def _of_endpoint(endpoint: str, figures: Callable[[Sample], Sequence[float]]) -> Callable[[Sample], float]:
    """A figure of one endpoint; our functions have no other."""
    place = list(OURS).index(endpoint)
    return lambda sample: found[place] if len(found := figures(sample)) > 1 else found[0]


def _cpu(endpoint: str) -> Callable[[Sample], float]:
    return _of_endpoint(endpoint, lambda sample: sample.warm)


def _waited(endpoint: str) -> Callable[[Sample], float]:
    return _of_endpoint(endpoint, lambda sample: sample.waited)


def _tuned(figure: Callable[[Sample], float]) -> Callable[[Sample], float]:
    return lambda sample: figure(sample.tuned or sample)


def _ratio(samples: Samples, name: str, reference: str, figure: Callable[[Sample], float]) -> Ratio:
    return ratio_of([figure(sample) for sample in samples[name]], [figure(sample) for sample in samples[reference]])


def _of(samples: Samples, name: str, figure: Callable[[Sample], float]) -> list[float]:
    return [figure(sample) for sample in samples[name]]


type Row = tuple[str, Mapping[str, str]]


def _rows(samples: Samples, *, has_control: bool = True) -> list[Row]:
    """Every stack, with the names of its samples by endpoint."""
    rows: list[Row] = [(label, dict.fromkeys(OURS, name)) for name, label in STACKS.items()]
    if has_control:
        rows.append(("control: bare boto3 again", dict.fromkeys(OURS, CONTROL)))
    return rows + ([("**ours**", OURS)] if set(OURS.values()) <= set(samples) else [])


def _starts(samples: Samples) -> str:
    heads = ["stack", "cold ms", "÷ boto3", "÷ resolver", "start CPU ÷ resolver", "tuned cold ms", "÷ resolver"]
    heads += ["tuned start CPU ÷ resolver", "peak MB"]
    rows = []
    for label, by_endpoint in _rows(samples):
        name = by_endpoint["list"]
        row = [label, milliseconds(_of(samples, name, _cold))]
        row += [str(_ratio(samples, name, reference, _cold)) for reference in ("boto3_bare", "resolver")]
        row.append(str(_ratio(samples, name, "resolver", _cold_cpu)))
        row.append(milliseconds(_of(samples, name, _tuned(_cold))))
        row += [str(_ratio(samples, name, "resolver", _tuned(figure))) for figure in (_cold, _cold_cpu)]
        rows.append([*row, megabytes(_of(samples, name, _memory))])
    return table(heads, rows)


def _warm(samples: Samples) -> str:
    heads = ["stack", *(head for endpoint in OURS for head in (f"{endpoint} CPU ms", "÷ boto3"))]
    heads += ["tuned list CPU ms"]
    rows = []
    for label, by_endpoint in _rows(samples):
        row = [label]
        for endpoint, name in by_endpoint.items():
            row.append(milliseconds(_of(samples, name, _cpu(endpoint))))
            row.append(str(_ratio(samples, name, "boto3_bare", _cpu(endpoint))))
        rows.append([*row, milliseconds(_of(samples, by_endpoint["list"], _tuned(_cpu("list"))))])
    return table(heads, rows)


def _waits(samples: Samples) -> str:
    heads = ["stack", *(head for endpoint in OURS for head in (f"{endpoint} ms", "÷ boto3"))]
    rows = []
    for label, by_endpoint in _rows(samples, has_control=False):
        row = [label]
        for endpoint, name in by_endpoint.items():
            row.append(milliseconds(_of(samples, name, _waited(endpoint))))
            row.append(str(_ratio(samples, name, "boto3_bare", _waited(endpoint))))
        rows.append(row)
    return table(heads, rows)


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


REQUESTS = (
    Goal("CPU of a start", "resolver", _cold_cpu, 0.45),
    Goal("CPU of a start", "stdlib", _cold_cpu, 3.2),
    Goal("peak memory", "resolver", _memory, 0.65),
)
CONSUMERS = (
    Goal("CPU of a start", "resolver", _cold_cpu, 0.60),
    Goal("peak memory", "resolver", _memory, 0.70),
)
ONE = {
    "list": Goal("warm list's CPU", "pynamodb_logger", _cpu("list"), 0.25),
    "get": Goal("warm get's CPU", "resolver", _cpu("get"), 0.30),
    "send": Goal("warm send's CPU", "pynamodb_logger", _cpu("send"), 0.40),
    "login": Goal("warm login's CPU", "pynamodb_logger", _cpu("login"), 0.90),
}


def _goals_of(name: str) -> Sequence[Goal]:
    return CONSUMERS if name.startswith(ASYNCHRONOUS) else REQUESTS


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
            _all_goals(samples, name),
        ]
        for name in functions(samples)
    ]
    return table(heads, rows)


def _all_goals(samples: Samples, name: str) -> str:
    verdicts = {goal.verdict(samples, name) for goal in _goals_of(name)}
    return next(verdict for verdict in ("missed", "open", "met") if verdict in verdicts)


def functions(samples: Samples) -> list[str]:
    return [name for name in samples if name not in STACKS and name != CONTROL]


CONTROLLED = {"cold start": _cold, "CPU of a start": _cold_cpu, "warm list": _cpu("list")}


def _goals(samples: Samples) -> str:
    control = {what: _ratio(samples, CONTROL, "boto3_bare", figure) for what, figure in CONTROLLED.items()}
    lines = ["- Control, bare boto3 ÷ itself: " + ", ".join(f"{what} {found}" for what, found in control.items())]
    lines += [_of_every(samples, goal, "request function") for goal in REQUESTS]
    if any(name.startswith(ASYNCHRONOUS) for name in samples):
        lines += [_of_every(samples, goal, "consumer") for goal in CONSUMERS]
    for name, goal in ONE.items():
        if OURS[name] in samples:
            lines.append(f"- {goal}: {goal.ratio(samples, OURS[name])}, {goal.verdict(samples, OURS[name])}")
    return "\n".join(lines)


def _of_every(samples: Samples, goal: Goal, kind: str) -> str:
    names = [name for name in functions(samples) if goal in _goals_of(name)]
    verdicts = {name: goal.verdict(samples, name) for name in names}
    text = f"- Every {kind}'s {goal}: met by {list(verdicts.values()).count('met')} of {len(names)}"
    for verdict in ("missed", "open"):
        found = [f"{name} {goal.ratio(samples, name)}" for name in names if verdicts[name] == verdict]
        text += f"; {verdict}: {', '.join(found)}" if found else ""
    return text
