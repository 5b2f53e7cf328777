"""The stack under test: the one at CONNEXTLIVE_URL, or one started in a temporary folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from local.config import settings_from_environment
from local.emulator.permissions import USED
from tests.support import logs

from . import sockets
from .builders import World
from .client import PASSWORD, WRITTEN, Api, Tenant
from .waiting import AMinuteAgo

REPOSITORY = Path(__file__).resolve().parents[2]
START_WITHIN = 120
STOP_WITHIN = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _tail(log: Path, lines: int = 60) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.exit(f"`python -m local` ended with {process.returncode}:\n{_tail(log)}", 1)
        try:
            if httpx.get(f"{url}/api/health", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    process.kill()
    pytest.exit(f"no healthy stack after {START_WITHIN} s:\n{_tail(log)}", 1)


def start(folder: Path, port: int, ministack_port: int, **settings: str) -> tuple[subprocess.Popen[bytes], str]:
    """A stack over a folder, which may not be up yet, and its URL. Its ports are its own, because several stacks may
    start at once, in other processes of a test run."""
    ports = {"PORT": str(port), "MINISTACK_PORT": str(ministack_port), "LOCAL_DIR": str(folder / "data")}
    with (folder / "log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=REPOSITORY,
            env=os.environ | ports | settings,
            stdout=output,
            stderr=output,
        )
    return process, f"http://127.0.0.1:{port}"


@contextmanager
def a_stack(folder: Path, **settings: str) -> Iterator[str]:
    """The URL of a stack over a folder, until it is left."""
    log = folder / "log"
    process, url = start(folder, free_port(), free_port(), **settings)
    try:
        wait_until_healthy(url, process, log)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            pytest.fail(f"SIGTERM did not stop the stack within {STOP_WITHIN} s:\n{_tail(log)}")
    if (used := os.environ.get("PERMISSIONS_USED")) and (folder / "data" / USED).exists():
        Path(used).mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / "data" / USED, Path(used, f"{process.pid}.json"))
    assert process.returncode == 0, f"the stack ended with {process.returncode}:\n{_tail(log)}"


@pytest.fixture(scope="session", autouse=True)
def logs_tell_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    """After all tests, the functions' logs have no tokens, addresses, signed links, or texts that a test wrote."""
    folder: Path = request.getfixturevalue("data")
    log = folder / "functions.log"
    begun = log.stat().st_size if log.exists() else 0
    yield
    with log.open(encoding="utf-8", errors="replace") as file:
        file.seek(begun)
        told = logs.told(file.read(), WRITTEN, PASSWORD)
    assert told == {}, "the functions' logs have what they must not"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running stack."""
    if running := os.environ.get("CONNEXTLIVE_URL"):
        yield running.rstrip("/")
        return
    with a_stack(tmp_path_factory.mktemp("stack")) as url:
        yield url


@pytest.fixture(scope="session")
def data(stack: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stack's data folder."""
    running = settings_from_environment(REPOSITORY).data
    folders = [running] if "CONNEXTLIVE_URL" in os.environ else tmp_path_factory.getbasetemp().glob("stack*/data")
    return next(iter(folders))


@pytest.fixture(scope="session")
def api(stack: str) -> Iterator[Api]:
    with Api(stack) as api:
        yield api


@pytest.fixture(autouse=True)
def sockets_are_closed() -> Iterator[None]:
    """Those that a test opens, whatever becomes of it: an open one would fail whichever test it is found in."""
    with sockets.closed():
        yield


@pytest.fixture
def tenant(api: Api) -> Tenant:
    """A tenant for this test."""
    return api.register()


@pytest.fixture(scope="module")
def shared_tenant(api: Api) -> Tenant:
    """A tenant shared by this module's tests, which count nothing in it."""
    return api.register()


@pytest.fixture(scope="session")
def world(api: Api) -> World:
    """A tenant with one of everything, for tests that change nothing."""
    return World(api)


@pytest.fixture(scope="session")
def other_world(api: Api) -> World:
    """Another tenant, whose data must be inaccessible."""
    return World(api)


@pytest.fixture(scope="session", autouse=True)
def a_minute_ago(request: pytest.FixtureRequest) -> AMinuteAgo | None:
    """What must happen a minute before the last module checks it."""
    if not any(item.path.name == "test_after_a_minute.py" for item in request.session.items):
        return None
    begun = AMinuteAgo(request.getfixturevalue("api"))
    begun.begin()
    return begun


READ_THE_WHOLE_TABLE = ("test_operations.py", "test_reindex.py", "test_workspace_deletion.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that read the whole table run first, while it is small; those that need a minute to have passed, last."""
    items.sort(key=lambda item: (item.path.name == "test_after_a_minute.py") - (item.path.name in READ_THE_WHOLE_TABLE))
