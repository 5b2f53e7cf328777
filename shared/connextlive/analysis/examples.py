"""The conversations that a workspace's model is made of: those whose topics somebody confirmed or corrected.

A deleted conversation is forgotten: the model is rebuilt without it."""

import json
import time
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from connextlive.analysis import Example, Topic, excerpts, learned, learning, transcripts
from connextlive.analysis.learned import EXAMPLES, MODEL, SK, LearnedTopics, find
from connextlive.aws import s3
from connextlive.chat import conversation as conversations
from connextlive.chat import topics as chat_topics
from connextlive.core.errors import NotFound
from connextlive.core.ids import id_of, new_id, timestamp
from connextlive.identity import workspace as workspaces
from connextlive.table.writes import condition_failed, optimistic

MOST_EXAMPLES = 1_000  # the newest
LEARNS_FOR = 300  # seconds at most; files that are newer may be about to become a version
MOST_CHARACTERS = 4_000  # of a conversation


@optimistic
def learn(tenant_id: str, conversation_id: str) -> None:
    """Takes over a conversation's review, or forgets it if that is deleted or spam. Idempotent, in any order."""
    found = find(tenant_id)
    _sweep(tenant_id, found.files if found else "")
    examples = learned.examples(found)
    former = examples.pop(conversation_id, None)
    review = _review(tenant_id, conversation_id, former)
    if review != former:
        kept = [*examples.values(), *([review] if review else [])]
        _replace(tenant_id, found, kept[-MOST_EXAMPLES:])


def _sweep(tenant_id: str, current: str) -> None:
    """Deletes the files of other versions, which somebody who learned has left because they were killed."""
    folder = f"{tenant_id}/learned/"
    begun = id_of("lrn", datetime.fromtimestamp(time.time() - LEARNS_FOR, UTC))
    s3.delete([key for key in s3.keys_under(folder) if not key.startswith(f"{current}/") and key < folder + begun])


def _review(tenant_id: str, conversation_id: str, former: Example | None) -> Example | None:
    """What the conversation teaches. A review of an earlier closing still does."""
    try:
        conversation = conversations.read(tenant_id, conversation_id)
    except NotFound:
        return None
    if conversation.get("spam_since"):
        return None
    resolution = conversation.get("resolution")
    if resolution is None or "review" not in resolution:
        return former
    spoken = [line for line in transcripts.spoken(tenant_id, conversation_id) if line.sender == "VISITOR"]
    lines = [line.text for line in excerpts.of(spoken, MOST_CHARACTERS)]
    review = resolution["review"]
    return Example(
        conversation_id,
        lines,
        resolution["topics"],
        review["analyzed"]["topics"],
        resolution["outcome"],
        resolution["sentiment"],
        review["corrected"],
    )


def _replace(tenant_id: str, found: LearnedTopics | None, examples: Sequence[Example]) -> None:
    """Files first, so that an item never names what is not there, and the former ones last."""
    version = found or LearnedTopics(tenant_id, SK)
    former, version.files = version.files, f"{tenant_id}/learned/{new_id('lrn')}"
    version.examples, version.learned_at = len(examples), timestamp()
    language = workspaces.load(tenant_id).language
    topics = [Topic(topic["name"], topic["keywords"]) for topic in chat_topics.load(tenant_id).own.topics]
    made = learning.learn(examples, topics, language)
    _write(f"{version.files}/{EXAMPLES}", list(map(asdict, examples)))
    _write(f"{version.files}/{MODEL}", asdict(made))
    try:
        version.save()
    except Exception as error:
        current = find(tenant_id)
        if current is None or current.files != version.files:  # and not only the answer was lost
            if condition_failed(error):
                s3.delete_under(version.files)  # another review was faster
            raise
    if former:
        s3.delete_under(former)


def _write(key: str, content: Any) -> None:
    s3.write(key, zlib.compress(json.dumps(content).encode()), "application/zlib")
