"""The API in this process behind a port of its own, over moto: an answer takes a fraction of the local stack's time, so
there can be more of them."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
import uvicorn
from moto import mock_aws

from connextlive.core import public_http
from local.gateway.app import Gateway as HttpGateway
from local.gateway.static import Static
from tests.support.builders import Clock, a_bus, a_table
from tests.support.in_process import Gateway
from tests.support.isolation import Workspace, a_configuration
from tests.unit.conftest import environment, make_bucket, make_secret
from tools import ROOT

__all__ = ["environment"]


@dataclass(frozen=True)
class Served:
    """A workspace with one of everything, and the URL of its API."""

    url: str
    workspace: Workspace


@pytest.fixture(scope="module")
def served(environment: None) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setenv("RATE_LIMITS", "")
        patch.setattr(public_http, "post", lambda *_: public_http.Response(200, ""))  # no webhook's receiver is called
        patch.setattr(public_http, "get", a_configuration)
        a_table()
        make_secret()
        make_bucket()
        a_bus()
        gateway = Gateway()
        workspace = Workspace(gateway, Clock(time.time()), "ours")
        with _listening(gateway) as url:
            yield Served(url, workspace)


class _listening:
    def __init__(self, gateway: Gateway) -> None:
        nothing = cast("Any", None)
        static = Static(ROOT / "web/dist", {})
        app = HttpGateway(gateway.rest, nothing, static, _no_page, lambda: None)
        config = uvicorn.Config(cast("Any", app), log_level="error", lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)


async def _no_page(_: object) -> None:
    return None
