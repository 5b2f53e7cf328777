"""Assembles the stack: ministack, the template's resources, the gateway, the event sources, reloading."""

import asyncio
import fcntl
import json
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout

from local.cloudformation.template import Template
from local.config import Settings, StartupError, template_parameters
from local.console import FunctionLog, say
from local.demo import seed
from local.demo.pages import Pages
from local.emulator.aws import Aws
from local.emulator.ministack import ministack
from local.gateway.app import Gateway
from local.gateway.sockets import Sockets
from local.runtime import identity
from local.stack.reload import watching
from local.stack.server import listen, serving
from local.stack.stack import Stack

# Blocking calls to ministack.
_THREADS = 64


async def run(settings: Settings) -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
    # Functions, the emulator's clients and the gateway share one interpreter. Its default switch interval of 5 ms would
    # dominate a message's latency.
    sys.setswitchinterval(0.0005)
    identity.install()
    settings.data.mkdir(parents=True, exist_ok=True)
    # The port first: a port in use is the most likely problem, and starting ministack for it a waste.
    with listen(settings.port) as listener, _only_one_over(settings):
        # Read before anything is started, so that mistakes in it are reported at once.
        template = Template(settings.template, template_parameters(settings))
        say("Starting the local AWS …")
        async with ministack(settings) as url:
            with redirect_stdout(FunctionLog(settings.data / "functions.log")):
                await _serve(settings, Stack(settings, Aws(url)), template, listener)


async def _serve(settings: Settings, stack: Stack, template: Template, listener: socket.socket) -> None:
    await stack.apply(template)
    running = stack.running
    pages = Pages(stack.mailbox, lambda: stack.running.sources, lambda: stack.running.inbox, settings.demo)
    gateway = Gateway(running.api, Sockets(running.websocket, stack.wake), running.static, pages.answer, stack.wake)
    try:
        async with serving(gateway, listener), watching(settings, stack, gateway):
            await _seed_once(settings)
            _say_ready(settings)
            await asyncio.Event().wait()
    finally:
        await stack.stop()


async def _seed_once(settings: Settings) -> None:
    """Creates the demo workspace through the API, as a client would."""
    marker = settings.demo
    if marker.exists():
        return
    say("Making the demo workspace …")
    try:
        demo = await asyncio.to_thread(seed.run, settings.url)
    except seed.SeedError as error:
        say(f"error: the demo workspace is incomplete: {error}")
        return
    marker.write_text(json.dumps(demo, indent=2) + "\n")


def _say_ready(settings: Settings) -> None:
    key = json.loads(settings.demo.read_text())["plainKey"] if settings.demo.exists() else "none"
    say(f"""
  Demo     {settings.url}/demo/
  Console  {settings.url}/console/

  API      {settings.url}/api
  Socket   {settings.websocket_url}
  Docs     {settings.url}/api/docs
  E-mails  {settings.url}/local/mail

  Tenant   {seed.ADMIN_EMAIL} / {seed.PASSWORD}
  Agent    {seed.AGENT_EMAIL} / {seed.PASSWORD}
  Widget   {key}

  Ctrl-C stops it; the data and logs are in {settings.data}.
""")


@contextmanager
def _only_one_over(settings: Settings) -> Iterator[None]:
    """Two stacks with the same files would overwrite each other's data."""
    with (settings.data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StartupError(f"another local stack uses {settings.data}: stop it, or set LOCAL_DIR") from error
        yield
