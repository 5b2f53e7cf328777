"""The examples of RFC 7396, appendix A, that merge objects; and the limits."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connextlive.core.merge_patch import merged

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=3), below, max_size=3),
    max_leaves=12,
)
OBJECT = st.dictionaries(st.text(max_size=3), JSON, max_size=4)


@pytest.mark.parametrize(
    ("old", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
        ({"a": "text"}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": {"b": 1}}, {"a": [None, {"c": None}]}, {"a": [None, {"c": None}]}),
        ({"a": 1}, {}, {"a": 1}),
        ({"a": True}, {"a": False, "b": 0, "c": ""}, {"a": False, "b": 0, "c": ""}),
    ],
)
def test_the_examples_of_the_rfc(old: dict[str, Any], patch: dict[str, Any], result: dict[str, Any]) -> None:
    assert merged(old, patch) == result


@settings(max_examples=40)
@given(OBJECT, OBJECT)
def test_the_same_patch_twice_changes_nothing_more(old: dict[str, Any], patch: dict[str, Any]) -> None:
    once = merged(old, patch)
    assert merged(once, patch) == once


def test_what_was_there_before_is_not_touched() -> None:
    old = {"a": {"b": {"c": 1}}}
    merged(old, {"a": {"b": {"c": 2, "d": 3}}})
    assert old == {"a": {"b": {"c": 1}}}
