"""Roll-ups: the worked examples of docs/reports.md, days of every length, and that nothing is counted twice."""

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from connextlive import counters
from connextlive.aws import clients
from connextlive.chat import conversation
from connextlive.chat.message import Message
from connextlive.core.ids import timestamp
from connextlive.generated.values import ConversationValues
from connextlive.identity import workspace
from connextlive.reports import rollup, sketch
from connextlive.reports.rollup import Row
from connextlive.table import codec, items, orm, writes
from local.cloudformation.template import Template
from tools import ROOT

if TYPE_CHECKING:
    from connextlive.chat.conversation import Resolution
    from connextlive.chat.targets import Targets
    from connextlive.counters import Rating

TENANT = "ten_01HX5ZZKBKACTAV9WEVGEMMVRZ"
SITE, OTHER_SITE = "site_A", "site_B"
ANNA, BOB = "usr_A", "usr_B"
VIP, LATE = "lbl_01HX5ZZKBKACTAV9WEVGEMMVRZ", "lbl_01HX5ZZKBKACTAV9WEVGEMMVR1"
SALES = "team_01HX5ZZKBKACTAV9WEVGEMMVRZ"
ALWAYS = date(2026, 1, 1), date(2026, 12, 31)

type Image = tuple[str, str, ConversationValues | None, ConversationValues | None]


@pytest.fixture
def table() -> Iterator[None]:
    with mock_aws():
        make_table()
        yield


def make_table() -> None:
    template = Template(ROOT / "template.yaml", {})
    properties = template.resolver({}).resolve(template.document["Resources"]["Table"]["Properties"])
    known = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    described = {name: properties[name] for name in known}
    clients.client("dynamodb").create_table(TableName=orm.TABLE, **described)


class Story:
    """A conversation's life by the entity's own rules: every step is one write, and one change of the stream."""

    def __init__(self, at: str, site: str = SITE, monkeypatch: pytest.MonkeyPatch | None = None) -> None:
        self.changes: list[Image] = []
        self._before: ConversationValues | None = None
        self._messages = 0
        self.it = conversation.begin(TENANT, {"id": "vis_A", "user_name": "Vera"}, site, at)
        self.visitor(at)

    def visitor(self, at: str) -> "Story":
        if self.it.status == "CLOSED":
            self.it.reopen(at)
            self.it.status = "WAITING"
        return self._say("VISITOR", "vis_A", at)

    def agent(self, at: str, who: str = ANNA, note: bool = False) -> "Story":
        if not note:
            self.it.answered_by(who, at, lambda holder: True)
        return self._say("AGENT", who, at, note)

    def close(self, at: str) -> "Story":
        self.it.close("usr_owner", at)
        self.it.is_resolved = True
        return self._say("SYSTEM", None, at)

    def set_status(self, status: str, at: str) -> "Story":
        if status == "CLOSED":
            self.it.close("usr_owner", at)
        else:
            self.it.reopen(at)
            self.it.status = status
        return self._write(at)

    def assign(self, who: str, at: str) -> "Story":
        self.it.assign_to(who)
        self.it.status = "ACTIVE"
        return self._write(at)

    def label(self, tags: list[str], at: str = "2026-03-02T12:00:00.000Z") -> "Story":
        self.it.tags = tags
        return self._write(at)

    def target(self, at: str, name: str = "first", who: str | None = None, **times: str) -> "Story":
        """What the stream's consumer keeps of a target of this episode."""
        of = {"agent_id": who} if who else {}
        kept: dict[str, Any] = {**(self.it.targets or {})}
        if kept.get("opened_at") != self.it.opened_at:
            kept = {"opened_at": self.it.opened_at, "version": 1}
        self.it.targets = cast("Targets", kept | {name: {"minutes": 15, "left": 0} | of | times})
        return self._write(at)

    def queue(self, team: str, at: str) -> "Story":
        self.it.routed = {"place": f"queue#{team}#{at}#{self.it.id}"}
        return self._write(at)

    def read(self, at: str) -> "Story":
        self.it.unread_count, self.it.first_unread_id = 0, None
        return self._write(at)

    def rate(self, score: int, at: str) -> "Story":
        of = {"agent_id": self.it.agent_id, "closed_at": self.it.closed_at}
        self.it.rating = cast("Rating", {"score": score, "comment": None, "created_at": at} | of)
        return self._write(at)

    def analyse(self, at: str, **found: Any) -> "Story":
        self.it.resolution = cast("Resolution", {"summary": "…", "analyzed_at": at} | found)
        return self._write(at)

    def delete(self) -> "Story":
        self.changes.append((self.it.pk, "2026-03-28T12:00:00.000Z", self._before, None))
        return self

    def seen(self) -> "Story":
        """A visitor's heartbeat, which writes to the conversation without a new version."""
        assert self._before
        after: ConversationValues = {**self._before, "visitor": {"id": "vis_A", "seen_at": "2026-03-02T12:00:00.000Z"}}
        self.changes.append((self.it.pk, after["updated_at"], self._before, after))
        return self

    def _say(self, kind: str, who: str | None, at: str, note: bool = False) -> "Story":
        self._messages += 1
        said: dict[str, Any] = {"id": f"msg_{self._messages:04}", "content": "…", "sender_type": kind, "sender_id": who}
        self.it.add(Message(self.it.pk, **said, message_type="TEXT", is_internal=note, created_at=at))
        return self._write(at)

    def _write(self, at: str) -> "Story":
        self.it.touch(at)
        after = cast("ConversationValues", codec.plain(self.it.serialize()) | {"version": len(self.changes) + 1})
        self.changes.append((self.it.pk, after["updated_at"], self._before, after))
        self._before = after
        return self


