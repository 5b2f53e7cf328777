"""A report's figures: its days' roll-ups, added up. Only roll-ups are read, for any range."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from connextlive.identity import label, site, teams, user
from connextlive.reports import BILLION, periods, rollup, sketch
from connextlive.reports.periods import Period
from connextlive.reports.rollup import Row
from connextlive.reports.schemas.figures import (
    BusinessTimes,
    CannedReplyUse,
    Corrected,
    Csat,
    DayVolume,
    Duration,
    Figures,
    Kept,
    Measures,
    OfAgent,
    OfLabel,
    OfSite,
    OfTeam,
    Outcomes,
    Part,
    Reviews,
    Sentiment,
    TargetFigures,
    Topic,
    UsageOfAnalyses,
    Volume,
    WeekdayHours,
)
from connextlive.table.codec import Values

if TYPE_CHECKING:
    from connextlive.identity.teams import Team

MOST_TOPICS = 50  # per report; more that came up at least twice are rare


@dataclass(frozen=True, slots=True)
class Names:
    """The present names of a workspace's agents, sites and labels, and its present teams, by ID."""

    agents: dict[str, str]
    sites: dict[str, str]
    labels: dict[str, str]
    teams: "Mapping[str, Team]"

    def members(self, team_id: str) -> frozenset[str]:
        """Who is in a team; nobody, once it is deleted."""
        return frozenset(self.teams[team_id]["member_ids"] if team_id in self.teams else ())


@dataclass(frozen=True, slots=True)
class Order:
    """The subject of a report, with the present names of what it is about. With `people`, it is of these only: of what
    is credited to them, and of what left the queues of `team_ids`. Without `team_ids`, it shows all teams."""

    tenant_id: str
    period: Period
    first: date
    last: date
    today: date
    agent_id: str | None
    site_id: str | None
    names: Names
    team_id: str | None = None
    people: frozenset[str] | None = None
    team_ids: Collection[str] | None = None

    def is_of(self, agent_id: str | None) -> bool:
        """Whether what is credited to somebody belongs to it."""
        return self.people is None or agent_id in self.people

    @property
    def teams(self) -> "dict[str, Team]":
        """The teams that it shows, by ID."""
        wanted = self.names.teams if self.team_ids is None else self.team_ids
        return {team_id: team for team_id, team in self.names.teams.items() if team_id in wanted}


def names(tenant_id: str) -> Names:
    return Names(
        agents={one["id"]: one["name"] for one in user.all_of(tenant_id, ("id", "name"))},
        sites={one["id"]: one["name"] for one in site.all_of(tenant_id)},
        labels={label_id: one["name"] for label_id, one in label.read(tenant_id).items()},
        teams=teams.read(tenant_id),
    )


def of(order: Order) -> Figures:
    """The figures of a report."""
    first, last = order.first, order.last
    rows = _rows(order, first, last)
    total = _merged(rows)
    by_people = rows if order.agent_id or order.people is not None else _rows_of_people(order, first, last)
    return Figures(
        **_fields(total),
        unread=_unread(order),
        previous=measures(_merged(_rows(order, *periods.before(first, last)))),
        volume=_volume(rows, first, last),
        series=[
            Part(from_=f"{start}", to=f"{end}", **_fields(_merged(r for r in rows if f"{start}" <= r.day <= f"{end}")))
            for start, end in periods.parts(order.period, first, last)
        ],
        agents=_agents(order, by_people),
        sites=_sites(order, rows),
        topics=_topics(_subject_rows(order, rollup.of_topics)),
        labels=_labels(order, _subject_rows(order, rollup.of_labels)),
        canned_replies=_canned_replies(_subject_rows(order, rollup.of_canned_replies)),
        teams=_teams(order, by_people),
    )


def _rows(order: Order, first: date, last: date) -> list[Row]:
    if order.agent_id:
        sites = [order.site_id] if order.site_id else order.names.sites
        return rollup.of_agent(order.tenant_id, first, last, order.agent_id, sites)
    if order.people is not None:
        return _rows_of_people(order, first, last)
    if order.site_id:
        return rollup.of_sites(order.tenant_id, first, last, order.site_id)
    return rollup.of_workspace(order.tenant_id, first, last)


