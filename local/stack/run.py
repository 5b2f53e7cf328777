"""Puts the stack together: ministack, the template's resources, the gateway, the event sources, the reload."""

import asyncio
import fcntl
import json
import socket
import sys
import traceback
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, redirect_stdout

import uvicorn
from watchfiles import awatch

from local.cloudformation.deploy import deploy
from local.cloudformation.template import Template
from local.config import Settings, StartupError, template_parameters
from local.console import FunctionLog, say, say_with_time
from local.demo import seed
from local.demo.pages import Pages
from local.emulator.aws import Aws, set_environment
from local.emulator.mailbox import Mailbox
from local.emulator.ministack import ministack
from local.gateway.rest_api import Api, Gateway
from local.gateway.static import Static, headers_of
from local.gateway.websocket import LARGEST, Sockets, WebSocketApi
from local.runtime.functions import Functions
from local.sources import Sources
from local.sources.scheduler import SchedulerSource

# Blocking calls to ministack, a long poll per queue among them.
_THREADS = 64
_GRACEFUL_SECONDS = 5
# Seconds that API Gateway gives a call.
_LONGEST_CALL = 29


async def run(settings: Settings) -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
    # Functions, the emulator's clients and the gateway share one interpreter here. Its usual 5 ms between two threads'
    # turns would be most of what a message takes.
    sys.setswitchinterval(0.0005)
    settings.data.mkdir(parents=True, exist_ok=True)
    # The port first: that it is taken is the likeliest trouble, and starting ministack for it a waste.
    with _listen(settings.port) as listener, _only_one_over(settings):
        # Read before anything is started, so that a slip in it is answered at once.
        template = Template(settings.template, template_parameters(settings))
        say("Starting the local AWS …")
        async with ministack(settings) as url:
            with redirect_stdout(FunctionLog(settings.data / "functions.log")):
                await _serve(settings, Stack(settings, Aws(url)), template, listener)


class Stack:
    """Everything that a change of the template replaces."""

    def __init__(self, settings: Settings, aws: Aws) -> None:
        self._settings = settings
        self._aws = aws
        self._positions: dict[str, str] = {}
        self.mailbox = Mailbox(aws.url, settings.data / "emails.json")
        self._sources: Sources | None = None
        self._functions: Functions | None = None
        self.api: Api | None = None
        self.websocket: WebSocketApi | None = None
        self.static: Static | None = None

    async def apply(self, template: Template) -> None:
        """Deploys the template and starts what it describes. What ran before goes on where this raises."""
        references = await asyncio.to_thread(deploy, self._aws, template)
        resolver = template.resolver(references)
        declared = template.functions(resolver)
        functions = Functions(declared, template.import_paths())
        api = Api(template.api(resolver), functions)
        websocket = WebSocketApi(template, resolver, functions)
        variables = {name: value for function in declared for name, value in function.environment.items()}
        variables |= {"WEBSOCKET_URL": self._settings.websocket_url, "CONNECTIONS_URL": self._settings.connections_url}
        variables["API_URL"] = self._settings.url
        set_environment(self._aws.url, variables)
        await self._verify_sender(variables)
        functions.reload()
        if self._sources:
            await self._sources.stop()
        if self._functions:
            # What it runs just now may end, and requests that came before the gateway knows the new one may begin.
            asyncio.get_running_loop().call_later(_LONGEST_CALL, self._functions.close)
        rules = resolver.resolve(template.resources_of("AWS::Events::Rule"))
        sources = Sources(
            self._aws, functions, declared, references, self._positions, self._settings.data, self.mailbox, rules
        )
        self.api, self.websocket, self._functions, self._sources = api, websocket, functions, sources
        headers = headers_of(template.document, resolver, self._aws.url)
        self.static = Static(self._settings.root / "web/dist", headers)
        sources.start()
        say(f"{len(declared)} functions, {len(api.routes)} routes")

    async def reload(self) -> None:
        assert self._functions
        await asyncio.to_thread(self._functions.reload)
        await self.load_all()

    async def load_all(self) -> None:
        assert self._functions
        await asyncio.to_thread(self._functions.load_all)

    def wake(self) -> None:
        if self._sources:
            self._sources.wake()

    @property
    def scheduler(self) -> SchedulerSource:
        assert self._sources
        return self._sources.scheduler

    async def stop(self) -> None:
        if self._sources and self._functions:
            await self._sources.stop()
            self._functions.close()

    async def _verify_sender(self, variables: dict[str, str]) -> None:
        """SES takes mail from verified senders only; ministack verifies whom one asks it to."""
        if sender := variables.get("MAIL_FROM"):
            await asyncio.to_thread(self._aws.client("ses").verify_email_identity, EmailAddress=sender)