def set_zone(name: str) -> None:
    workspace.new(TENANT, timezone=name).save()


def days(rows: list[Row]) -> dict[str, dict[str, int]]:
    """Rows by day, without the hours and the sketches' buckets."""
    of_day: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        of_day[row.day].update({name: n for name, n in row.counts.items() if "_h" not in name and "_b" not in name})
    plain = {day: {name: n for name, n in counts.items() if n} for day, counts in of_day.items()}
    return {day: counts for day, counts in plain.items() if counts}


def whole(items: Iterable[dict[str, Any]]) -> dict[tuple[str, str], dict[str, int]]:
    """Roll-ups by key, with their shards added up: which shard a transaction adds to depends on its batch."""
    added: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for item in items:
        of, sk = item["pk"].rpartition("#")[2], item["sk"]
        key = item["pk"], re.sub(r"#\d$", "", sk) if of == rollup.DIVIDED else sk
        added[key].update({name: int(n) for name, n in item.items() if name not in ("pk", "sk")})
    plain = {key: {name: n for name, n in counts.items() if n} for key, counts in added.items()}
    return {key: counts for key, counts in plain.items() if counts}


def hours(rows: list[Row], what: str) -> dict[tuple[str, int], int]:
    prefix = f"{what}_h"
    return {
        (row.day, int(name.removeprefix(prefix))): n
        for row in rows
        for name, n in row.counts.items()
        if name.startswith(prefix) and n
    }


def a_day() -> list[Story]:
    """The worked example of docs/reports.md."""
    first = (
        Story("2026-03-02T09:00:00.000Z")
        .visitor("2026-03-02T09:01:00.000Z")
        .agent("2026-03-02T09:02:00.000Z", note=True)
        .agent("2026-03-02T09:04:00.000Z")
        .read("2026-03-02T09:04:01.000Z")
        .agent("2026-03-02T09:05:00.000Z")
        .visitor("2026-03-02T09:10:00.000Z")
        .agent("2026-03-02T09:11:00.000Z", BOB)
        .read("2026-03-02T09:11:01.000Z")
        .close("2026-03-02T09:30:00.000Z")
        .rate(5, "2026-03-02T09:31:00.000Z")
        .analyse(
            "2026-03-02T09:31:30.000Z",
            outcome="RESOLVED",
            sentiment="POSITIVE",
            topics=["Billing", "billing ", "API"],
        )
        .visitor("2026-03-03T08:00:00.000Z")
        .agent("2026-03-03T08:00:30.000Z", BOB)
        .close("2026-03-03T08:10:00.000Z")
        .rate(2, "2026-03-03T08:11:00.000Z")
    )
    second = Story("2026-03-02T23:30:00.000Z", OTHER_SITE).set_status("CLOSED", "2026-03-02T23:45:00.000Z")
    return [first, second]


def settle(*stories: Story) -> None:
    rollup.settle(change for story in stories for change in story.changes)


