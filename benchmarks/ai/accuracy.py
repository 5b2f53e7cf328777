"""Measures an analyzer's accuracy: `make bench-ai`. `make bench-ai ANALYSER=bedrock BEDROCK_MODEL=…`, or
`ANALYSER=openai OPENAI_URL=… OPENAI_MODEL=…`, measures a model instead, and says what it cost.

`ai/tuning.json` is what the word lists and weights were tuned on; `ai/held_out.json` was written afterwards, and its
figures are the ones that count. Whoever tunes again needs a new one. `--errors` prints what is wrong in the tuning set.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks import ROOT
from connextlive.analysis import UNSURE, Analyser, Analysis, Line, Topic, Transcript, analyser
from connextlive.analysis.prices import Usage

FOLDER = ROOT / "benchmarks/ai"
BINS = 10  # of probabilities, for the calibration error
SETS = {"tuning": "tuning.json", "held out": "held_out.json"}

type Likely = tuple[float, bool]  # a probability, and whether what it is of is right


def topics() -> dict[str, list[Topic]]:
    """The topics of each language's workspace."""
    listed = json.loads((FOLDER / "topics.json").read_text(encoding="utf-8"))
    return {language: [Topic(one["name"], one["keywords"]) for one in known] for language, known in listed.items()}


def labeled(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / SETS[name]).read_text(encoding="utf-8"))
    return found


def lines(one: dict[str, Any]) -> list[Line]:
    return [Line(message["from"], message["text"]) for message in one["messages"]]


def score(
    analyse: Analyser, name: str, errors: bool = False, sure: list[Likely] | None = None
) -> dict[str, Counter[str]]:
    """Counts by language and in total: correct outcomes, sentiments, sets of topics, and single topics. `sure` is given
    how confident the analyzer was of each outcome, and whether that was right."""
    known = topics()
    counts: dict[str, Counter[str]] = {}
    for labelled in labeled(name):
        language = labelled["language"]
        found = analyse(Transcript(lines(labelled), language, known[language]))
        right = _right(labelled, found)
        if sure is not None:
            sure.append((found.confidence, bool(right["outcome"])))
        for group in (labelled["language"], "all"):
            counts.setdefault(group, Counter()).update(right)
        if errors and not (right["outcome"] and right["sentiment"] and right["topics"]):
            _show(labelled, found)
    return counts


def _right(labelled: dict[str, Any], found: Analysis) -> dict[str, int]:
    wanted, got = set(labelled["topics"]), set(found.topics)
    return {
        "conversations": 1,
        "outcome": int(found.outcome == labelled["outcome"]),
        "sentiment": int(found.sentiment == labelled["sentiment"]),
        "topics": int(got == wanted),
        "tags wanted": len(wanted),
        "tags found": len(got),
        "tags right": len(wanted & got),
    }


def _show(labelled: dict[str, Any], found: Analysis) -> None:
    got = (found.outcome, found.sentiment, list(found.topics))
    print(labelled["language"], "wanted", labelled["outcome"], labelled["sentiment"], labelled["topics"], "got", *got)
    for message in labelled["messages"]:
        print(f"    {message['from'][0]} {message['text']}")


def counted(analyse: Analyser, used: list[Usage]) -> Analyser:
    """The analyzer, with what each analysis used noted."""

    def analysed(transcript: Transcript) -> Analysis:
        found = analyse(transcript)
        if found.usage:
            used.append(found.usage)
        return found

    return analysed


def calibration_error(likely: Sequence[Likely]) -> float:
    """The expected calibration error: how far probabilities are from how often they are right, on average."""
    bins: list[list[Likely]] = [[] for _ in range(BINS)]
    for probability, is_right in likely:
        bins[min(int(probability * BINS), BINS - 1)].append((probability, is_right))
    off = (abs(sum(p for p, _ in one) - sum(right for _, right in one)) for one in bins)
    return sum(off) / max(len(likely), 1)


def cost(used: Sequence[Usage]) -> str:
    """What analyses used on average."""
    read, written = sum(one.input_tokens for one in used), sum(one.output_tokens for one in used)
    priced = [one.cost for one in used if one.cost is not None]
    price = f", ${sum(priced) / len(priced):.6f}" if priced else ""
    return f"an analysis: {read / len(used):.0f} tokens read, {written / len(used):.0f} written{price}"


def main() -> None:
    """Prints one line per language and set."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--errors", action="store_true", help="what the tuning set gets wrong")
    errors = options.parse_args().errors
    print(f"{'set':<10}{'language':<10}{'n':>4}{'outcome':>10}{'sentiment':>11}{'topics':>9}{'tags P':>9}{'tags R':>9}")
    used: list[Usage] = []
    for name in SETS:
        sure: list[Likely] = []
        for group, n in score(counted(analyser(), used), name, errors and name == "tuning", sure).items():
            of = n["conversations"]
            shares = [n["outcome"] / of, n["sentiment"] / of, n["topics"] / of]
            shares += [n["tags right"] / max(n["tags found"], 1), n["tags right"] / max(n["tags wanted"], 1)]
            outcome, sentiment, topics, precision, recall = (f"{share:.0%}" for share in shares)
            print(f"{name:<10}{group:<10}{of:>4}{outcome:>10}{sentiment:>11}{topics:>9}{precision:>9}{recall:>9}")
        kept = [is_right for confidence, is_right in sure if confidence >= UNSURE]
        print(
            f"{name:<10}calibration error of the outcome {calibration_error(sure):.2f}, sure of {len(kept)},", end=" "
        )
        print(f"of which {sum(kept) / max(len(kept), 1):.0%} are right")
    if used:
        print(cost(used))


if __name__ == "__main__":
    main()
