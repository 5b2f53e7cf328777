"""Throttling windows: what counts, when it is too much, and when it expires."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from connextlive.core.errors import TooManyAttempts
from connextlive.identity import login, passwords, user
from connextlive.table import throttle
from connextlive.table.throttle import WINDOW, forget, give_back, reserve
from tests.support.builders import Clock, Json, a_request, a_tenant, an_error, call, invoke

pytestmark = pytest.mark.usefixtures("cloud")

LIMIT = {"login#jane": 3}


def reserve_often(times: int, what: str = "login#jane") -> None:
    for _ in range(times):
        reserve({what: 3})


def refused(limits: dict[str, int] = LIMIT) -> TooManyAttempts:
    with pytest.raises(TooManyAttempts) as refusal:
        reserve(limits)
    return refusal.value


def test_as_many_as_the_limit_are_let_through_and_no_more(clock: Clock) -> None:
    reserve_often(3)
    assert refused().retry_after == WINDOW


def test_a_refused_attempt_counts_for_no_subject(clock: Clock) -> None:
    reserve_often(3)
    for _ in range(5):
        refused({"address#1": 1, **LIMIT})
    reserve({"address#1": 1})


def test_what_is_given_back_does_not_count(clock: Clock) -> None:
    reserve_often(3)
    give_back("login#jane", "login#never-reserved")
    reserve_often(1)
    refused()


def test_what_is_forgotten_begins_anew(clock: Clock) -> None:
    reserve_often(3)
    forget("login#jane")
    reserve_often(3)
    refused()


def test_others_are_not_counted(clock: Clock) -> None:
    reserve_often(3, "login#john")
    reserve(LIMIT)


def test_a_window_ends_fifteen_minutes_after_its_first_attempt(clock: Clock) -> None:
    reserve_often(1)
    clock.advance(WINDOW - 1)
    reserve_often(2)
    assert refused().retry_after == 1
    clock.advance(1)
    reserve(LIMIT)


def test_the_next_window_counts_from_one(clock: Clock) -> None:
    reserve_often(3)
    clock.advance(WINDOW)
    reserve_often(3)
    refused()


def test_attempts_have_a_time_to_live(clock: Clock) -> None:
    reserve_often(1)
    found = throttle.Attempts.find("attempts#login#jane", "attempts")
    assert found is not None
    assert found.expires_at == clock.now + WINDOW


# ── As the login uses it ─────────────────────────────────────────────────────────────────────────────────────────────

WRONG = an_error(401, "Invalid email or password")


def log_in(email: str, password: str = "wrong password", address: str = "203.0.113.7") -> tuple[int, Json]:
    event = a_request("auth_login", body={"email": email, "password": password})
    event["headers"]["CloudFront-Viewer-Address"] = f"{address}:46532"
    answer = invoke("auth_login", event)
    return answer["statusCode"], answer["headers"]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


def jane() -> str:
    owner = a_tenant(email="jane@example.com")
    user.update(owner.tenant_id, owner.id, {"password_hash": passwords.hash_of("sesame")})
    return "jane@example.com"


def test_a_login_is_refused_after_ten_failures_even_with_the_right_password(clock: Clock) -> None:
    email = jane()
    assert [log_in(email)[0] for _ in range(10)] == [401] * 10
    status, headers = log_in(email, "sesame")
    assert (status, headers["Retry-After"]) == (429, "900")


def test_strangers_do_not_lock_out_who_has_logged_in_from_their_network(clock: Clock) -> None:
    email, office = jane(), "198.51.100.4"
    assert log_in(email, "sesame", office)[0] == 200
    assert [log_in(email)[0] for _ in range(11)] == [401] * 10 + [429]
    assert log_in(email, "sesame", office)[0] == 200
    assert [log_in(email, address=office)[0] for _ in range(11)] == [401] * 10 + [429]


def test_a_login_knows_the_last_ten_networks(clock: Clock) -> None:
    email = jane()
    for number in [*range(12), 5]:
        assert log_in(email, "sesame", f"198.51.100.{number}")[0] == 200
    found = user.login_of(email)
    assert found is not None
    assert len(found.known) == user.NETWORKS
    assert found.known[-1] == login._mark(found, "198.51.100.5")
    assert login._mark(found, "198.51.100.1") not in found.known


def test_a_login_that_was_removed_meanwhile_remembers_nothing() -> None:
    found = user.login_of(jane())
    assert found is not None
    found.delete()
    user.remember_network(found, "mark")
    assert user.login_of("jane@example.com") is None


def test_it_is_allowed_again_after_the_window(clock: Clock) -> None:
    email = jane()
    for _ in range(10):
        log_in(email)
    clock.advance(WINDOW)
    assert log_in(email, "sesame")[0] == 200


def test_another_case_of_the_address_is_the_same_address(clock: Clock) -> None:
    email = jane()
    for _ in range(10):
        log_in(email.upper())
    assert log_in(email)[0] == 429


def test_successes_are_not_counted(clock: Clock) -> None:
    email = jane()
    assert [log_in(email, "sesame")[0] for _ in range(12)] == [200] * 12


def test_an_ip_address_is_refused_after_too_many_failures_whatever_the_names(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert login.FAILURES_PER_NETWORK == 100
    monkeypatch.setattr(login, "FAILURES_PER_NETWORK", 12)
    for number in range(12):
        log_in(f"nobody{number}@example.com")
    assert log_in("somebody@example.com")[0] == 429
    assert log_in("somebody@example.com", address="198.51.100.4")[0] == 401


def test_all_addresses_of_an_ipv6_connection_are_one_to_the_limit(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login, "FAILURES_PER_NETWORK", 12)
    for number in range(12):
        log_in(f"nobody{number}@example.com", address=f"2001:db8:1:2:{number:x}::7")
    assert log_in("somebody@example.com", address="2001:db8:1:2:ffff::1")[0] == 429
    assert log_in("somebody@example.com", address="2001:db8:1:3::7")[0] == 401


def test_a_login_from_before_addresses_were_parsed_still_works() -> None:
    for stored in ("gross@example.com", "info@xn--strae-oqa.example", "bo..b@example.com"):
        owner = a_tenant(email="new@example.com")
        user.update(owner.tenant_id, owner.id, {"password_hash": passwords.hash_of("sesame")})
        user.Login("login#new@example.com", "login").delete()
        user.Login(f"login#{stored}", "login", tenant=owner.tenant_id, user_id=owner.id).save()
    for given in ("Groß@example.com", "gross@example.com", "info@straße.example", "Bo..B@example.com"):
        assert log_in(given, "sesame")[0] == 200, given


def test_a_login_with_an_invalid_address_is_rejected_as_such() -> None:
    answer = call("auth_login", body={"email": "b\u200bob@example.com", "password": "sesame"})
    assert answer[0] == 400
    assert [error["field"] for error in answer[1]["data"]["errors"]] == ["email"]


def test_a_reset_is_never_mailed_to_a_folded_address() -> None:
    a_tenant(email="gross@example.com")
    assert user.by_email("groß@example.com") is None


def test_nobody_can_tell_a_wrong_password_from_a_user_who_does_not_exist() -> None:
    known, unknown = jane(), "nobody@example.com"
    answers = [call("auth_login", body={"email": email, "password": "wrong password"}) for email in (known, unknown)]
    assert answers == [WRONG, WRONG]


def test_a_deactivated_user_is_answered_like_one_who_does_not_exist() -> None:
    email = jane()
    found = user.by_email(email)
    assert found is not None
    user.update(found.tenant_id, found.id, {"status": "INACTIVE"})
    assert call("auth_login", body={"email": email, "password": "sesame"}) == WRONG