@pytest.mark.usefixtures("table")
def test_a_day_as_the_page_of_definitions_works_it_out() -> None:
    settle(*a_day())
    assert days(rollup.of_workspace(TENANT, *ALWAYS)) == {
        "2026-03-02": {
            "conversations": 2,
            "visitor_messages": 4,
            "agent_messages": 3,
            "first_n": 1,
            "first_ms": 240_000,
            "reply_n": 2,
            "reply_ms": 300_000,
            "closed": 2,
            "resolution_n": 2,
            "resolution_ms": 2_700_000,
            "unanswered": 1,
            "ratings": 1,
            "good_ratings": 1,
            "stars": 5,
            "stars_5": 1,
            "analysed": 1,
            "resolved": 1,
            "positive": 1,
            "unread": 1,
        },
        "2026-03-03": {
            "visitor_messages": 1,
            "agent_messages": 1,
            "first_n": 1,
            "first_ms": 30_000,
            "reply_n": 1,
            "reply_ms": 30_000,
            "closed": 1,
            "resolution_n": 1,
            "resolution_ms": 600_000,
            "reopened": 1,
            "ratings": 1,
            "stars": 2,
            "stars_2": 1,
            "unread": 1,
        },
    }
    assert rollup.unread_now(TENANT) == 2


@pytest.mark.usefixtures("table")
def test_an_agent_is_credited_with_their_replies_and_assigned_conversations() -> None:
    settle(*a_day())
    anna = days(rollup.of_agent(TENANT, *ALWAYS, ANNA, [SITE, OTHER_SITE]))
    bob = days(rollup.of_agent(TENANT, *ALWAYS, BOB, [SITE]))
    # Anna answered first and held the conversation throughout; Bob's reply and first reply after the reopening are his.
    assert anna["2026-03-02"]["first_ms"] == 240_000
    assert (anna["2026-03-02"]["conversations"], anna["2026-03-02"]["closed"], anna["2026-03-02"]["stars"]) == (1, 1, 5)
    assert "first_n" not in anna["2026-03-03"]
    assert bob == {
        "2026-03-02": {"agent_messages": 1, "reply_n": 1, "reply_ms": 60_000},
        "2026-03-03": {"agent_messages": 1, "reply_n": 1, "reply_ms": 30_000, "first_n": 1, "first_ms": 30_000},
    }
    assert {row.agent_id for row in rollup.of_agents(TENANT, *ALWAYS)} == {ANNA, BOB}
    assert rollup.of_agents(TENANT, *ALWAYS, site_id=OTHER_SITE) == []


@pytest.mark.usefixtures("table")
def test_sites_and_topics_have_roll_ups_of_their_own() -> None:
    settle(*a_day())
    assert days(rollup.of_sites(TENANT, *ALWAYS, OTHER_SITE)) == {
        "2026-03-02": {
            "conversations": 1,
            "visitor_messages": 1,
            "closed": 1,
            "unanswered": 1,
            "resolution_n": 1,
            "resolution_ms": 900_000,
            "unread": 1,
        }
    }
    topics = rollup.of_topics(TENANT, *ALWAYS)
    assert [(row.topic, row.day, row.agent_id, row.site_id) for row in topics] == [
        ("api", "2026-03-02", ANNA, SITE),
        ("billing", "2026-03-02", ANNA, SITE),
    ]
    assert topics[1].counts == {"analysed": 1, "resolved": 1, "positive": 1}
    assert rollup.of_topics(TENANT, *ALWAYS, agent_id=BOB) == []


@pytest.mark.usefixtures("table")
def test_a_closing_and_its_rating_count_for_the_labels_that_the_conversation_has() -> None:
    story = Story("2026-03-02T09:00:00.000Z").assign(ANNA, "2026-03-02T09:01:00.000Z").label([VIP, "no label"])
    settle(story.close("2026-03-02T09:10:00.000Z").rate(5, "2026-03-02T09:11:00.000Z"))
    [vip] = rollup.of_labels(TENANT, *ALWAYS)
    assert (vip.label, vip.day, vip.agent_id, vip.site_id) == (VIP, "2026-03-02", ANNA, SITE)
    plain = {name: number for name, number in vip.counts.items() if "_b" not in name}
    rated = {"ratings": 1, "good_ratings": 1, "stars": 5, "stars_5": 1}
    assert plain == {"closed": 1, "resolution_n": 1, "resolution_ms": 600_000} | rated
    assert rollup.of_labels(TENANT, *ALWAYS, agent_id=BOB) == []


