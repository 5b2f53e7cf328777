"""What somebody wrote who answers one of our mails: without what they quote of it, and without their signature.

Our mails that can be answered begin with a line between two arrows. Whatever else a mail program or its language does
with what it quotes, it leaves that line as it is; and above it is, at most, what introduces the quote, which names our
address. So the quote is found in any language, and quotequail is asked only about mails without that line. Of a mail
that somebody forwards, everything stays: it is what they want to show.
"""

import re
from collections.abc import Collection, Sequence

# As much as is looked at: messages have 10,000 characters, and some expressions take the square of a text's length.
LONGEST, LONGEST_LINE = 20_000, 300
MOST_LINES = 500  # in which a quote without our line is looked for
MOST_INTRODUCING = 3  # lines into which what introduces a quote is wrapped
# Our line; or what fills a preview in an inbox, which is before it in the mail's HTML.
_OURS = re.compile("↑ .{1,80} ↑|(?:\u2007?\u034f *){5}")
_HEADER = re.compile(r"[*> ]*[^\W\d_][\w .-]{0,24} ?:\*? ")
_SEPARATOR = re.compile(r"[\W_]*|-{2,}.{0,60}-{2,}")
_ADDRESS = re.compile(r"\S+@\S+")
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"(?<=[?&]token=)[0-9A-Z]{26}\.[0-9A-Z]{26}\.\d+\.[0-9a-f]{64}")
_DEVICE = re.compile(
    r"(?:sent from|get outlook|gesendet (?:mit|von)|von meinem .+ gesendet|outlook für|enviado (?:desde|con)"
    r"|obt(?:ener|én) outlook|envoyé (?:de|depuis|à)|(?:obtenir|télécharge[rz]) outlook|.+[dt][ae]n gönderildi"
    r"|.* ile gönderildi|outlook.+ (?:edinin|indirin))\b.{0,80}",
    re.IGNORECASE,
)


def written(text: str, our_addresses: Collection[str]) -> str:
    """What is new in a mail's text. `our_addresses` are those that our mails come from and lead to."""
    lines = [line.rstrip() for line in text[:LONGEST].splitlines()]
    ours = next((number for number, line in enumerate(lines) if _OURS.search(line)), None)
    if ours is None:
        above, below = _without_our_line(lines, our_addresses)
    else:
        above = _without_introduction(lines[:ours], our_addresses)
        # Where each line of ours is quoted, whatever is not was written below or between.
        below = _unquoted(lines[ours:]) if _is_quoted(lines[ours]) else []
    parts = ("\n".join(_without_signature(part)).strip() for part in (above, below))
    return _CODE.sub("…", "\n\n".join(part for part in parts if part))


def _without_our_line(lines: list[str], our_addresses: Collection[str]) -> tuple[list[str], list[str]]:
    """What is above and below a quote, of a mail without our line: the program has shortened what it quotes, or it is
    no answer at all."""
    import quotequail  # only some mails need it

    begun, others = lines[:MOST_LINES], lines[MOST_LINES:]
    found = quotequail.unwrap("\n".join(line[:LONGEST_LINE] for line in begun))
    if found is None:
        return lines, []
    if found["type"] == "forward" and not _names(found.get("from", ""), our_addresses):
        return lines, []
    above, below = (len(found.get(name, "").splitlines()) for name in ("text_top", "text_bottom"))
    first = next(number for number, line in enumerate(begun) if line)
    if found["type"] == "reply" and not _is_quote(begun[first + above :], our_addresses):
        return lines, []
    last = next(number for number in range(len(begun), 0, -1) if begun[number - 1])
    after = [*begun[last - below :], *others] if below else []  # otherwise the quote may go on in the others
    return _without_introduction(begun[first : first + above], our_addresses), _unquoted(after)


def _is_quote(lines: Sequence[str], our_addresses: Collection[str]) -> bool:
    """Whether lines that begin like "On …, … wrote:" are a quote. quotequail takes them for one, whoever wrote and
    whatever follows, but somebody may tell what they themselves wrote on Monday."""
    introduction = [line for line in lines if line][:MOST_INTRODUCING]
    return _names(" ".join(introduction), our_addresses) or any(map(_is_quoted, lines))


def _without_introduction(lines: list[str], our_addresses: Collection[str]) -> list[str]:
    """The lines without those at their end that introduce the quote after them: "On …, … wrote:", or the quoted mail's
    headers, below a separator. A quote has one introduction: a line above it that ends in a colon was written."""
    lines, is_introduced = list(lines), False
    while lines:
        if _is_quoted(lines[-1]) or _SEPARATOR.fullmatch(lines[-1]):
            is_introduced |= _introducing([lines.pop().lstrip("> ")], our_addresses) > 0
        elif not is_introduced and (number := _introducing(lines, our_addresses)):
            del lines[-number:]
            is_introduced = True
        else:
            break
    return lines


def _introducing(lines: Sequence[str], our_addresses: Collection[str]) -> int:
    """How many lines at the end introduce a quote: one that names our address, and a date, which may be on the line
    above; or a date alone."""
    is_ours = False
    for number in range(1, min(MOST_INTRODUCING, len(lines)) + 1):
        said = " ".join(lines[-number:])
        if not said.endswith((":", "：")) or not lines[-number]:
            break
        is_ours = is_ours or _names(said, our_addresses)
        if _DIGIT.search(_ADDRESS.sub("", said)):
            return number
    if is_ours:
        return 1
    headers = 0
    while headers < len(lines) and _HEADER.match(lines[-1 - headers] + " "):
        headers += 1
    return headers if headers > 1 and _names(" ".join(lines[-headers:]), our_addresses) else 0


def _names(text: str, addresses: Collection[str]) -> bool:
    return any(address in text.lower() for address in addresses)


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _unquoted(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if not _is_quoted(line)]


def _without_signature(lines: Sequence[str]) -> list[str]:
    """Without what follows the line that begins a signature (RFC 3676, 4.3), and which device it was sent from."""
    kept = list(lines[: lines.index("--")] if "--" in lines else lines)
    while kept and (not kept[-1].strip() or _DEVICE.fullmatch(kept[-1].strip()[:LONGEST_LINE])):
        kept.pop()
    return kept
