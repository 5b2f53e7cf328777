"""A report as a page: one file, no scripts, nothing loaded from anywhere; dark or light as the reader has it, and fit
to be printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from html import escape

from connextlive.core import zones
from connextlive.core.direction import isolated
from connextlive.reports.figures import Order
from connextlive.reports.schemas.figures import Duration, Figures, Measures
from connextlive.reports.words import Words

MOST_ROWS = 30  # of agents, sites and topics; the table beside the page has all of them
MOST_BARS = 92
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 960, 240, 40, 24, 8


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the figures."""

    order: Order
    workspace: str
    language: str
    timezone: str
    made_at: str


def of(frame: Frame, figures: Figures) -> str:
    """The whole page."""
    words, order = Words(frame.language), frame.order
    title = f"{words['title']}: {isolated(frame.workspace)}, {words.range(order.first, order.last)}"
    made = datetime.fromisoformat(frame.made_at).astimezone(zones.of(frame.timezone))
    about = [f"{words['zone']} {frame.timezone}", f"{words['made']} {words.moment(made)}"]
    if order.agent_id:
        about.insert(0, f"{words['agent']}: {isolated(order.agents.get(order.agent_id) or words['former'])}")
    if order.site_id:
        about.insert(0, f"{words['site']}: {isolated(order.sites.get(order.site_id) or order.site_id)}")
    sections = [
        _tiles(words, figures),
        _section(words["volume"], _volume(words, figures), "wide"),
        _section(words["times"], _times(words, figures)),
        _section(words["csat"], _stars(words, figures)),
        _section(words["hours"], _hours(words, figures), "wide"),
        _section(words["outcomes"], _outcomes(words, figures)),
        _section(words["topics"], _topics(words, figures)),
    ]
    if not order.agent_id:
        rows = [(agent.name or words["former"], agent) for agent in figures.agents]
        sections.append(_section(words["agents"], _people(words, words["agent"], rows), "wide"))
    if not order.site_id and len(figures.sites) > 1:
        sites = [(site.name or site.site_id, site) for site in figures.sites]
        sections.append(_section(words["sites"], _people(words, words["site"], sites), "wide"))
    return f"""<!doctype html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<p class="kind">{words["title"]}</p>
<h1 dir="auto">{escape(frame.workspace)}</h1>
<p class="range">{words.range(order.first, order.last)}</p>
<p class="about">{escape(" · ".join(about))}</p>
</header>
<main>
{"".join(sections)}
</main>
<footer>{words["footnote"]}</footer>
</body>
</html>
"""


def _section(title: str, content: str, kind: str = "") -> str:
    return f'<section class="card {kind}"><h2>{title}</h2>{content}</section>\n'


# ── The figures at a glance ──────────────────────────────────────────────────────────────────────────────────────────


def _tiles(words: Words, now: Figures) -> str:
    was = now.previous
    first, resolution = now.first_response_time, now.resolution_time
    return (
        '<section class="tiles">'
        + _tile(
            words["conversations"],
            words.number(now.conversations),
            _change(words, now.conversations, was.conversations),
        )
        + _tile(
            f"{words['first']} · {words['median']}",
            words.duration(first.median),
            _change(words, first.median, was.first_response_time.median, less_is_better=True),
            f"{words['p90']} {words.duration(first.p90)}" if first.count else "",
        )
        + _tile(
            f"{words['resolution']} · {words['median']}",
            words.duration(resolution.median),
            _change(words, resolution.median, was.resolution_time.median, less_is_better=True),
            f"{words['p90']} {words.duration(resolution.p90)}" if resolution.count else "",
        )
        + _tile(
            words["csat"],
            words.percent(now.csat.score),
            _change(words, now.csat.score, was.csat.score, is_percent=True),
            f"{words.number(now.csat.count)} {words['ratings']}",
        )
        + _tile(words["unread"], words.number(now.unread))
        + _tile(
            words["reopened"],
            words.number(now.reopened),
            _change(words, now.reopened, was.reopened, less_is_better=True),
        )
        + "</section>\n"
    )