@pytest.mark.usefixtures("table")
def test_a_label_set_after_the_closing_takes_it_along_on_its_day_and_what_was_before_a_reopening_stays() -> None:
    story = Story("2026-03-02T09:00:00.000Z").label([VIP]).close("2026-03-02T09:10:00.000Z")
    settle(story.label([LATE], "2026-03-05T09:00:00.000Z"))
    assert closed_by_label() == {(LATE, "2026-03-02"): 1}
    story.set_status("WAITING", "2026-03-06T09:00:00.000Z").label([VIP], "2026-03-06T09:01:00.000Z")
    settle(story.close("2026-03-06T09:10:00.000Z"))
    assert closed_by_label() == {(LATE, "2026-03-02"): 1, (VIP, "2026-03-06"): 1}


@pytest.mark.usefixtures("table")
def test_a_target_counts_for_the_labels_that_the_conversation_has_and_for_whoever_had_it_then() -> None:
    story = Story("2026-03-02T09:00:00.000Z").assign(ANNA, "2026-03-02T09:01:00.000Z").label([VIP])
    story.target("2026-03-02T09:05:00.000Z", who=ANNA, ended_at="2026-03-02T09:05:00.000Z")
    story.assign(BOB, "2026-03-03T09:00:00.000Z").label([LATE], "2026-03-03T09:01:00.000Z")
    settle(story)
    met = {"target_first_met": 1}
    assert days(rollup.of_labels(TENANT, *ALWAYS)) == {"2026-03-02": met}
    assert [(row.label, row.agent_id) for row in rollup.of_labels(TENANT, *ALWAYS) if any(row.counts.values())] == [
        (LATE, ANNA)
    ]
    assert days(rollup.of_agent(TENANT, *ALWAYS, ANNA, [SITE]))["2026-03-02"]["target_first_met"] == 1
    assert "target_first_met" not in days(rollup.of_agent(TENANT, *ALWAYS, BOB, [SITE]))["2026-03-03"]


@pytest.mark.usefixtures("table")
def test_a_target_that_another_one_replaces_counts_as_it_is_then_and_what_was_before_a_reopening_stays() -> None:
    story = Story("2026-03-02T09:00:00.000Z").label([VIP])
    story.target("2026-03-02T09:15:00.000Z", missed_at="2026-03-02T09:15:00.000Z")
    story.target("2026-03-02T09:16:00.000Z")  # other labels give it more time
    story.target("2026-03-02T09:20:00.000Z", ended_at="2026-03-02T09:20:00.000Z").close("2026-03-02T09:30:00.000Z")
    settle(story)
    assert targets_counted() == {"2026-03-02": {"target_first_met": 1}}
    story.set_status("WAITING", "2026-03-03T09:00:00.000Z")
    settle(story.target("2026-03-03T09:15:00.000Z", missed_at="2026-03-03T09:15:00.000Z"))
    assert targets_counted() == {"2026-03-02": {"target_first_met": 1}, "2026-03-03": {"target_first_missed": 1}}


def targets_counted() -> dict[str, dict[str, int]]:
    """Of the workspace, which has the same for its only label."""
    of_all, of_label = (
        {
            day: found
            for day, counts in days(rows).items()
            if (found := {name: n for name, n in counts.items() if name.startswith("target")})
        }
        for rows in (rollup.of_workspace(TENANT, *ALWAYS), rollup.of_labels(TENANT, *ALWAYS))
    )
    assert of_all == of_label
    return of_all


@pytest.mark.usefixtures("table")
def test_who_leaves_a_queue_left_that_of_the_team_that_it_was_of() -> None:
    for team, site in ((SALES, SITE), (SALES, OTHER_SITE), ("-", SITE)):
        story = Story("2026-03-02T09:00:00.000Z", site).queue(team, "2026-03-02T09:00:01.000Z")
        settle(story.set_status("CLOSED", "2026-03-02T09:10:00.000Z"))
    assert days(rollup.of_workspace(TENANT, *ALWAYS))["2026-03-02"]["abandoned"] == 3
    found = [(row.team, row.site_id, row.agent_id, row.counts) for row in rollup.of_teams(TENANT, *ALWAYS)]
    assert found == [(SALES, site, None, {"abandoned": 1}) for site in (SITE, OTHER_SITE)]
    assert len(rollup.of_teams(TENANT, *ALWAYS, site_id=OTHER_SITE)) == 1