def _rows_of_people(order: Order, first: date, last: date) -> list[Row]:
    """What is credited to agents, and what left the queues of teams."""
    agents = rollup.of_agents(order.tenant_id, first, last, order.site_id)
    left = rollup.of_teams(order.tenant_id, first, last, order.site_id) if order.teams else []
    return [row for row in agents if order.is_of(row.agent_id)] + [row for row in left if row.team in order.teams]


def _subject_rows(order: Order, of: Callable[..., list[Row]]) -> list[Row]:
    rows = of(order.tenant_id, order.first, order.last, order.agent_id, order.site_id)
    return [row for row in rows if order.is_of(row.agent_id)]


def _unread(order: Order) -> int:
    """Messages unread at the end of the last day: the current number, less what has happened since."""
    if order.people is not None and not order.agent_id:
        unread = rollup.unread_of(order.tenant_id, order.people, order.site_id)
    else:
        unread = rollup.unread_now(order.tenant_id, order.agent_id, order.site_id, order.names.sites)
    if order.agent_id and order.site_id:
        unread = rollup.unread_now(order.tenant_id, order.agent_id, site_ids=[order.site_id])
    if order.last < order.today:
        since = _rows(order, order.last + timedelta(days=1), order.today)
        unread -= sum(row.counts.get("unread", 0) for row in since)
    return unread


def _merged(rows: Iterable[Row]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.counts)
    return total


def of_day(tenant_id: str, day: date, people: Collection[str] | None = None) -> Measures:
    """One day's figures: the workspace's, or what is credited to some people."""
    if people is None:
        return measures(_merged(rollup.of_workspace(tenant_id, day, day)))
    return measures(_merged(row for row in rollup.of_agents(tenant_id, day, day) if row.agent_id in people))


def measures(counts: Counter[str]) -> Measures:
    """The figures of any sum of roll-ups."""
    return Measures(**_fields(counts))


def _fields(counts: Counter[str]) -> Values:
    names = ("conversations", "closed", "reopened", "unanswered", "visitor_messages", "agent_messages", "analysed")
    return {name: counts[name] for name in names} | {
        "first_response_time": _duration(counts, "first"),
        "reply_time": _duration(counts, "reply"),
        "resolution_time": _duration(counts, "resolution"),
        "business_times": _business_times(counts),
        "targets": _targets(counts),
        "csat": _csat(counts),
        "outcomes": _outcomes(counts),
        "sentiment": _sentiment(counts),
        "reviews": _reviews(counts),
        "usage": _usage(counts),
        "queue_time": _duration(counts, "queue"),
        "abandoned": counts["abandoned"],
    }


def _business_times(counts: Counter[str]) -> BusinessTimes | None:
    names = ("business_first", "business_resolution")
    first, resolution = (_duration(counts, name) for name in names)
    return (
        BusinessTimes(first_response_time=first, resolution_time=resolution) if first.count + resolution.count else None
    )


def _targets(counts: Counter[str]) -> TargetFigures:
    return TargetFigures(first_response=_kept(counts, "first"), resolution=_kept(counts, "resolution"))


def _kept(counts: Counter[str], name: str) -> Kept:
    return Kept(met=counts[f"target_{name}_met"], missed=counts[f"target_{name}_missed"])


def _duration(counts: Counter[str], name: str) -> Duration:
    median, p90 = sketch.quantiles(counts, name, (0.5, 0.9))
    mean = sketch.mean(counts, name)
    return Duration(count=sketch.count(counts, name), mean=_short(mean), median=_short(median), p90=_short(p90))


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _csat(counts: Counter[str]) -> Csat:
    number = counts["ratings"]
    return Csat(
        score=round(100 * counts["good_ratings"] / number, 1) if number else None,
        count=number,
        good=counts["good_ratings"],
        average=round(counts["stars"] / number, 2) if number else None,
        stars=[counts[f"stars_{stars}"] for stars in range(1, 6)],
    )


def _outcomes(counts: Counter[str]) -> Outcomes:
    return Outcomes(resolved=counts["resolved"], partial=counts["partial"], unresolved=counts["unresolved"])


def _sentiment(counts: Counter[str]) -> Sentiment:
    return Sentiment(positive=counts["positive"], neutral=counts["neutral"], negative=counts["negative"])


