"""The analyzer without network or model: word lists in four languages, and rules about who says what when.

It knows phrases, not meanings. `docs/ai.md` has its accuracy; its `confidence` is the margin between the best reading
and the next, no more.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from connextlive.analysis import (
    LONGEST_SUMMARY,
    LONGEST_TOPIC,
    MOST_TOPICS,
    OUTCOMES,
    Analysis,
    Line,
    Transcript,
)
from connextlive.core import stems
from connextlive.core.i18n import LANGUAGES, translator
from connextlive.core.text import fold
from connextlive.events.types import Outcome, Sentiment

MODEL = "embedded-lexicon-1"
LEXICONS = Path(__file__).parent / "lexicons"
QUOTED = 180  # characters quoted in a summary
NEGATED_WITHIN = 3  # words
NEGATED_AFTER = ("tr",)  # languages in which the negation follows: "memnun değilim"
PLEASED, DISPLEASED = 0.9, -0.7
HAPPY = re.compile(r"[😀😃😄😁😊🙂😍🥰👍🙏🎉❤💯🤩👏]|:-?\)|:D|<3")
UNHAPPY = re.compile(r"[😡😠🤬😤😞😢😭👎🙄😒💔]|:-?\(|!!!|\?\?")
PRIVATE = re.compile(r"[^\s@]+@[^\s@]+\.\w+|\+?\d(?:[ -]?\d){6,}")  # addresses; phone, card and account numbers
SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's word lists, each as one pattern over folded text."""

    stopwords: frozenset[str]
    negators: frozenset[str]
    lists: dict[str, re.Pattern[str]]

    def count(self, name: str, text: str) -> int:
        return sum(1 for _ in self.lists[name].finditer(text))


@cache
def lexicon(language: str) -> Lexicon:
    """The language's lists. In a phrase `*` stands for any letters, and `..` for up to three words."""
    data = json.loads((LEXICONS / f"{language}.json").read_text(encoding="utf-8"))
    words = {name: frozenset(_folded(data.pop(name)).split()) for name in ("stopwords", "negators")}
    return Lexicon(words["stopwords"], words["negators"], {name: _pattern(terms) for name, terms in data.items()})


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    alternatives = []
    for phrase in sorted(map(_folded, phrases), key=len, reverse=True):
        parts = [r"(?:\S+ ){0,3}" if part == ".." else _word(part) + " " for part in phrase.split()]
        alternatives.append("".join(parts).removesuffix(" "))
    return re.compile(r"(?<!\S)(?:" + "|".join(alternatives) + r")(?!\S)")


def _word(part: str) -> str:
    return r"\S*".join(map(re.escape, part.split("*")))


def _folded(text: str) -> str:
    return fold(text.replace("’", "'"))


def normal(text: str) -> str:
    """Folded words separated by single spaces, with question marks as words."""
    return " ".join(re.findall(r"[\w']+|\?", _folded(text)))


def analyse(transcript: Transcript) -> Analysis:
    """Analyzes the transcript, in whichever of the four languages it is."""
    language = spoken(transcript)
    lines = [Line(line.sender, normal(line.text)) for line in transcript.lines]
    known = lexicon(language)
    outcome, confidence = _outcome(lines, known)
    sentiment = _sentiment(transcript.lines, lines, known, language)
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
    words = Counter(word for line in transcript.lines for word in normal(line.text).split())
    found = {code: sum(words[word] for word in lexicon(code).stopwords) for code in LANGUAGES}
    return max(LANGUAGES, key=lambda code: (found[code], code == transcript.language))


# ── Outcome


def _outcome(lines: Sequence[Line], known: Lexicon) -> tuple[Outcome, float]:
    """Adds up the evidence for each outcome, mostly from each side's last words."""
    agents = [line.text for line in lines if line.sender == "AGENT"]
    visitors = [line.text for line in lines if line.sender == "VISITOR"]
    if not agents:
        return "UNRESOLVED", 0.9
    score = {"RESOLVED": 0.5, "PARTIAL": 0.0, "UNRESOLVED": 0.0}
    replied = max(index for index, line in enumerate(lines) if line.sender == "AGENT")
    after = [line.text for line in lines[replied + 1 :]]
    # The visitor's reactions to an agent; their first message is the question.
    first = next(index for index, line in enumerate(lines) if line.sender == "AGENT")
    reactions = [line.text for line in lines[first + 1 :] if line.sender == "VISITOR"][-2:]
    for weight, text in zip((1.0, 0.5), reversed(reactions), strict=False):
        fails, works = known.count("fails", text), known.count("works", text)
        score["RESOLVED"] += weight * (2.0 * min(works, 2) if not fails else 0)
        score["RESOLVED"] += weight * 0.6 * bool(known.count("accepts", text))
        score["RESOLVED"] += weight * 0.5 * bool(known.count("positive", text) or known.count("mild", text))
        score["UNRESOLVED"] += weight * 2.0 * min(fails, 2)
        score["UNRESOLVED"] += weight * 0.8 * bool(known.count("negative", text))
        score["UNRESOLVED"] += weight * 0.7 * bool(not works and known.count("denies", text))
    for weight, text in zip((1.0, 0.6, 0.3), reversed(agents), strict=False):
        done = min(known.count("done", text), 2)
        score["RESOLVED"] += weight * 1.0 * done
        score["PARTIAL"] += weight * 1.3 * min(known.count("pending", text), 2)
        score["PARTIAL"] += weight * (0.4 if done else 1.2) * bool(known.count("future", text))
        score["UNRESOLVED"] += weight * 1.2 * bool(known.count("refused", text))
    if any("?" in text for text in after):
        score["UNRESOLVED"] += 1.5  # the last question was not answered
    if not after and agents[-1].endswith("?") and not known.count("done", agents[-1]):
        score["UNRESOLVED"] += 1.0  # the agent asked, and the visitor did not answer
    if not after and known.count("silence", agents[-1]):
        score["UNRESOLVED"] += 2.5
    if not visitors:
        score["UNRESOLVED"] += 1.0
    best = max(OUTCOMES, key=lambda outcome: score[outcome])
    powers = {outcome: math.exp(value) for outcome, value in score.items()}
    return best, min(0.95, powers[best] / sum(powers.values()))


