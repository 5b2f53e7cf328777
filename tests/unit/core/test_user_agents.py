"""Headers as sent by browsers, and uap-core's own test cases."""

import json
import time
from pathlib import Path

import pytest

from connextlive.core.user_agents import read

CASES = json.loads((Path(__file__).parent / "uap_core.json").read_text(encoding="utf-8"))

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
        (MAC + " CriOS/126 Version/17.5 Safari/605.1.15", ("Chrome", "iPadOS")),
        (MAC + " EdgiOS/126 Version/17.5 Safari/605.1.15", ("Edge", "iPadOS")),
        (MAC + " FxiOS/128.0 Safari/605.1.15", ("Firefox", "iPadOS")),
        (IPHONE + " OPiOS/8.0.1.80062 Mobile/11D201 Safari/9537.53", ("Opera", "iOS")),
        (PIXEL + " Chrome/145.0.7632.79 Mobile Safari/537.36 OPX/2.9", ("Opera", "Android")),
        (PIXEL + " Chrome/145.0.7632.79 Safari/537.36 OPT/2.9", ("Opera", "Android")),
        (IPHONE + " Mobile/15E148 [FBAN/FBIOS;FBAV/465.0.0]", ("Facebook", "iOS")),
        (IPHONE + " Mobile/15E148", ("Safari", "iOS")),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", ("Firefox", "Linux")),
        (IPAD + " Version/12.1.2 Mobile/15E148 Safari/604.1", ("Safari", "iPadOS")),
        ("curl/8.5.0", (None, None)),
        ("", (None, None)),
    ],
)
def test_browser_and_system_are_read(user_agent: str, found: tuple[str | None, str | None]) -> None:
    assert read(user_agent) == found


def test_browsers_of_uap_cores_cases_are_read() -> None:
    wrong = [(name, header) for name, header in CASES["browsers"] if read(header)[0] != name]
    assert (len(CASES["browsers"]), wrong) == (202, [])


def test_systems_of_uap_cores_cases_are_read() -> None:
    def expected(name: str, header: str) -> str:
        # uap-core knows no iPadOS
        return "iPadOS" if name == "iOS" and ("iPad" in header or "Macintosh" in header) else name

    wrong = [(name, header) for name, header in CASES["systems"] if read(header)[1] != expected(name, header)]
    assert (len(CASES["systems"]), wrong) == (351, [])


@pytest.mark.parametrize("header", [IPAD, MAC + " CriOS/126 Version/17.5 Safari/605.1.15", WINDOWS])
def test_a_touch_screen_turns_only_a_macintosh_into_an_ipad(header: str) -> None:
    assert read(header, 5) == read(header)


@pytest.mark.parametrize("words", ["MozillaAndroid", "Mozilla Mobile ", "botAndroid", "a", "Version/ iPhone "])
def test_a_header_that_is_made_to_be_slow_is_not(words: str) -> None:
    began = time.process_time()
    read(words * 2_000)
    assert time.process_time() - began < 0.2
