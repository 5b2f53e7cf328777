"""`python -m benchmarks.realtime.peer`: the local stack against another chat server that answers the same, in one run.

The other one is Synapse, the reference server of Matrix (AGPL; run here, not shipped), installed by pip into a
temporary folder, with SQLite and one process: as the local stack, a whole server for one developer. Each sends a
message, lists 50 conversations with their last message, and returns 50 messages of one; both write what they
acknowledge to disk. CPU time is measured as in `compare.py`: of the other's process; of ours of gateway with functions,
and of the AWS emulator, which is no part of what runs in AWS. Writes `peer.md`.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from benchmarks.realtime.compare import in_turn, kinds
from benchmarks.realtime.cpu import Say, Side
from benchmarks.realtime.people import Connected
from benchmarks.running import Stack, stack
from tools.commands import output

VERSION = "1.163.2"
REPORT = Path(__file__).parent / "peer.md"
SECRET = "not-a-secret"  # of a server that lives for minutes
LIST, SEND, HISTORY = "list of 50", "visitor's message", "50 messages"
CONVERSATIONS, SAID = 50, 50
SYNC = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync"
LISTED = {"ranges": [[0, CONVERSATIONS - 1]], "timeline_limit": 1, "required_state": [["m.room.name", ""]]}
UNLIMITED = {"per_second": 100_000, "burst_count": 100_000}


@contextmanager
def synapse(folder: Path) -> Iterator[tuple[str, int]]:
    """Its address and process ID."""
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv/bin/python")
    output([python, "-m", "pip", "install", "--quiet", f"matrix-synapse=={VERSION}"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = {"version": 1, "root": {"level": "ERROR"}, "disable_existing_loggers": False}
    (folder / "log.json").write_text(json.dumps(log))
    listener = {"port": port, "type": "http", "bind_addresses": ["127.0.0.1"], "resources": [{"names": ["client"]}]}
    configuration = {
        "server_name": "localhost",
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "synapse.db")}},
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "pid_file": str(folder / "pid"),
        "log_config": str(folder / "log.json"),
        "registration_shared_secret": SECRET,
        "macaroon_secret_key": SECRET,
        "form_secret": SECRET,
        "report_stats": False,
        "trusted_key_servers": [],
        "rc_message": UNLIMITED,
        "rc_registration": UNLIMITED,
        "rc_login": {"address": UNLIMITED, "account": UNLIMITED},
        "rc_joins": {"local": UNLIMITED, "remote": UNLIMITED},
        "rc_invites": {"per_room": UNLIMITED, "per_user": UNLIMITED, "per_issuer": UNLIMITED},
        "rc_room_creation": UNLIMITED,
    }
    (folder / "synapse.yaml").write_text(json.dumps(configuration))  # JSON is YAML
    command = [python, "-m", "synapse.app.homeserver", "-c", str(folder / "synapse.yaml")]
    output([*command, "--generate-keys"], folder=folder)
    process = subprocess.Popen(command, cwd=folder)  # noqa: S603  # made here, of our own paths
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(600):
            with suppress(httpx.HTTPError):
                if httpx.get(f"{url}/_matrix/client/versions", trust_env=False).is_success:
                    break
            time.sleep(0.2)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(60)


class Matrix:
    """Its API, as our `Bench`."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=60, trust_env=False)

    async def call(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await self._http.request(method, path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()

    async def register(self, name: str) -> str:
        """A user's token."""
        nonce = (await self.call("GET", "/_synapse/admin/v1/register"))["nonce"]
        signed = "\0".join((nonce, name, SECRET, "notadmin")).encode()
        mac = hmac.new(SECRET.encode(), signed, hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": SECRET, "admin": False, "mac": mac}
        return str((await self.call("POST", "/_synapse/admin/v1/register", body))["access_token"])

    async def kinds(self) -> dict[str, Say]:
        """As many rooms as we have conversations, of an agent and a visitor; one has a history."""
        agent, visitor = [await self.register(name) for name in ("agent", "vera")]
        rooms = []
        for number in range(CONVERSATIONS):
            wanted = {"preset": "private_chat", "name": f"Vera {number}", "invite": ["@vera:localhost"]}
            rooms.append((await self.call("POST", "/_matrix/client/v3/createRoom", wanted, agent))["room_id"])
            await self.call("POST", f"/_matrix/client/v3/rooms/{rooms[-1]}/join", {}, visitor)
        said = 0

        async def send(number: int) -> None:
            nonlocal said
            said += 1
            path = f"/_matrix/client/v3/rooms/{rooms[number % len(rooms)]}/send/m.room.message/{said}"
            await self.call("PUT", path, {"msgtype": "m.text", "body": f"cost {number}"}, visitor)

        async def lists(_: int) -> None:
            found = await self.call("POST", SYNC, {"lists": {"all": LISTED}}, agent)
            assert len(found["rooms"]) == CONVERSATIONS

        async def history(_: int) -> None:
            path = f"/_matrix/client/v3/rooms/{rooms[0]}/messages?dir=b&limit={SAID}"
            assert len((await self.call("GET", path, None, agent))["chunk"]) == SAID

        for number in range(CONVERSATIONS):
            await send(number)
        for _ in range(SAID):
            await send(0)
        return {LIST: lists, SEND: send, HISTORY: history}


async def ours(running: Stack) -> dict[str, Say]:
    everybody = await Connected.to(running.url, 1, 2, CONVERSATIONS)
    await everybody.close()
    bench, workspace, asked = everybody.bench, everybody.workspaces[0], kinds(everybody)
    visitor, agent = workspace.visitors[0], workspace.agents[0]
    for number in range(SAID):
        await bench.visitor_says(visitor, f"history {number}")

    async def lists(number: int) -> None:
        assert len((await asked[LIST](number))["conversations"]) == CONVERSATIONS

    async def history(_: int) -> None:
        path = f"/api/agent/conversations/{visitor.conversation_id}/messages?limit={SAID}"
        assert len((await bench.call("GET", path, None, agent.token))["messages"]) == SAID

    return {LIST: lists, SEND: asked[SEND], HISTORY: history}


async def measured(running: Stack, url: str, pid: int, rounds: int) -> str:
    sides = [Side((pid,), await Matrix(url).kinds()), Side((running.gateway, running.ministack), await ours(running))]
    await in_turn(sides, rounds)
    lines = [
        "# Another chat server",
        "",
        f"Made by `python -m benchmarks.realtime.peer`: Synapse {VERSION} and the local stack in turn, {rounds} "
        "rounds. Milliseconds of CPU a request, with all that follows it; the lower quartile.",
        "",
        "| | Synapse | gateway and functions | AWS emulator | gateway and functions ÷ | together ÷ |",
        "|---|---|---|---|---|---|",
    ]
    for kind in sides[0].kinds:
        (theirs,), (gateway, emulator) = (side.quartile(kind) for side in sides)
        ratios = f"{gateway / theirs:.2f} | {(gateway + emulator) / theirs:.2f}"
        lines.append(f"| {kind} | {theirs:.1f} | {gateway:.1f} | {emulator:.1f} | {ratios} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8, help="of each kind of request")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as other,
        synapse(Path(one)) as (url, pid),
        stack(Path(other)) as running,
    ):
        text = asyncio.run(measured(running, url, pid, arguments.rounds))
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
