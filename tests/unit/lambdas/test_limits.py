"""Limits: how much is let through, whom it counts for, what it costs, and what a refusal says."""

import json
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from connextlive.lambdas.endpoint import Handler
from connextlive.chat import principal, session
from connextlive.chat import visitor as visitor_entity
from connextlive.core.caller import Caller
from connextlive.core.errors import TooManyAttempts
from connextlive.lambdas import limits
from connextlive.lambdas.request import Request
from connextlive.table import token_bucket, workspace_limits
from local.cloudformation.template import Template
from local.config import settings_from_environment, template_parameters
from tests.support.builders import (
    Clock,
    Json,
    a_key,
    a_request,
    a_tenant,
    a_visitor,
    an_agent,
    an_error,
    call,
    everything,
    invoke,
)
from tools import ROOT
from tools.generate.examples import BODIES
from tools.generate.operations import functions, module

pytestmark = pytest.mark.usefixtures("cloud", "fresh")

REFUSED = an_error(429, "Too many attempts. Please try again later.", {"code": "RATE_LIMITED"})
VERA = Caller("ten_A", "vis_A", "VISITOR", "")
TEMPLATE = Template(ROOT / "template.yaml", {})
LIMITED = {
    function.folder.name: handler.endpoint.limit
    for function in functions()
    if isinstance(handler := module(function.folder.name).handler, Handler) and handler.endpoint.limit
}


