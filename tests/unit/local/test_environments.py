"""Execution environments: the account's concurrency, what is reserved of it, and cold starts."""

import asyncio
import time
from pathlib import Path

import pytest

from local.cloudformation.template import Function
from local.config import StartupError, settings_from_environment, template_parameters
from local.runtime.environments import Account, Environments, ThrottledError
from local.runtime.functions import Functions, FunctionThrottledError
from tools import ROOT

HANDLER = """
import threading
arrived, gate = threading.Semaphore(0), threading.Event()

def handler(event, context):
    if event == "wait":
        arrived.release()
        gate.wait(10)
    return "done"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "waiting").mkdir()
    (tmp_path / "waiting/app.py").write_text(HANDLER)
    return tmp_path / "waiting"


def function(folder: Path, name: str, reserved: int | None = None) -> Function:
    return Function(name, folder, "app.handler", 10, 128, {}, (), reserved)


def test_an_invocation_over_the_limit_does_not_run(folder: Path) -> None:
    async def run() -> tuple[list[str], str]:
        functions = Functions([function(folder, "A"), function(folder, "B")], [], Account(concurrency=2))
        first = [asyncio.create_task(functions.invoke("A", "wait")) for _ in range(2)]
        module = functions._handler(function(folder, "A")).__globals__
        for _ in first:
            await asyncio.to_thread(module["arrived"].acquire)
        for name in "AB":
            with pytest.raises(FunctionThrottledError, match="Rate Exceeded"):
                await functions.invoke(name, "at once")
        module["gate"].set()
        done = await asyncio.gather(*first)
        again = await functions.invoke("B", "at once")
        functions.close()
        return done, again

    assert asyncio.run(run()) == (["done", "done"], "done")


def test_what_is_reserved_is_nobody_elses_and_a_limit() -> None:
    environments = Environments(Account(concurrency=3), {"Reserved": 2})
    with environments.one("Other"):
        with pytest.raises(ThrottledError), environments.one("Other"):
            pass
        with (
            environments.one("Reserved"),
            environments.one("Reserved"),
            pytest.raises(ThrottledError),
            environments.one("Reserved"),
        ):
            pass
    with environments.one("Other"):
        pass


def test_each_new_environment_starts_cold() -> None:
    environments = Environments(Account(cold_start=0.3), {})

    def seconds(name: str) -> float:
        began = time.perf_counter()
        with environments.one(name):
            return time.perf_counter() - began

    assert seconds("A") >= 0.3
    assert seconds("A") < 0.25
    assert seconds("B") >= 0.3
    with environments.one("A"):  # which takes the only one of A's
        assert seconds("A") >= 0.3
    assert max(seconds("A"), seconds("A")) < 0.25


def test_the_account_is_set_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("CONCURRENCY", "100"), ("COLD_START", "0.8"), ("DUPLICATES", "1")):
        monkeypatch.setenv(name, value)
    settings = settings_from_environment(ROOT)
    assert (settings.concurrency, settings.cold_start, settings.duplicates) == (100, 0.8, 1)
    assert template_parameters(settings)["AccountConcurrency"] == "100"


@pytest.mark.parametrize(("name", "value"), [("CONCURRENCY", "many"), ("DUPLICATES", "1.5"), ("COLD_START", "-1")])
def test_a_setting_that_means_nothing_is_one_line(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(StartupError, match=f"{name}={value} is not a number from 0"):
        settings_from_environment(ROOT)
