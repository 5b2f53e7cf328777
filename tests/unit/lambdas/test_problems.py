"""What is said of wrong values: short sentences for people, the same for each kind of error."""

from typing import Any

import pytest
from pydantic import ValidationError

from connextlive.lambdas.problems import problems
from tools.generate.operations import operations

BODIES: set[Any] = {o.endpoint.parameters["body"] for o in operations() if "body" in o.endpoint.parameters}
A_FILE = {"fileName": "a.png", "mimeType": "image/png", "size": 10}
WRONG: list[Any] = [None, True, 7, -1, 10**9 + 1, 1.5, "", "x" * 20_000, [], ["x"], [7] * 200, {"x": 1}, "\ud800"]


def said_of(shape: Any, values: Any) -> list[str]:
    try:
        shape.model_validate(values)
    except ValidationError as error:
        return [one["message"] for one in problems(error.errors(include_url=False, include_input=False))]
    return []


@pytest.mark.parametrize("shape", sorted(BODIES, key=lambda shape: str(shape)), ids=lambda shape: shape.__name__)
def test_no_sentence_is_a_programmers(shape: Any) -> None:
    """Whatever is sent in whatever field, nothing of it is pydantic's own: "Input should be a valid string"."""
    said = [
        sentence
        for name, field in shape.model_fields.items()
        for wrong in WRONG
        for sentence in said_of(shape, {field.alias or name: wrong})
    ]
    assert not [sentence for sentence in said if "should" in sentence or "nput" in sentence or "{" in sentence]


@pytest.mark.parametrize(
    ("shape", "values", "field", "sentence"),
    [
        ("AttachmentsBody", {"files": [A_FILE | {"size": 10**9}]}, "files.size", "Must be at most 10 MB"),
        ("ReportBody", {"period": "decade"}, "period", "Must be 'day', 'week', 'month', 'quarter' or 'year'"),
        ("RatingBody", {"score": 6}, "score", "Must be at most 5"),
        ("AcceptInviteBody", {"token": "", "password": "x" * 9}, "token", "Must not be empty"),
        ("AcceptInviteBody", {"token": "t", "password": "x"}, "password", "Must have at least 6 characters"),
        ("AcceptInviteBody", {"token": "t"}, "password", "Required"),
    ],
)
def test_a_sentence_says_what_would_be_right(shape: str, values: Any, field: str, sentence: str) -> None:
    [wanted] = [one for one in BODIES if one.__name__ == shape]
    with pytest.raises(ValidationError) as raised:
        wanted.model_validate(values)
    assert problems(raised.value.errors(include_url=False, include_input=False)) == [
        {"field": field, "message": sentence}
    ]
