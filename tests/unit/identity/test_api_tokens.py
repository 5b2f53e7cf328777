"""API tokens: made, listed, used within their scopes, and revoked."""

from datetime import UTC, datetime, timedelta

import pytest

from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.identity import api_token, user
from connextlive.lambdas import limits
from local.gateway.policy import allows
from tests.support.builders import Clock, Json, a_tenant, an_agent, an_error, call, counted_calls, invoke, wrong

API = "arn:aws:execute-api:eu-central-1:000000000000:example/live"
AGENT_WANTED = wrong(agentId="Scopes of the agent's routes want an agent, and no others do")


def a_token(owner: Caller, *scopes: str, **fields: object) -> str:
    body = {"name": "CRM", "scopes": list(scopes or ("tenant:read",)), **fields}
    status, answer = call("tenant_tokens_create", owner, body)
    assert status == 200, answer
    plain: str = answer["plainToken"]
    return plain


def listed(owner: Caller) -> list[Json]:
    tokens: list[Json] = call("tenant_tokens_list", owner)[1]["tokens"]
    return tokens


def authorize(token: str) -> Json:
    event = {"type": "TOKEN", "authorizationToken": f"Bearer {token}", "methodArn": f"{API}/GET/api/tenant/visitors"}
    answer: Json = invoke("authorizer", event)
    return answer


def assert_unauthorized(token: str) -> None:
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        authorize(token)


def test_a_token_is_shown_once_and_stored_as_its_hash(cloud: None, clock: Clock) -> None:
    owner = a_tenant()
    status, made = call("tenant_tokens_create", owner, {"name": "CRM", "scopes": ["tenant:read", "tenant:write"]})
    token, plain = made["token"], made["plainToken"]
    expected = {
        "id": token["id"],
        "name": "CRM",
        "scopes": ["tenant:read", "tenant:write"],
        "agentId": None,
        "tokenStart": plain.rpartition(token["id"].removeprefix("tok_") + "_")[2][:6],
        "expiresAt": timestamp(clock.time() + 366 * 24 * 3600),
        "lastUsedAt": None,
        "createdAt": timestamp(),
    }
    assert (status, token) == (200, expected)
    assert listed(owner) == [expected]
    (stored,) = api_token.page(owner.tenant_id, None, None)[0]
    assert plain not in str(stored)
    assert plain[-26:] not in str(stored)


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        (["tenant:read"], {"GET tenant"}),
        (["tenant:write"], {"POST tenant", "PUT tenant", "PATCH tenant", "DELETE tenant"}),
        (["agent:read"], {"GET agent"}),
        (["agent:read", "agent:write"], {"GET agent", "POST agent", "PUT agent", "PATCH agent", "DELETE agent"}),
    ],
)
def test_a_token_may_do_what_its_scopes_say_and_nothing_else(cloud: None, scopes: list[str], allowed: set[str]) -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    of_agent = {"agentId": anna.id} if scopes[0].startswith("agent") else {}
    policy = authorize(a_token(owner, *scopes, **of_agent))["policyDocument"]
    found = {
        f"{method} {area}"
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        for area in ("tenant", "agent", "widget", "auth")
        if allows(policy, f"{API}/{method}/api/{area}/conversations/cnv_1")
    }
    assert found == allowed
    for method in ("GET", "POST", "DELETE"):
        for path in ("tokens", "tokens/tok_1", "sign-in"):
            assert not allows(policy, f"{API}/{method}/api/tenant/{path}")


def test_a_token_acts_as_the_owner_or_as_the_agent_it_names(cloud: None) -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    context = authorize(a_token(owner))["context"]
    assert context == {
        "tenantId": owner.tenant_id,
        "userId": owner.id,
        "role": "CUSTOMER",
        "name": owner.name,
        "tokenId": listed(owner)[0]["id"],
    }
    context = authorize(a_token(owner, "agent:write", agentId=anna.id))["context"]
    assert (context["userId"], context["role"]) == (anna.id, "AGENT")
    assert listed(owner)[1]["agentId"] == anna.id


