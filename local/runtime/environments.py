"""Lambda's execution environments: how many the account has at once, and that a new one starts cold."""

import math
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """What differs from one AWS account to another. By default as fast as this machine is."""

    # A new account has 10, others 1,000 and more.
    # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    concurrency: float = math.inf
    cold_start: float = 0  # seconds


UNLIMITED = Account()


class ThrottledError(Exception):
    """As many invocations run as may."""


class Environments:
    """An environment handles one invocation at a time, and is kept for the next one of its function.

    https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
    """

    def __init__(self, account: Account, reserved: Mapping[str, int]) -> None:
        self._account = account
        # What is reserved is taken from all others, used or not, and is the function's own limit.
        self._reserved = dict(reserved)
        self._unreserved = account.concurrency - sum(reserved.values())
        self._running: Counter[str] = Counter()
        self._running_unreserved = 0
        self._idle: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def one(self, function: str) -> Iterator[None]:
        """An environment of the function. Raises ThrottledError."""
        is_cold = self._take(function)
        try:
            if is_cold:
                time.sleep(self._account.cold_start)
            yield
        finally:
            self._give_back(function)

    def _take(self, function: str) -> bool:
        """Whether it is a new one."""
        with self._lock:
            if function in self._reserved:
                if self._running[function] >= self._reserved[function]:
                    raise ThrottledError(function)
            elif self._running_unreserved >= self._unreserved:
                raise ThrottledError(function)
            else:
                self._running_unreserved += 1
            self._running[function] += 1
            if self._idle[function]:
                self._idle[function] -= 1
                return False
            return True

    def _give_back(self, function: str) -> None:
        with self._lock:
            self._running[function] -= 1
            self._idle[function] += 1
            if function not in self._reserved:
                self._running_unreserved -= 1
