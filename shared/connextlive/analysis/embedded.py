"""The analyzer without network or model: word lists in four languages, and rules about who says what when.

It knows phrases, not meanings. `docs/ai.md` has its accuracy; its `confidence` is the margin between the best reading
and the next, no more.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from connextlive.analysis import (
    LONGEST_SUMMARY,
    LONGEST_TOPIC,
    OUTCOMES,
    Analysis,
    Transcript,
    excerpts,
)
from connextlive.analysis.feelings import feelings
from connextlive.analysis.lexicon import Lexicon, Reading, lexicon, words_of
from connextlive.analysis.topics import Topics
from connextlive.core import stems
from connextlive.core.i18n import LANGUAGES, translator
from connextlive.events.types import Outcome, Sentiment

MODEL = "embedded-lexicon-4"
MOST_CHARACTERS = 120_000  # that are read: so no conversation takes longer than a second
QUOTED = 180  # characters quoted in a summary
NEGATED_WITHIN = 3  # words
NEGATED_AFTER = ("tr",)  # languages in which the negation follows: "memnun değilim"
SHORTEST_PROPOSED = 5  # letters
FREQUENT = 200  # words of a conversation that may be proposed as topics
PLEASED, DISPLEASED = 0.9, -0.4
# Where weights were learned (`feelings.py`), chosen on the sets for development: how much likelier it is that what the
# visitor says is displeased than that it is pleased, unless their words are kind; and how likely that it is pleased.
SOUNDS_DISPLEASED, SOUNDS_NEITHER, SOUNDS_PLEASED = 0.09, 0.05, 0.35
HEARD, HEARD_OF_A_LINE = 20, 500  # lines, and characters of one: so much says how somebody feels in the end
KIND, VERY_KIND, UNKIND = 0.2, 1.1, -0.2
A_PROBLEM = 0.5  # what displeasure in the first of several lines counts: it says what is wrong, not how that is taken
HAPPY = re.compile(r"[😀😃😄😁😊🙂😍🥰👍🙏🎉❤💯🤩👏]|:-?\)|:D|<3")
UNHAPPY = re.compile(r"[😡😠🤬😤😞😢😭👎🙄😒💔]|:-?\(|!!!|\?\?")
SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Read:
    """A line with what the word lists find in it."""

    sender: str
    text: str
    reading: Reading


def analyse(transcript: Transcript) -> Analysis:
    """Analyzes the transcript, in whichever of the four languages it is."""
    transcript = replace(transcript, lines=excerpts.of(transcript.lines, MOST_CHARACTERS))
    language = spoken(transcript)
    known = lexicon(language)
    lines = [Read(line.sender, line.text, known.read(line.text)) for line in transcript.lines]
    outcome, confidence = _outcome(lines)
    sentiment = _sentiment(lines, known, language)
    topics = _topics(transcript, language)
    return Analysis(
        summary=_summary(transcript, known, outcome, sentiment),
        outcome=outcome,
        sentiment=sentiment,
        topics=topics,
        proposed=[] if topics else _proposed(transcript, known, language),
        confidence=confidence,
        model=MODEL,
    )


def spoken(transcript: Transcript) -> str:
    """The language whose function words are most frequent; the workspace's if undecided."""
    words = Counter(word for line in transcript.lines for word in words_of(line.text))
    found = {code: sum(words[word] for word in lexicon(code).stopwords) for code in LANGUAGES}
    return max(LANGUAGES, key=lambda code: (found[code], code == transcript.language))


# ── Topics


def _topics(transcript: Transcript, language: str) -> list[str]:
    """By what was learned, where there is something; by names and keywords in the language spoken otherwise."""
    listed = Topics(transcript.topics, language)
    named = listed.about(transcript.lines, strictly=transcript.learned is not None)
    if transcript.learned is None:
        return named
    from connextlive.analysis.learning import Reader

    if language != transcript.language:
        listed = Topics(transcript.topics, transcript.language)  # as the model was learned
    return Reader(transcript.learned, listed).about(transcript.lines, named)


# ── Outcome


