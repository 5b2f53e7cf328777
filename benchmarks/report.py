"""The benchmarks' tables and marks."""

from collections.abc import Callable, Mapping, Sequence

from benchmarks.figures import Ratio, Sample, megabytes, milliseconds, table
from benchmarks.figures import ratio as ratio_of

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
COLD_MARK, WARM_MARK = 0.65, 0.35
ASYNCHRONOUS = "on_"

type Samples = Mapping[str, Sequence[Sample]]


def of(samples: Samples, answers: Mapping[str, str]) -> str:
    """All of it, as Markdown."""
    rounds = len(samples["resolver"])
    parts = [
        "# Benchmarks",
        f"Made by `make bench` in {rounds} interleaved rounds. Medians; ratios with the 95 % interval of a bootstrap "
        "over the rounds. Milliseconds say how fast this machine was while it measured; ratios are what to compare.",
        "## The same two endpoints on every stack",
        "Cold: interpreter start to the first answer, a list of 50 conversations. CPU: of a warm request, with the "
        "runtime client's own part.",
        _stacks(samples),
        "## Every function",
        "Cold: interpreter start to the answer to the function's sample event; its ratio is to the list of the "
        "Powertools-resolver stack.",
        _functions(samples, answers),
        "## Marks",
        _marks(samples),
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


def _functions(samples: Samples, answers: Mapping[str, str]) -> str:
    heads = ["function", "answer", "init ms", "cold ms", "÷ resolver", "start CPU ÷ resolver", "CPU ms", "peak MB"]
    rows = [
        [
            name,
            answers[name],
            milliseconds(_of(samples, name, lambda sample: sample.init)),
            milliseconds(_of(samples, name, _cold)),
            str(_ratio(samples, name, "resolver", _cold)),
            str(_ratio(samples, name, "resolver", _cold_cpu)),
            milliseconds(_of(samples, name, _warm_last)),
            megabytes(_of(samples, name, _memory)),
        ]
        for name in functions(samples)
    ]
    return table(heads, rows)


def functions(samples: Samples) -> list[str]:
    return [name for name in samples if name not in STACKS and name != CONTROL]


CONTROLLED = {"cold start": _cold, "CPU of a start": _cold_cpu, "warm list": _warm_list}


def _marks(samples: Samples) -> str:
    control = {what: _ratio(samples, CONTROL, "boto3_bare", figure) for what, figure in CONTROLLED.items()}
    lines = [
        "- Control, bare boto3 ÷ itself: " + ", ".join(f"{what} {found}" for what, found in control.items()),
        _cold_mark(samples, "cold start", _cold),
        _cold_mark(samples, "CPU of a start, which other work on the machine disturbs less,", _cold_cpu),
    ]
    if OURS["list"] in samples:
        warm = _ratio(samples, OURS["list"], "pynamodb_logger", _warm_list)
        verdict = "met" if warm.value <= WARM_MARK else "not met"
        lines.append(f"- The list's warm CPU ≤ {WARM_MARK} × PynamoDB + pydantic + Logger: {warm}, {verdict}")
        lines.append(f"- The list's cold start ÷ the floor's: {_ratio(samples, OURS['list'], 'stdlib', _cold)}")
        lines.append(f"- The list's peak memory ÷ the resolver's: {_ratio(samples, OURS['list'], 'resolver', _memory)}")
    if OURS["get"] in samples:
        lines.append(f"- The get's warm CPU ÷ the resolver's: {_ratio(samples, OURS['get'], 'resolver', _warm_last)}")
    return "\n".join(lines)


def _cold_mark(samples: Samples, what: str, figure: Callable[[Sample], float]) -> str:
    """Who keeps the mark, and of the others who certainly does not: where the whole interval lies above it."""
    requests = [name for name in functions(samples) if not name.startswith(ASYNCHRONOUS)]
    found = {name: _ratio(samples, name, "resolver", figure) for name in requests}
    above = {name: ratio for name, ratio in found.items() if ratio.value > COLD_MARK}
    missed = [f"{name} {ratio}" for name, ratio in above.items() if ratio.low > COLD_MARK]
    open_ = [f"{name} {ratio}" for name, ratio in above.items() if ratio.low <= COLD_MARK]
    text = f"- Every request function's {what} ≤ {COLD_MARK} × the resolver stack's: {len(found) - len(above)} of "
    text += f"{len(found)} keep it"
    text += f"; above it, but not resolved: {', '.join(open_)}" if open_ else ""
    return text + (f"; missed by {', '.join(missed)}" if missed else "")
