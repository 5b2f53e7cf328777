"""What the project is made of: advisories with exceptions that expire, licenses, bills of materials."""

from datetime import date

import httpx
import pytest

from tools.supply import audit, licenses, sbom
from tools.supply.audit import Accepted, Advisory, Unreachable
from tools.supply.shipped import LAYERS, NPM_LOCKS, Package, pins

TODAY = date(2027, 1, 15)
KNOWN = Advisory(frozenset({"PYSEC-2027-1", "CVE-2027-1"}), "jinja2 3.1.6", "fixed in 3.1.7")
WRONG = "CVE-2027-1 concerns jinja2 3.1.6: fixed in 3.1.7"


def accepted(id: str, until: date = date(2027, 2, 1)) -> Accepted:
    return Accepted(id, until, "Only a server has it")


@pytest.mark.parametrize(
    ("found", "exceptions", "is_complete", "expected"),
    [
        ([], [], True, []),
        ([KNOWN], [], True, [WRONG]),
        ([KNOWN, KNOWN], [], False, [WRONG]),
        ([KNOWN], [accepted("CVE-2027-1")], True, []),
        ([KNOWN], [accepted("PYSEC-2027-1")], True, []),
        ([KNOWN], [accepted("CVE-2027-1", TODAY)], True, ["the exception for CVE-2027-1 ended on 2027-01-15"]),
        ([], [accepted("CVE-1", TODAY)], False, ["the exception for CVE-1 ended on 2027-01-15"]),
        ([], [accepted("CVE-1")], True, ["the exception for CVE-1 is not needed any more"]),
        ([], [accepted("CVE-1")], False, []),
    ],
)
def test_an_advisory_fails_unless_it_is_accepted_for_now(
    found: list[Advisory], exceptions: list[Accepted], is_complete: bool, expected: list[str]
) -> None:
    assert audit.problems(found, exceptions, TODAY, is_complete) == expected


def test_the_exceptions_can_be_read() -> None:
    assert all(one.id and one.why and isinstance(one.until, date) for one in audit.accepted())


def test_reports_are_read() -> None:
    known = {"id": "PYSEC-2027-1", "aliases": ["CVE-2027-1"], "fix_versions": ["3.1.7"], "description": "…"}
    jinja = {"name": "jinja2", "version": "3.1.6", "vulns": [known]}
    assert audit.pip_advisories({"dependencies": [jinja, {"name": "babel", "version": "2.19.0", "vulns": []}]}) == [
        KNOWN
    ]
    via = {"url": "https://github.com/advisories/GHSA-1", "name": "vite", "range": "<8.3.9", "title": "Reads files"}
    report = {"auditReportVersion": 2, "vulnerabilities": {"vite": {"via": [via]}, "vitest": {"via": ["vite"]}}}
    assert audit.npm_advisories(report) == [Advisory(frozenset({"GHSA-1"}), "vite <8.3.9", "Reads files")]


def test_what_cannot_be_asked_is_not_taken_for_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreachable, match="does not know 1 packages: babel"):
        audit.pip_advisories({"dependencies": [{"name": "babel", "skip_reason": "not found on PyPI"}]})
    with pytest.raises(Unreachable, match="405 Method Not Allowed"):
        audit.npm_advisories({"message": "405 Method Not Allowed"})
    with pytest.raises(Unreachable, match="PyPI: ConnectError"):
        audit.of_layers("http://127.0.0.1:9/")
    answers = httpx.MockTransport(lambda _: httpx.Response(200, json={"info": {}}))
    monkeypatch.setattr(httpx, "get", lambda url, **_: httpx.Client(transport=answers).get(url))
    with pytest.raises(Unreachable, match="PyPI answers 200 without advisories"):
        audit.of_layers()


def test_a_build_does_not_fail_because_nobody_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable(*_: object) -> list[Advisory]:
        raise Unreachable("nobody answers")

    monkeypatch.setattr(audit, "of_layers", unreachable)
    monkeypatch.setattr(audit, "of_web", unreachable)
    monkeypatch.setattr(audit, "accepted", list)
    assert audit.main() == 0
    assert capsys.readouterr().out.count("NOT CHECKED, nobody answers") == 3
    monkeypatch.setattr(audit, "of_layers", lambda: [KNOWN])
    assert audit.main() == 1
    assert WRONG in capsys.readouterr().err


def test_licenses_are_listed_and_all_fit() -> None:
    found = licenses.all_of()
    assert licenses.PAGE.read_text(encoding="utf-8") == licenses.page(found), "run `make licenses`"
    assert licenses.unfitting(found) == []


@pytest.mark.parametrize(
    ("license", "fits"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("(MIT OR GPL-3.0-only)", True),
        ("MIT AND MPL-2.0", True),
        ("GPL-3.0-only", False),
        ("MIT AND AGPL-3.0-only", False),
        ("unknown", False),
        ("not installed", False),
    ],
)
def test_a_license_has_to_fit(license: str, fits: bool) -> None:
    assert (licenses.unfitting([(Package("npm", "x", "1"), license)]) == []) is fits


def test_a_bill_of_materials_has_what_the_lock_file_has() -> None:
    names = {name for name, _ in pins(NPM_LOCKS[0])}
    assert {"svelte", "@lucide/svelte", "lean-qr"} <= names
    assert ("jinja2", "3.1.6") in [pin for lock in LAYERS for pin in pins(lock)]
    document = {"components": [{"group": "@lucide", "name": "svelte", "version": "1.0"}, {"name": "jinja2"}]}
    expected = [("@lucide/svelte", "1.0"), ("jinja2", "3.1.6")]
    assert sbom.missing(document, expected) == ["jinja2 3.1.6"]
