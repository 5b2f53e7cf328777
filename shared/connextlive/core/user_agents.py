"""Browser and operating system from a User-Agent header, as precisely as agents need.

The rules are uap-core's, in `generated/user_agents.py`, which `make generate` writes. Compiling all six hundred
expressions would take longer than the rest of a session. So each comes with words that a header must contain to match,
and is compiled only if it does: a dozen or two for a browser's header.
"""

import re
from collections.abc import Iterable

from connextlive.generated.user_agents import BROWSERS, SYSTEMS, Rule

_LONGEST = 1_000  # characters; browsers' headers are much shorter
# uap-core's several names for the same product, and its fallback values.
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
# Browsers whose headers do not start with Mozilla/.
_KNOWN = {*_BROWSERS, *_BROWSERS.values(), "Facebook", "Instagram", "UC Browser"}
# Third-party browsers on iOS.
_FOR_IOS = ("CriOS/", "FxiOS/", "EdgiOS/", "OPiOS/", "OPT/", "DuckDuckGo/")


def read(user_agent: str, touch_points: int | None = None) -> tuple[str | None, str | None]:
    """(browser, operating system), each None if the header does not tell.

    An iPad requesting desktop pages claims to be a Macintosh, but no Macintosh has a touch screen.
    """
    header = user_agent[:_LONGEST]
    browser, system = _first(BROWSERS, header), _first(SYSTEMS, header)
    if not header.startswith(("Mozilla/", "Opera/")) and browser not in _KNOWN:
        browser = None  # the rules name programs and robots, too
    if system == "Mac OS X":
        is_ipad = (touch_points or 0) > 1 or any(mark in header for mark in _FOR_IOS)
    else:
        is_ipad = system == "iOS" and ("iPad" in header or "Macintosh" in header)
    return _BROWSERS.get(browser or "", browser), "iPadOS" if is_ipad else _SYSTEMS.get(system or "", system)


def _first(rules: Iterable[Rule], header: str) -> str | None:
    """The name from the first matching rule."""
    lower = header.lower()
    for words, pattern, name in rules:
        if (not words or any(word in lower for word in words)) and (found := re.search(pattern, header)):
            family = name.replace("$1", found[1]) if "$1" in name else name
            return None if family == "Other" else family
    return None
