"""How fast the console is: `make bench-console`, ARGS="--before COMMIT" to compare with another commit's.

Starts a stack of its own in a temporary folder for each of both, makes fifty conversations, and has Chromium open the
console with an empty cache and a slow connection, then with 5,000 conversations and a thread of 5,000 messages. A busy
machine makes times longer: both are measured in turn, so that their ratio says more than either.
"""

import argparse
import os
import re
import shutil
import statistics
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, sync_playwright

from benchmarks import ROOT
from benchmarks.console.figures import KILOBITS, LATENCY, PAGE, Login, Long, Start, long, start
from benchmarks.running import stack
from tools.commands import output

PASSWORD = "correct horse 1"


@contextmanager
def working_copy(commit: str) -> Iterator[Path]:
    """A commit's files, with our environments."""
    with tempfile.TemporaryDirectory() as folder:
        archive = f"{folder}/files.tar"
        output(["git", "archive", f"--output={archive}", commit])
        with tarfile.open(archive) as tree:
            tree.extractall(f"{folder}/files", filter="data")
        (Path(folder) / "files" / ".venv").symlink_to((ROOT / ".venv").resolve())
        yield Path(folder) / "files"


def login_at(url: str) -> Login:
    """A new workspace's agent, who has answered fifty visitors."""
    http = httpx.Client(base_url=url, timeout=60)

    def call(method: str, path: str, body: Any = None, token: str = "", **headers: str) -> Any:
        if token:
            headers["Authorization"] = f"Bearer {token}"
        answer = http.request(method, path, json=body, headers=headers)
        answer.raise_for_status()
        return answer.json()

    owner = {"companyName": "Bench", "name": "Olivia", "email": "owner@example.com", "password": PASSWORD}
    token = call("POST", "/api/auth/register", owner)["token"]
    key = call("POST", "/api/tenant/api-keys", {"name": "Widget"}, token)["plainKey"]
    call("POST", "/api/tenant/agents", {"name": "Bob", "email": "agent@example.com"}, token)
    invitation = None
    for _ in range(100):
        mails = [mail for mail in call("GET", "/local/emails")["emails"] if "agent@example.com" in mail["to"]]
        if mails and (invitation := re.search(r"[?&]token=([^\s\"'&<>)]+)", mails[-1]["text"])):
            break
        time.sleep(0.2)
    assert invitation, "no mail for the agent"
    kept = call("POST", "/api/auth/accept-invite", {"token": invitation[1], "password": PASSWORD})
    for number in range(PAGE):
        visitor = call("POST", "/api/widget/sessions", {"userName": f"Visitor {number}"}, **{"X-API-Key": key})
        text = f"Hello, do you ship order number {number * 7919} to Norway, and what would that cost?"
        said = call("POST", "/api/widget/messages", {"content": text}, visitor["token"])
        path = f"/api/agent/conversations/{said['conversation']['id']}/messages"
        call("POST", path, {"content": "Hello! Yes, we do."}, kept["token"])
    return Login({name: kept[name] for name in ("token", "user", "expiresAt")})


def measured(browser: Browser, urls: list[tuple[str, Login]], rounds: int) -> list[tuple[Start, Long]]:
    """In turn; the best of some rounds, because what else runs makes none faster."""
    starts: list[list[Start]] = [[] for _ in urls]
    longs: list[list[Long]] = [[] for _ in urls]
    for _ in range(rounds):
        for number, (url, login) in enumerate(urls):
            starts[number].append(start(browser, url, login))
            longs[number].append(long(browser, url, login))
    return [
        (
            Start(*(min(getattr(one, name) for one in first) for name in Start.__dataclass_fields__)),
            Long(*(min(getattr(one, name) for one in second) for name in Long.__dataclass_fields__)),
        )
        for first, second in zip(starts, longs, strict=True)
    ]


def table(found: list[tuple[Start, Long]], names: list[str]) -> str:
    rows = [
        (f"first row at {KILOBITS} kb/s and {LATENCY} ms, s", [one.first_row for one, _ in found], 1),
        ("bytes until then, KB", [one.kilobytes for one, _ in found], 0),
        ("of these scripts, KB", [one.scripts for one, _ in found], 0),
        ("the page's CPU until then, s", [one.cpu for one, _ in found], 2),
        ("frame of a list of 5,000, p95, ms", [one.frame for _, one in found], 1),
        ("CPU of such a frame, ms", [one.frame_work for _, one in found], 1),
        ("a thread of 5,000 opens, ms", [one.opened for _, one in found], 0),
        ("key in a thread of 5,000, p95, ms", [one.key for _, one in found], 0),
        ("CPU of such a key, ms", [one.key_work for _, one in found], 1),
    ]
    lines = [" | ".join(["", *names, *(["ratio"] if len(names) > 1 else [])]), "|".join(["---"] * (len(names) + 2))]
    for name, values, digits in rows:
        ratio = [f"{values[-1] / values[0]:.2f}"] if len(values) > 1 and values[0] else []
        lines.append(" | ".join([name, *(f"{value:.{digits}f}" for value in values), *ratio]))
    return "\n".join(f"| {line} |" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", metavar="COMMIT")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with ExitStack() as held:
        roots = [ROOT] if not args.before else [held.enter_context(working_copy(args.before)), ROOT]
        urls = []
        for root in roots:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
            url = held.enter_context(stack(folder, root)).url
            urls.append((url, login_at(url)))
        playwright = held.enter_context(sync_playwright())
        found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        chromium = os.environ.get("CHROMIUM") or found
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        load = [os.getloadavg()[0]]
        figures = measured(browser, urls, args.rounds)
        load.append(os.getloadavg()[0])
        browser.close()
    print(table(figures, [*([args.before] if args.before else []), "now"]))
    print(f"\nLoad {statistics.mean(load):.1f} on {os.cpu_count()} processors, {args.rounds} rounds.")


if __name__ == "__main__":
    main()
