"""A mail's HTML as text: what is quoted begins with `> `, as in a mail of text alone."""

import re
from collections.abc import Mapping

MOST = 200_000  # characters that are read: far more than a message has, quoted ones included
PICTURE = "\ufffc"  # stands for a picture, followed by the ID of its part and a space
_SPACED = {"h1", "h2", "h3", "h4", "h5", "h6", "p"}  # with a blank line after them
_BLOCKS = _SPACED | {
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "div",
    "dl",
    "footer",
    "form",
    "header",
    "hr",
}
_BLOCKS |= {"dd", "dt", "main", "nav", "ol", "pre", "section", "table", "tr", "ul"}
_UNSEEN = {"head", "script", "style", "template", "title"}
_DEEPEST = 5  # quotes in quotes that can be told apart
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
# How mail programs mark a signature: Gmail, Outlook, Outlook for phones, Thunderbird.
_SIGNATURE = re.compile(r"\b(?:gmail_signature|Signature|ms-outlook-mobile-signature|moz-signature)\b")
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def text_of(html: str) -> str:
    """The text of a mail's HTML, without its signature, and with the pictures that it shows."""
    from lxml import etree  # few mails have nothing but HTML

    # In C, because of some mails Python's own parser takes the square of their length.
    parser = etree.HTMLParser(target=_Reader(), no_network=True)
    parser.feed(html[:MOST] or " ")
    return str(parser.close())


class _Reader:
    """What lxml's parser tells of elements as it reads them."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = self._preformatted = self._unseen = 0
        self._link = ""

    def close(self) -> str:
        self._end_line()
        return "\n".join(self._lines)

    def comment(self, text: str) -> None: ...

    def start(self, tag: str, said: Mapping[str, str]) -> None:
        if self._unseen or tag in _UNSEEN or self._is_hidden(said):
            self._unseen += 1
            return
        if tag in _BLOCKS or tag == "li":
            self._end_line()
        if tag == "br":
            self._end_line(even_empty=True)
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "li":
            self._line.append("- ")
        elif tag == "a":
            self._link = said.get("href", "")
        elif tag in ("td", "th"):
            self._line.append(" ")
        elif tag == "img" and said.get("src", "").startswith("cid:"):
            self._line.append(f"{PICTURE}{said['src'][4:]} ")

    def end(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
            return
        if tag in _BLOCKS or tag == "li":
            self._end_line()
            if tag in _SPACED:
                self._end_line(even_empty=True)
        if tag == "blockquote":
            self._quotes -= 1
        elif tag == "pre":
            self._preformatted -= 1
        elif tag == "a":
            self._say_link()

    def data(self, text: str) -> None:
        if self._unseen:
            return
        if self._preformatted:
            first, *others = text.split("\n")
            self._line.append(first)
            for line in others:
                self._end_line(even_empty=True)
                self._line.append(line)
            return
        text = _BLANKS.sub(" ", text)
        if not self._line or self._line[-1].endswith(" "):
            text = text.lstrip(" ")
        if text:
            self._line.append(text)

    def _is_hidden(self, said: Mapping[str, str]) -> bool:
        is_signature = any(_SIGNATURE.search(said.get(name, "")) for name in ("class", "id"))
        return is_signature or "hidden" in said or bool(_HIDDEN.search(said.get("style", "")))

    def _say_link(self) -> None:
        """Where a link leads, if its text does not say so."""
        link, self._link = self._link, ""
        if link.startswith(("https://", "http://")):
            line = "".join(self._line).rstrip()
            if not line.endswith(link.rstrip("/")):
                self._line = [f"{line} ({link})"]

    def _end_line(self, *, even_empty: bool = False) -> None:
        line, self._line = "".join(self._line), []
        line = line if self._preformatted else line.strip()
        if line or (even_empty and self._lines and self._lines[-2:] != ["", ""]):
            self._lines.append(f"{'> ' * min(self._quotes, _DEEPEST)}{line}".rstrip())