def closed_by_label() -> dict[tuple[str | None, str], int]:
    rows = rollup.of_labels(TENANT, *ALWAYS)
    return {(row.label, row.day): row.counts["closed"] for row in rows if row.counts["closed"]}


@pytest.mark.usefixtures("table")
def test_unread_messages_go_along_with_their_conversation() -> None:
    story = Story("2026-03-02T09:00:00.000Z").assign(ANNA, "2026-03-02T09:01:00.000Z")
    settle(story)
    assert rollup.unread_now(TENANT, ANNA, site_ids=[SITE]) == 1
    settle(story.assign(BOB, "2026-03-02T09:02:00.000Z"))
    assert rollup.unread_now(TENANT, ANNA, site_ids=[SITE]) == 0
    assert rollup.unread_now(TENANT, BOB, site_ids=[SITE]) == rollup.unread_now(TENANT, site_id=SITE) == 1
    settle(story.delete())
    assert rollup.unread_now(TENANT, BOB, site_ids=[SITE]) == rollup.unread_now(TENANT) == 0
    # What happened has happened: the day keeps its conversation.
    assert days(rollup.of_workspace(TENANT, *ALWAYS))["2026-03-02"]["conversations"] == 1


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("zone", "instants", "expected"),
    [
        (  # 2026-03-29: 02:00 to 03:00 does not exist
            "Europe/Berlin",
            ["2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z"],
            {("2026-03-28", 23): 1, ("2026-03-29", 0): 1, ("2026-03-29", 1): 1, ("2026-03-29", 3): 1},
        ),
        (  # 2026-10-25: 02:00 to 03:00 comes twice, and midnight an hour later than the day before
            "Europe/Berlin",
            ["2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T22:59:59Z"],
            {("2026-10-25", 0): 1, ("2026-10-25", 2): 2, ("2026-10-25", 23): 1},
        ),
        (  # 2026-03-08: 02:00 to 03:00 does not exist
            "America/New_York",
            ["2026-03-08T04:59:59Z", "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z", "2026-03-09T03:59:59Z"],
            {("2026-03-07", 23): 1, ("2026-03-08", 0): 1, ("2026-03-08", 3): 1, ("2026-03-08", 23): 1},
        ),
        (  # 2026-11-01: 01:00 to 02:00 comes twice
            "America/New_York",
            ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2026-11-02T04:59:59Z"],
            {("2026-11-01", 1): 2, ("2026-11-01", 23): 1},
        ),
        (  # 2026-09-06: clocks go forward at midnight, so the day begins at 01:00
            "America/Santiago",
            ["2026-09-06T03:59:59Z", "2026-09-06T04:00:00Z"],
            {("2026-09-05", 23): 1, ("2026-09-06", 1): 1},
        ),
        (
            "Asia/Kolkata",
            ["2026-05-01T18:29:59Z", "2026-05-01T18:30:00Z"],
            {("2026-05-01", 23): 1, ("2026-05-02", 0): 1},
        ),
    ],
)
def test_an_hour_is_one_of_the_clock_on_the_workspaces_wall(
    zone: str, instants: list[str], expected: dict[tuple[str, int], int]
) -> None:
    set_zone(zone)
    settle(*(Story(at.replace("Z", ".000Z")) for at in instants))
    rows = rollup.of_workspace(TENANT, *ALWAYS)
    assert hours(rows, "conversations") == hours(rows, "messages") == expected


@pytest.mark.usefixtures("table")
def test_a_days_range_is_exactly_its_days() -> None:
    settle(*(Story(f"2026-03-0{n}T12:00:00.000Z") for n in range(1, 6)))
    found = rollup.of_workspace(TENANT, date(2026, 3, 2), date(2026, 3, 4))
    assert [row.day for row in found] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert [row.day for row in rollup.of_sites(TENANT, date(2026, 3, 2), date(2026, 3, 4))] == [r.day for r in found]


# ── Exactly once ─────────────────────────────────────────────────────────────────────────────────────────────────────


