"""Settings from the environment, and paths."""

import math
import os
import shlex
import tomllib
from dataclasses import dataclass
from pathlib import Path

REGION = "eu-central-1"
ACCOUNT = "000000000000"
STACK_NAME = "connextlive-local"
# Access key and secret. ministack takes a key of twelve digits for an account ID; this one is none.
KEY = "local"
_LIMITS = ("LimitFactor=", "LoginFailuresPer", "OpenSockets=")  # what LIMITS=production leaves to the template


class StartupError(Exception):
    """Something that the developer has to fix; the text is the one line shown."""


@dataclass(frozen=True)
class Settings:
    root: Path
    port: int
    # All data kept between runs; removing this folder starts afresh.
    data: Path
    ministack: Path
    # A preference: if the port is in use, another one is taken, unless it was set explicitly.
    ministack_port: int
    ministack_port_is_fixed: bool
    # Whether streams are read four times a second, and some batches twice, as in AWS, instead of at once.
    stream_is_slow: bool = False
    # The share of batches that consumers get twice; None for what `stream_is_slow` says.
    duplicates: float | None = None
    # The account's limit of concurrent invocations, and how many seconds a new environment takes to start.
    concurrency: float = math.inf
    cold_start: float = 0

    @property
    def template(self) -> Path:
        return self.root / "template.yaml"

    @property
    def samconfig(self) -> Path:
        return self.root / "samconfig.toml"

    @property
    def demo(self) -> Path:
        """The demo workspace's API key, once it is created."""
        return self.data / "demo.json"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def websocket_url(self) -> str:
        return f"ws://localhost:{self.port}/ws"

    @property
    def connections_url(self) -> str:
        """Where functions post frames, by IP address to avoid a name lookup per frame."""
        return f"http://127.0.0.1:{self.port}/ws"


def settings_from_environment(root: Path) -> Settings:
    return Settings(
        root=root,
        port=_port("PORT", 3000),
        data=Path(os.environ.get("LOCAL_DIR") or root / ".local").resolve(),
        ministack=Path(os.environ.get("MINISTACK_BIN") or root / ".venv/ministack/bin/ministack"),
        ministack_port=_port("MINISTACK_PORT", 4566),
        ministack_port_is_fixed=bool(os.environ.get("MINISTACK_PORT")),
        stream_is_slow=os.environ.get("STREAM") == "aws",
        duplicates=_number("DUPLICATES", None, 1),
        concurrency=_number("CONCURRENCY", math.inf),
        cold_start=_number("COLD_START", 0, 10),
    )


def template_parameters(settings: Settings) -> dict[str, str]:
    """The template's parameters: samconfig.toml's [local.deploy.parameters], then PARAMETERS="Name=value …".

    Links in emails lead to this gateway, on whatever port, unless one of them says otherwise. With LIMITS=production,
    the template's own limits apply instead of the generous ones that test suites need.
    """
    overrides: str | list[str] = []
    if settings.samconfig.exists():
        try:
            samconfig = tomllib.loads(settings.samconfig.read_text())
        except tomllib.TOMLDecodeError as error:
            raise StartupError(f"{settings.samconfig.name}: {error}") from error
        local = samconfig.get("local", {}).get("deploy", {}).get("parameters", {})
        overrides = local.get("parameter_overrides", [])
    own = _split(overrides)
    if os.environ.get("LIMITS") == "production":
        own = [pair for pair in own if not pair.startswith(_LIMITS)]
    if settings.concurrency in (10, 100, 1000):
        own.append(f"AccountConcurrency={settings.concurrency:g}")
    pairs = [f"AppUrl={settings.url}", *own, *_split(os.environ.get("PARAMETERS", ""))]
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


def _split(overrides: str | list[str]) -> list[str]:
    """SAM accepts the overrides as a string or a list."""
    return shlex.split(overrides) if isinstance(overrides, str) else overrides


def _number[T](name: str, default: T, most: float = math.inf) -> float | T:
    text = os.environ.get(name)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= most:
        raise StartupError(f"{name}={text} is not a number from 0 to {most:g}")
    return number


def _port(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StartupError(f"{name}={text} is not a port number")
    return int(text)
