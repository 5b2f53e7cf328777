"""Schemas of a report's figures. Durations are in seconds, shares in percent; docs/reports.md defines each figure."""

from pydantic import Field

from connextlive.lambdas.common import Answer


class Duration(Answer):
    """Statistics of a duration in seconds; null if there are no values."""

    count: int
    mean: float | None
    median: float | None
    p90: float | None


class Csat(Answer):
    """Ratings: their number, the percentage of 4 and 5, the average, and the number per star, 1 to 5."""

    score: float | None
    count: int
    good: int
    average: float | None
    stars: list[int]


class Outcomes(Answer):
    """Conversations by analyzed outcome."""

    resolved: int
    partial: int
    unresolved: int


class Sentiment(Answer):
    """Conversations by analyzed sentiment of the visitor."""

    positive: int
    neutral: int
    negative: int


class Corrected(Answer):
    """Conversations by what was corrected in their analysis."""

    outcome: int
    sentiment: int
    topics: int


class Reviews(Answer):
    """Analyzed conversations that somebody confirmed or corrected."""

    count: int
    corrected: Corrected


class UsageOfAnalyses(Answer):
    """What analyses by a model used: tokens, the total in US dollars of those with a known price, and their average;
    null if there is none."""

    input_tokens: int = 0
    output_tokens: int = 0
    priced: int = 0
    cost: float | None = None
    cost_per_analysis: float | None = None


class Kept(Answer):
    """How often a target was met, and missed."""

    met: int = 0
    missed: int = 0

    @property
    def share(self) -> float | None:
        """The percentage that was met."""
        number = self.met + self.missed
        return round(100 * self.met / number, 1) if number else None


class TargetFigures(Answer):
    """How often the workspace's targets were met, and missed."""

    first_response: Kept = Field(default_factory=Kept)
    resolution: Kept = Field(default_factory=Kept)


class BusinessTimes(Answer):
    """The same times in business hours, since the workspace has had any."""

    first_response_time: Duration
    resolution_time: Duration


def _none() -> Duration:
    return Duration(count=0, mean=None, median=None, p90=None)


class Measures(Answer):
    """The figures of a period, an agent or a site."""

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
    reviews: Reviews
    # Figures of earlier versions have none of these.
    business_times: BusinessTimes | None = None
    targets: TargetFigures = Field(default_factory=TargetFigures)
    usage: UsageOfAnalyses = Field(default_factory=UsageOfAnalyses)
    queue_time: Duration = Field(default_factory=_none)
    abandoned: int = 0


class Part(Measures):
    """The figures of one part of the report's period."""

    from_: str = Field(alias="from")
    to: str


class OfAgent(Measures):
    """An agent's figures; `name` is null if the agent has been removed."""

    agent_id: str
    name: str | None


class OfSite(Measures):
    """A site's figures."""

    site_id: str
    name: str | None


class OfTeam(Measures):
    """A team's figures: the sum of what is credited to its present members, and `abandoned` conversations that waited
    for the team."""

    team_id: str
    name: str


class OfLabel(Answer):
    """The closed conversations that have a label, their ratings, and how often their targets were met and missed;
    `name` is null if the label has been deleted."""

    label_id: str
    name: str | None
    closed: int
    resolution_time: Duration
    csat: Csat
    targets: TargetFigures = Field(default_factory=TargetFigures)


class CannedReplyUse(Answer):
    """How often agents sent a message with one of the workspace's canned replies."""

    shortcode: str
    count: int


class Topic(Answer):
    """In how many analyzed conversations a topic came up, with their outcomes."""

    topic: str
    count: int
    outcomes: Outcomes
    sentiment: Sentiment


class DayVolume(Answer):
    """Conversations and messages of a day."""

    date: str
    conversations: int
    visitor_messages: int
    agent_messages: int


class WeekdayHours(Answer):
    """Monday to Sunday, each with 24 hours of the workspace's time zone."""

    conversations: list[list[int]]
    messages: list[list[int]]


class Volume(Answer):
    """Conversations and messages over time."""

    by_day: list[DayVolume]
    by_weekday_and_hour: WeekdayHours


class Figures(Measures):
    """All figures of a report."""

    unread: int
    previous: Measures
    volume: Volume
    series: list[Part]
    agents: list[OfAgent]
    sites: list[OfSite]
    topics: list[Topic]
    # Reports from before these counted have none.
    labels: list[OfLabel] = Field(default_factory=list)
    canned_replies: list[CannedReplyUse] = Field(default_factory=list)
    teams: list[OfTeam] = Field(default_factory=list)
