"""Makes `analysis/feelings/en.json` of GoEmotions: `python -m benchmarks.ai.feelings FOLDER`, which has its
`train.tsv`. Deterministic; takes a minute.

GoEmotions (Demszky et al., ACL 2020; folder `goemotions` of google-research on GitHub): 58,000 English sentences of
Reddit, each labeled with emotions by three people or more, under Apache-2.0. The weights have no sentence of it. The
mapping of its emotions was written before anything was trained: gratitude is politeness and so neither, as are the
emotions that are in neither list; sentences with emotions of both lists are left out.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks import ROOT, luck
from connextlive.analysis.feelings import SCALE, features, probabilities

# fmt: off
EMOTIONS = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire",
    "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief", "joy",
    "love", "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise", "neutral"
)
# fmt: on
DISPLEASED = {
    "anger",
    "annoyance",
    "disappointment",
    "disapproval",
    "disgust",
    "embarrassment",
    "fear",
    "grief",
    "nervousness",
    "sadness",
}
PLEASED = {"admiration", "excitement", "joy", "love", "pride", "relief"}
RARE = 8  # sentences that a feature must be in
EPOCHS, RATE, DECAY = 6, 0.1, 2e-4
SMALLEST = 12  # of a stored weight

type Sentence = tuple[list[str], tuple[int, int]]


def sentences(file: Path) -> Iterator[Sentence]:
    """Each sentence's features, and whether it is displeased or pleased."""
    for line in file.read_text(encoding="utf-8").splitlines():
        text, labels, _ = line.split("\t")
        felt = {EMOTIONS[int(label)] for label in labels.split(",")}
        displeased, pleased = bool(felt & DISPLEASED), bool(felt & PLEASED)
        if not (displeased and pleased):
            yield sorted(features(text.replace("[NAME]", ""))), (int(displeased), int(pleased))


def train(known: list[Sentence]) -> tuple[list[float], dict[str, list[float]]]:
    """Multinomial logistic regression by gradient descent with a step of its own for each weight (AdaGrad)."""
    often = Counter(feature for words, _ in known for feature in words)
    weights = {feature: [0.0, 0.0, 1e-2, 1e-2] for feature, count in sorted(often.items()) if count >= RARE}
    biases = [0.0, 0.0]
    chance = luck(1)
    for epoch in range(EPOCHS):
        chance.shuffle(known)
        for words, right in known:
            used = [weights[word] for word in words if word in weights]
            found = probabilities(*(biases[side] + sum(one[side] for one in used) for side in (0, 1)))
            for side in (0, 1):
                error = found[side] - right[side]
                biases[side] -= 0.01 * error
                for one in used:
                    gradient = error + DECAY * one[side]
                    one[2 + side] += gradient * gradient
                    one[side] -= RATE * gradient / math.sqrt(one[2 + side])
        print(f"epoch {epoch + 1} of {EPOCHS}")
    return biases, {feature: one[:2] for feature, one in weights.items()}


def stored(biases: list[float], weights: dict[str, list[float]]) -> dict[str, object]:
    """What is kept: the larger weights, in parts."""
    whole = {feature: [round(weight * SCALE) for weight in one] for feature, one in weights.items()}
    kept = {feature: one for feature, one in whole.items() if max(map(abs, one)) >= SMALLEST}
    source = "GoEmotions (Demszky et al., ACL 2020), Apache-2.0; made by benchmarks/ai/feelings.py"
    return {"source": source, "biases": [round(bias * SCALE) for bias in biases], "weights": kept}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    folder = options.parse_args().folder
    made = stored(*train(list(sentences(folder / "train.tsv"))))
    file = ROOT / "shared/connextlive/analysis/feelings/en.json"
    lines = json.dumps(made, ensure_ascii=False, separators=(",", ":")).replace("],", "],\n")
    file.write_text(lines + "\n", encoding="utf-8")
    print(f"{file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