def a_random_life(dice: random.Random) -> Story:
    """Anything that can happen to a conversation, in any order, over some days."""
    second = dice.randrange(10 * 24 * 3600)

    def now() -> str:
        nonlocal second
        second += dice.choice((1, 7, 61, 1_800, 20_000))
        return timestamp(datetime(2026, 3, 1, tzinfo=UTC).timestamp() + second)

    story = Story(now(), dice.choice((SITE, OTHER_SITE)))
    for _ in range(dice.randrange(14)):
        match dice.randrange(13):
            case 0 | 1:
                story.visitor(now())
            case 2 | 3:
                story.agent(now(), dice.choice((ANNA, BOB)), note=dice.random() < 0.2)
            case 4:
                story.close(now())
            case 5:
                story.set_status(dice.choice(("ACTIVE", "WAITING", "CLOSED")), now())
            case 6:
                story.assign(dice.choice((ANNA, BOB)), now())
            case 7:
                story.read(now())
            case 8:
                story.seen().rate(dice.randint(1, 5), now())
            case 9:
                outcome = dice.choice(("RESOLVED", "PARTIAL", "UNRESOLVED", None))
                story.analyse(now(), outcome=outcome, sentiment="NEUTRAL", topics=["a", dice.choice("ab")])
            case 10:
                story.label(dice.sample((VIP, LATE), dice.randrange(3)), now())
            case 11:
                how = dice.choice(("ended_at", "missed_at"))
                at = now()
                story.target(at, dice.choice(("first", "resolution")), dice.choice((ANNA, None)), **{how: at})
            case 12:
                story.queue(dice.choice((SALES, "-")), now())
    return story.delete() if dice.random() < 0.2 else story