@pytest.fixture
def fresh(clock: Clock) -> Iterator[None]:
    """A process that has counted nothing."""
    limits.forget()
    workspace_limits.forget()
    yield
    limits.forget()
    workspace_limits.forget()


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The buckets that are written to, each as often as it is."""
    made: list[str] = []
    write = token_bucket._write

    def noted(pk: str, *args: Any, **kwargs: Any) -> token_bucket.Taken | None:
        made.append(pk)
        return write(pk, *args, **kwargs)

    monkeypatch.setattr(token_bucket, "_write", noted)
    return made


def asks(by: Caller | None = VERA, address: str = "203.0.113.7", kind: str = "message", **headers: str) -> int | None:
    """Asks once; when to retry if refused."""
    event = {"requestContext": {"identity": {"sourceIp": address}}, "headers": headers}
    try:
        limits.check(kind, Request(event), {"query": SimpleNamespace(search="jane")} | ({"caller": by} if by else {}))
    except TooManyAttempts as error:
        return error.retry_after
    return None


def passed(times: int, **request: Any) -> int:
    return sum(asks(**request) is None for _ in range(times))


def limited(monkeypatch: pytest.MonkeyPatch, rates: str) -> None:
    monkeypatch.setenv("RATE_LIMITS", rates)


# ── How much ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("quota", [1, 7, 10, 60, 600, 6000])
def test_exactly_the_quota_is_let_through(monkeypatch: pytest.MonkeyPatch, quota: int) -> None:
    limited(monkeypatch, f"message caller {quota}/60")
    assert passed(quota + 200) == quota


def test_a_bucket_fills_at_its_rate(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    limited(monkeypatch, "message caller 20/60")
    assert passed(30) == 20
    assert asks() == 3
    clock.advance(3)
    assert passed(5) == 1
    clock.advance(30)
    assert passed(30) == 10
    clock.advance(3600)
    assert passed(30) == 20


def test_fifty_at_once_get_the_quota_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "message caller 300/60")
    alone, write, read = Lock(), token_bucket._write, vars(token_bucket)["get_item"]

    def written(*args: Any, **kwargs: Any) -> token_bucket.Taken | None:
        with alone:  # as DynamoDB does, and moto does not
            return write(*args, **kwargs)

    def seen(*args: Any) -> Any:
        with alone:
            return read(*args)

    monkeypatch.setattr(token_bucket, "_write", written)
    monkeypatch.setattr(token_bucket, "get_item", seen)
    with ThreadPoolExecutor(50) as callers:
        assert 270 <= sum(callers.map(lambda _: passed(10), range(50))) <= 330


def in_processes(monkeypatch: pytest.MonkeyPatch, number: int) -> Callable[[int], bool]:
    """Asks in one of so many processes, and says whether it was let through."""
    processes: list[Any] = [OrderedDict() for _ in range(number)]

    def ask(one: int) -> bool:
        monkeypatch.setattr(limits, "_counts", processes[one])
        return asks() is None

    return ask


@pytest.mark.parametrize("quota", [10, 60, 300, 600, 3000])
def test_fifty_processes_let_through_what_the_limit_says_within_a_tenth(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, quota: int
) -> None:
    limited(monkeypatch, f"message caller {quota}/60")
    ask = in_processes(monkeypatch, 50)
    assert 0.9 * quota <= sum(ask(number % 50) for number in range(2 * quota + 100)) <= 1.1 * quota


@pytest.mark.parametrize("quota", [60, 600, 3000])
def test_so_they_do_when_all_of_them_have_served_somebody_who_was_far_from_it(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, quota: int
) -> None:
    limited(monkeypatch, f"message caller {quota}/60")
    ask = in_processes(monkeypatch, 50)
    for number in range(100):
        assert ask(number % 50)
        clock.advance(30)
    assert 0.9 * quota <= sum(ask(number % 50) for number in range(2 * quota + 100)) <= 1.1 * quota


def test_so_they_do_when_one_of_them_is_asked_more_than_the_others(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    limited(monkeypatch, "message caller 600/60")
    ask = in_processes(monkeypatch, 50)
    assert 540 <= sum(ask(number % 50 if number % 2 else 0) for number in range(1500)) <= 660


def test_what_a_process_has_taken_ahead_it_does_not_keep(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    limited(monkeypatch, "message caller 600/60")
    ask = in_processes(monkeypatch, 2)
    for _ in range(500):
        ask(0)
    clock.advance(61)
    assert 540 <= sum(ask(number % 2) for number in range(1500)) <= 660


def test_a_factor_multiplies_every_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "factor 3; search caller 1/60; message caller 10/60")
    assert passed(100) == 30


@pytest.mark.parametrize("rates", ["", "search caller 1/60", "message", "factor 2; message ; search caller 1/60"])
def test_what_has_no_limit_is_let_through(monkeypatch: pytest.MonkeyPatch, rates: str) -> None:
    limited(monkeypatch, rates)
    assert passed(100) == 100


# ── Whom it counts for ───────────────────────────────────────────────────────────────────────────────────────────────


def test_one_person_does_not_lock_an_office_out(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "message caller 10/60 address 30/60")
    other = Caller("ten_A", "vis_B", "VISITOR", "")
    assert (passed(100), passed(5, by=other)) == (10, 5)


def test_all_of_an_address_have_a_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "message caller 10/60 address 30/60")
    people = [Caller("ten_A", f"vis_{number}", "VISITOR", "") for number in range(50)]
    assert sum(asks(by=one) is None for one in people) == 30
    assert asks(by=people[-1], address="203.0.113.8") is None


def test_the_addresses_of_one_connection_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "sign_up address 10/3600")
    inside = [f"2001:db8:1:2::{number:x}" for number in range(30)]
    assert sum(asks(by=None, address=one, kind="sign_up") is None for one in inside) == 10
    assert asks(by=None, address="2001:db8:1:3::1", kind="sign_up") is None


def test_another_workspaces_visitors_are_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "message address 10/60 tenant 10/60")
    assert (passed(20), passed(20, by=Caller("ten_B", "vis_A", "VISITOR", ""))) == (10, 10)


def test_a_keys_limit_counts_for_who_has_the_whole_key(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "session key 10/60")

    def opens(key: str, number: int) -> bool:
        return asks(None, f"198.51.100.{number}", "session", **{"X-API-Key": key}) is None

    assert sum(opens("cl_A_A_guessed", number) for number in range(20)) == 10
    assert sum(opens("cl_A_A_secret", number) for number in range(20)) == 10


def test_a_list_without_a_search_is_not_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "search caller 1/60")
    owner = Caller("ten_A", "usr_A", "CUSTOMER", "")

    def lists(search: str) -> int:
        event = a_request("tenant_visitors_list", owner, query={"search": search})
        return int(invoke("tenant_visitors_list", event)["statusCode"])

    assert [lists(""), lists("  "), lists("jane"), lists("jane"), lists("")] == [200, 200, 200, 429, 200]


# ── What a workspace sets for its visitors ───────────────────────────────────────────────────────────────────────────


def sets(owner: Caller, **limits: Json | None) -> Json:
    """The workspace's answer after it has set limits."""
    status, answer = call("tenant_workspace_update", owner, {"settings": {"limits": limits}})
    assert status == 200
    found: Json = answer["workspace"]
    return found


def of(visitor: Caller) -> Caller:
    """The caller whom the authorizer makes of a visitor's token."""
    found = visitor_entity.load(visitor.tenant_id, visitor.id)
    return principal.of_token(session.token_of(found)[0])


