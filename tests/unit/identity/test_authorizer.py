"""The authorizer: each role's own area, and only for valid tokens."""

import pytest

from connextlive.chat import visitor
from connextlive.core.caller import Caller
from connextlive.identity import api_key, tokens, user
from connextlive.identity.tokens import Claims
from tests.support.builders import Clock, Json, a_key, a_tenant, a_visitor, an_agent, invoke

ARN = "arn:aws:execute-api:eu-central-1:000000000000:example/live/GET/api/tenant/conversations/cnv_1"


def authorize(header: str) -> Json:
    event = {"type": "TOKEN", "authorizationToken": header, "methodArn": ARN}
    answer: Json = invoke("authorizer", event)
    return answer


def a_token(of: Caller, version: int = 0, key_id: str | None = None) -> str:
    return "Bearer " + tokens.issue(Claims(of.tenant_id, of.id, of.role, version, key_id))[0]


def allowed(of: Caller, *areas: str) -> Json:
    return {
        "principalId": of.id,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "execute-api:Invoke",
                    "Resource": [
                        f"arn:aws:execute-api:eu-central-1:000000000000:example/live/*/api/{area}/*" for area in areas
                    ],
                }
            ],
        },
        "context": {"tenantId": of.tenant_id, "userId": of.id, "role": of.role, "name": of.name},
    }


def assert_unauthorized(header: str) -> None:
    """API Gateway returns a 401 for this message only."""
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        authorize(header)


def test_a_tenant_may_call_the_tenants_area(cloud: None) -> None:
    owner = a_tenant()
    assert authorize(a_token(owner)) == allowed(owner, "tenant", "auth")


def test_an_agent_may_call_the_agents_area(cloud: None) -> None:
    anna = an_agent(a_tenant())
    assert authorize(a_token(anna)) == allowed(anna, "agent", "auth")


def test_a_visitor_may_call_the_widgets_area(cloud: None) -> None:
    owner = a_tenant()
    key, _ = a_key(owner)
    vera = a_visitor(owner, key)
    assert authorize(a_token(vera, key_id=key.id)) == allowed(vera, "widget")


def test_a_context_has_only_strings_even_for_an_unnamed_visitor(cloud: None) -> None:
    owner = a_tenant()
    key, _ = a_key(owner)
    nobody = a_visitor(owner, key, user_name=None)
    context = authorize(a_token(nobody, key_id=key.id))["context"]
    assert context == {"tenantId": owner.tenant_id, "userId": nobody.id, "role": "VISITOR", "name": ""}


def test_the_role_is_the_users_own_whatever_the_token_says(cloud: None) -> None:
    anna = an_agent(a_tenant())
    forged = Caller(anna.tenant_id, anna.id, "CUSTOMER", anna.name)
    assert authorize(a_token(forged)) == allowed(anna, "agent", "auth")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic YTpi", "bearer x", "Bearer é.ü.ß"]
)
def test_what_is_no_token_is_unauthorized(cloud: None, header: str) -> None:
    assert_unauthorized(header)


def test_a_token_that_has_expired_is_unauthorized(cloud: None, clock: Clock) -> None:
    token = a_token(a_tenant())
    clock.advance(tokens.USER_LIVES)
    assert_unauthorized(token)


def test_a_token_of_an_older_version_is_unauthorized(cloud: None) -> None:
    assert_unauthorized(a_token(an_agent(a_tenant(), token_version=2), version=1))


def test_an_inactive_agent_is_unauthorized(cloud: None) -> None:
    assert_unauthorized(a_token(an_agent(a_tenant(), status="INACTIVE")))


def test_a_user_who_was_removed_is_unauthorized(cloud: None) -> None:
    anna = an_agent(a_tenant())
    user.remove_agent(anna.tenant_id, anna.id)
    assert_unauthorized(a_token(anna))


def test_a_user_of_another_tenant_is_unauthorized(cloud: None) -> None:
    anna = an_agent(a_tenant())
    assert_unauthorized(a_token(Caller(a_tenant().tenant_id, anna.id, "AGENT", anna.name)))


def test_a_visitor_who_was_deleted_is_unauthorized(cloud: None) -> None:
    owner = a_tenant()
    key, _ = a_key(owner)
    vera = a_visitor(owner, key)
    visitor.delete(owner.tenant_id, vera.id)
    assert_unauthorized(a_token(vera, key_id=key.id))


def test_a_visitor_whose_key_was_deleted_is_unauthorized(cloud: None) -> None:
    owner = a_tenant()
    key, _ = a_key(owner)
    vera = a_visitor(owner, key)
    api_key.delete(owner.tenant_id, key.id)
    assert_unauthorized(a_token(vera, key_id=key.id))


def test_a_visitor_whose_key_is_inactive_is_unauthorized(cloud: None) -> None:
    owner = a_tenant()
    key, _ = a_key(owner, status="INACTIVE")
    vera = a_visitor(owner, key)
    assert_unauthorized(a_token(vera, key_id=key.id))


def test_a_caller_is_online(cloud: None, clock: Clock) -> None:
    anna = an_agent(a_tenant())
    authorize(a_token(anna))
    assert user.is_online(anna.tenant_id, anna.id)


def test_a_refused_caller_is_not_online(cloud: None, clock: Clock) -> None:
    anna = an_agent(a_tenant(), token_version=2)
    assert_unauthorized(a_token(anna, version=1))
    assert not user.is_online(anna.tenant_id, anna.id)


def test_a_user_who_was_removed_does_not_come_back_by_calling(cloud: None) -> None:
    anna = an_agent(a_tenant())
    user.remove_agent(anna.tenant_id, anna.id)
    assert_unauthorized(a_token(anna))
    assert user.find(anna.tenant_id, anna.id) is None


@pytest.mark.parametrize(
    ("key", "headers", "may"),
    [
        ("", {}, True),
        ("the key", {}, False),
        ("the key", {"X-Origin-Key": "another"}, False),
        ("the key", {"x-origin-key": "the key"}, True),
    ],
)
def test_a_websocket_is_opened_through_cloudfront_only(
    cloud: None, monkeypatch: pytest.MonkeyPatch, key: str, headers: Json, may: bool
) -> None:
    owner = a_tenant()
    monkeypatch.setenv("SOCKET_KEY", key)
    token = a_token(owner).removeprefix("Bearer ")
    event = {
        "type": "REQUEST",
        "headers": headers,
        "queryStringParameters": {"token": token},
        "methodArn": ARN,
        "requestContext": {"connectionId": "c", "identity": {"sourceIp": "203.0.113.7"}},
    }
    if may:
        assert invoke("authorizer", event)["principalId"] == owner.id
    else:
        with pytest.raises(Exception, match=r"^Unauthorized$"):
            invoke("authorizer", event)


def test_claims_that_we_never_make_are_no_callers_even_with_our_signature(cloud: None) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    for odd in (Caller(owner.tenant_id, vera.id, "AGENT", ""), Caller(owner.tenant_id, "nobody", "CUSTOMER", ""), vera):
        assert_unauthorized(a_token(odd))
