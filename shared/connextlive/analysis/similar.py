"""Which of a workspace's reviewed conversations a model is shown as examples: a few that are like the one it reads."""

import math
from collections import Counter
from collections.abc import Iterable

from connextlive.analysis import Example, Transcript, excerpts
from connextlive.core import stems
from connextlive.core.text import fold

MOST = 4
LONGEST = 600  # characters of one
SHARE = 4  # of the whole prompt's characters at most a quarter
CORRECTED = 1.5  # what an example is worth that the analysis had got wrong


def chosen(transcript: Transcript, characters: int) -> list[Example]:
    """Those that share most rare words with the transcript, the newer first if equal. `characters` has the whole
    prompt."""
    examples = transcript.examples
    words = [_words_of(one.lines) for one in examples]
    often = Counter(word for one in words for word in one)
    asked = _words_of(line.text for line in transcript.lines if line.sender == "VISITOR")

    def likeness(number: int) -> float:
        shared = sum(math.log(1 + len(examples) / often[word]) for word in words[number] & asked)
        return shared * (CORRECTED if examples[number].corrected else 1)

    order = sorted(range(len(examples)), key=lambda number: (-likeness(number), -number))
    most = min(MOST, characters // SHARE // LONGEST)
    return [examples[number] for number in order[:most]]


def excerpt(example: Example) -> str:
    """The beginning and the end of what the visitor wrote, without addresses and numbers: it is another visitor's."""
    text = excerpts.masked(" / ".join(" ".join(line.split()) for line in example.lines))
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2 - 2]} … {text[-LONGEST // 2 + 2 :]}"


def _words_of(texts: Iterable[str]) -> set[str]:
    return {fold(word) for text in texts for word in stems.tokens(text)}
