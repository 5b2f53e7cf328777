"""Looks for advisories that concern what we ship and what we build it with: `make audit-dependencies`.

pip-audit asks PyPI about the Lambda layers' packages, `npm audit` the npm registry about the lock files. Where a build
server cannot reach them, that is said and is no failure: a build must not depend on another service's day. Exceptions
are in `requirements/advisories.toml`, each with a reason and the day on which it ends; one that has ended, or that
nothing needs any more, is a failure.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tools import ROOT
from tools.supply.shipped import LAYERS, NPM_LOCKS

EXCEPTIONS = ROOT / "requirements/advisories.toml"
PIP_AUDIT = ROOT / ".venv/supply/bin/pip-audit"
PYPI = "https://pypi.org/pypi/pip/json"
PATIENCE = 5.0  # seconds for the first answer; whoever cannot be reached should not cost a build more
LONGEST = 60.0  # seconds for all of them


class Advisory(NamedTuple):
    """What is known of a package that we have."""

    ids: frozenset[str]
    package: str
    words: str


class Accepted(NamedTuple):
    """An advisory that does not concern us, or not yet: until when, and why."""

    id: str
    until: date
    why: str


class Unreachable(Exception):
    """The advisories cannot be had from here."""


def accepted(path: Path = EXCEPTIONS) -> list[Accepted]:
    given = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
    return [Accepted(one["id"], one["until"], one["why"]) for one in given]


def of_layers(url: str = PYPI) -> list[Advisory]:
    """Advisories for the packages of the Lambda layers."""
    try:
        probe = httpx.get(url, timeout=PATIENCE, follow_redirects=True)
        knows = probe.status_code == 200 and "vulnerabilities" in probe.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unreachable(f"PyPI: {error!r}") from error
    if not knows:
        raise Unreachable(f"PyPI answers {probe.status_code} without advisories")
    locks = [part for lock in LAYERS for part in ("--requirement", str(lock))]
    command = [str(PIP_AUDIT), "--disable-pip", "--no-deps", "--progress-spinner=off", "--format=json", *locks]
    return pip_advisories(_output("pip-audit", command))


def pip_advisories(report: dict[str, Any]) -> list[Advisory]:
    # pip-audit succeeds, and finds nothing, where the index knows nothing of a package.
    if skipped := [package["name"] for package in report["dependencies"] if "skip_reason" in package]:
        raise Unreachable(f"PyPI does not know {len(skipped)} packages: {', '.join(skipped[:3])} …")
    return [
        Advisory(
            frozenset([known["id"], *known.get("aliases", [])]),
            f"{package['name']} {package['version']}",
            f"fixed in {', '.join(known['fix_versions']) or 'no version'}",
        )
        for package in report["dependencies"]
        for known in package.get("vulns", [])
    ]


def of_web(lock: Path) -> list[Advisory]:
    """Advisories for the packages of a lock file, those that only build or test included."""
    if shutil.which("npm") is None:
        raise Unreachable("npm is not installed")
    limit = ["--fetch-retries=0", f"--fetch-timeout={int(PATIENCE * 1000)}"]
    command = ["npm", "audit", "--package-lock-only", "--json", *limit, "--prefix", str(lock.parent)]
    return npm_advisories(_output("npm", command))


def npm_advisories(report: dict[str, Any]) -> list[Advisory]:
    if "auditReportVersion" not in report:
        raise Unreachable(f"npm: {report.get('message') or report.get('error')}")
    found = (via for one in report["vulnerabilities"].values() for via in one["via"] if isinstance(via, dict))
    return [
        Advisory(frozenset([known["url"].rpartition("/")[2]]), f"{known['name']} {known['range']}", known["title"])
        for known in found
    ]


def _output(name: str, command: list[str]) -> dict[str, Any]:
    """A command's JSON, whatever its status says of what it found."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)  # noqa: S603  # nothing of a command comes from outside
        return dict(json.loads(done.stdout))
    except subprocess.TimeoutExpired as error:
        raise Unreachable(f"{name} had no answer within {LONGEST:.0f} s") from error
    except ValueError as error:
        raise Unreachable(f"{name}: {(done.stderr.strip().splitlines() or ['no output'])[-1]}") from error


def problems(found: Iterable[Advisory], exceptions: Iterable[Accepted], today: date, is_complete: bool) -> list[str]:
    """What is wrong: advisories that nobody accepted, and exceptions that have ended or, if everything was looked at,
    are not needed."""
    found, exceptions = list(dict.fromkeys(found)), list(exceptions)
    ids = {one.id for one in exceptions}
    known = {id for advisory in found for id in advisory.ids}
    wrong = [f"{min(one.ids)} concerns {one.package}: {one.words}" for one in found if not one.ids & ids]
    wrong += [f"the exception for {one.id} ended on {one.until}" for one in exceptions if one.until <= today]
    unneeded = [one for one in exceptions if one.id not in known] if is_complete else []
    return wrong + [f"the exception for {one.id} is not needed any more" for one in unneeded]


def main() -> int:
    found: list[Advisory] = []
    is_complete = True
    looks: dict[str, Callable[[], list[Advisory]]] = {"layers": of_layers}
    looks |= {lock.parent.name: partial(of_web, lock) for lock in NPM_LOCKS}
    for what, look in looks.items():
        try:
            more = look()
            print(f"advisories for {what}: {len(more)}")
            found += more
        except Unreachable as error:
            is_complete = False
            print(f"advisories for {what}: NOT CHECKED, {error}")
    wrong = problems(found, accepted(), datetime.now(UTC).date(), is_complete)
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
