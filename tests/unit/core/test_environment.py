"""The environment: required and optional variables, and who reads them."""

import re

import pytest

from connextlive.core.environment import MissingVariable, environment
from tools import ROOT


def test_a_variable_has_its_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIST_SHARDS", "4")
    assert environment.list_shards == 4


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_variable_that_is_missing_or_empty_has_its_default(monkeypatch: pytest.MonkeyPatch, is_empty: bool) -> None:
    monkeypatch.setenv("LIST_SHARDS", "")
    if not is_empty:
        monkeypatch.delenv("LIST_SHARDS")
    assert environment.list_shards == 1


def test_an_error_names_the_variable_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APP_URL", raising=False)
    with pytest.raises(MissingVariable, match="The environment variable APP_URL is not set: The application's URL"):
        _ = environment.app_url


def test_a_variable_is_read_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_URL", "https://one.example.com")
    before = environment.app_url
    monkeypatch.setenv("APP_URL", "https://two.example.com")
    assert (before, environment.app_url) == ("https://one.example.com", "https://two.example.com")


def test_a_service_may_have_an_emulator_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://all")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://dynamodb")
    assert (environment.endpoint_url("dynamodb"), environment.endpoint_url("events")) == (
        "http://dynamodb",
        "http://all",
    )


def test_no_other_module_reads_the_environment() -> None:
    modules = [*(ROOT / "shared/connextlive").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
    readers = [path.name for path in modules if re.search(r"\b(environ|getenv)\b", path.read_text(encoding="utf-8"))]
    assert readers == ["environment.py"]
