"""Passwords are hashed with argon2id, and an unknown user takes as long as a known one."""

from time import process_time

import argon2
import pytest

from connextlive.identity import passwords, user
from tests.support.builders import a_tenant, call, wrong

SECRET = "correct horse battery staple"


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.hash_of(SECRET)


def test_a_hash_is_argon2id_as_owasp_asks(hashed: str) -> None:
    parameters = argon2.extract_parameters(hashed)
    assert parameters.type is argon2.Type.ID
    assert (parameters.time_cost, parameters.memory_cost, parameters.parallelism) == (5, 7 * 1024, 1)


def test_a_password_never_hashes_the_same_twice(hashed: str) -> None:
    assert passwords.hash_of(SECRET) != hashed


def test_the_password_matches_its_hash(hashed: str) -> None:
    assert passwords.matches(hashed, SECRET) is True


@pytest.mark.parametrize("wrong", ["", SECRET + " ", SECRET.upper(), "şifre"])
def test_no_other_password_does(hashed: str, wrong: str) -> None:
    assert passwords.matches(hashed, wrong) is False


@pytest.mark.parametrize(
    ("chosen", "typed"),
    [
        ("Pässwört", "Pa\u0308sswo\u0308rt"),
        ("Pa\u0308sswo\u0308rt", "Pässwört"),
        ("secret 123", "secret\u00a0123"),
        ("secret 123", "ｓｅｃｒｅｔ\u3000１２３"),
        ("パスワード", "ﾊﾟｽﾜｰﾄﾞ"),
        ("가나다라마바", "\u1100\u1161나다라마바"),
    ],
)
def test_a_password_is_the_same_from_every_keyboard(chosen: str, typed: str) -> None:
    assert passwords.matches(passwords.hash_of(chosen), typed) is True


@pytest.mark.parametrize("typed", ["Pa\u0308sswo\u0308rt", "secret\u00a0123", "ｓｅｃｒｅｔ"])
def test_hashes_from_before_the_normal_form_go_on_working(typed: str) -> None:
    assert passwords.matches(passwords._hasher.hash(typed), typed) is True


def test_an_unreadable_hash_matches_nothing() -> None:
    assert passwords.matches("no-hash", SECRET) is False


def test_a_missing_user_never_matches_any_password() -> None:
    assert passwords.matches(None, "nobody has this password") is False


def test_a_user_who_does_not_exist_costs_the_same_work(hashed: str) -> None:
    passwords.matches(None, SECRET)  # makes the hash that nobody has, once
    assert _work(None) > _work(hashed) / 2


def _work(password_hash: str | None) -> float:
    times = []
    for _ in range(3):
        start = process_time()
        passwords.matches(password_hash, "wrong")
        times.append(process_time() - start)
    return min(times)


@pytest.mark.parametrize(
    "password", ["password", "PassWord1", "ｐａｓｓｗｏｒｄ", "qwertyuiop", "iloveyou", "trustno1"]
)
def test_a_password_that_many_people_use_is_refused_in_any_case(cloud: None, password: str) -> None:
    body = {"companyName": "B", "name": "Jane", "email": "jane@example.com", "password": password}
    assert call("auth_register", body=body) == wrong(password="Too many people use this password")


@pytest.mark.parametrize("password", ["yourpassword", "correct horse 1", "sword1\npass"])
def test_other_passwords_are_accepted(cloud: None, password: str) -> None:
    body = {"companyName": "B", "name": "Jane", "email": "jane@example.com", "password": password}
    assert call("auth_register", body=body)[0] == 200


def test_a_new_password_has_eight_characters_and_an_older_one_still_logs_in(cloud: None) -> None:
    body = {"companyName": "B", "name": "Jane", "email": "jane@example.com", "password": "sesame7"}
    assert call("auth_register", body=body) == wrong(password="Must have at least 8 characters")
    owner = a_tenant(email="jane@example.com")
    user.update(owner.tenant_id, owner.id, {"password_hash": passwords.hash_of("sesame")})
    assert call("auth_login", body={"email": "jane@example.com", "password": "sesame"})[0] == 200


def test_with_the_lenient_policy_six_characters_will_do(cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD_POLICY", "lenient")
    body = {"companyName": "Acme", "name": "Jane", "email": "jane@example.com"}
    assert call("auth_register", body=body | {"password": "12345"}) == wrong(password="Must have at least 6 characters")
    assert call("auth_register", body=body | {"password": "123456"})[0] == 200