def test_a_workspace_sets_lower_limits_for_its_visitors(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "message caller 60/60 address 600/60 tenant 6000/60")
    owner = a_tenant()
    vera, vito, vala, other = (a_visitor(one) for one in (owner, owner, owner, a_tenant()))
    assert passed(20, by=of(vera)) == 20
    sets(owner, messages={"perVisitor": 5, "perAddress": 8, "perWorkspace": 10})
    assert [passed(20, by=of(one)) for one in (vera, vito, other)] == [5, 3, 20]
    assert passed(20, by=of(vala), address="203.0.113.8") == 2


def test_agents_are_not_refused_what_their_visitors_did(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "message caller 60/60 address 600/60 tenant 6000/60")
    owner = a_tenant()
    sets(owner, messages={"perWorkspace": 5, "perAddress": 5})
    assert passed(50, by=of(a_visitor(owner))) == 5
    assert passed(50, by=an_agent(owner)) == 50


@pytest.mark.parametrize("rate", ["10/60", "10/600"])
def test_a_workspace_cannot_allow_more_than_the_deployment(monkeypatch: pytest.MonkeyPatch, rate: str) -> None:
    limited(monkeypatch, f"message caller {rate}")
    owner = a_tenant()
    sets(owner, messages={"perVisitor": 9 if rate == "10/600" else 1000})
    assert passed(50, by=of(a_visitor(owner))) == 10


def test_a_workspace_limits_what_the_deployment_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "")
    owner = a_tenant()
    sets(owner, uploads={"perVisitor": 3})
    assert passed(50, by=of(a_visitor(owner)), kind="upload") == 3


def test_sessions_are_limited_by_address_and_site_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "session address 60/60 key 6000/60")
    owner = a_tenant()
    plain, others = a_key(owner)[1], a_key(a_tenant())[1]
    sets(owner, sessions={"perAddress": 3, "perSite": 5})

    def opens(key: str, address: str) -> int:
        event = a_request("widget_sessions_create", body={}, headers={"X-API-Key": key, "Origin": "https://shop.test"})
        event["headers"]["CloudFront-Viewer-Address"] = f"{address}:46532"
        return int(invoke("widget_sessions_create", event)["statusCode"])

    assert [opens(plain, "203.0.113.7") for _ in range(5)] == [200] * 3 + [429] * 2
    assert [opens(plain, "203.0.113.8") for _ in range(4)] == [200] * 2 + [429] * 2
    before = everything()
    assert opens(plain, "203.0.113.8") == 429
    assert everything() == before
    assert opens(others, "203.0.113.7") == 200


def test_a_limit_that_is_taken_back_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "message caller 60/60")
    owner = a_tenant()
    vera = a_visitor(owner)
    sets(owner, messages={"perVisitor": 5, "perAddress": 6})
    kept = sets(owner, messages={"perVisitor": None})
    assert kept["settings"]["limits"] == {"messages": {"perAddress": 6}}
    assert passed(50, by=of(vera)) == 6
    sets(owner, messages=None)
    assert of(vera).limits is None


def test_a_workspace_is_told_what_the_deployment_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "session address 60/60 key 6000/60; message caller 60/120 tenant 6000/60; upload ")
    assert sets(a_tenant())["limits"] == {
        "sessions": {"perAddress": 60, "perSite": 6000},
        "messages": {"perVisitor": 30, "perWorkspace": 6000},
        "uploads": {},
    }


@pytest.mark.parametrize("number", [0, -1, 1.5, "5", True, 10**10])
def test_a_limit_is_a_number(number: Any) -> None:
    body = {"settings": {"limits": {"messages": {"perVisitor": number}}}}
    status, answer = call("tenant_workspace_update", a_tenant(), body)
    assert status == 400
    assert [error["field"] for error in answer["data"]["errors"]] == ["settings.limits.messages.perVisitor"]


# ── What it costs ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_far_from_a_limit_costs_a_write_in_ten_minutes(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, writes: list[str]
) -> None:
    limited(monkeypatch, "message caller 60/60 address 600/60 tenant 6000/60")
    for _ in range(100):
        assert asks() is None
        clock.advance(20)
    buckets = Counter(writes)
    assert buckets.keys() == {"ten_A#limit#caller#vis_A#message", "ten_A#limit#address#203.0.113.7#message"}
    assert max(buckets.values()) <= 4