# ── Sentiment


def _sentiment(said: Sequence[Line], lines: Sequence[Line], known: Lexicon, language: str) -> Sentiment:
    """The visitor's kind and unkind words; the last ones count twice."""
    texts = [(original.text, line.text) for original, line in zip(said, lines, strict=True) if line.sender == "VISITOR"]
    total = 0.0
    for position, (original, text) in enumerate(reversed(texts)):
        weight = (2.0, 1.0)[position] if position < 2 else 0.5
        kind, unkind = _feelings(text, known, language)
        kind += 0.5 * len(HAPPY.findall(original))
        unkind += 0.7 * len(UNHAPPY.findall(original)) + 0.7 * _shouts(original)
        total += weight * (min(kind, 2) - min(unkind, 2))
    return "POSITIVE" if total >= PLEASED else "NEGATIVE" if total <= DISPLEASED else "NEUTRAL"


def _feelings(text: str, known: Lexicon, language: str) -> tuple[float, float]:
    kind = 0.2 * bool(known.count("mild", text))
    unkind = float(known.count("negative", text))
    for found in known.lists["positive"].finditer(text):
        if _is_negated(text, found.span(), known, language):
            unkind += 0.7
        else:
            kind += 1
    return kind, unkind


def _is_negated(text: str, span: tuple[int, int], known: Lexicon, language: str) -> bool:
    before, after = text[: span[0]].split()[-NEGATED_WITHIN:], text[span[1] :].split()[:2]
    near = after if language in NEGATED_AFTER else before
    return any(word in known.negators for word in near)


def _shouts(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 12 and sum(map(str.isupper, letters)) > 0.7 * len(letters)


# ── Topics


def _topics(transcript: Transcript, language: str) -> list[str]:
    """The workspace's topics that are mentioned, by names and keywords; the visitor's words count more."""
    texts = [(1.0 if line.sender == "VISITOR" else 0.5, stems.stems(line.text, language)) for line in transcript.lines]
    found: dict[str, float] = {}
    for topic in transcript.topics:
        terms = {tuple(stems.stems(term, language)) for term in (topic.name, *topic.keywords)} - {()}
        score = sum(weight * stems.occurrences(term, text) for term in terms for weight, text in texts)
        if score >= 1:
            found[topic.name] = score
    most = max(found.values(), default=0)
    ranked = sorted(found, key=lambda name: -found[name])
    return [name for name in ranked if found[name] >= most * 0.5][:MOST_TOPICS]


def _proposed(transcript: Transcript, known: Lexicon, language: str) -> list[str]:
    """A recurring word of the visitor: at most one."""
    counts: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = {}
    by_visitor: set[str] = set()
    for line in transcript.lines:
        for word in stems.tokens(line.text):
            plain = _folded(word)
            if len(plain) < 5 or plain in known.stopwords or any(known.count(name, plain) for name in known.lists):
                continue
            root = stems.stem(word, language)
            counts[root] += 1
            spelled.setdefault(root, Counter())[word] += 1
            if line.sender == "VISITOR":
                by_visitor.add(root)
    repeated = [root for root, count in counts.most_common() if count > 1 and root in by_visitor]
    if not repeated:
        return []
    word = spelled[repeated[0]].most_common(1)[0][0][:LONGEST_TOPIC]
    first = "İ" if language == "tr" and word[0] == "i" else word[0].upper()
    return [first + word[1:]]


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
        if len(sentence.split()) > 4
        and any(known.count(name, normal(sentence)) for name in ("done", "pending", "refused"))
    ]
    return _quote(telling[-1] if telling else max(sentences or texts, key=len, default=""))


def _quote(text: str) -> str:
    shown = PRIVATE.sub("…", " ".join(text.split()))
    return shown if len(shown) <= QUOTED else shown[: QUOTED - 1].rsplit(" ", 1)[0] + "…"
