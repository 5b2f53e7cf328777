"""The HTTP server under the gateway."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from local.config import StartupError
from local.gateway.app import Gateway
from local.gateway.sockets import LARGEST

_GRACEFUL_SECONDS = 5


@contextmanager
def listen(port: int) -> Iterator[socket.socket]:
    """Binds the port before anything is started."""
    # Only with an explicit protocol does asyncio disable Nagle's algorithm, which costs 40 ms per response.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise StartupError(f"port {port} is in use: stop what uses it, or choose another with PORT=…") from error
        yield listener


@asynccontextmanager
async def serving(gateway: Gateway, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(
        gateway,
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=LARGEST,  # type: ignore[arg-type]  # passed on to websockets, which takes both limits
        ws_ping_interval=None,  # API Gateway sends no pings
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=_GRACEFUL_SECONDS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        # Until then the port is bound but refuses connections, and the demo makes the first one.
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
        """Signals are handled in __main__: the server is only one of the things they stop."""
        yield
