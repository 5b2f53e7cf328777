"""`make bench-search`: what search finds and what it costs, against a scan of everything (ARGS="100000 50": so many
messages, so many searches of a kind).

Generated conversations in four languages (`benchmarks/chat.py`) are indexed by the code that the stream's consumer
runs, and searched by the code that the list runs, over a table in memory (`benchmarks/dynamodb/table.py`). The oracle
knows nothing of postings: it goes over every word of every text. Where more than 1,000 conversations match, the 1,000
that matched last are what is to be found.
"""

import random
import statistics
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks import ROOT, luck
from benchmarks.chat import Chat
from benchmarks.dynamodb.table import Spent, Table
from connextlive.chat import conversation
from connextlive.chat.conversation import STATUSES
from connextlive.core.ids import _encode, timestamp
from connextlive.search import index
from connextlive.table import codec

type Json = dict[str, Any]
type Change = tuple[str, Json | None, Json | None]
type Text = tuple[str, list[str]]  # a text's ULID and its words

TENANT = "ten_01HX5ZZKBKACTAV9WEVGEMMVRZ"
SEED = 5
BATCH = 1  # changes that the stream hands over at once: as few as of a quiet tenant, which costs most


class Clock:
    """ULIDs and times, a few seconds apart; the last ones are of now."""

    def __init__(self, steps: int) -> None:
        self._now = time.time() - steps * 7.0
        self._random = luck(SEED)

    def next(self) -> tuple[str, str]:
        self._now += self._random.random() * 14
        return _encode(int(self._now * 1000) << 80 | self._random.getrandbits(80)), timestamp(self._now)


class Workspace:
    """One tenant's table and, beside it, every word of every text for the oracle."""

    def __init__(self, messages: int) -> None:
        self.table = Table()
        self.texts: dict[str, list[Text]] = {}
        self.plain: list[str] = []
        self.messages = self.before = self.merges = 0
        self.vocabulary: set[str] = set()
        # Units for the index.
        self.written: Counter[str] = Counter()
        self.read: defaultdict[str, float] = defaultdict(float)
        self._waiting: list[Change] = []
        clock = Clock(messages)
        with self.table.answering():
            for profile, texts in Chat(SEED).conversations(messages):
                self._add(profile, texts, clock)

    def _add(self, profile: Json, texts: list[str], clock: Clock) -> None:
        (ulid, at), (visitor_ulid, _) = clock.next(), clock.next()
        id, visitor_id = f"cnv_{ulid}", f"vis_{visitor_ulid}"
        name, email = profile["user_name"], profile["user_email"]
        held = conversation.begin(TENANT, {"id": visitor_id, "user_name": name, "user_email": email}, "site_A", at)
        held.pk, held.id = f"{TENANT}#{id}", id
        said: list[Text] = [(ulid, tokens(text)) for text in (name, email, visitor_id, id)]
        self.table.put(held.serialize())
        for number, text in enumerate(texts):
            message_ulid, at = clock.next()
            message: dict[str, Any] = {
                "pk": held.pk,
                "sk": f"message#msg_{message_ulid}",
                "kind": "message",
                "conversation_id": id,
            }
            message |= {"id": f"msg_{message_ulid}", "content": text, "created_at": at, "is_internal": False}
            message |= {"sender_type": ("VISITOR", "AGENT")[number % 2], "message_type": "TEXT"}
            self._put(message)
            said.append((message_ulid, tokens(text)))
            held.last_activity_at = at
        held.message_count, held.version = len(texts), len(texts)
        held.touch(at)
        self._put(codec.plain(held.serialize()))
        self.texts[id] = said
        self.vocabulary.update(*(words for _, words in said))
        self.plain += texts
        self.messages += len(texts)

    def _put(self, values: Json) -> None:
        self.table.put(codec.typed(values))
        self._waiting.append((values["pk"], None, values))
        # The form before segments: an item for each word, and for the first three letters of several.
        terms = index.terms_of(values)
        self.before += len(terms | {term[:4] for term in terms})
        if len(self._waiting) >= BATCH:
            self._index("log", lambda: index.update(self._waiting))
            self._waiting = []

    def _index(self, what: str, do: Callable[[], object]) -> None:
        self.table.spent = Spent()
        due = do()
        self.written[what] += self.table.spent.written
        self.read[what] += self.table.spent.read
        if due:
            self.merges += 1
            self._index("merges", lambda: index.merge(TENANT))


def tokens(text: str) -> list[str]:
    """Words as the oracle sees them: written apart from the code under test."""
    spelt = unicodedata.normalize("NFD", text.replace("ı", "i").replace("İ", "i").casefold().replace("ı", "i"))
    letters = (c if c.isalnum() or c == "_" else " " for c in spelt if unicodedata.category(c) != "Mn")
    return "".join(letters).split()


def scan(workspace: Workspace, words: list[str], phrase: list[str] | None) -> dict[str, str]:
    """The oracle: conversations that have it all, with the ULID of the last text that has any of it."""
    begins = [{said for said in workspace.vocabulary if said.startswith(word)} for word in words]
    found = {}
    for id, texts in workspace.texts.items():
        last = [max((u for u, said in texts if not begin.isdisjoint(said)), default="") for begin in begins]
        if phrase:
            last.append(max((u for u, said in texts if _in_a_row(phrase, said)), default=""))
        if all(last):
            found[id] = max(last)
    return found


def _in_a_row(phrase: list[str], said: list[str]) -> bool:
    return phrase[0] in said and any(said[at : at + len(phrase)] == phrase for at in range(len(said)))