def _outcome(lines: Sequence[Read]) -> tuple[Outcome, float]:
    """Adds up the evidence for each outcome, mostly from each side's last words."""
    agents = [line.reading for line in lines if line.sender == "AGENT"]
    visitors = [line.reading for line in lines if line.sender == "VISITOR"]
    if not agents:
        return "UNRESOLVED", 0.9
    score = {"RESOLVED": 0.5, "PARTIAL": 0.0, "UNRESOLVED": 0.0}
    replied = max(index for index, line in enumerate(lines) if line.sender == "AGENT")
    after = [line.reading for line in lines[replied + 1 :]]
    # The visitor's reactions to an agent; their first message is the question.
    first = next(index for index, line in enumerate(lines) if line.sender == "AGENT")
    reactions = [line.reading for line in lines[first + 1 :] if line.sender == "VISITOR"][-2:]
    for weight, said in zip((1.0, 0.5), reversed(reactions), strict=False):
        fails, works = said.count("fails"), said.count("works")
        score["RESOLVED"] += weight * (2.0 * min(works, 2) if not fails else 0)
        score["RESOLVED"] += weight * 0.6 * said.has("accepts")
        score["RESOLVED"] += weight * 0.5 * said.has("positive", "mild")
        score["UNRESOLVED"] += weight * 2.0 * min(fails, 2)
        score["UNRESOLVED"] += weight * 0.8 * said.has("negative")
        score["UNRESOLVED"] += weight * 0.7 * (not works and said.has("denies"))
    for weight, said in zip((1.0, 0.6, 0.3), reversed(agents), strict=False):
        done = min(said.count("done"), 2)
        score["RESOLVED"] += weight * 1.0 * done
        score["PARTIAL"] += weight * 1.3 * min(said.count("pending"), 2)
        score["PARTIAL"] += weight * (0.4 if done else 1.2) * said.has("future")
        score["UNRESOLVED"] += weight * 1.2 * said.has("refused")
    if any("?" in said.words for said in after):
        score["UNRESOLVED"] += 1.5  # the last question was not answered
    if not after and "?" in agents[-1].words[-1:] and not agents[-1].has("done"):
        score["UNRESOLVED"] += 1.0  # the agent asked, and the visitor did not answer
    if not after and agents[-1].has("silence"):
        score["UNRESOLVED"] += 2.5
    if not visitors:
        score["UNRESOLVED"] += 1.0
    best = max(OUTCOMES, key=lambda outcome: score[outcome])
    powers = {outcome: math.exp(value) for outcome, value in score.items()}
    return best, min(0.95, powers[best] / sum(powers.values()))


# ── Sentiment


def _sentiment(lines: Sequence[Read], known: Lexicon, language: str) -> Sentiment:
    """The visitor's kind and unkind words and, where weights were learned, how their lines sound; the last ones count
    twice."""
    total = weight_of_all = displeased = pleased = 0.0
    learned = feelings(language)
    said = [line for line in lines if line.sender == "VISITOR"]
    for position, line in enumerate(reversed(said)):
        weight = (2.0, 1.0)[position] if position < 2 else 0.5
        kind, unkind = _feelings(line.reading, known, language)
        kind += 0.5 * len(HAPPY.findall(line.text))
        unkind += 0.7 * len(UNHAPPY.findall(line.text)) + 0.7 * _shouts(line.text)
        total += weight * (min(kind, 2) - min(unkind, 2))
        if learned and position < HEARD:
            felt = learned.of(line.text[-HEARD_OF_A_LINE:])
            is_problem = line is said[0] and len(said) > 1
            displeased += weight * felt.displeased * (A_PROBLEM if is_problem else 1)
            pleased += weight * felt.pleased
            weight_of_all += weight
    if not weight_of_all:
        return "POSITIVE" if total >= PLEASED else "NEGATIVE" if total <= DISPLEASED else "NEUTRAL"
    leaning = (displeased - pleased) / weight_of_all
    if total <= DISPLEASED or (total < KIND and leaning >= SOUNDS_DISPLEASED):
        return "NEGATIVE"
    sounds_pleased = pleased / weight_of_all >= SOUNDS_PLEASED and total > UNKIND
    if sounds_pleased or (total >= VERY_KIND and leaning < SOUNDS_NEITHER):
        return "POSITIVE"
    return "NEUTRAL"


