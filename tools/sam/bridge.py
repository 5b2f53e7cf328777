"""Connects functions in SAM's containers to the running local stack: `python -m tools.sam.bridge`.

Writes the values of the functions' variables for `sam local --env-vars`, because SAM itself would resolve `!Ref Table`
to "Table". Then, until a signal, forwards the containers' connections to ministack, which listens on loopback only.
"""

import asyncio
import ipaddress
import json
import subprocess
import sys
from contextlib import suppress

from local.cloudformation.deploy import deploy
from local.cloudformation.template import Template
from local.config import Settings, StartupError, settings_from_environment, template_parameters
from local.console import say
from local.emulator.aws import Aws
from tools import ROOT

# The host's name for containers whose bridge is not the host's: Docker Desktop's is in a virtual machine.
_DESKTOP_HOST = "host.docker.internal"


async def run(settings: Settings) -> None:
    port = settings.ministack_port
    host = await asyncio.to_thread(_bridge_address)
    try:
        await asyncio.start_server(lambda r, w: _forward(r, w, port), host, port)
    except OSError:
        # Docker Desktop routes its name for the host to the host's loopback: nothing to forward.
        host = _DESKTOP_HOST
    await asyncio.to_thread(_write, settings, f"http://{host}:{port}")
    await asyncio.Event().wait()


def _bridge_address() -> str:
    """This machine's address in the containers' network."""
    try:
        # Docker is wherever the developer's PATH has it.
        answer = subprocess.run(["docker", "network", "inspect", "bridge"], capture_output=True, check=True, text=True)  # noqa: S607  # whichever docker the path has
    except (OSError, subprocess.CalledProcessError) as error:
        raise StartupError(f"Docker does not answer: {getattr(error, 'stderr', '') or error}") from error
    network = json.loads(answer.stdout)[0]["IPAM"]["Config"][0]
    return str(network.get("Gateway") or ipaddress.ip_network(network["Subnet"])[1])


def _write(settings: Settings, url: str) -> None:
    (settings.data / "sam-env.json").write_text(json.dumps({"Parameters": _variables(settings, url)}, indent=2) + "\n")


def _variables(settings: Settings, url: str) -> dict[str, str]:
    template = Template(settings.template, template_parameters(settings))
    resolver = template.resolver(deploy(Aws(f"http://127.0.0.1:{settings.ministack_port}"), template))
    functions = template.functions(resolver)
    variables = {name: str(value) for function in functions for name, value in function.environment.items()}
    # The same address for containers and this machine, because functions put it into links of uploads and files.
    return variables | {"AWS_ENDPOINT_URL": url}


async def _forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    with suppress(OSError):
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_copy(reader, there_writer), _copy(there_reader, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()


try:
    asyncio.run(run(settings_from_environment(ROOT)))
except StartupError as startup_error:
    say(f"error: {startup_error}")
    sys.exit(1)
