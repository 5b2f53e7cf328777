"""The ministack process: started on a free port of 127.0.0.1, stopped so that it saves its state."""

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from local.config import KEY, REGION, Settings, StartupError
from local.emulator.journal import CHECKPOINT

_START_SECONDS = 30
# Saving takes time in proportion to the data; killing it earlier would lose the session's data.
_STOP_SECONDS = 60
_PR_SET_PDEATHSIG = 1
_PROJECT = Path(__file__).resolve().parents[2]  # where the process finds this package


@asynccontextmanager
async def ministack(settings: Settings) -> AsyncIterator[str]:
    """Runs ministack; yields its URL."""
    if not settings.ministack.is_file():
        raise StartupError(f"no ministack at {settings.ministack}: `make start` installs it")
    pid_file = settings.data / "ministack.pid"
    await _stop_orphan(pid_file)
    port = _choose_port(settings)
    # The log covers one run only.
    console = os.dup(2)
    with (settings.data / "ministack.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            settings.ministack.parent / "python",
            "-m",
            "local.emulator.serve",
            str(console),
            cwd=_PROJECT,
            pass_fds=[console],
            env=os.environ | _environment(settings.data, port),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Its own session; otherwise the terminal's Ctrl-C would stop it before the functions are done with it.
            start_new_session=True,
            preexec_fn=_stop_with_parent if sys.platform == "linux" else None,
        )
    os.close(console)
    pid_file.write_text(f"{process.pid} {port}")
    # An IP address, not "localhost": botocore then addresses buckets by path, without name resolution.
    url = f"http://127.0.0.1:{port}"
    try:
        await _wait_until_ready(process, url, settings.data)
        yield url
    finally:
        await _stop(process)
        pid_file.unlink(missing_ok=True)


async def keep_deployed(url: str) -> None:
    """Saves what has been deployed: the journal has calls to it, but not what creates it."""
    async with _client(url) as client:
        await client.post(CHECKPOINT, timeout=_STOP_SECONDS)


def _environment(data: Path, port: int) -> dict[str, str]:
    return {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        # The only key whose signatures it accepts in presigned URLs, whatever the shell's own is.
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_SESSION_TOKEN": "",
        # The host in the URLs that it returns, such as those of queues.
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(data / "ministack"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(data / "s3"),
        # Listeners that are not used here, on ports that other programs may need.
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
    }


def _stop_with_parent() -> None:
    """Linux only: if the gateway is killed, ministack is stopped as well and still saves its state."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _stop_orphan(pid_file: Path) -> None:
    """On other systems, a ministack left behind by a killed gateway: its data is newer than its saved state."""
    process = _read_orphan(pid_file)
    if process is None:
        return
    async with _client(f"http://127.0.0.1:{process[1]}") as client:
        if not await _is_ready(client):
            return
    with contextlib.suppress(ProcessLookupError):
        os.kill(process[0], signal.SIGTERM)
    for _ in range(_STOP_SECONDS * 20):
        if not _is_alive(process[0]):
            return
        await asyncio.sleep(0.05)


def _read_orphan(pid_file: Path) -> tuple[int, int] | None:
    """Its process ID and port."""
    if not pid_file.exists():
        return None
    pid, port = pid_file.read_text().split()
    return int(pid), int(port)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _choose_port(settings: Settings) -> int:
    """The usual port if it is free, so that URLs given out earlier (of files, for example) keep working."""
    for port in (settings.ministack_port, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
        if settings.ministack_port_is_fixed:
            break
    raise StartupError(f"port {settings.ministack_port} is in use: set MINISTACK_PORT to another one")


async def _wait_until_ready(process: asyncio.subprocess.Process, url: str, data: Path) -> None:
    async with _client(url) as client:
        for _ in range(_START_SECONDS * 20):
            if process.returncode is not None:
                break
            if await _is_ready(client):
                return
            await asyncio.sleep(0.05)
    raise StartupError(f"ministack did not start: see {data / 'ministack.log'}")


def _client(url: str) -> httpx.AsyncClient:
    """Without the environment's proxy, which would be used for 127.0.0.1, too."""
    return httpx.AsyncClient(base_url=url, trust_env=False, timeout=2)


async def _is_ready(client: httpx.AsyncClient) -> bool:
    try:
        answer = await client.get("/_ministack/ready")
    except httpx.HTTPError:
        return False
    return answer.is_success


async def _stop(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
