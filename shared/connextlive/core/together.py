"""Calls to AWS that need not wait for each other, made at the same time.

The first function runs in the caller's thread, each other in a worker that waits for its next one afterwards: a new
thread or `concurrent.futures` costs more than the call that it saves. Nothing is imported or started before the first
use.
"""

from _queue import SimpleQueue  # of `queue`, which imports the rest of it
from _thread import start_new_thread
from collections.abc import Callable
from contextvars import Context, copy_context
from functools import partial
from typing import Any, overload

type Outcome = tuple[Any, BaseException | None]
type Order = tuple[Context, Callable[[], Any], SimpleQueue[Outcome]]

_idle: list["_Worker"] = []


class _Worker:
    def __init__(self) -> None:
        self._orders: SimpleQueue[Order] = SimpleQueue()
        start_new_thread(self._work, ())

    def order(self, work: Callable[[], Any]) -> SimpleQueue[Outcome]:
        """Has it done; returns where its outcome will be."""
        outcome: SimpleQueue[Outcome] = SimpleQueue()
        self._orders.put((copy_context(), work, outcome))
        return outcome

    def _work(self) -> None:
        while True:
            context, work, outcome = self._orders.get()
            result = _outcome(partial(context.run, work))
            _idle.append(self)
            outcome.put(result)
            del context, work, outcome, result  # they would be kept until the next order


@overload
def together[A, B](first: Callable[[], A], second: Callable[[], B], /) -> tuple[A, B]: ...
@overload
def together[A, B, C](first: Callable[[], A], second: Callable[[], B], third: Callable[[], C], /) -> tuple[A, B, C]: ...
@overload
def together[A](*works: Callable[[], A]) -> tuple[A, ...]: ...
def together(*works: Callable[[], Any]) -> tuple[Any, ...]:
    """The results of the functions, all of which run at the same time. If any fails, the first one's error, once all
    have ended: none runs on into the next request."""
    if not works:
        return ()
    ordered = [_worker().order(work) for work in works[1:]]
    outcomes = [_outcome(works[0]), *(outcome.get() for outcome in ordered)]
    for _, error in outcomes:
        if error is not None:
            raise error
    return tuple(result for result, _ in outcomes)


def _worker() -> _Worker:
    try:
        return _idle.pop()
    except IndexError:
        return _Worker()


def _outcome(work: Callable[[], Any]) -> Outcome:
    try:
        return work(), None
    except BaseException as error:  # raised by whoever waits for it
        return None, error
