"""Whose invocation it is: each function calls AWS with credentials of its own, although all share one process.

In Lambda, each function's environment has them. Here `os.environ` has those of the function that the current thread
runs, for whoever reads it: our transport, botocore, PynamoDB.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import cast

from botocore.credentials import Credentials, EnvProvider, ReadOnlyCredentials

from local.config import KEY
from local.permissions.guard import NOBODY

_KEY_ID = "AWS_ACCESS_KEY_ID"
_function: ContextVar[str] = ContextVar("function", default=NOBODY)


@contextmanager
def acting_as(function: str) -> Iterator[None]:
    """Calls to AWS are the function's, in this thread and those that it starts."""
    token = _function.set(function)
    try:
        yield
    finally:
        _function.reset(token)


class _Environment(type(os.environ)):  # type: ignore[misc]  # typeshed does not let it be a base
    """The process's environment, but for the access key."""

    def __getitem__(self, name: str) -> str:
        return _function.get() if name == _KEY_ID else cast("str", super().__getitem__(name))


class _Credentials(Credentials):
    """Read for each request: botocore's clients are shared, too."""

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        return ReadOnlyCredentials(os.environ[_KEY_ID], KEY, None, None)


def install() -> None:
    """Of this process, which runs functions from now on."""
    os.environ[_KEY_ID] = NOBODY  # for the libraries that look whether there is one
    os.environ.__class__ = _Environment
    EnvProvider.load = lambda self: _Credentials(NOBODY, KEY, method=self.METHOD)  # type: ignore[method-assign]  # of all sessions
    threading.Thread.start = _start  # type: ignore[method-assign]  # of threads that libraries start, too


_start_without_context = threading.Thread.start


def _start(self: threading.Thread) -> None:
    """A function's threads act as the function: as a thread of Python 3.14 can, it has the context of its starter."""
    if _function.get() is not NOBODY:
        run, context = self.run, copy_context()
        self.run = lambda: context.run(run)  # type: ignore[method-assign]  # whatever class the thread is of
    _start_without_context(self)