def test_nobody_counts_in_memory_what_others_take_from_as_well(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, writes: list[str]
) -> None:
    limited(monkeypatch, "message caller 60/60")
    ask = in_processes(monkeypatch, 3)
    ask(0)
    clock.advance(601)
    for number in range(30):
        assert ask(number % 3)
        clock.advance(20)
    assert 20 <= len(writes) <= 30


def test_who_is_near_a_limit_costs_ever_fewer_writes_a_request(
    monkeypatch: pytest.MonkeyPatch, writes: list[str]
) -> None:
    limited(monkeypatch, "message caller 60/60")
    assert passed(60) == 60
    assert len(writes) <= 40
    limited(monkeypatch, "message tenant 6000/60")
    del writes[:]
    assert passed(6000) == 6000
    assert len(writes) <= 150


def test_a_flood_that_is_refused_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, writes: list[str]
) -> None:
    limited(monkeypatch, "message caller 10/60")
    passed(11)
    del writes[:]
    assert passed(500) == 0
    assert writes == []
    clock.advance(6)
    assert passed(500) == 1
    assert len(writes) <= 2


def test_a_bucket_goes_when_it_has_been_full_for_a_while(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    limited(monkeypatch, "message caller 10/60")
    passed(11)
    (item,) = everything()
    assert item["expires_at"] == clock.now + 60 + 600


# ── What a refusal says ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", LIMITED)
def test_a_request_over_a_limit_is_refused_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    limited(monkeypatch, f"{LIMITED[name]} caller 2/60 address 2/60")
    event = a_request(name, body=BODIES.get(to_camel(name)), query={"search": "jane"})
    request, caller = Request(event), module(name).handler.endpoint.parameters.get("caller")
    by = Caller("ten_A", "usr_A", "CUSTOMER", "")
    event["requestContext"]["authorizer"] = {"tenantId": by.tenant_id, "userId": by.id, "role": by.role, "name": ""}
    for _ in range(2):
        asks(by if caller else None, request.address, str(LIMITED[name]))
    before = everything()
    answer = invoke(name, event)
    said = json.loads(answer["body"])
    assert ("challenge" in said["data"]) == (name == "widget_sessions_create")
    said["data"].pop("challenge", None)
    assert (answer["statusCode"], said) == REFUSED
    policy = '"caller"' if caller else '"address"'
    told = {header: answer["headers"][header] for header in ("Retry-After", "RateLimit", "RateLimit-Policy")}
    assert told == {
        "Retry-After": "30",
        "RateLimit": f"{policy};r=0;t=30",
        "RateLimit-Policy": f"{policy};q=2;w=60",
    }
    assert everything() == before


def test_pages_of_other_origins_may_read_when_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, "sign_up address 1/60")
    event = a_request("auth_register", body=BODIES["authRegister"])
    asks(None, Request(event).address, "sign_up")
    exposed = invoke("auth_register", event)["headers"]["Access-Control-Expose-Headers"]
    assert {"Retry-After", "RateLimit", "RateLimit-Policy"} <= {*exposed.split(", ")}


# ── The deployment's parameters ──────────────────────────────────────────────────────────────────────────────────────


def the_templates(parameters: Json) -> dict[str, dict[str, token_bucket.Rate]]:
    template = Template(ROOT / "template.yaml", parameters)
    text = template.document["Globals"]["Function"]["Environment"]["Variables"]["RATE_LIMITS"]
    said = template.resolver({}).resolve(text)
    kinds = [part.split()[0] for part in said.split(";")[1:]]
    return {kind: token_bucket.rates(said, kind) for kind in kinds}


def test_the_template_has_a_limit_for_each_kind_and_none_that_nothing_has() -> None:
    assert the_templates({}).keys() == {*LIMITED.values(), "mail", "api_token", "socket", "frame", "typing"}
    assert all(the_templates({}).values())


def test_the_local_stack_is_generous_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIMITS", raising=False)
    settings = settings_from_environment(ROOT)
    generous, own = the_templates(template_parameters(settings)), the_templates({})
    monkeypatch.setenv("LIMITS", "production")
    assert the_templates(template_parameters(settings)) == own
    for kind, rates in own.items():
        for name, rate in rates.items():
            assert generous[kind][name].quota >= 1000 * rate.quota
    assert template_parameters(settings).keys() >= {"Analyser", "PrivateDestinations"}
    assert not [name for name in template_parameters(settings) if "Limit" in name or "Failures" in name]
