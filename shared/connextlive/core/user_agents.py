"""What a User-Agent header says, as far as an agent at a desk cares: which browser, which system.

The rules are uap-core's, in `generated/user_agents.py`, which `make generate` writes. To compile all six hundred
expressions would cost more of a start than everything else a session does. So each comes with words of which a
header must have one to match, and is compiled when a header has: for a browser's, that is a dozen or two.
"""

import re
from collections.abc import Iterable

from connextlive.generated.user_agents import BROWSERS, SYSTEMS, Rule

_LONGEST = 1_000  # characters; browsers' own headers end long before
# Several names that uap-core has for what people know by one, and what it says of headers that are none of its own.
_BROWSERS = {
    "Android": "Android Browser",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile WebView": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "DuckDuckGo Mobile": "DuckDuckGo",
    "Edge Mobile": "Edge",
    "Firefox Alpha": "Firefox",
    "Firefox Beta": "Firefox",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "HeadlessChrome": "Chrome",
    "IE": "Internet Explorer",
    "IE Large Screen": "Internet Explorer",
    "IE Mobile": "Internet Explorer",
    "Mobile Safari": "Safari",
    "Mobile Safari UI/WKWebView": "Safari",
    "Opera Coast": "Opera",
    "Opera GX": "Opera",
    "Opera Mini": "Opera",
    "Opera Mobile": "Opera",
    "Opera Neon": "Opera",
    "Opera Tablet": "Opera",
    "Opera Touch": "Opera",
    "QQ Browser Mini": "QQ Browser",
    "QQ Browser Mobile": "QQ Browser",
}
_SYSTEMS = {
    "ATV OS X": "tvOS",
    "Chrome OS": "ChromeOS",
    "Mac OS X": "macOS",
    "Web0S": "webOS",
}
_LINUX = {"Arch Linux", "CentOS", "Debian", "Fedora", "Gentoo", "Kubuntu", "Lubuntu", "Mageia", "Mandriva", "Mint"}
_LINUX |= {"PCLinuxOS", "Puppy", "Red Hat", "SUSE", "Slackware", "Ubuntu", "openSUSE"}
_SYSTEMS |= dict.fromkeys(_LINUX, "Linux")
# Browsers, whatever their headers begin with; others' begin as Netscape's did.
_KNOWN = {*_BROWSERS, *_BROWSERS.values(), "Facebook", "Instagram", "UC Browser"}
# Browsers that other makers have for Apple's phones and tablets alone.
_FOR_IOS = ("CriOS/", "FxiOS/", "EdgiOS/", "OPiOS/", "OPT/", "DuckDuckGo/")


def read(user_agent: str, touch_points: int | None = None) -> tuple[str | None, str | None]:
    """(browser, operating system), each None where the header does not say.

    An iPad calls itself a Macintosh where it asks for pages as a desktop gets them; no Macintosh can be touched.
    """
    header = user_agent[:_LONGEST]
    browser, system = _first(BROWSERS, header), _first(SYSTEMS, header)
    if not header.startswith(("Mozilla/", "Opera/")) and browser not in _KNOWN:
        browser = None  # programs and robots have names in the rules, too
    if system == "Mac OS X":
        is_ipad = (touch_points or 0) > 1 or any(mark in header for mark in _FOR_IOS)
    else:
        is_ipad = system == "iOS" and ("iPad" in header or "Macintosh" in header)
    return _BROWSERS.get(browser or "", browser), "iPadOS" if is_ipad else _SYSTEMS.get(system or "", system)


def _first(rules: Iterable[Rule], header: str) -> str | None:
    """The name by the first rule that matches."""
    lower = header.lower()
    for words, pattern, name in rules:
        if (not words or any(word in lower for word in words)) and (found := re.search(pattern, header)):
            family = name.replace("$1", found[1]) if "$1" in name else name
            return None if family == "Other" else family
    return None
