"""Validation messages: short sentences for people, the same for each kind of error."""

from typing import Any

import pytest
from pydantic import ValidationError

from connextlive.core.i18n import LANGUAGES, sentence_translator
from connextlive.lambdas.problems import problems
from tests.support.builders import call
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
    """Nothing of pydantic's own ("Input should be a valid string") is returned, whatever the field and value."""
    said = [
        sentence
        for name, field in shape.model_fields.items()
        for wrong in WRONG
        for sentence in said_of(shape, {field.alias or name: wrong})
    ]
    assert not [sentence for sentence in said if "should" in sentence or "nput" in sentence or "{" in sentence]


@pytest.mark.parametrize("shape", sorted(BODIES, key=lambda shape: str(shape)), ids=lambda shape: shape.__name__)
@pytest.mark.parametrize("wrong", ["x" * 20_000, ["x" * 20_000]], ids=["a text", "a list of one"])
def test_texts_have_characters_not_entries(shape: Any, wrong: Any) -> None:
    names = [field.alias or name for name, field in shape.model_fields.items()]
    assert not [name for name in names if "entries" in "".join(said_of(shape, {name: wrong}))]


@pytest.mark.parametrize(
    ("shape", "values", "field", "sentence"),
    [
        ("AttachmentsBody", {"files": [A_FILE | {"size": 10**9}]}, "files.size", "Must be at most 10 MB"),
        ("ReportBody", {"period": "decade"}, "period", "Must be 'day', 'week', 'month', 'quarter' or 'year'"),
        ("RatingBody", {"score": 6}, "score", "Must be at most 5"),
        ("AcceptInviteBody", {"token": "", "password": "x" * 9}, "token", "Must not be empty"),
        ("AcceptInviteBody", {"token": "t", "password": "x"}, "password", "Must have at least 8 characters"),
        ("AcceptInviteBody", {"token": "t"}, "password", "Required"),
        (
            "CannedReplyBody",
            {"shortcode": "a", "content": "A", "translations": {"German": "B"}},
            "translations.German",
            "Invalid format",
        ),
    ],
)
def test_a_sentence_says_what_would_be_right(shape: str, values: Any, field: str, sentence: str) -> None:
    [wanted] = [one for one in BODIES if one.__name__ == shape]
    with pytest.raises(ValidationError) as raised:
        wanted.model_validate(values)
    assert problems(raised.value.errors(include_url=False, include_input=False)) == [
        {"field": field, "message": sentence}
    ]


@pytest.mark.parametrize(
    ("accepted", "sentence"),
    [
        (None, "Enter a valid e-mail address"),
        ("de-AT,de;q=0.9,en;q=0.5", "Geben Sie eine gültige E-Mail-Adresse ein"),
        ("fr, es;q=0.8, en;q=0.7", "Introduzca una dirección de correo válida"),
        ("en;q=0.4, tr-TR;q=0.5", "Geçerli bir e-posta adresi girin"),
        ("de;q=0, en", "Enter a valid e-mail address"),
        ("fr", "Enter a valid e-mail address"),
        ("*", "Enter a valid e-mail address"),
        ("de;q=much", "Enter a valid e-mail address"),
    ],
)
def test_validation_messages_use_the_clients_first_supported_language(accepted: str | None, sentence: str) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}
    status, answer = call("auth_forgot_password", body={"email": "jane"}, headers=headers)
    assert (status, answer["data"]["errors"]) == (400, [{"field": "email", "message": sentence}])


def test_numbers_stand_in_the_sentences_of_every_language() -> None:
    [problem] = problems([{"type": "less_than_equal", "loc": ("size",), "msg": "", "ctx": {"le": 10 * 1024 * 1024}}])
    said = {language: sentence_translator(language)(problem["message"]) for language in LANGUAGES}
    assert said == {
        "en": "Must be at most 10 MB",
        "de": "Darf höchstens 10 MB sein",
        "es": "Debe ser como máximo 10 MB",
        "tr": "En fazla 10 MB olmalı",
    }
