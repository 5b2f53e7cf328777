"""A report's figures. Durations are in seconds, shares in percent; docs/reports.md defines each."""

from pydantic import Field

from connextlive.lambdas.common import Answer


class Duration(Answer):
    """How long something took, in seconds; null where it never happened."""

    count: int
    mean: float | None
    median: float | None
    p90: float | None


class Csat(Answer):
    """Ratings: how many, the percentage of 4 and 5, the average, and how many of each number of stars, 1 to 5."""

    score: float | None
    count: int
    good: int
    average: float | None
    stars: list[int]


class Outcomes(Answer):
    """What analyses found."""

    resolved: int
    partial: int
    unresolved: int


class Sentiment(Answer):
    """The visitors' mood as analyses found it."""

    positive: int
    neutral: int
    negative: int


class Measures(Answer):
    """What is measured of any group of days, of an agent, of a site."""

    conversations: int
    closed: int
    reopened: int
    unanswered: int
    visitor_messages: int
    agent_messages: int
    first_response_time: Duration
    reply_time: Duration
    resolution_time: Duration
    csat: Csat
    analysed: int
    outcomes: Outcomes
    sentiment: Sentiment


class Part(Measures):
    """A day, week or month of the report."""

    from_: str = Field(alias="from")
    to: str


class OfAgent(Measures):
    """An agent's share; the name is null when they have been removed."""

    agent_id: str
    name: str | None


class OfSite(Measures):
    """A site's share."""

    site_id: str
    name: str | None


class Topic(Answer):
    """In how many analysed conversations a topic came up, and how those went."""

    topic: str
    count: int
    outcomes: Outcomes
    sentiment: Sentiment


class DayVolume(Answer):
    """How much there was on a day."""

    date: str
    conversations: int
    visitor_messages: int
    agent_messages: int


class WeekdayHours(Answer):
    """Monday to Sunday, each with 24 hours, on the workspace's clock."""

    conversations: list[list[int]]
    messages: list[list[int]]


class Volume(Answer):
    """When there was how much."""

    by_day: list[DayVolume]
    by_weekday_and_hour: WeekdayHours


class Figures(Measures):
    """Everything that a report says."""

    unread: int
    previous: Measures
    volume: Volume
    series: list[Part]
    agents: list[OfAgent]
    sites: list[OfSite]
    topics: list[Topic]