class Memory(dict[tuple[str, str], dict[str, Any]]):
    """A table with only what counting needs, so that thousands of transactions take no time."""

    def raw_items(self, keys: Iterable[tuple[str, str]], consistent: bool = True) -> list[dict[str, Any]]:
        return [codec.typed(self[key]) for key in dict.fromkeys(keys) if key in self]

    def transact(self, actions: list[dict[str, Any]]) -> None:
        assert 0 < len(actions) <= 100
        puts = [action["Put"] for action in actions if "Put" in action]
        for put in puts:
            held = self.get((put["Item"]["pk"]["S"], put["Item"]["sk"]["S"]))
            if put["ConditionExpression"] == "attribute_not_exists(pk)":
                assert held is None
            else:
                assert put["ConditionExpression"] == "revision = :before"
                assert held
                assert put["ExpressionAttributeValues"] == {":before": {"N": str(held["revision"])}}
        for put in puts:
            self[put["Item"]["pk"]["S"], put["Item"]["sk"]["S"]] = codec.plain(put["Item"])
        for update in (action["Update"] for action in actions if "Update" in action):
            pk, sk = update["Key"]["pk"]["S"], update["Key"]["sk"]["S"]
            item = self.setdefault((pk, sk), {"pk": pk, "sk": sk})
            for added in update["UpdateExpression"].removeprefix("ADD ").split(", "):
                name, value = added.split()
                attribute = update["ExpressionAttributeNames"][name]
                item[attribute] = item.get(attribute, 0) + int(update["ExpressionAttributeValues"][value]["N"])

    def everything(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Every roll-up and counter, its shards added up, without numbers that are back to zero."""
        counted = counters.totals(item for key, item in self.items() if key[1].startswith("count#"))
        totals = {("count", name): {field: n for field, n in of.items() if n} for name, of in counted.items()}
        rollups = whole(item for key, item in self.items() if "#rollup#" in key[0])
        return rollups | {name: of for name, of in totals.items() if of}


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_duplicates_reordering_and_replays_change_nothing(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # no secret
    changes = [change for _ in range(dice.randint(1, 4)) for change in a_random_life(dice).changes]
    orderly, disorderly = Memory(), Memory()
    with pytest.MonkeyPatch.context() as patched:

        def settle_in(table: Memory, batch: list[Image]) -> None:
            patched.setattr(items, "raw_items", table.raw_items)
            patched.setattr(writes, "transact", table.transact)
            rollup.settle(batch)

        settle_in(orderly, changes)  # once, in order, in one batch
        expected = orderly.everything()
        assert expected
        left = changes + dice.choices(changes, k=len(changes))
        dice.shuffle(left)
        while left:
            size = dice.randint(1, 9)
            batch, left = left[:size], left[size:]
            settle_in(disorderly, batch)
        assert disorderly.everything() == expected
        settle_in(disorderly, changes)  # the whole stream again, from its beginning
        assert disorderly.everything() == expected


@pytest.mark.usefixtures("table")
def test_a_concurrent_writer_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two concurrent deliveries of one batch: the second one's condition fails, and it adds nothing."""
    story, transact = a_day()[0], writes.transact
    came: list[bool] = []

    def late(actions: list[Any]) -> None:
        if not came:
            came.append(True)
            rollup.settle(story.changes)
        transact(actions)

    monkeypatch.setattr(writes, "transact", late)
    settle(story)
    assert days(rollup.of_workspace(TENANT, *ALWAYS))["2026-03-02"]["visitor_messages"] == 3


@pytest.mark.usefixtures("table")
def test_a_batch_of_many_conversations_goes_into_few_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    transact = writes.transact

    def measured(actions: list[Any]) -> None:
        sizes.append(len(actions))
        transact(actions)

    monkeypatch.setattr(writes, "transact", measured)
    settle(*(Story("2026-03-02T09:00:00.000Z") for _ in range(150)))
    assert max(sizes) <= 100
    assert len(sizes) == 2
    assert days(rollup.of_workspace(TENANT, *ALWAYS))["2026-03-02"]["conversations"] == 150


# ── The sketch ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(0, 40 * 24 * 3600 * 1000), min_size=1, max_size=200), st.floats(0, 1))
def test_a_quantile_is_within_one_percent_of_the_exact_one(durations: list[int], q: float) -> None:
    counts: Counter[str] = Counter()
    for duration in durations:
        counts.update(sketch.entry("x", duration))
    exact = sorted(durations)[max(0, math.ceil(round(q * len(durations), 9)) - 1)] / 1000
    (found,) = sketch.quantiles(counts, "x", [q])
    assert found == pytest.approx(exact, rel=0.0101, abs=0.001)
    assert sketch.mean(counts, "x") == pytest.approx(sum(durations) / len(durations) / 1000)


@given(st.lists(st.lists(st.integers(0, 10**8), max_size=30), max_size=6))
def test_merged_sketches_are_the_sketch_of_everything(parts: list[list[int]]) -> None:
    merged: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for part in parts:
        one: Counter[str] = Counter()
        for duration in part:
            one.update(sketch.entry("x", duration))
            whole.update(sketch.entry("x", duration))
        merged.update(one)
    assert merged == whole


def test_nothing_has_no_mean_and_no_median() -> None:
    assert sketch.mean({}, "x") is None
    assert sketch.quantiles({}, "x", [0.5, 0.9]) == [None, None]


@pytest.mark.usefixtures("table")
def test_a_change_that_counts_for_nothing_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story("2026-03-02T09:00:00.000Z").agent("2026-03-02T09:02:00.000Z")
    settle(story)
    story.it.tags = ["vip"]
    story._write("2026-03-02T09:03:00.000Z")
    monkeypatch.setattr(writes, "transact", lambda actions: pytest.fail(str(actions)))
    settle(story)


@pytest.mark.usefixtures("table")
def test_what_was_counted_before_both_were_one_item_is_counted_once() -> None:
    """Two items beside a conversation, as they were written before: the next change makes them one."""
    story = a_day()[0]
    settle(story)
    expected = rollup.of_workspace(TENANT, *ALWAYS), counters.read(TENANT, counters.WORKSPACE)
    (now,) = map(codec.plain, items.raw_items([(story.it.pk, counters.SK)]))
    former = {"pk": story.it.pk, "sk": rollup.FORMER, "kind": "reported", "revision": 7, "versions": now["versions"]}
    for item in ({name: now[name] for name in ("pk", "sk", "kind", "version", "counts")}, former):
        clients.client("dynamodb").put_item(TableName=orm.TABLE, Item=codec.typed(item))
    settle(story)
    assert (rollup.of_workspace(TENANT, *ALWAYS), counters.read(TENANT, counters.WORKSPACE)) == expected
    assert items.raw_items([(story.it.pk, rollup.FORMER)]) == []
    story.visitor("2026-03-04T08:00:00.000Z")
    settle(story)
    assert counters.read(TENANT, counters.WORKSPACE) == [{**expected[1][0], "closed": 0, "waiting": 1, "unread": 2}]
