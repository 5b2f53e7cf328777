"""A mail's content, and its two forms: plain text, and HTML that mail clients show alike.

Mail clients know tables and styles on each element, and little else: no scripts, no style sheets that one could rely
on, no pictures before somebody allows them. A dark mode turns the colours; where a client lets us say how, we do.
"""

from dataclasses import dataclass
from html import escape
from textwrap import indent

from connextlive.core.direction import is_right_to_left, isolated


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name; what it was before stands beside it."""

    name: str
    value: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says, in the order in which it is read. Every text is plain.

    `preview` is what an inbox shows beside the subject, `fallback` what stands above the address for those whose client
    shows no button; `more` are further links, and what they are."""

    language: str
    sender: str
    subject: str
    preview: str
    greeting: str
    paragraphs: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    action: str
    link: str
    fallback: str
    more: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def as_text(letter: Letter) -> str:
    """The plain text; the link stands on a line of its own."""
    said = [f"{quote.author}:\n{indent(quote.text, '> ', lambda line: True)}" for quote in letter.quotes]
    width = max((len(figure.name) for figure in letter.figures), default=0)
    table = [f"{figure.name + ':':<{width + 2}}{figure.value}  ({figure.before})" for figure in letter.figures]
    parts = [letter.greeting, *letter.paragraphs, *said, "\n".join(table), f"{letter.action}:", letter.link]
    more = [f"{what}: {link}" for what, link in letter.more]
    return "\n\n".join(part for part in [*parts, *more, *letter.notes, f"-- \n{letter.sender}"] if part) + "\n"


def as_html(letter: Letter) -> str:
    """The HTML part, all of it in one file and nothing to be loaded."""
    paragraphs = "".join(
        _PARAGRAPH.format(text=_lines(text), dir=_dir(text)) for text in (letter.greeting, *letter.paragraphs)
    )
    quotes = "".join(
        _QUOTE.format(author=escape(isolated(one.author)), text=_lines(one.text), dir=_dir(one.text))
        for one in letter.quotes
    )
    rows = "".join(
        _FIGURE.format(name=escape(one.name), value=escape(one.value), before=escape(one.before))
        for one in letter.figures
    )
    more = "".join(_NOTE.format(_MORE.format(link=escape(link), what=escape(what))) for what, link in letter.more)
    notes = more + "".join(_NOTE.format(_lines(text)) for text in letter.notes)
    return _PAGE.format(
        language=escape(letter.language),
        subject=escape(letter.subject),
        # What follows the preview in an inbox would else be the beginning of the letter.
        preview=escape(letter.preview) + "&#8199;&#847; " * 40,
        sender=escape(letter.sender),
        body=paragraphs + quotes + (_FIGURES.format(rows) if rows else ""),
        link=escape(letter.link),
        action=escape(letter.action),
        fallback=escape(letter.fallback),
        notes=notes,
        font=_FONT,
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _dir(text: str) -> str:
    """Said outright: not every mail client works out dir="auto"."""
    return "rtl" if is_right_to_left(text) else "ltr"


_FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_PARAGRAPH = f"""\
<p class="ink" dir="{{dir}}" style="margin:0 0 16px;{_FONT};font-size:16px;line-height:24px;color:#1f2937">\
{{text}}</p>"""
_NOTE = f'<p class="dim" style="margin:16px 0 0;{_FONT};font-size:13px;line-height:20px;color:#6b7280">{{}}</p>'
_MORE = '<a class="address" href="{link}" style="color:#2563eb">{what}</a>'
_QUOTE = f"""\
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px"><tr>
<td class="quote ink" style="padding:12px 16px;background:#f3f4f6;border-left:4px solid #2563eb;{_FONT};\
font-size:16px;line-height:24px;color:#1f2937;word-break:break-word">\
<strong class="dim" style="font-size:13px;color:#6b7280">{{author}}</strong><br>\
<span dir="{{dir}}" style="display:block;unicode-bidi:plaintext">{{text}}</span></td></tr></table>
"""
_FIGURES = """\
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px">{}</table>
"""
_FIGURE = f"""\
<tr><td class="ink line" style="padding:10px 0;border-bottom:1px solid #e5e7eb;{_FONT};font-size:15px;line-height:22px;\
color:#1f2937">{{name}}</td>
<td class="ink line" align="right" style="padding:10px 0;border-bottom:1px solid #e5e7eb;{_FONT};font-size:15px;\
line-height:22px;color:#1f2937;white-space:nowrap"><strong>{{value}}</strong><br>\
<span class="dim" style="font-size:12px;line-height:16px;color:#6b7280">{{before}}</span></td></tr>
"""
_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
:root {{ color-scheme: light dark; supported-color-schemes: light dark; }}
@media (prefers-color-scheme: dark) {{
  .page {{ background: #111827 !important; }}
  .sheet {{ background: #1f2937 !important; }}
  .ink {{ color: #f3f4f6 !important; }}
  .dim {{ color: #9ca3af !important; }}
  .quote {{ background: #374151 !important; }}
  .line {{ border-color: #374151 !important; }}
  .address {{ color: #93c5fd !important; }}
}}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f3f4f6">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{preview}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" \
style="background:#f3f4f6"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="sheet" width="560" cellpadding="0" cellspacing="0" border="0" \
style="width:100%;max-width:560px;background:#ffffff;border-radius:8px">
<tr><td class="ink line" style="padding:20px 32px;border-bottom:1px solid #e5e7eb;{font};font-size:15px;\
line-height:20px;font-weight:600;color:#1f2937">{sender}</td></tr>
<tr><td style="padding:28px 32px 32px">
{body}
<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px"><tr>
<td align="center" bgcolor="#2563eb" style="background:#2563eb;border-radius:6px">
<a href="{link}" style="display:inline-block;padding:12px 24px;{font};font-size:16px;line-height:24px;font-weight:600;\
color:#ffffff;text-decoration:none">{action}</a></td></tr></table>
<p class="dim" style="margin:0;{font};font-size:13px;line-height:20px;color:#6b7280">{fallback}<br>
<a class="address" href="{link}" style="color:#2563eb;word-break:break-all">{link}</a></p>
{notes}
</td></tr></table>
</td></tr></table>
</body>
</html>
"""
