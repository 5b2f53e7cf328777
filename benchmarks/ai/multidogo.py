"""Topics of real customers: `make bench-ai-topics ARGS=FOLDER`, which has MultiDoGO's `multidogo-<domain>-dev.tsv`.

Each domain is a workspace. The intents of a dialogue's turns are its topics, but for those that every dialogue has
(greetings, thanks, confirmations, …). `multidogo.json` has the topics' names, and keywords that were written from the
names alone, before anything was measured. Only the customers' turns are in the data.

`make bench-ai-topics ANALYSER=bedrock BEDROCK_MODEL=… ARGS="FOLDER --most 50"` measures a model on some dialogues of
each domain: with `--learned` it is shown examples. The calibration of probabilities is the embedded analyzer's.

With `--learned 200` a workspace has learned from so many of its other dialogues, confirmed or corrected as labeled.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import ROOT, luck
from benchmarks.ai.accuracy import Likely, calibration_error, cost, counted
from connextlive.analysis import Analyser, Example, Line, Topic, Transcript, analyser, learning, learns
from connextlive.analysis.prices import Usage
from connextlive.analysis.topics import Topics

NAMES = json.loads((ROOT / "benchmarks/ai/multidogo.json").read_text(encoding="utf-8"))
SAMPLES = 1_000  # for the interval: bootstrap over dialogues
FOLDS = 6

type Judged = tuple[set[str], set[str]]  # the right topics, and those found


def turns(file: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Each turn's dialogue, text and intents. A turn with a line break goes on in the next line."""
    lines: list[str] = []
    for line in file.read_text(encoding="utf-8").split("\n")[1:]:
        if "<CONV>" in line:
            lines.append(line)
        elif line and lines:
            lines[-1] += " " + line
    for line in lines:
        columns = line.split("\t")
        yield columns[0], columns[3].strip().strip('"'), columns[-1].split("<div>")


def dialogues(file: Path, intents: Sequence[str]) -> list[tuple[list[str], set[str]]]:
    """Each dialogue's texts and topics."""
    found: dict[str, tuple[list[str], set[str]]] = {}
    for dialogue, text, labels in turns(file):
        texts, topics = found.setdefault(dialogue, ([], set()))
        texts.append(text)
        topics.update(label for label in labels if label in intents)
    return list(found.values())


def judged(
    analyse: Analyser, domain: str, file: Path, with_keywords: bool, learned: int, most: int | None
) -> tuple[list[Judged], list[Likely]]:
    """What is right and what the analyzer finds, each dialogue by a model that has not seen it."""
    intents = NAMES["topics"][domain]
    names = {one["name"]: intent for intent, one in intents.items()}
    topics = [Topic(one["name"], one["keywords"] if with_keywords else []) for one in intents.values()]
    labeled = [(texts, right) for texts, right in dialogues(file, list(intents))]
    luck(2).shuffle(labeled)
    results: list[Judged] = []
    likely: list[Likely] = []
    for fold in range(FOLDS if learned else 1):
        others = [one for number, one in enumerate(labeled) if number % FOLDS != fold][:learned]
        examples = [
            Example(f"{number}", texts, [name for name, intent in names.items() if intent in right], [])
            for number, (texts, right) in enumerate(others)
        ]
        model = learning.learn(examples, topics, "en") if learned and learns() else None
        shown = examples if learned and not learns() else []
        for texts, right in (labeled[fold::FOLDS] if learned else labeled)[:most]:
            lines = [Line("VISITOR", text) for text in texts]
            transcript = Transcript(lines, "en", topics, learned=model, examples=shown)
            results.append((right, {names[name] for name in analyse(transcript).topics}))
            if model:
                found = learning.Reader(model, Topics(topics, "en")).probabilities(texts)
                likely += [(probability, names[name] in right) for name, probability in found.items()]
    return results, likely


def scores(results: Sequence[Judged]) -> tuple[float, float, float, float]:
    """The share of dialogues that are exactly right; of topics: precision, recall and F1."""
    right = sum(len(wanted & found) for wanted, found in results)
    precision = right / max(sum(len(found) for _, found in results), 1)
    recall = right / max(sum(len(wanted) for wanted, _ in results), 1)
    exact = sum(wanted == found for wanted, found in results) / len(results)
    return exact, precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def interval(results: Sequence[Judged]) -> tuple[float, float]:
    """The 95 % interval of F1."""
    chance = luck(1)
    drawn = sorted(scores(chance.choices(results, k=len(results)))[3] for _ in range(SAMPLES))
    return drawn[SAMPLES * 25 // 1000], drawn[SAMPLES * 975 // 1000]


def constant(results: Sequence[Judged]) -> list[Judged]:
    """The best answer that is the same for all: the most frequent topic."""
    every = [topic for wanted, _ in results for topic in wanted]
    most = max(sorted(set(every)), key=every.count)
    return [(wanted, {most}) for wanted, _ in results]


def main() -> None:
    """Prints one line per domain, with and without keywords."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--split", default="dev")
    options.add_argument("--learned", type=int, default=0, help="dialogues that were confirmed or corrected before")
    options.add_argument("--most", type=int, help="so many dialogues of each domain, and of each fold")
    given = options.parse_args()
    used: list[Usage] = []
    analyse = counted(analyser(), used)
    print(f"{'':<28}{'n':>5}{'exact':>8}{'P':>8}{'R':>8}{'F1':>8}  95 %")
    for with_keywords in (True, False):
        by_domain: dict[str, list[Judged]] = {}
        likely: list[Likely] = []
        for domain in NAMES["topics"]:
            file = given.folder / f"multidogo-{domain}-{given.split}.tsv"
            by_domain[domain], probabilities = judged(analyse, domain, file, with_keywords, given.learned, given.most)
            likely += probabilities
        everything = [one for results in by_domain.values() for one in results]
        same = [one for results in by_domain.values() for one in constant(results)]
        for name, results in (by_domain | {"all": everything, "constant": same}).items():
            low, high = interval(results)
            shown = "".join(f"{score:>8.3f}" for score in scores(results))
            title = f"{'with' if with_keywords else 'without'} keywords, {name}"
            print(f"{title:<28}{len(results):>5}{shown}  {low:.3f}-{high:.3f}")
        if likely:
            print(f"expected calibration error of {len(likely)} probabilities: {calibration_error(likely):.3f}")
    if used:
        print(cost(used))


if __name__ == "__main__":
    main()