def _reviews(counts: Counter[str]) -> Reviews:
    corrected = {name: counts[f"corrected_{name}"] for name in ("outcome", "sentiment", "topics")}
    return Reviews(count=counts["reviewed"], corrected=Corrected(**corrected))


def _usage(counts: Counter[str]) -> UsageOfAnalyses:
    priced, cost = counts["priced"], counts["cost"] / BILLION
    return UsageOfAnalyses(
        input_tokens=counts["input_tokens"],
        output_tokens=counts["output_tokens"],
        priced=priced,
        cost=round(cost, 6) if priced else None,
        cost_per_analysis=round(cost / priced, 9) if priced else None,
    )


def _volume(rows: list[Row], first: date, last: date) -> Volume:
    of_day = _grouped(rows, lambda row: row.day)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    hours = {name: [[0] * 24 for _ in range(7)] for name in ("conversations", "messages")}
    for day in days:
        for name, week in hours.items():
            for hour in range(24):
                week[day.weekday()][hour] += of_day[f"{day}"][f"{name}_h{hour}"]
    return Volume(
        by_day=[
            DayVolume(
                date=f"{day}",
                conversations=of_day[f"{day}"]["conversations"],
                visitor_messages=of_day[f"{day}"]["visitor_messages"],
                agent_messages=of_day[f"{day}"]["agent_messages"],
            )
            for day in days
        ],
        by_weekday_and_hour=WeekdayHours(**hours),
    )


def _grouped(rows: Iterable[Row], key: Callable[[Row], str | None]) -> defaultdict[str, Counter[str]]:
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        groups[key(row) or ""].update(row.counts)
    return groups


def _agents(order: Order, rows: list[Row]) -> list[OfAgent]:
    groups = _grouped((row for row in rows if row.agent_id), lambda row: row.agent_id)
    agents = [
        OfAgent(agent_id=one, name=order.names.agents.get(one), **_fields(counts)) for one, counts in groups.items()
    ]
    return sorted(agents, key=lambda agent: (-agent.agent_messages, -agent.conversations, agent.agent_id))


def _sites(order: Order, rows: list[Row]) -> list[OfSite]:
    if order.agent_id is None and order.site_id is None and order.people is None:
        rows = rollup.of_sites(order.tenant_id, order.first, order.last)
    groups = _grouped(rows, lambda row: row.site_id)
    sites = [OfSite(site_id=one, name=order.names.sites.get(one), **_fields(counts)) for one, counts in groups.items()]
    return sorted(sites, key=lambda site: (-site.conversations, site.site_id))


def _teams(order: Order, rows: list[Row]) -> list[OfTeam]:
    """Of what is credited to present members, as in a lead's report: nothing says of which team an agent was then."""
    if order.agent_id:
        return []
    found = []
    for team_id, team in order.teams.items():
        members = order.names.members(team_id)
        total = _merged(row for row in rows if row.agent_id in members or row.team == team_id)
        found.append(OfTeam(team_id=team_id, name=team["name"], **_fields(total)))
    return sorted(found, key=lambda team: (-team.conversations, team.name.casefold(), team.team_id))


def _topics(rows: list[Row]) -> list[Topic]:
    topics = [
        Topic(topic=topic, count=counts["analysed"], outcomes=_outcomes(counts), sentiment=_sentiment(counts))
        for topic, counts in _grouped(rows, lambda row: row.topic).items()
        if counts["analysed"]
    ]
    return sorted(topics, key=lambda topic: (-topic.count, topic.topic))[:MOST_TOPICS]


def _labels(order: Order, rows: list[Row]) -> list[OfLabel]:
    labels = [
        OfLabel(
            label_id=one,
            name=order.names.labels.get(one),
            closed=counts["closed"],
            resolution_time=_duration(counts, "resolution"),
            csat=_csat(counts),
            targets=_targets(counts),
        )
        for one, counts in _grouped(rows, lambda row: row.label).items()
        if any(counts.values())
    ]
    return sorted(labels, key=lambda label: (-label.closed, label.name is None, label.name or "", label.label_id))


def _canned_replies(rows: list[Row]) -> list[CannedReplyUse]:
    used = _grouped(rows, lambda row: row.shortcode)
    uses = [CannedReplyUse(shortcode=one, count=counts["uses"]) for one, counts in used.items()]
    return sorted(uses, key=lambda use: (-use.count, use.shortcode))
