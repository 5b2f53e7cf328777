"""Calls that are made at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar

import pytest

from connextlive.core import together as module
from connextlive.core.together import together

asked_by = ContextVar("asked_by", default="nobody")


def meeting(at: threading.Barrier, result: int) -> Callable[[], int]:
    """Returns only once all who are expected are there."""

    def work() -> int:
        at.wait(5)
        return result

    return work


def failing(error: BaseException) -> Callable[[], int]:
    def work() -> int:
        raise error

    return work


@pytest.mark.parametrize("number", [1, 2, 3, 9])
def test_all_run_at_the_same_time_and_answer_in_order(number: int) -> None:
    at = threading.Barrier(number)
    assert together(*(meeting(at, n) for n in range(number))) == tuple(range(number))


def test_of_nothing_comes_nothing() -> None:
    assert together(*[]) == ()


def test_the_first_runs_in_the_callers_thread() -> None:
    first, second = together(threading.get_ident, threading.get_ident)
    assert first == threading.get_ident() != second


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_error_is_the_callers_whoever_had_it(place: int) -> None:
    works: list[Callable[[], int]] = [lambda: 1, lambda: 2, lambda: 3]
    works[place] = failing(KeyError(place))
    with pytest.raises(KeyError, match=str(place)):
        together(*works)


def test_of_several_errors_it_is_the_first() -> None:
    with pytest.raises(KeyError):
        together(lambda: 1, failing(KeyError()), failing(ValueError()))


def test_after_an_error_nothing_runs_on() -> None:
    go, ended = threading.Event(), threading.Event()

    def slow() -> None:
        go.wait(5)
        ended.set()

    threading.Timer(0.05, go.set).start()
    with pytest.raises(KeyError):
        together(failing(KeyError()), slow)
    assert ended.is_set()


def test_they_see_the_callers_context() -> None:
    asked_by.set("Anna")
    assert together(asked_by.get, asked_by.get) == ("Anna", "Anna")


def test_workers_are_used_again_after_errors_too() -> None:
    module._idle.clear()
    workers = set()
    for _ in range(20):
        workers.add(together(lambda: 0, threading.get_ident)[1])
        with pytest.raises(KeyError):
            together(lambda: 0, failing(KeyError()))
    assert (len(workers), len(module._idle)) == (1, 1)


def test_they_may_do_so_themselves() -> None:
    def pair() -> tuple[int, int]:
        return together(lambda: 1, lambda: 2)

    assert together(pair, pair) == ((1, 2), (1, 2))


def test_many_callers_get_each_their_own_results() -> None:
    def ask(number: int) -> bool:
        return all(together(lambda: number, lambda: -number) == (number, -number) for _ in range(50))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(8)))
