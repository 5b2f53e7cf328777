"""Registration, login, accepting invitations, password reset."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from .client import PASSWORD, Answer, Api, Tenant, an_email, eventually, stays
from .shapes import is_session, is_time

BAD_LOGIN = "Invalid email or password"


def test_registering_answers_as_login_does(api: Api) -> None:
    email = an_email("new")
    body = {"companyName": "Acme", "name": "Olivia Owner", "email": email, "password": PASSWORD}
    user = is_session(api.post("/api/auth/register", body).ok(), "CUSTOMER")
    assert (user["email"], user["name"], user["avatarUrl"]) == (email, "Olivia Owner", None)


def test_registering_creates_a_workspace_named_after_the_company(api: Api) -> None:
    workspace = api.register("Blue Whale Ltd").get("/api/tenant/workspace").ok()["workspace"]
    assert workspace["companyName"] == "Blue Whale Ltd"


def test_an_email_registers_once_whatever_its_case(tenant: Tenant) -> None:
    body = {"companyName": "Other", "name": "Eve", "email": tenant.email.upper(), "password": PASSWORD}
    tenant.api.post("/api/auth/register", body).bad_request()
    is_session(tenant.api.login(tenant.email).ok(), "CUSTOMER")


def test_logging_in_answers_a_token_of_seven_days_and_the_user(tenant: Tenant) -> None:
    session = tenant.api.login(tenant.email).ok()
    assert is_session(session, "CUSTOMER") == tenant.user
    left = is_time(session["expiresAt"]) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7, minutes=1)


def test_the_token_of_a_login_opens_the_workspace(tenant: Tenant) -> None:
    token = tenant.api.login(tenant.email).ok()["token"]
    tenant.api.call("GET", "/api/tenant/workspace", headers={"Authorization": f"Bearer {token}"}).ok("workspace")


def test_the_case_of_an_email_does_not_matter(tenant: Tenant) -> None:
    assert is_session(tenant.api.login(tenant.email.upper()).ok(), "CUSTOMER")["email"] == tenant.email


def test_a_wrong_password_is_refused(tenant: Tenant) -> None:
    tenant.api.login(tenant.email, "wrong horse").error(401, BAD_LOGIN)


def test_the_case_of_a_password_matters(tenant: Tenant) -> None:
    tenant.api.login(tenant.email, PASSWORD.upper()).error(401, BAD_LOGIN)


def test_an_unknown_email_answers_as_a_wrong_password_does(tenant: Tenant) -> None:
    unknown = tenant.api.login(an_email("nobody"), "wrong horse")
    wrong = tenant.api.login(tenant.email, "wrong horse")
    unknown.error(401, BAD_LOGIN)
    assert unknown.response.content == wrong.response.content


def test_an_unknown_email_takes_as_long_as_a_wrong_password(api: Api) -> None:
    def seconds(email: str) -> float:
        start = time.perf_counter()
        assert api.login(email, "wrong horse").status == 401
        return time.perf_counter() - start

    pairs: list[tuple[float, float]] = []

    def take_as_long() -> None:
        known_email, unknown_email = api.register().email, an_email("nobody")
        pairs.extend((seconds(known_email), seconds(unknown_email)) for _ in range(7))
        wrong, unknown = map(min, zip(*pairs, strict=True))  # what else runs makes some slower and none faster
        assert 0.5 < unknown / wrong < 2, (unknown, wrong)

    eventually(take_as_long, within=60)


def _fails_ten_times(api: Api, email: str) -> Answer:
    for _ in range(10):
        api.login(email, "wrong horse").error(401, BAD_LOGIN)
    return api.login(email, "wrong horse")


def test_the_eleventh_failure_in_a_row_has_to_wait(tenant: Tenant) -> None:
    answer = _fails_ten_times(tenant.api, tenant.email)
    answer.error(429, data=answer.body["data"])
    assert 0 < int(answer.headers["retry-after"]) <= 15 * 60
    locked_out = tenant.api.login(tenant.email)
    assert locked_out.status == 429, "the right password must not tell that it is right"


def test_a_refusal_says_which_limit_was_reached(tenant: Tenant) -> None:
    answer = _fails_ten_times(tenant.api, tenant.email)
    answer.error(429, "Too many attempts. Please try again later.", {"code": "RATE_LIMITED"})
    wait = answer.headers["retry-after"]
    limits = answer.headers["ratelimit"], answer.headers["ratelimit-policy"]
    assert limits == (f'"attempts";r=0;t={wait}', '"attempts";q=10;w=900')


def test_of_forty_wrong_passwords_at_once_ten_are_judged(tenant: Tenant) -> None:
    with ThreadPoolExecutor(40) as pool:
        statuses = [
            answer.status for answer in pool.map(lambda _: tenant.api.login(tenant.email, "wrong horse"), range(40))
        ]
    assert (statuses.count(401), statuses.count(429)) == (10, 30), statuses


def test_right_passwords_do_not_count_however_many_come_at_once(tenant: Tenant) -> None:
    for _ in range(3):
        with ThreadPoolExecutor(8) as pool:
            assert {answer.status for answer in pool.map(lambda _: tenant.api.login(tenant.email), range(8))} == {200}


def test_whoever_is_locked_out_resets_their_password_and_is_in(tenant: Tenant) -> None:
    api = tenant.api
    _fails_ten_times(api, tenant.email).error(429, data={"code": "RATE_LIMITED"})
    api.post("/api/auth/forgot-password", {"email": tenant.email}).ok()
    body = {"token": api.mailed_token(tenant.email), "password": "another horse 2"}
    api.post("/api/auth/reset-password", body).ok()
    is_session(api.login(tenant.email, "another horse 2").ok(), "CUSTOMER")


def test_another_request_leaves_a_mailed_link_alone(tenant: Tenant) -> None:
    api = tenant.api
    tokens = []
    for nth in (1, 2):
        api.post("/api/auth/forgot-password", {"email": tenant.email}).ok()
        tokens.append(api.mailed_token(tenant.email, nth))
    assert len(set(tokens)) == 2
    api.post("/api/auth/reset-password", {"token": tokens[0], "password": "another horse 2"}).ok()
    api.post("/api/auth/reset-password", {"token": tokens[1], "password": "a third horse 3"}).refused("RESET_EXPIRED")


def test_of_many_requests_at_once_five_are_mailed(tenant: Tenant) -> None:
    with ThreadPoolExecutor(12) as pool:
        body = {"email": tenant.email}
        answers = list(pool.map(lambda _: tenant.api.post("/api/auth/forgot-password", body), range(12)))
    assert {answer.status for answer in answers} == {200}
    tenant.api.mailed_token(tenant.email)
    stays(lambda: len(tenant.api.mails(tenant.email)) <= 5, True)


def test_an_unknown_email_is_throttled_as_a_known_one(api: Api) -> None:
    assert _fails_ten_times(api, an_email("nobody")).status == 429


def test_one_emails_failures_do_not_lock_another_out(api: Api, tenant: Tenant) -> None:
    _fails_ten_times(api, an_email("nobody"))
    is_session(api.login(tenant.email).ok(), "CUSTOMER")


def test_a_password_shorter_than_six_is_named(api: Api) -> None:
    api.login(an_email(), "12345").invalid("password")


def test_accepting_an_invitation_answers_as_login_does(tenant: Tenant) -> None:
    email = an_email("bob")
    tenant.post("/api/tenant/agents", {"name": "Bob Smith", "email": email}).ok()
    user = is_session(tenant.api.accept(tenant.api.mailed_token(email)).ok(), "AGENT")
    assert (user["email"], user["name"], user["tenantId"]) == (email, "Bob Smith", tenant.id)


def test_an_agent_logs_in_with_the_password_they_chose(tenant: Tenant) -> None:
    agent = tenant.invite_agent()
    assert is_session(tenant.api.login(agent.email).ok(), "AGENT")["id"] == agent.id


def test_an_invitation_works_once(tenant: Tenant) -> None:
    email = an_email("bob")
    tenant.post("/api/tenant/agents", {"name": "Bob", "email": email}).ok()
    token = tenant.api.mailed_token(email)
    tenant.api.accept(token).ok()
    tenant.api.accept(token, "another horse 2").refused("INVITE_EXPIRED")
    tenant.api.login(email).ok()


def test_a_withdrawn_invitation_is_refused(tenant: Tenant) -> None:
    email = an_email("bob")
    invitation = tenant.post("/api/tenant/agents", {"name": "Bob", "email": email}).ok()["invitation"]
    token = tenant.api.mailed_token(email)
    tenant.delete(f"/api/tenant/invitations/{invitation['id']}").ok()
    tenant.api.accept(token).refused("INVITE_EXPIRED")


@pytest.mark.parametrize("token", ["x", "a.b.c", "inv_01HX0000000000000000000000", "ü" * 50])
def test_a_made_up_invitation_is_refused(api: Api, token: str) -> None:
    api.accept(token).refused("INVITE_EXPIRED")


def test_a_forgotten_password_is_reset_by_the_mailed_link(tenant: Tenant) -> None:
    api = tenant.api
    api.post("/api/auth/forgot-password", {"email": tenant.email.upper()}).ok()
    token = api.mailed_token(tenant.email)
    api.post("/api/auth/reset-password", {"token": token, "password": "another horse 2"}).ok()
    api.login(tenant.email).error(401, BAD_LOGIN)
    is_session(api.login(tenant.email, "another horse 2").ok(), "CUSTOMER")


def test_a_reset_link_works_once(tenant: Tenant) -> None:
    api = tenant.api
    api.post("/api/auth/forgot-password", {"email": tenant.email}).ok()
    token = api.mailed_token(tenant.email)
    api.post("/api/auth/reset-password", {"token": token, "password": "another horse 2"}).ok()
    api.post("/api/auth/reset-password", {"token": token, "password": "a third horse 3"}).bad_request()
    api.login(tenant.email, "a third horse 3").error(401, BAD_LOGIN)


@pytest.mark.parametrize("token", ["x", "a.b.c", "usr_01HX0000000000000000000000.x"])
def test_a_made_up_reset_link_is_refused(api: Api, token: str) -> None:
    api.post("/api/auth/reset-password", {"token": token, "password": PASSWORD}).bad_request()


def test_an_invitations_token_resets_no_password(tenant: Tenant) -> None:
    email = an_email("bob")
    tenant.post("/api/tenant/agents", {"name": "Bob", "email": email}).ok()
    token = tenant.api.mailed_token(email)
    tenant.api.post("/api/auth/reset-password", {"token": token, "password": PASSWORD}).bad_request()


def test_a_reset_responds_alike_for_an_unknown_email_and_emails_nobody(tenant: Tenant) -> None:
    nobody = an_email("nobody")
    unknown = tenant.api.post("/api/auth/forgot-password", {"email": nobody}).ok()
    assert unknown == tenant.api.post("/api/auth/forgot-password", {"email": tenant.email}).ok()
    tenant.api.mailed_token(tenant.email)
    stays(lambda: tenant.api.mails(nobody), [], for_seconds=0.3)


def test_a_deactivated_agent_cannot_log_in(tenant: Tenant) -> None:
    agent = tenant.invite_agent()
    tenant.patch(f"/api/tenant/agents/{agent.id}", {"status": "INACTIVE"}).ok()
    tenant.api.login(agent.email).error(401, BAD_LOGIN)
    tenant.patch(f"/api/tenant/agents/{agent.id}", {"status": "ACTIVE"}).ok()
    tenant.api.login(agent.email).ok()


def test_a_removed_agent_cannot_log_in(tenant: Tenant) -> None:
    agent = tenant.invite_agent()
    tenant.delete(f"/api/tenant/agents/{agent.id}").ok()
    tenant.api.login(agent.email).error(401, BAD_LOGIN)