def test_a_token_costs_one_read_and_its_use_is_recorded_once_an_hour(
    cloud: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = a_tenant()
    token = a_token(owner)
    calls = counted_calls(monkeypatch)
    for _ in range(3):
        authorize(token)
    assert calls == ["BatchGetItem", "UpdateItem", "BatchGetItem", "BatchGetItem"]
    assert listed(owner)[0]["lastUsedAt"] == timestamp()
    clock.advance(3601)
    authorize(token)
    assert listed(owner)[0]["lastUsedAt"] == timestamp()
    assert not user.is_online(owner.tenant_id, owner.id), "nobody is there"


def test_a_revoked_token_is_refused(cloud: None) -> None:
    owner = a_tenant()
    token = a_token(owner)
    token_id = listed(owner)[0]["id"]
    assert call("tenant_tokens_delete", owner, id=token_id) == (200, {"deleted": True, "id": token_id})
    assert_unauthorized(token)
    assert call("tenant_tokens_delete", owner, id=token_id) == an_error(404, "API token not found")


def test_a_token_ends_when_it_expires(cloud: None, clock: Clock) -> None:
    owner = a_tenant()
    token = a_token(owner, expiresAt=timestamp(clock.time() + 60))
    authorize(token)
    clock.advance(60)
    assert_unauthorized(token)
    assert len(listed(owner)) == 1, "it is shown until somebody deletes it"


def test_an_agents_token_ends_with_the_agent(cloud: None) -> None:
    owner = a_tenant()
    anna = an_agent(owner)
    token = a_token(owner, "agent:read", agentId=anna.id)
    user.update(anna.tenant_id, anna.id, {"status": "INACTIVE"})
    assert_unauthorized(token)
    user.remove_agent(anna.tenant_id, anna.id)
    assert_unauthorized(token)


def test_a_token_that_was_altered_is_refused(cloud: None) -> None:
    owner, other = a_tenant(), a_tenant()
    anna = an_agent(owner)
    token = a_token(owner)
    _, tenant, owner_id, token_id, secret = token.split("_", 4)
    tails = {"other tenant": (other.tenant_id[4:], owner_id), "other user": (tenant, anna.id[4:])}
    for ids in tails.values():
        assert_unauthorized("_".join(["clt", *ids, token_id, secret]))
    for altered in (token + "A", token[:-1], "clt_", "clt_x_y_z_s", token.replace("clt_", "clt__"), token.lower()):
        assert_unauthorized(altered)
    authorize(token)


def test_a_token_opens_no_websocket(cloud: None) -> None:
    event = {"type": "REQUEST", "methodArn": f"{API}/$connect"}
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        invoke("authorizer", event | {"queryStringParameters": {"token": a_token(a_tenant())}})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"scopes": []}, ["scopes"]),
        ({"scopes": ["tenant:admin"]}, ["scopes"]),
        ({"scopes": ["tenant:read", "agent:read"]}, ["scopes"]),
        ({"scopes": ["agent:read"]}, ["agentId"]),
        ({"scopes": ["tenant:read"], "agentId": "usr_01HX5ZZKBKACTAV9WEVGEMMVRZ"}, ["agentId"]),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, ["expiresAt"]),
        ({"expiresAt": "2099-01-01T00:00:00Z"}, ["expiresAt"]),
        ({"expiresAt": "tomorrow"}, ["expiresAt"]),
        ({"expiresAt": 5}, ["expiresAt"]),
    ],
)
def test_what_makes_no_sense_is_refused(cloud: None, fields: Json, expected: list[str]) -> None:
    status, answer = call("tenant_tokens_create", a_tenant(), {"name": "CRM", "scopes": ["tenant:read"], **fields})
    assert status == 400, answer
    assert [error["field"] for error in answer["data"]["errors"]] == expected


def test_an_expiry_may_be_of_any_zone(cloud: None) -> None:
    owner, at = a_tenant(), datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    zoned = (at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S+02:00")
    authorize(a_token(owner, expiresAt=zoned))
    assert listed(owner)[0]["expiresAt"] == timestamp(at.timestamp())


def test_a_token_for_an_agent_wants_one_who_is_active(cloud: None) -> None:
    owner = a_tenant()
    body: Json = {"name": "CRM", "scopes": ["agent:read"]}
    gone = an_agent(owner, status="INACTIVE")
    inactive = an_error(400, "The agent is not active", {"code": "AGENT_INACTIVE"})
    assert call("tenant_tokens_create", owner, body | {"agentId": gone.id}) == inactive
    foreign = an_agent(a_tenant())
    assert call("tenant_tokens_create", owner, body | {"agentId": foreign.id}) == an_error(404, "Agent not found")
    assert call("tenant_tokens_create", owner, body | {"agentId": owner.id}) == an_error(404, "Agent not found")


def test_a_workspace_has_so_many_tokens(cloud: None) -> None:
    owner = a_tenant()
    for _ in range(api_token.MANY):
        a_token(owner)
    refused = an_error(400, "There are too many API tokens. Delete one first.", {"code": "TOO_MANY_TOKENS"})
    assert call("tenant_tokens_create", owner, {"name": "CRM", "scopes": ["tenant:read"]}) == refused


def test_every_request_with_a_token_counts_for_it_and_no_other(
    cloud: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RATE_LIMITS", "api_token caller 10/60")
    limits.forget()
    owner = a_tenant()
    first, second = owner._replace(token_id="tok_1"), owner._replace(token_id="tok_2")
    statuses = [call("tenant_sites_list", first)[0] for _ in range(13)]
    assert statuses == [200] * 10 + [429] * 3
    assert call("tenant_sites_list", second)[0] == 200
    assert call("tenant_sites_list", owner)[0] == 200
