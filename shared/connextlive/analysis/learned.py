"""What a workspace's analyses have learned: an item names the newest version of two files in the bucket, the
conversations that somebody confirmed or corrected, and the model that was made of them."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from connextlive.analysis import Example
from connextlive.aws import s3
from connextlive.table.orm import Item, UnicodeAttribute, VersionAttribute, Whole

SK = "topics#learned"
MODEL = "model.json.zlib"
EXAMPLES = "examples.json.zlib"
BIAS, COVERAGE = -3.0, 4.0  # before anything is learned
PART = "~"  # begins a feature that is part of a word


class LearnedTopics(Item, discriminator="learned_topics"):
    """`files` is what the names of this version's files begin with."""

    files = UnicodeAttribute()
    examples = Whole()
    learned_at = UnicodeAttribute()
    version = VersionAttribute()


@dataclass(slots=True)
class Learned:
    """What is known of one topic: how many examples have it, and what a line's features say for it."""

    examples: int
    bias: float = BIAS
    coverage: float = COVERAGE
    weights: dict[str, float] = field(default_factory=dict)

    def words(self, most: int) -> list[str]:
        """The whole words that say most for the topic."""
        telling = sorted((-weight, word) for word, weight in self.weights.items() if weight > 0 and word[0] != PART)
        return [word for _, word in telling[:most]]


@dataclass(frozen=True, slots=True)
class Model:
    """`rarity` is a feature's weight before learning: how few lines have it. `sizes` says of no topic, one, and so on,
    how much more conversations have so many than if their topics did not depend on each other."""

    topics: dict[str, Learned]
    rarity: dict[str, float]
    sizes: Sequence[float] = ()


def find(tenant_id: str) -> LearnedTopics | None:
    """The newest version; None before the first review."""
    return LearnedTopics.find(tenant_id, SK)


def model(tenant_id: str) -> Model | None:
    """The newest version's model; None also if a newer one has replaced it since: topics have names and
    keywords besides."""
    found = find(tenant_id)
    return _model(found.files) if found else None


def examples(found: LearnedTopics | None) -> dict[str, Example]:
    """The version's conversations by ID, the oldest review first."""
    content = s3.read(f"{found.files}/{EXAMPLES}") if found else None
    rows = json.loads(zlib.decompress(content)) if content else []
    return {row["id"]: Example(**row) for row in rows}


def explained(tenant_id: str) -> tuple[LearnedTopics | None, dict[str, Learned]]:
    """The newest version, and what it knows of each topic that had enough examples."""
    found = find(tenant_id)
    made = _model(found.files) if found else None
    return found, made.topics if made else {}


@lru_cache(16)
def _model(files: str) -> Model | None:
    content = s3.read(f"{files}/{MODEL}")
    if content is None:
        return None
    stored = json.loads(zlib.decompress(content))
    topics = {name: Learned(**one) for name, one in stored["topics"].items()}
    return Model(topics, stored["rarity"], stored.get("sizes", ()))  # models of earlier versions have no sizes
