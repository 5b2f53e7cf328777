"""Sentiment in public, human-labeled sets: `make bench-ai-public ARGS=FOLDER`, which has the files of `public.json`.

Prints the confusion table of each set, and for each sentiment its precision and recall beside the constant answer's.
`--part development` is what may be looked at while something is changed; what counts is the part that is held out.
"""

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import ROOT, luck
from connextlive.analysis import SENTIMENTS, Analyser, Line, Transcript, analyser

SETS = json.loads((ROOT / "benchmarks/ai/public.json").read_text(encoding="utf-8"))["sets"]
SAMPLES = 1_000  # for the intervals: bootstrap
UP_TO, FROM = 2.5, 3.5  # mean ratings that are NEGATIVE and POSITIVE
DEVELOPMENT = 5  # every such tweet is for development

type Labeled = tuple[list[Line], str]
type Judged = tuple[str, str]  # the right sentiment, and what was found


def uss(file: Path, _part: str) -> Iterator[Labeled]:
    """Dialogues of the User Satisfaction Simulation."""
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.strip().split("\n") if line]
        overall = [[float(rating) for rating in row[3].split(",")] for row in rows if row[1:2] == ["OVERALL"]]
        if overall:
            mean = sum(overall[0]) / len(overall[0])
            right = "NEGATIVE" if mean <= UP_TO else "POSITIVE" if mean >= FROM else "NEUTRAL"
            said = [row for row in rows if row[1] != "OVERALL"]
            yield [Line("VISITOR" if row[0] == "USER" else "AGENT", row[1]) for row in said], right


def airline(file: Path, part: str) -> Iterator[Labeled]:
    """Tweets to airlines."""
    with file.open(encoding="utf-8", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows)):
            if (number % DEVELOPMENT == 0) == (part == "development"):
                yield [Line("VISITOR", re.sub(r"@\w+", "", row["text"]))], row["airline_sentiment"].upper()


def umsab(file: Path, _part: str) -> Iterator[Labeled]:
    """Tweets of UMSAB."""
    texts = Path(f"{file}.text").read_text(encoding="utf-8").split("\n")
    labels = Path(f"{file}.labels").read_text(encoding="utf-8").split()
    for text, label in zip(texts, labels, strict=False):  # the last line is empty
        yield [Line("VISITOR", text)], ("NEGATIVE", "NEUTRAL", "POSITIVE")[int(label)]


def lists(file: Path, _part: str) -> Iterator[Labeled]:
    """A file for each sentiment."""
    for sentiment in SENTIMENTS:
        for line in Path(f"{file}.{sentiment.lower()}").read_text(encoding="utf-8").split("\n"):
            if text := line.split("\t")[-1].strip():
                yield [Line("VISITOR", text)], sentiment


FORMATS: dict[str, Callable[[Path, str], Iterator[Labeled]]] = {
    "uss": uss,
    "airline": airline,
    "umsab": umsab,
    "lists": lists,
}


def judged(analyse: Analyser, labeled: Sequence[Labeled], language: str) -> list[Judged]:
    return [(right, analyse(Transcript(lines, language)).sentiment) for lines, right in labeled]


def right(results: Sequence[Judged]) -> float:
    """The share that is right."""
    return sum(wanted == found for wanted, found in results) / max(len(results), 1)


def of(sentiment: str, results: Sequence[Judged]) -> tuple[float, float]:
    """Its precision and recall."""
    said = [wanted == sentiment for wanted, found in results if found == sentiment]
    there = [found == sentiment for wanted, found in results if wanted == sentiment]
    return sum(said) / max(len(said), 1), sum(there) / max(len(there), 1)


def f1(sentiment: str, results: Sequence[Judged]) -> float:
    precision, recall = of(sentiment, results)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def interval(figure: Callable[[Sequence[Judged]], float], results: Sequence[Judged]) -> tuple[float, float]:
    """The 95 % interval of a figure."""
    chance = luck(1)
    drawn = sorted(figure(chance.choices(results, k=len(results))) for _ in range(SAMPLES))
    return drawn[SAMPLES * 25 // 1000], drawn[SAMPLES * 975 // 1000]


def macro(results: Sequence[Judged]) -> float:
    """The mean recall of the three: of every constant answer it is a third."""
    return sum(of(sentiment, results)[1] for sentiment in SENTIMENTS) / len(SENTIMENTS)


def show(name: str, results: Sequence[Judged]) -> None:
    often = Counter(wanted for wanted, _ in results)
    low, high = interval(macro, results)
    constant = max(often.values()) / len(results)
    print(f"\n{name}: n {len(results)}, right {right(results):.2f} (constant {constant:.2f}),", end=" ")
    print(f"mean recall {macro(results):.2f} ({low:.2f}-{high:.2f}; constant 0.33)")
    table = Counter(results)
    print(f"{'labeled':>10}" + "".join(f"{f'found {found}':>16}" for found in SENTIMENTS))
    for wanted in SENTIMENTS:
        print(f"{wanted:>10}" + "".join(f"{table[wanted, found]:>16}" for found in SENTIMENTS))
    for sentiment in ("NEGATIVE", "POSITIVE"):
        precision, recall = of(sentiment, results)
        wrongly = [found == sentiment for wanted, found in results if wanted != sentiment]
        said = sum(found == sentiment for _, found in results) / len(results)
        print(f"{sentiment:>10} precision {precision:.2f}, recall {recall:.2f}, said of {said:.2f},", end=" ")
        print(f"of those that are not {sum(wrongly) / max(len(wrongly), 1):.2f}")


def main() -> None:
    """Prints the tables of a part."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--part", choices=("development", "held out"), default="held out")
    options.add_argument("--only", help="sets whose names begin like this", default="")
    given = options.parse_args()
    for name, one in SETS.items():
        if one["part"] == given.part and name.startswith(given.only):
            labeled = list(FORMATS[one["format"]](given.folder / one["file"], one["part"]))
            show(name, judged(analyser(), labeled, one["language"]))


if __name__ == "__main__":
    main()