def _tile(name: str, value: str, change: str = "", more: str = "") -> str:
    return (
        f'<div class="tile"><p class="name">{name}</p><p class="value">{value}</p>'
        f'<p class="more">{" · ".join(part for part in (change, more) if part)}</p></div>'
    )


def _change(
    words: Words, now: float | None, was: float | None, less_is_better: bool = False, is_percent: bool = False
) -> str:
    """An arrow, and by how much; nothing where there is nothing to compare with."""
    if now is None or was is None or (not is_percent and not was):
        return ""
    change = now - was if is_percent else 100 * (now - was) / was
    if round(change) == 0:
        return f'<span class="same" title="{words["before"]}">±0</span>'
    mood = "good" if (change < 0) == less_is_better else "bad"
    arrow = "▲" if change > 0 else "▼"
    amount = words.number(abs(change)) if is_percent else words.percent(abs(change))
    return f'<span class="{mood}">{arrow} {amount}</span>'


# ── Charts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _volume(words: Words, figures: Figures) -> str:
    """Bars of conversations: by the report's parts, or weeks of days where they would be too thin to tell apart."""
    bars = [(part.from_, part.to, part.conversations) for part in figures.series]
    if len(bars) > MOST_BARS:
        weeks = [bars[start : start + 7] for start in range(0, len(bars), 7)]
        bars = [(week[0][0], week[-1][1], sum(bar[2] for bar in week)) for week in weeks]
    most = max(bar[2] for bar in bars)
    if not most:
        return _nothing(words)
    top = _round_up(most)
    step = (WIDTH - LEFT) / len(bars)
    scale = (HEIGHT - BOTTOM - TOP) / top
    drawn = []
    for tick in sorted({0, top // 2, top} if top % 2 == 0 else {0, top}):
        y = HEIGHT - BOTTOM - tick * scale
        drawn.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        drawn.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{words.number(tick)}</text>')
    every = -(-len(bars) // 10)
    for position, (first, last, number) in enumerate(bars):
        x, high = LEFT + position * step, number * scale
        width = min(step * 0.78, 48)
        name = words.range(date.fromisoformat(first), date.fromisoformat(last))
        drawn.append(
            f'<rect class="bar" x="{x + (step - width) / 2:.1f}" y="{HEIGHT - BOTTOM - high:.1f}" width="{width:.1f}" '
            f'height="{high:.1f}" rx="2"><title>{name}: {words.number(number)}</title></rect>'
        )
        if position % every == 0:
            label = words.day(date.fromisoformat(first), with_year=False)
            drawn.append(f'<text x="{x + step / 2:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{label}</text>')
    summary = (
        f"{words['closed']} <b>{words.number(figures.closed)}</b> · "
        f"{words['unanswered']} <b>{words.number(figures.unanswered)}</b> · {words['messages']}: "
        f"{words['of_visitors']} <b>{words.number(figures.visitor_messages)}</b>, "
        f"{words['of_agents']} <b>{words.number(figures.agent_messages)}</b>"
    )
    return _svg(WIDTH, HEIGHT, words["volume"], drawn) + f'<p class="more">{summary}</p>'


def _round_up(most: int) -> int:
    """The end of an axis: 1, 2, 4, 6, 8 or 10 of the fitting power of ten."""
    power = 1
    while most > 10 * power:
        power *= 10
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= most)


def _hours(words: Words, figures: Figures) -> str:
    week = figures.volume.by_weekday_and_hour.messages
    most = max(map(max, week))
    if not most:
        return _nothing(words)
    left, cell, high = 44, (WIDTH - 44) / 24, 26
    drawn = []
    for day, hours in enumerate(week):
        y = day * high
        drawn.append(f'<text x="{left - 8}" y="{y + 17}" text-anchor="end">{words.weekdays[day]}</text>')
        for hour, number in enumerate(hours):
            depth = f' style="fill-opacity:{0.12 + 0.88 * number / most:.2f}"' if number else ""
            when = f"{words.weekdays[day]} {words.clock(time(hour))}"
            drawn.append(
                f'<rect class="{"cell" if number else "empty"}"{depth} x="{left + hour * cell:.1f}" y="{y}" '
                f'width="{cell - 2:.1f}" height="{high - 2}" rx="2">'
                f"<title>{when}: {words.number(number)}</title></rect>"
            )
    drawn += [
        f'<text x="{left + (hour + 0.5) * cell:.1f}" y="{7 * high + 15}" text-anchor="middle">'
        f"{words.clock(time(hour))}</text>"
        for hour in range(0, 24, 3)
    ]
    return _svg(WIDTH, 7 * high + 22, words["hours"], drawn)


def _stars(words: Words, figures: Figures) -> str:
    csat = figures.csat
    if not csat.count:
        return _nothing(words)
    rows = [
        (
            f"{'★' * stars}{'☆' * (5 - stars)}",
            csat.stars[stars - 1],
            "good" if stars >= 4 else "plain" if stars == 3 else "bad",
        )
        for stars in range(5, 0, -1)
    ]
    return _lines(words, rows) + (
        f'<p class="more">{words["mean"]} <b>{words.number(csat.average or 0, 2)}</b> · '
        f"<b>{words.number(csat.count)}</b> {words['ratings']}</p>"
    )


def _lines(words: Words, rows: list[tuple[str, int, str]]) -> str:
    """Lying bars with a name and a number each."""
    most = max(number for _, number, _ in rows) or 1
    drawn = [
        f'<tr><th><bdi>{escape(name)}</bdi></th><td class="line"><span class="{kind}" '
        f'style="width:{100 * number / most:.1f}%"></span></td><td class="number">{words.number(number)}</td></tr>'
        for name, number, kind in rows
    ]
    return f'<table class="lines">{"".join(drawn)}</table>'


def _outcomes(words: Words, figures: Figures) -> str:
    if not figures.analysed:
        return _nothing(words)
    outcomes, mood = figures.outcomes, figures.sentiment
    return (
        _lines(
            words,
            [
                (words["resolved"], outcomes.resolved, "good"),
                (words["partial"], outcomes.partial, "plain"),
                (words["unresolved"], outcomes.unresolved, "bad"),
            ],
        )
        + f"<h2>{words['sentiment']}</h2>"
        + _lines(
            words,
            [
                (words["positive"], mood.positive, "good"),
                (words["neutral"], mood.neutral, "plain"),
                (words["negative"], mood.negative, "bad"),
            ],
        )
    )


def _topics(words: Words, figures: Figures) -> str:
    topics = figures.topics[:12]
    return _lines(words, [(topic.topic, topic.count, "main") for topic in topics]) if topics else _nothing(words)


# ── Tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _times(words: Words, figures: Figures) -> str:
    def row(name: str, of: Duration) -> str:
        cells = [words.duration(of.median), words.duration(of.mean), words.duration(of.p90), words.number(of.count)]
        return f"<tr><th>{name}</th>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    heads = "".join(f"<th>{words[name]}</th>" for name in ("median", "mean", "p90", "number"))
    return (
        f'<div class="scroll"><table><thead><tr><td></td>{heads}</tr></thead><tbody>'
        + row(words["first"], figures.first_response_time)
        + row(words["reply"], figures.reply_time)
        + row(words["resolution"], figures.resolution_time)
        + "</tbody></table></div>"
    )


def _people(words: Words, what: str, rows: Sequence[tuple[str, Measures]]) -> str:
    """Agents or sites, the busiest first."""
    if not rows:
        return _nothing(words)
    median = words["median"]
    heads = [
        words["conversations"],
        words["of_agents"],
        f"{words['first']}, {median}",
        f"{words['resolution']}, {median}",
        words["reopened"],
        words["csat"],
    ]
    drawn = []
    for name, one in rows[:MOST_ROWS]:
        cells = [
            words.number(one.conversations),
            words.number(one.agent_messages),
            words.duration(one.first_response_time.median),
            words.duration(one.resolution_time.median),
            words.number(one.reopened),
            f"{words.percent(one.csat.score)} ({words.number(one.csat.count)})" if one.csat.count else "–",
        ]
        drawn.append(
            f"<tr><th><bdi>{escape(name)}</bdi></th>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        )
    return (
        f'<div class="scroll"><table><thead><tr><th>{what}</th>'
        f"{''.join(f'<th>{head}</th>' for head in heads)}</tr></thead>"
        f"<tbody>{''.join(drawn)}</tbody></table></div>"
    )


def _nothing(words: Words) -> str:
    return f'<p class="nothing">{words["nothing"]}</p>'


def _svg(width: int, height: int, name: str, drawn: list[str]) -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(name)}">{"".join(drawn)}</svg>'


STYLE = """
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f6f9, #12151b); --card: light-dark(#fff, #1b2029); --text: light-dark(#1a2230, #e7ebf2);
  --muted: light-dark(#5a6678, #9aa7ba); --line: light-dark(#e3e8ef, #2c3442); --main: light-dark(#2563eb, #6ea0ff);
  --good: light-dark(#15803d, #5fd08a); --bad: light-dark(#c2341d, #ff8f78); --plain: light-dark(#94a3b8, #64748b);
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 32px 24px 48px; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; }
header { border-left: 5px solid var(--main); padding-left: 18px; margin-bottom: 28px; }
header p { margin: 0; }
.kind { color: var(--main); font-weight: 650; letter-spacing: .06em; text-transform: uppercase; font-size: 12px; }
h1 { margin: 2px 0 0; font-size: 30px; line-height: 1.2; overflow-wrap: anywhere; }
.range { font-size: 18px; }
.about, .more, footer { color: var(--muted); font-size: 13px; }
main { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
.card, .tile { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px;
  break-inside: avoid; }
.wide, .tiles { grid-column: 1 / -1; }
.tiles { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 16px; }
.tile p { margin: 0; }
.tile .name { color: var(--muted); font-size: 13px; }
.tile .value { font-size: 30px; font-weight: 650; line-height: 1.3; }
.tile .more { min-height: 1.5em; }
h2 { margin: 0 0 12px; font-size: 15px; }
table + h2 { margin-top: 20px; }
.card > .more { margin: 12px 0 0; }
.more b { color: var(--text); }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--muted); font-size: 12px; }
.grid { stroke: var(--line); }
.bar, .cell { fill: var(--main); }
.empty { fill: var(--line); fill-opacity: .5; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { padding: 7px 0 7px 12px; text-align: right; border-top: 1px solid var(--line); font-weight: 400;
  white-space: nowrap; }
th:first-child, thead th { white-space: normal; }
th:first-child { text-align: left; padding-left: 0; overflow-wrap: anywhere; }
thead th { color: var(--muted); font-size: 12px; border-top: 0; vertical-align: bottom; }
.lines th, .lines td { border: 0; padding: 4px 0; }
.lines th { width: 34%; padding-right: 10px; }
.lines .number { width: 4.5em; }
.line span { display: block; height: 12px; border-radius: 3px; background: var(--plain); min-width: 1px; }
.line .main { background: var(--main); }
.good { color: var(--good); } .bad { color: var(--bad); }
.line .good { background: var(--good); } .line .bad { background: var(--bad); }
.nothing { color: var(--muted); margin: 0; }
footer { margin-top: 24px; }
@media (max-width: 720px) { main, .tiles { grid-template-columns: minmax(0, 1fr); } }
@media print {
  :root { color-scheme: light; }
  @page { margin: 14mm; }
  body { padding: 0; max-width: none; background: #fff; font-size: 12px; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