async def _serve(settings: Settings, stack: Stack, template: Template, listener: socket.socket) -> None:
    await stack.apply(template)
    assert stack.api
    assert stack.websocket
    assert stack.static
    sockets = Sockets(stack.websocket, stack.wake)
    pages = Pages(stack.mailbox, lambda: stack.scheduler)
    gateway = Gateway(stack.api, sockets, stack.static, pages, stack.wake, settings.demo)
    try:
        async with _server(gateway, listener), _watching(settings, stack, gateway):
            await _seed_once(settings)
            _say_ready(settings)
            await asyncio.Event().wait()
    finally:
        await stack.stop()
        await stack.mailbox.close()


@asynccontextmanager
async def _server(gateway: Gateway, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(
        gateway,
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=LARGEST,  # type: ignore[arg-type]  # passed on to websockets, which takes both limits
        ws_ping_interval=None,  # API Gateway does not ask whether anybody is there
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=_GRACEFUL_SECONDS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        # Until then the port is taken but refuses connections, and the first one is the demo's.
        await asyncio.wait({task, asyncio.create_task(server.ready.wait())}, return_when=asyncio.FIRST_COMPLETED)
        yield
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to __main__: the server is only one of the things that they stop."""
        yield


@asynccontextmanager
async def _watching(settings: Settings, stack: Stack, gateway: Gateway) -> AsyncIterator[None]:
    tasks = [
        asyncio.create_task(_watch_code(settings, stack)),
        asyncio.create_task(_watch_template(settings, stack, gateway)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _watch_code(settings: Settings, stack: Stack) -> None:
    await stack.load_all()
    folders = [path for name in ("functions", "shared") if (path := settings.root / name).is_dir()]
    async for _ in awatch(*folders, debounce=200, step=20):
        say_with_time("reloading the functions")
        await stack.reload()


async def _watch_template(settings: Settings, stack: Stack, gateway: Gateway) -> None:
    configuration = {str(settings.template), str(settings.samconfig)}
    # The folder, not the files: editors replace a file, which a watch on it would not survive.
    async for changes in awatch(settings.root, recursive=False, debounce=200, step=20):
        if configuration & {path for _, path in changes}:
            await _apply_again(settings, stack, gateway)


async def _apply_again(settings: Settings, stack: Stack, gateway: Gateway) -> None:
    say_with_time("applying the changed template")
    try:
        await stack.apply(Template(settings.template, template_parameters(settings)))
    except StartupError as error:
        say_with_time(f"error: {error}: the last one stays in force")
        return
    except Exception:
        # Whatever it is, the next change of the template may mend it, and somebody must be watching then.
        say_with_time(f"error: the template could not be applied: {traceback.format_exc()}")
        return
    assert stack.api
    assert stack.websocket
    assert stack.static
    gateway.api, gateway.static, gateway.sockets.api = stack.api, stack.static, stack.websocket
    await stack.load_all()


async def _seed_once(settings: Settings) -> None:
    """The demo workspace, made through the API as a client would make it."""
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
def _listen(port: int) -> Iterator[socket.socket]:
    # Only with its protocol named does asyncio switch off Nagle's algorithm, which costs 40 ms per answer.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise StartupError(f"port {port} is in use: stop what uses it, or choose another with PORT=…") from error
        yield listener


@contextmanager
def _only_one_over(settings: Settings) -> Iterator[None]:
    """Two stacks over the same files would each overwrite what the other one wrote."""
    with (settings.data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StartupError(f"another local stack uses {settings.data}: stop it, or set LOCAL_DIR") from error
        yield