def _feelings(said: Reading, known: Lexicon, language: str) -> tuple[float, float]:
    kind = 0.2 * said.has("mild")
    unkind = float(said.count("negative"))
    for start, end in said.found.get("positive", ()):
        near = (
            said.words[end : end + 2]
            if language in NEGATED_AFTER
            else said.words[max(start - NEGATED_WITHIN, 0) : start]
        )
        if known.negators.isdisjoint(near):
            kind += 1
        else:
            unkind += 0.7
    return kind, unkind


def _shouts(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 12 and sum(map(str.isupper, letters)) > 0.7 * len(letters)


# ── Proposed topics


def _proposed(transcript: Transcript, known: Lexicon, language: str) -> list[str]:
    """A recurring word of the visitor: at most one."""
    everybodys = Counter(word for line in transcript.lines for word in _proposable(line.text))
    visitors = {word for line in transcript.lines if line.sender == "VISITOR" for word in _proposable(line.text)}
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}  # most frequent first
    by_visitor: set[str] = set()
    for word, count in everybodys.most_common(FREQUENT):
        if known.knows(word):
            continue
        root = stems.stem(word, language)
        counts[root] += count
        spelled.setdefault(root, word)
        if word in visitors:
            by_visitor.add(root)
    repeated = [root for root, count in counts.most_common() if count > 1 and root in by_visitor]
    if not repeated:
        return []
    word = spelled[repeated[0]][:LONGEST_TOPIC]
    first = "İ" if language == "tr" and word[0] == "i" else word[0].upper()
    return [first + word[1:]]


def _proposable(text: str) -> Iterator[str]:
    return (word for word in stems.tokens(text) if len(word) >= SHORTEST_PROPOSED)


# ── Summary


def _summary(transcript: Transcript, known: Lexicon, outcome: Outcome, sentiment: Sentiment) -> str:
    """Who asked what, what was answered, how it ended: quotes in a frame of the workspace's language."""
    _ = translator(transcript.language)
    asked = _question([line.text for line in transcript.lines if line.sender == "VISITOR"][:3])
    answered = _answer([line.text for line in transcript.lines if line.sender == "AGENT"], known)
    visitor, agent = transcript.visitor or _("The visitor"), transcript.agent or _("The agent")
    ended = {
        "RESOLVED": _("The issue was resolved"),
        "PARTIAL": _("Something was left to do"),
        "UNRESOLVED": _("The issue was not resolved"),
    }[outcome]
    if asked:
        question = _("{who} wrote: “{quote}”.", who=visitor, quote=asked)
    else:
        question = _("{who} wrote nothing readable.", who=visitor)
    answer = _("{who} answered: “{quote}”.", who=agent, quote=answered) if answered else _("Nobody answered.")
    end = {
        "POSITIVE": _("{ended}; the visitor was pleased.", ended=ended),
        "NEUTRAL": f"{ended}.",
        "NEGATIVE": _("{ended}; the visitor was displeased.", ended=ended),
    }[sentiment]
    return f"{question} {answer} {end}"[:LONGEST_SUMMARY]


def _question(texts: Sequence[str]) -> str:
    """The first question in the visitor's first message, or else its longest sentence."""
    sentences = [part.strip() for text in texts for part in SENTENCE.split(text) if len(part.split()) > 2]
    questions = [sentence for sentence in sentences if sentence.endswith("?")]
    return _quote(max(questions or sentences or texts, key=len, default=""))


def _answer(texts: Sequence[str], known: Lexicon) -> str:
    """The agent's last sentence that says what was done, promised or refused, or else their longest one."""
    sentences = [part.strip() for text in texts for part in SENTENCE.split(text) if len(part.split()) > 2]
    telling = [
        sentence
        for sentence in sentences
        if len(sentence.split()) > 4 and known.read(sentence).has("done", "pending", "refused")
    ]
    return _quote(telling[-1] if telling else max(sentences or texts, key=len, default=""))


def _quote(text: str) -> str:
    shown = excerpts.masked(" ".join(text.split()))
    return shown if len(shown) <= QUOTED else shown[: QUOTED - 1].rsplit(" ", 1)[0] + "…"