def searches(workspace: Workspace, each: int) -> dict[str, list[str]]:
    """What people type, by kind."""
    dice = luck(SEED)
    said = [text.split() for text in workspace.plain if len(text.split()) > 4]
    count = Counter(word for text in workspace.plain for word in tokens(text))
    vocabulary = sorted(count)
    longer = [word for word in vocabulary if len(word) > 5]
    people = list(workspace.texts.values())
    kinds: dict[str, list[str]] = defaultdict(list)
    for number in range(each):
        words = dice.choice(said)
        start = dice.randrange(len(words) - 3)
        name, email, visitor_id, id = (" ".join(words) for _, words in dice.choice(people)[:4])
        kinds["a word"].append(dice.choice(vocabulary))
        kinds["a frequent word"].append(count.most_common(each)[number][0])
        kinds["a prefix of 4 or 5 letters"].append(dice.choice(longer)[: 4 + number % 2])
        kinds["a prefix of 2 or 3 letters"].append(dice.choice(longer)[: 2 + number % 2])
        kinds["a prefix of 1 letter"].append(dice.choice("abcdefghiklmnoprstuvz0123456789"))
        kinds["several words"].append(" ".join(dice.sample(words, 2 + number % 2)))
        kinds["in other case and accents"].append(disguised(dice, " ".join(words[start : start + 1])))
        phrase = " ".join(tokens(" ".join(words[start : start + 2 + number % 3])))
        kinds["a phrase"].append(f'"{phrase}"')
        kinds["a name"].append(name)
        kinds["an address"].append(email)
        kinds["an order number"].append(f"{dice.choice('ABCDE')}{dice.choice('KLMN')}-{dice.randrange(1000):03}")
        kinds["an id"].append(visitor_id if number % 2 else id)
    return kinds


def disguised(dice: random.Random, text: str) -> str:
    """As somebody in a hurry types it, or on another keyboard."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    spelt = {
        "upper": text.upper(),
        "lower": text.lower(),
        "bare": bare,
        "turkish": text.replace("i", "İ"),
        "dotless": bare.replace("i", "ı"),
    }
    return dice.choice(sorted(spelt.values()))


@dataclass
class Result:
    """What one search found, and at what cost."""

    expected: int
    found: int
    right: int
    in_order: bool
    ms: float
    spent: Spent


def measure(workspace: Workspace, text: str) -> Result | None:
    phrase = tokens(text) if text.startswith('"') else None
    words = [] if phrase else tokens(text)
    if not words and not phrase:
        return None
    matching = scan(workspace, words, phrase)
    expected = sorted(matching, key=lambda id: (matching[id], id), reverse=True)[: index.MATCHES]
    with workspace.table.answering() as table:
        found = list(index.find(TENANT, "conversations", text))
        table.spent = Spent()
        begun = time.perf_counter()
        page = conversation.list_page(
            TENANT, list(STATUSES), search=("conversations", text), counted=lambda: 0, limit=50, offset=0, cursor=None
        )
        elapsed = (time.perf_counter() - begun) * 1000
        spent, table.spent = table.spent, Spent()
    assert page.total == len(found)
    assert all(values["match"] for values in page.values), text
    right = len(set(found) & set(expected))
    return Result(len(expected), len(found), right, found == expected, elapsed, spent)


def main(messages: int, each: int) -> str:
    begun = time.monotonic()
    workspace = Workspace(messages)
    lines = [
        f"{workspace.messages:,} messages in {len(workspace.texts):,} conversations; "
        f"seed {SEED}, made in {time.monotonic() - begun:.0f} s.",
        "",
        *_written(workspace),
        "",
        "| search for | asked | finds: median, most | recall | precision | newest first | calls | RCU p50 | p95 | "
        "our ms p50 | p95 |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for kind, texts in searches(workspace, each).items():
        results = [result for text in texts if (result := measure(workspace, text))]
        lines.append(_row(kind, results))
        print(lines[-1], file=sys.stderr)
    return "\n".join(lines)


def _written(workspace: Workspace) -> Iterator[str]:
    """What the index takes, for each message with its share of its conversation."""
    written, read, messages = workspace.written, workspace.read, workspace.messages
    now, before = written.total() / messages, workspace.before / messages
    log, merges, merged_by = written["log"] / messages, written["merges"] / messages, read["merges"] / messages
    yield f"Write units a message, with its share of the conversation's, one change at a time: {now:.2f}, of these "
    yield f"{log:.2f} for the log and {merges:.2f} for {workspace.merges} merges, which read {merged_by:.2f} units. "
    yield f"An item for each word, as before segments, takes {before:.2f}; that is {now / before:.3f} times as many."


def _row(kind: str, results: list[Result]) -> str:
    expected, found = sum(r.expected for r in results), sum(r.found for r in results)
    right = sum(r.right for r in results)
    cells = [
        kind,
        str(len(results)),
        f"{statistics.median(r.found for r in results):g}, {max(r.found for r in results)}",
    ]
    cells += [f"{right / expected:.4f}" if expected else "–", f"{right / found:.4f}" if found else "–"]
    cells.append(f"{sum(r.in_order for r in results) / len(results):.2f}")
    cells.append(f"{statistics.median(r.spent.calls for r in results):g}")
    reads, times = sorted(r.spent.read for r in results), sorted(r.ms for r in results)
    cells += [f"{_at(reads, 0.5):g}", f"{_at(reads, 0.95):g}", f"{_at(times, 0.5):.1f}", f"{_at(times, 0.95):.1f}"]
    return f"| {' | '.join(cells)} |"


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    given = [int(number) for number in sys.argv[1:]] + [100_000, 50][len(sys.argv) - 1 :]
    table = main(given[0], given[1])
    text = f"# Search against a scan\n\n{__doc__}\n{table}\n"
    (ROOT / "benchmarks/search/results.md").write_text(text, encoding="utf-8")
    print(table)
