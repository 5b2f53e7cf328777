"""What the current request does, for the audit log: begun by the endpoint that declares the action, and stored with
what it changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import NamedTuple

from connextlive.core.caller import Caller
from connextlive.core.ids import new_id, timestamp

SYSTEM = "SYSTEM"  # instead of a role


class Act(NamedTuple):
    """An action, `<kind of object>.<what was done>`; when, from which address, and by whom, unless that is the user
    whom it is about."""

    id: str
    at: str
    action: str
    address: str
    actor_id: str | None = None
    actor_role: str | None = None
    actor_name: str | None = None

    @property
    def values(self) -> dict[str, str]:
        """The act as stored, without what is not known."""
        return {name: value for name, value in self._asdict().items() if value}


_current: ContextVar[Act | None] = ContextVar("act", default=None)


def begin(action: str, address: str, caller: Caller | None) -> Token[Act | None]:
    """Begins an act of the caller, if somebody is logged in."""
    actor = (caller.id, caller.role, caller.name) if caller else ()
    return _current.set(Act(new_id("aud"), timestamp(), action, address, *actor))


@contextmanager
def doing(action: str, address: str, caller: Caller) -> Iterator[None]:
    """One of several acts of a request."""
    token = begin(action, address, caller)
    try:
        yield
    finally:
        end(token)


@contextmanager
def by_the_system(action: str) -> Iterator[None]:
    """An act that nobody has asked for now: the workspace's settings have."""
    token = _current.set(Act(new_id("aud"), timestamp(), action, "", actor_role=SYSTEM))
    try:
        yield
    finally:
        end(token)


def end(token: Token[Act | None]) -> None:
    _current.reset(token)


def current() -> Act | None:
    """What is being done, if it belongs in the audit log."""
    return _current.get()
