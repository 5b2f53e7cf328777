"""Plays the Lambda service: loads, runs and reloads handlers."""

import asyncio
import contextlib
import gc
import importlib.util
import json
import math
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

from local.cloudformation.template import Function
from local.console import say_with_time
from local.runtime.context import Context
from local.runtime.environments import UNLIMITED, Account, Environments, ThrottledError
from local.runtime.identity import acting_as

# Lambda's payload limit.
PAYLOAD_LIMIT = 6 * 1024 * 1024
# The exception message for which API Gateway returns a 401.
REFUSAL = "Unauthorized"
_THREADS = 64
Handler = Callable[[Any, Context], Any]


class FunctionError(Exception):
    """The handler raised an exception, or returned something that Lambda cannot serialize. The text is the error."""


class FunctionTimeoutError(FunctionError):
    pass


class FunctionThrottledError(FunctionError):
    """Nothing ran: the account, or the function, has too many invocations already."""


class Functions:
    def __init__(
        self, functions: Iterable[Function], import_paths: Iterable[Path], account: Account = UNLIMITED
    ) -> None:
        self._functions = {function.name: function for function in functions}
        reserved = {name: one.reserved for name, one in self._functions.items() if one.reserved is not None}
        self._environments = Environments(account, reserved)
        folders = [*import_paths, *(function.folder for function in self._functions.values())]
        # Strings: a reload compares thousands of modules with a hundred folders, which takes a second with Path.
        self._roots = tuple(f"{folder}{os.sep}" for folder in folders)
        self._handlers: dict[str, Handler] = {}
        # One import at a time: another import must not see a half-imported shared module.
        self._lock = threading.RLock()
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="function")
        for path in map(str, import_paths):
            if path not in sys.path:
                sys.path.insert(0, path)

    async def invoke(self, name: str, event: Any, at_most: float = math.inf) -> Any:
        """Runs the function and returns its result. Raises FunctionError."""
        function = self._functions[name]
        seconds = min(function.timeout, at_most)
        run = asyncio.get_running_loop().run_in_executor(self._pool, self._run, function, event)
        try:
            # The thread cannot be stopped; it is left behind, as Lambda would freeze it.
            return await asyncio.wait_for(asyncio.shield(run), seconds)
        except TimeoutError:
            say_with_time(f"{name}: timed out after {seconds:g} s")
            raise FunctionTimeoutError(f"Task timed out after {seconds:.2f} seconds") from None

    def load_all(self) -> None:
        """Loads everything, so that an error is shown on save, not on the route's first request."""
        for function in self._functions.values():
            with acting_as(function.name), contextlib.suppress(FunctionError):
                self._handler(function)

    def reload(self) -> None:
        """Forgets every module of the project. Running invocations keep theirs."""
        with self._lock:
            self._handlers.clear()
            for name, module in list(sys.modules.items()):
                if any(f"{path}{os.sep}".startswith(self._roots) for path in _paths(module)):
                    del sys.modules[name]
            importlib.invalidate_caches()
            # Functions freeze existing objects at their start; otherwise the forgotten modules would never be freed.
            gc.unfreeze()
            gc.collect()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, function: Function, event: Any) -> Any:
        try:
            with self._environments.one(function.name), acting_as(function.name):
                return self._answer(function, event)
        except ThrottledError as error:
            say_with_time(f"{function.name}: throttled: too many invocations at once")
            raise FunctionThrottledError("Rate Exceeded.") from error

    def _answer(self, function: Function, event: Any) -> Any:
        handler = self._handler(function)
        try:
            answer = handler(event, Context(function))
        except Exception as error:
            if str(error) != REFUSAL:  # an authorizer's way to return a 401, not a failure
                _show_traceback(function)
            raise FunctionError(str(error)) from error
        try:
            size = len(json.dumps(answer, ensure_ascii=False).encode())
        except (TypeError, ValueError) as error:
            say_with_time(f"{function.name}: the answer is not JSON: {error}")
            raise FunctionError(str(error)) from error
        if size > PAYLOAD_LIMIT:
            say_with_time(f"{function.name}: an answer of {size} bytes is more than Lambda's {PAYLOAD_LIMIT}")
            raise FunctionError("Response payload size exceeded")
        return answer

    def _handler(self, function: Function) -> Handler:
        if handler := self._handlers.get(function.name):
            return handler
        with self._lock:
            if function.name not in self._handlers:
                try:
                    self._handlers[function.name] = _load(function)
                # An import can raise anything, including SystemExit.
                except BaseException as error:
                    _show_traceback(function)
                    raise FunctionError(str(error)) from error
            return self._handlers[function.name]


def _load(function: Function) -> Handler:
    """Imports the handler's file under a unique name, because every function's file is called app.py."""
    module_name, _, attribute = function.handler.rpartition(".")
    path = function.folder / f"{module_name.replace('.', '/')}.py"
    spec = importlib.util.spec_from_file_location(f"{function.folder.name}.{module_name}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[spec.name]
        raise
    handler: Handler = getattr(module, attribute)
    return handler


def _paths(module: ModuleType) -> list[str]:
    return [path for path in [getattr(module, "__file__", None), *getattr(module, "__path__", [])] if path]


def _show_traceback(function: Function) -> None:
    """Without the gateway's own frames; a syntax error has none."""
    error = sys.exception()
    assert error
    frames = error.__traceback__
    while frames and frames.tb_frame.f_code.co_filename.startswith((str(Path(__file__).parent), "<frozen importlib")):
        frames = frames.tb_next
    text = "".join(traceback.format_exception(error.with_traceback(frames))).rstrip()
    say_with_time(f"{function.name} failed:\n{text}")
