"""The embedded analyzer's time by messages and topics: `make bench-ai-speed`, ARGS="--before COMMIT" to compare.

Words are made up, so that no two are equal: the worst case, because each word is stemmed and looked up once.
"""

import argparse
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from functools import partial

from benchmarks import ROOT, luck
from connextlive.analysis import Line, Topic, Transcript, embedded
from connextlive.core.i18n import LANGUAGES
from tools.commands import output

MESSAGES, TOPICS = (25, 100, 200, 400), (1, 10, 50, 100)
WORDS, KEYWORDS = 60, 20
LETTERS = "aeioubcdfghklmnprst"


def transcript(messages: int, topics: int, language: str = "en", words: int = WORDS) -> Transcript:
    """Some of the words are inflected, misspelled or continued keywords, so that every rule of matching is at work."""
    made = luck(1)

    def word() -> str:
        return "".join(made.choices(LETTERS, k=made.randint(3, 11)))

    def keyword(number: int) -> str:
        return f"{word()} {word()}" if number % 4 == 0 else word()

    topics_ = [Topic(word(), [keyword(number) for number in range(KEYWORDS)]) for _ in range(topics)]
    listed = [keyword for topic in topics_ for keyword in topic.keywords]

    def said() -> str:
        if made.random() < 0.8:
            return word()
        known = made.choice(listed)
        return made.choice((known, known + "s", known[1:] + known[0], known[:-1]))

    lines = [Line("AGENT" if n % 2 else "VISITOR", " ".join(said() for _ in range(words))) for n in range(messages)]
    return Transcript(lines, language, topics_)


def longest(language: str, words: int = 1_400) -> Transcript:
    """Everything that the limits allow: 400 messages of 10,000 characters, and 100 topics of 20 keywords."""
    return transcript(400, 100, language, words)


def seconds(act: Callable[[], object]) -> float:
    """CPU time."""
    before = time.process_time()
    act()
    return time.process_time() - before


def line(messages: int) -> list[float]:
    """The seconds for each number of topics."""
    known = [transcript(messages, topics) for topics in TOPICS]
    return [seconds(partial(embedded.analyse, one)) for one in known]


def before(commit: str, messages: int) -> list[float]:
    """The same line, by the code of another commit."""
    with tempfile.TemporaryDirectory() as folder:
        archive = f"{folder}/shared.tar"
        output(["git", "archive", f"--output={archive}", commit, "shared"])
        with tarfile.open(archive) as tree:
            tree.extractall(folder, filter="data")
        code = (
            f"import sys; sys.path[:0] = [{folder + '/shared'!r}, {str(ROOT)!r}]\n"
            f"import connextlive; from benchmarks.ai import speed; print(speed.line({messages}))"
        )
        printed = output([sys.executable, "-c", code])
    return [float(part) for part in printed.strip("[]\n").split(",")]


def main() -> None:
    """Prints a line per number of messages, and the longest conversation in each language."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--before",
        metavar="COMMIT",
        help="compare with this commit, run with the libraries installed here (takes a minute)",
    )
    commit = options.parse_args().before
    embedded.analyse(transcript(2, 1))  # loads the lists
    print(f"{'messages':>8}" + "".join(f"{count:>9} topics" for count in TOPICS))
    for messages in MESSAGES:
        times = line(messages)
        print(f"{messages:>8}" + "".join(f"{time:>14.3f} s" for time in times))
        if commit:
            ratios = [then / now for then, now in zip(before(commit, messages), times, strict=True)]
            print(f"{'ratio':>8}" + "".join(f"{ratio:>14.1f} ×" for ratio in ratios))
    for language in LANGUAGES:
        whole = longest(language)
        print(f"the longest, {language}: {seconds(partial(embedded.analyse, whole)):.3f} s")


if __name__ == "__main__":
    main()
