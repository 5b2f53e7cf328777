"""What is precompiled is exactly what would be compiled, and what is not is compiled."""

import dataclasses
import re
from types import CodeType
from typing import Any

import pytest

from connextlive.generated import precompiled as compiled_before
from connextlive.lambdas import precompiled
from tests.support.interpreters import in_a_process
from tools import ROOT
from tools.generate.precompiled import FILE, compiled


@pytest.fixture(scope="module")
def asked_for() -> tuple[set[str], set[tuple[str, int]]]:
    return compiled()


def likeness(code: CodeType) -> tuple[Any, ...]:
    """All of a code object that matters to who runs it, which its own name and place do not."""
    inner = [likeness(value) if isinstance(value, CodeType) else value for value in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_exceptiontable, *inner[1:]


def test_methods_are_what_their_text_says(asked_for: tuple[set[str], Any]) -> None:
    for text in asked_for[0]:
        names: dict[str, Any] = {}
        exec(text, {}, names)  # noqa: S102  # as dataclasses would
        assert likeness(compiled_before.METHODS[precompiled.key(text)]) == likeness(names["__create_fn__"].__code__)


def test_patterns_are_what_re_compiles(asked_for: tuple[Any, set[tuple[str, int]]]) -> None:
    for pattern, flags in asked_for[1]:
        assert (pattern, flags) in compiled_before.PATTERNS
        known, anew = precompiled._pattern(pattern, flags), precompiled.compile_pattern(pattern, flags)
        assert (known, known.groupindex, known.groups) == (anew, anew.groupindex, anew.groups)


def test_what_is_not_known_is_compiled() -> None:
    made = dataclasses.make_dataclass("Made", [("never_heard_of", int), ("nor_of_this", str)], frozen=True)
    assert repr(made(1, "2")) == "Made(never_heard_of=1, nor_of_this='2')"
    found = re.compile(r"(?P<never>heard) of", re.IGNORECASE).fullmatch("Heard of")
    assert found is not None
    assert found["never"] == "Heard"


def test_methods_see_the_module_that_their_class_is_in() -> None:
    @dataclasses.dataclass(frozen=True, slots=True)
    class Caller:
        """The same text as `connextlive.lambdas.endpoint` asks for."""

        tenant_id: str
        id: str
        role: str
        name: str
        key_id: str | None = None

    assert Caller.__init__.__globals__ is globals()
    assert Caller("t", "i", "r", "n") == Caller("t", "i", "r", "n", None)


def test_a_start_takes_what_is_precompiled() -> None:
    code = (
        "import connextlive.lambdas.endpoint, annotated_types; print(annotated_types.Gt.__init__.__code__.co_filename)"
    )
    assert in_a_process(code, {}) == str(ROOT / FILE)
