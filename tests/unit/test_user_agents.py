"""Headers as browsers send them."""

import pytest

from connextlive.user_agents import read

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)
PIXEL = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
IPAD = "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "found"),
    [
        (WINDOWS, ("Chrome", "Windows")),
        (WINDOWS + " Edg/126.0.0.0", ("Edge", "Windows")),
        (PIXEL + " Chrome/126.0.0.0 Mobile Safari/537.36 EdgA/126.0", ("Edge", "Android")),
        (IPHONE + " Version/17.0 EdgiOS/126.0 Mobile/15E148 Safari/604.1", ("Edge", "iOS")),
        (WINDOWS + " OPR/111.0.0.0", ("Opera", "Windows")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", ("Firefox", "Linux")),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/126.0 Safari/537.36",
            ("Chrome", "ChromeOS"),
        ),
        (PIXEL + " Chrome/126.0.0.0 Mobile Safari/537.36", ("Chrome", "Android")),
        (PIXEL + " SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", ("Samsung Internet", "Android")),
        (MAC + " Version/17.5 Safari/605.1.15", ("Safari", "macOS")),
        (IPHONE + " Version/17.5 Mobile/15E148 Safari/604.1", ("Safari", "iOS")),
        (IPHONE + " CriOS/126.0 Mobile/15E148 Safari/604.1", ("Chrome", "iOS")),
        (IPHONE + " FxiOS/127.0 Mobile/15E148 Safari/605.1.15", ("Firefox", "iOS")),
        (IPAD + " Version/12.1.2 Mobile/15E148 Safari/604.1", ("Safari", "iPadOS")),
        ("curl/8.5.0", (None, None)),
        ("", (None, None)),
    ],
)
def test_browser_and_system_are_read(user_agent: str, found: tuple[str | None, str | None]) -> None:
    assert read(user_agent) == found
