"""Two-factor authentication: set up, asked for at the login, used once, recovered, reset, required."""

import time
from base64 import b32decode
from urllib.parse import parse_qs, urlsplit

import pytest

from connextlive.core.caller import Caller
from connextlive.identity import passwords, second_factor, user, workspace
from tests.support.builders import Changes, Clock, Json, a_tenant, an_agent, an_error, call, invoke, project
from tools.operate import reset_second_factor

PASSWORD = "correct horse 1"
HASH = passwords.hash_of(PASSWORD)
WRONG = ("This code is wrong or was used already", {"code": "SECOND_FACTOR_INVALID"})
ARN = "arn:aws:execute-api:eu-central-1:000000000000:example/live/GET/api/agent/profile"


def a_person(owner: Caller | None = None) -> Caller:
    return an_agent(owner or a_tenant(), password_hash=HASH)


def log_in(of: Caller, code: str | None = None) -> tuple[int, Json]:
    body = {"email": user.load(of.tenant_id, of.id).email, "password": PASSWORD}
    return call("auth_login", body=body | ({"code": code} if code else {}))


def shown(secret: str, steps: int = 0) -> str:
    """The code that the app shows now, or some steps later."""
    return second_factor.code_at(b32decode(secret), int(time.time()) // 30 + steps)


def set_up(of: Caller) -> tuple[str, list[str]]:
    """Turns the second factor on, and returns the secret and the recovery codes."""
    status, setup = call("auth_second_factor_begin", of, {"password": PASSWORD})
    assert status == 200, setup
    status, answer = call("auth_second_factor_confirm", of, {"code": shown(setup["secret"])})
    assert status == 200, answer
    return setup["secret"], answer["recoveryCodes"]


def required(owner: Caller) -> None:
    workspace.update(owner.tenant_id, {"settings": {"security": {"requireSecondFactor": True}}})


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_rfc(at: int, code: str) -> None:
    """RFC 6238's appendix B has eight digits, of which apps show the last six."""
    assert second_factor.code_at(b"12345678901234567890", at // 30) == code[-6:]


def test_a_login_without_a_second_factor_answers_as_before(cloud: None) -> None:
    status, answer = log_in(a_person())
    assert (status, set(answer)) == (200, {"token", "expiresAt", "user"})


def test_an_app_is_given_the_secret_and_the_same_in_a_url(cloud: None) -> None:
    anna = a_person()
    _, setup = call("auth_second_factor_begin", anna, {"password": PASSWORD})
    url = urlsplit(setup["otpauthUrl"])
    assert (url.scheme, url.netloc) == ("otpauth", "totp")
    assert url.path.startswith("/Connextlive:usr_")
    expected = {"secret": [setup["secret"]], "issuer": ["Connextlive"], "digits": ["6"], "period": ["30"]}
    assert parse_qs(url.query) == expected
    assert len(b32decode(setup["secret"])) == 20


def test_it_is_on_only_after_a_code_and_then_asked_for_at_the_login(cloud: None, clock: Clock) -> None:
    anna = a_person()
    off = {"isOn": False, "isRequired": False, "enabledAt": None, "recoveryCodesLeft": 0}
    assert call("auth_second_factor_get", anna) == (200, off)
    _, setup = call("auth_second_factor_begin", anna, {"password": PASSWORD})
    assert call("auth_second_factor_confirm", anna, {"code": "000000"}) == an_error(400, *WRONG)
    assert log_in(anna)[0] == 200
    status, answer = call("auth_second_factor_confirm", anna, {"code": shown(setup["secret"])})
    assert (status, len(answer["recoveryCodes"]), answer["login"]) == (200, 10, None)
    assert call("auth_second_factor_get", anna)[1]["isOn"]
    demanded = an_error(401, "Enter the code of your authenticator app", {"code": "SECOND_FACTOR_REQUIRED"})
    assert log_in(anna) == demanded
    assert log_in(anna, shown(setup["secret"], 1))[0] == 200


def test_a_code_is_accepted_once_and_so_is_none_before_it(cloud: None, clock: Clock) -> None:
    anna = a_person()
    secret, _ = set_up(anna)
    assert log_in(anna, shown(secret)) == an_error(401, *WRONG), "it turned the second factor on"
    assert log_in(anna, shown(secret, 1))[0] == 200
    assert log_in(anna, shown(secret, 1)) == an_error(401, *WRONG)
    clock.advance(60)
    assert log_in(anna, shown(secret, -1)) == an_error(401, *WRONG), "older than the newest"
    assert log_in(anna, shown(secret))[0] == 200


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_a_clock_may_be_a_step_off(cloud: None, clock: Clock, steps: int, status: int) -> None:
    anna = a_person()
    secret, _ = set_up(anna)
    clock.advance(600)
    assert log_in(anna, shown(secret, steps))[0] == status


def test_a_recovery_code_is_used_once_however_it_is_typed(cloud: None, clock: Clock) -> None:
    anna = a_person()
    _, codes = set_up(anna)
    assert log_in(anna, codes[0].upper().replace("-", " "))[0] == 200
    assert log_in(anna, codes[0]) == an_error(401, *WRONG)
    assert call("auth_second_factor_get", anna)[1]["recoveryCodesLeft"] == 9
    stored = second_factor.find(anna.tenant_id, anna.id).recovery_hashes
    assert not {code.replace("-", "") for code in codes} & {*stored}


def test_new_recovery_codes_replace_those_before(cloud: None, clock: Clock) -> None:
    anna = a_person()
    _, codes = set_up(anna)
    status, answer = call("auth_second_factor_renew_codes", anna, {"code": codes[0]})
    assert (status, len(answer["recoveryCodes"])) == (200, 10)
    assert log_in(anna, codes[1]) == an_error(401, *WRONG)
    assert log_in(anna, answer["recoveryCodes"][1])[0] == 200


def test_wrong_codes_are_counted_and_after_five_none_is_judged(cloud: None, clock: Clock) -> None:
    anna = a_person()
    secret, _ = set_up(anna)
    clock.advance(60)
    assert [log_in(anna, "000000")[0] for _ in range(7)] == [401] * 5 + [429] * 2
    assert log_in(anna, shown(secret))[0] == 429
    clock.advance(15 * 60)
    assert log_in(anna, shown(secret))[0] == 200


def test_a_wrong_password_is_not_told_from_a_missing_code(cloud: None) -> None:
    anna = a_person()
    set_up(anna)
    body = {"email": user.load(anna.tenant_id, anna.id).email, "password": "wrong horse"}
    assert call("auth_login", body=body) == an_error(401, "Invalid email or password")


def test_setting_it_up_wants_the_password_and_not_twice(cloud: None) -> None:
    anna = a_person()
    errors = {"errors": [{"field": "password", "message": "The password is wrong"}]}
    refused = an_error(400, "Validation failed", errors)
    assert call("auth_second_factor_begin", anna, {"password": "wrong horse"}) == refused
    set_up(anna)
    already = an_error(400, "Two-factor authentication is on already", {"code": "SECOND_FACTOR_ON"})
    assert call("auth_second_factor_begin", anna, {"password": PASSWORD}) == already


def test_it_is_turned_off_with_password_and_code(cloud: None, clock: Clock) -> None:
    anna = a_person()
    secret, _ = set_up(anna)
    body = {"password": PASSWORD, "code": "000000"}
    assert call("auth_second_factor_turn_off", anna, body) == an_error(400, *WRONG)
    status, answer = call("auth_second_factor_turn_off", anna, body | {"code": shown(secret, 1)})
    assert (status, answer["isOn"]) == (200, False)
    assert log_in(anna)[0] == 200


def test_the_owner_resets_an_agents_which_logs_them_out(cloud: None) -> None:
    owner = a_tenant()
    anna = a_person(owner)
    set_up(anna)
    assert call("tenant_agents_get", owner, id=anna.id)[1]["agent"]["hasSecondFactor"]
    for _ in range(2):
        answer = call("tenant_agents_reset_second_factor", owner, id=anna.id)
        assert answer == (200, {"deleted": True, "id": anna.id})
    assert user.load(anna.tenant_id, anna.id).token_version == 1
    assert log_in(anna)[0] == 200
    foreign = a_person()
    assert call("tenant_agents_reset_second_factor", owner, id=foreign.id) == an_error(404, "Agent not found")


def test_where_it_is_required_a_login_can_do_nothing_but_set_it_up(cloud: None, clock: Clock) -> None:
    owner = a_tenant()
    anna = a_person(owner)
    required(owner)
    status, answer = log_in(anna)
    assert (status, answer["secondFactor"]) == (200, "SETUP_REQUIRED")
    event = {"type": "TOKEN", "authorizationToken": f"Bearer {answer['token']}", "methodArn": ARN}
    decided = invoke("authorizer", event)
    (statement,) = decided["policyDocument"]["Statement"]
    assert statement["Resource"] == ["arn:aws:execute-api:eu-central-1:000000000000:example/live/*/api/auth/*"]
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        invoke("authorizer", {"type": "REQUEST", "queryStringParameters": {"token": answer["token"]}, "methodArn": ARN})
    limited = anna._replace(session_id=decided["context"]["sessionId"], is_limited=True)
    _, setup = call("auth_second_factor_begin", limited, {"password": PASSWORD})
    _, turned_on = call("auth_second_factor_confirm", limited, {"code": shown(setup["secret"])})
    assert set(turned_on["login"]) == {"token", "expiresAt", "user"}
    event["authorizationToken"] = f"Bearer {turned_on['login']['token']}"
    assert "isLimited" not in invoke("authorizer", event)["context"]
    refused = an_error(400, "Your workspace requires two-factor authentication", {"code": "SECOND_FACTOR_REQUIRED"})
    body = {"password": PASSWORD, "code": shown(setup["secret"], 1)}
    assert call("auth_second_factor_turn_off", anna, body) == refused


def test_requiring_it_ends_the_tokens_of_whoever_has_none_and_no_others(changes: Changes, clock: Clock) -> None:
    owner = a_tenant()
    without, has, elsewhere = a_person(owner), a_person(owner), a_person()
    _, codes = set_up(has)
    tokens = {who: log_in(who, code)[1]["token"] for who, code in ((without, None), (has, codes[0]), (elsewhere, None))}
    kept = {who: token for who, token in tokens.items() if who is not without}
    changes.new()
    call("tenant_workspace_update", owner, {"name": "Acme 2"})
    project(changes.new())
    assert all(map(is_valid, tokens.values()))
    call("tenant_workspace_update", owner, {"settings": {"security": {"requireSecondFactor": True}}})
    project(changes.new())
    assert not is_valid(tokens[without])
    assert all(map(is_valid, kept.values()))
    status, answer = log_in(without)
    assert (status, answer["secondFactor"]) == (200, "SETUP_REQUIRED")
    # Other settings, while it stays on, log nobody out.
    call("tenant_workspace_update", owner, {"name": "Acme 3"})
    project(changes.new())
    assert is_valid(answer["token"])


def test_a_wrong_code_is_in_the_audit_log(cloud: None, clock: Clock) -> None:
    owner = a_tenant()
    anna = a_person(owner)
    set_up(anna)
    assert [log_in(anna, "000000")[0] for _ in range(7)] == [401] * 5 + [429] * 2
    entries = call("tenant_audit_log_list", owner, query={"object": anna.id})[1]["entries"]
    refused = [entry for entry in entries if entry["action"] == "user.second_factor_refused"]
    assert len(refused) == 5
    assert {entry["actor"]["id"] for entry in refused} == {None}


def is_valid(token: str) -> bool:
    event = {"type": "TOKEN", "authorizationToken": f"Bearer {token}", "methodArn": ARN}
    try:
        invoke("authorizer", event)
    except Exception as error:
        return str(error) != "Unauthorized"
    return True


def test_of_a_removed_agent_nothing_is_left(cloud: None) -> None:
    owner = a_tenant()
    anna = a_person(owner)
    set_up(anna)
    assert call("tenant_agents_remove", owner, id=anna.id)[0] == 200
    assert second_factor.find(anna.tenant_id, anna.id).nonce is None


def test_the_operator_resets_the_owners(cloud: None, capsys: pytest.CaptureFixture[str]) -> None:
    owner = a_tenant(email="olga@example.com")
    user.update(owner.tenant_id, owner.id, {"password_hash": HASH})
    with pytest.raises(SystemExit, match="has no two-factor"):
        reset_second_factor.main("olga@example.com")
    set_up(owner)
    reset_second_factor.main("olga@example.com")
    assert capsys.readouterr().out == "olga@example.com logs in with their password only\n"
    assert log_in(owner)[0] == 200
