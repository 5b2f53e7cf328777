"""Facts: what one committed change of a conversation contributes to reports, as defined in docs/reports.md.

A change is the conversation before and after one write, nothing else. Facts follow from it alone, so the same change
always gives the same facts, in any order and however often it is seen.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from connextlive.core.ids import is_label
from connextlive.core.queue_places import EVERYBODY, place_of
from connextlive.counters import agent_at_closing
from connextlive.reports import BILLION, sketch

type Values = Mapping[str, Any]
type WroteAt = Callable[[Any], Sequence[str]]
type Within = Callable[[str, str], int]  # milliseconds of business hours between two times

MOST_TOPICS = 10  # per conversation
LONGEST_TOPIC = 60


@dataclass(frozen=True, slots=True)
class Fact:
    """Numbers to add on the local day of `at`: to the workspace, the site, and the credited agent.

    `within` "agent" restricts them to the agent, "place" excludes the agent. `hourly` names the figures to also count
    by hour. With a topic, a label or a team, the numbers are added to that instead.
    """

    at: str
    counts: dict[str, int]
    agent_id: str | None = None
    within: Literal["all", "place", "agent"] = "all"
    hourly: Literal["conversations", "messages"] | None = None
    topic: str | None = None
    label: str | None = None
    team: str | None = None


def of_change(
    before: Values | None,
    after: Values | None,
    written_at: str,
    wrote_at: WroteAt = lambda _: (),
    within: Within | None = None,
) -> Iterator[Fact]:
    """The facts of one change; `before` is None for a new conversation, `after` for a deleted one. `wrote_at` tells of
    a conversation, when it becomes spam or no longer is, when its visitor has written up to then."""
    was_spam, is_spam = (bool(image and image.get("spam_since")) for image in (before, after))
    if was_spam and (is_spam or after is None):
        return
    if is_spam:
        yield from _taken_back(before or {}, wrote_at, written_at, within)
        return
    if was_spam:
        yield from _whole(after or {}, wrote_at, written_at, within)
        return
    if after is None:
        yield from _unread(before or {}, {}, written_at)
        return
    was, at = before or {}, after["updated_at"]
    if before is None:
        yield Fact(after["created_at"], {"conversations": 1}, within="place", hourly="conversations")
    if after.get("agent_id") and after["agent_id"] != was.get("agent_id"):
        yield Fact(at, {"conversations": 1}, after["agent_id"], within="agent", hourly="conversations")
    yield from _queued(was, after, at)
    yield from _reopened(was, after, at)
    yield from _message(was, after, within)
    yield from _closed(was, after, within)
    yield from _targets(was, after)
    yield from _rated(was, after)
    yield from _labeled(was, after)
    yield from _analysed(was, after, at)
    yield from _unread(was, after, at)


def _queued(was: Values, after: Values, at: str) -> Iterator[Fact]:
    """How long a conversation waited until an agent had it, or that it was closed before; only where the workspace
    routes, which a conversation knows."""
    is_routed = any(image.get("routed") is not None for image in (was, after))
    if not (is_routed and was and was["status"] == "WAITING" and not was.get("agent_id")):
        return
    if after.get("agent_id"):
        yield Fact(at, sketch.entry("queue", _between(was.get("waiting_since") or at, at)), after["agent_id"])
    elif after["status"] == "CLOSED":
        left = Fact(at, {"abandoned": 1}, within="place")
        yield left
        if team_id := _waited_for(was):
            yield replace(left, team=team_id)


def _waited_for(values: Values) -> str | None:
    """The team that a conversation waited for, if not for everybody."""
    place = (values.get("routed") or {}).get("place")
    waits_for = place_of(place)[0] if place else EVERYBODY
    return None if waits_for == EVERYBODY else waits_for


def _whole(now: Values, wrote_at: WroteAt, at: str, within: Within | None) -> Iterator[Fact]:
    """What a conversation as a whole counts for that counted for nothing while it was spam: that it was begun, what its
    visitor wrote, and its last targets, closing, rating and analysis. What agents did before stays theirs."""
    yield Fact(now["created_at"], {"conversations": 1}, within="place", hourly="conversations")
    for time in wrote_at(now):
        yield Fact(time, {"visitor_messages": 1}, within="place", hourly="messages")
    yield from _closed({}, now, within)
    yield from _kept(now)
    yield from _rated({}, now)
    yield from _labeled({}, now)
    yield from _analysed({}, now, at)
    yield from _unread({}, now, at)


def _taken_back(was: Values, wrote_at: WroteAt, at: str, within: Within | None) -> Iterator[Fact]:
    """The same with the opposite sign."""
    for fact in _whole(was, wrote_at, at, within):
        yield _opposite(fact)


def _reopened(was: Values, after: Values, at: str) -> Iterator[Fact]:
    """Credited to the assignee at the time of the closing."""
    if after.get("reopen_count", 0) > was.get("reopen_count", 0):
        yield Fact(at, {"reopened": 1}, agent_at_closing(was))


def _message(was: Values, after: Values, within: Within | None) -> Iterator[Fact]:
    last = after.get("last_message") or {}
    if not last or after.get("last_message_id") in (None, was.get("last_message_id")):
        return
    if last["id"] != after["last_message_id"]:
        return  # an internal note
    at = last["created_at"]
    if last["sender_type"] == "VISITOR":
        yield Fact(at, {"visitor_messages": 1}, after.get("agent_id"), hourly="messages")
    elif last["sender_type"] == "AGENT":
        counts = {"agent_messages": 1}
        if was.get("waiting_since"):
            waited = _between(was["waiting_since"], at)
            counts |= sketch.entry("reply", waited)
            if not _is_answered(was):
                counts |= sketch.entry("first", waited)
                counts |= sketch.entry("business_first", within(was["waiting_since"], at)) if within else {}
        yield Fact(at, counts, last.get("sender_id") or after.get("agent_id"))


def _is_answered(values: Values) -> bool:
    # Conversations from before this field existed only have their very first reply recorded.
    return bool(values.get("is_answered", values.get("first_response_at") is not None))


def _closed(was: Values, after: Values, within: Within | None) -> Iterator[Fact]:
    if after["status"] != "CLOSED" or was.get("status") == "CLOSED":
        return
    closing = _closing(after)
    unanswered = {"unanswered": 1} if was.get("waiting_since") and not _is_answered(was) else {}
    opened_at = after.get("opened_at") or after["created_at"]
    business = sketch.entry("business_resolution", within(opened_at, after["closed_at"])) if within else {}
    yield replace(closing, counts=closing.counts | unanswered | business)


def _closing(values: Values) -> Fact:
    at = values["closed_at"]
    took = _between(values.get("opened_at") or values["created_at"], at)
    return Fact(at, {"closed": 1} | sketch.entry("resolution", took), agent_at_closing(values))


def _targets(was: Values, after: Values) -> Iterator[Fact]:
    """A target counts once in an episode. With other labels, or another agent, a conversation may get another one, and
    what was missed is not, or the other way round: then it counts as it is now, on the day that it is of now."""
    is_same = _episode(was) == _episode(after)
    before, now = _kept(was) if is_same else [], _kept(after)
    yield from (fact for fact in now if fact not in before)
    yield from (_opposite(fact) for fact in before if fact not in now)


def _episode(values: Values) -> str | None:
    opened_at: str | None = (values.get("targets") or {}).get("opened_at")
    return opened_at


def _kept(values: Values) -> list[Fact]:
    """What a conversation's targets count for: as met when it is done in time, and else as missed when it is due, for
    whoever had the conversation then and for each label that it has."""
    targets: Values = values.get("targets") or {}
    found: list[Fact] = []
    for name in ("first", "resolution"):
        target: Values = targets.get(name) or {}
        how = "missed" if target.get("missed_at") else "met"
        if at := target.get("missed_at") or target.get("ended_at"):
            fact = Fact(at, {f"target_{name}_{how}": 1}, target.get("agent_id"))
            found += [fact, *(replace(fact, label=label) for label in _labels(values))]
    return found


def _rated(was: Values, after: Values) -> Iterator[Fact]:
    rating = after.get("rating")
    if rating and not _is_of(rating, was):  # otherwise a comment added to it
        yield _rating(rating)


def _rating(rating: Values) -> Fact:
    score = rating["score"]
    counts = {"ratings": 1, "good_ratings": int(score >= 4), "stars": score, f"stars_{score}": 1}
    return Fact(rating["created_at"], counts, rating.get("agent_id"))


def _is_of(rating: Values, values: Values) -> bool:
    return bool(rating["created_at"] == (values.get("rating") or {}).get("created_at"))


def _labeled(was: Values, after: Values) -> Iterator[Fact]:
    """A conversation's last closing and its rating count for the labels that it has. They are often set only when it is
    closed, so both move with them, on the days that they counted on; what was before a reopening stays."""
    if after["status"] == "CLOSED":
        yield from _moved(_closing(after), _labels(was) if was.get("status") == "CLOSED" else [], _labels(after))
    rating = after.get("rating")
    if rating:
        yield from _moved(_rating(rating), _labels(was) if _is_of(rating, was) else [], _labels(after))


def _labels(values: Values) -> list[str]:
    return [tag for tag in values.get("tags") or () if is_label(tag)]


def _moved(fact: Fact, earlier: Sequence[str], now: Sequence[str]) -> Iterator[Fact]:
    for label in now:
        if label not in earlier:
            yield replace(fact, label=label)
    for label in earlier:
        if label not in now:
            yield replace(_opposite(fact), label=label)


def _opposite(fact: Fact) -> Fact:
    return replace(fact, counts={name: -number for name, number in fact.counts.items()})


def _analysed(was: Values, after: Values, at: str) -> Iterator[Fact]:
    """Each analysis counts once, on its day: one per time the conversation was resolved. A correction takes back what
    it replaces, on the same day."""
    resolution, former = after.get("resolution"), was.get("resolution") or {}
    if not resolution or resolution == former:
        return
    at = resolution.get("analyzed_at") or at
    agent_id = agent_at_closing(after)
    is_review = bool(former) and former.get("analyzed_at") == resolution.get("analyzed_at")
    yield Fact(at, _difference(_judged(former) if is_review else {}, _judged(resolution)), agent_id)
    earlier, now = _topics(former) if is_review else {}, _topics(resolution)
    for topic in earlier | now:
        counts = _difference(earlier.get(topic, {}), now.get(topic, {}))
        if counts:
            yield Fact(at, counts, agent_id, topic=topic)


def _judged(resolution: Values) -> dict[str, int]:
    """What an analysis counts for, and what somebody said of it."""
    review = resolution.get("review")
    reviewed = {"reviewed": 1} | {f"corrected_{name}": 1 for name in review["corrected"]} if review else {}
    return _found(resolution) | reviewed | _used(resolution.get("usage"))


def _found(resolution: Values) -> dict[str, int]:
    words = [str(resolution[name]).lower() for name in ("outcome", "sentiment") if resolution.get(name)]
    return {"analysed": 1} | dict.fromkeys(words, 1)


def _used(usage: Values | None) -> dict[str, int]:
    """Tokens and dollars."""
    if not usage:
        return {}
    tokens = {"input_tokens": int(usage["input_tokens"]), "output_tokens": int(usage["output_tokens"])}
    cost = usage.get("cost")
    return tokens if cost is None else tokens | {"cost": round(float(cost) * BILLION), "priced": 1}


def _topics(resolution: Values) -> dict[str, dict[str, int]]:
    """What an analysis counts for, by topic."""
    topics = dict.fromkeys(topic_of(topic) for topic in resolution.get("topics") or ())
    return dict.fromkeys([topic for topic in topics if topic][:MOST_TOPICS], _found(resolution))


def _difference(earlier: dict[str, int], now: dict[str, int]) -> dict[str, int]:
    changes = {name: now.get(name, 0) - earlier.get(name, 0) for name in earlier | now}
    return {name: change for name, change in changes.items() if change}


def topic_of(text: str) -> str:
    """The normalized topic: `Billing ` and `billing` are the same."""
    return " ".join(str(text).casefold().split())[:LONGEST_TOPIC].strip()


def _unread(was: Values, after: Values, at: str) -> Iterator[Fact]:
    """The change in unread messages. They follow the conversation to a new assignee."""
    before, now = was.get("unread_count", 0), after.get("unread_count", 0)
    if now != before:
        yield Fact(at, {"unread": now - before}, within="place")
    held_before, held_now = was.get("agent_id"), after.get("agent_id")
    if held_before == held_now:
        if held_now and now != before:
            yield Fact(at, {"unread": now - before}, held_now, within="agent")
        return
    if held_before and before:
        yield Fact(at, {"unread": -before}, held_before, within="agent")
    if held_now and now:
        yield Fact(at, {"unread": now}, held_now, within="agent")


def _between(start: str, end: str) -> int:
    """Milliseconds between two timestamps."""
    return round((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() * 1000)
