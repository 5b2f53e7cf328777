"""Measures what summaries of open conversations quote: `make bench-ai-summaries`.

`ai/summaries.json` says of conversations which of their messages say what is asked, what was tried, and what is
promised: all of `ai/held_out.json`, after which the lists were extended, and every second of the first 72 of
`ai/tuning.json`, which were looked at for nothing but these labels. A message counts as found if a sentence of it is
quoted. Only for the embedded analyzer: a model writes words of its own.
"""

import json
from collections import Counter
from collections.abc import Sequence

from benchmarks.ai.accuracy import FOLDER, labeled, lines
from connextlive.analysis import Line, Transcript, briefing

PARTS = ("asked", "tried", "promised")


def score(name: str) -> dict[str, Counter[str]]:
    """By part: how many messages say it, are quoted for it, and are so rightly."""
    wanted = json.loads((FOLDER / "summaries.json").read_text(encoding="utf-8"))[name]
    counts: dict[str, Counter[str]] = {part: Counter() for part in PARTS}
    every = labeled(name)
    for one, labels in zip(every[:: len(every) // len(wanted)], wanted, strict=False):
        said = lines(one)
        points = briefing.brief(Transcript(said, one["language"]))
        for part in PARTS:
            right, found = set(labels[part]), quoted(getattr(points, part), said)
            counts[part] += Counter(wanted=len(right), found=len(found), right=len(right & found))
    return counts


def quoted(quotes: Sequence[str], said: Sequence[Line]) -> set[int]:
    """The messages that the quotes are from."""
    texts = [quote.strip("“”…") for quote in quotes]
    return {place for place, line in enumerate(said) if any(text in line.text for text in texts)}


def main() -> None:
    for name in ("tuning", "held out"):
        for part, count in score(name).items():
            precision, recall = (100 * count["right"] / max(1, count[of]) for of in ("found", "wanted"))
            shown = f"{count['wanted']} messages, precision {precision:.0f} %, recall {recall:.0f} %"
            print(f"{name}, {part}: {shown}")


if __name__ == "__main__":
    main()
