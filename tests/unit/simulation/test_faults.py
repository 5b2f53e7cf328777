"""Whatever befalls a call to AWS, the answer is a documented one in time, and after another try nothing is lost or
doubled.

Every request of the capacity benchmark and everything that follows from it runs once undisturbed, and then again with a
fault at one of its calls to AWS, or with its batch delivered twice, in another order or with a poisoned record, until
it is done: `tests/support/wire.py` has the faults, `tests/support/faulty.py` the runs. The day goes on from where the
last one ended, and at its end the audit (`make audit`) must find nothing.

Here, a hash of function, call, fault and way (our own transport, botocore) chooses some of the cases, the same in each
run, with at least one of each function and of everything that can befall; `make faults` tries all of them,
`make faults ONLY="agent_messages_send: throttled"` those whose names contain that.
"""

import json
import logging
import os
import traceback
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from argon2 import PasswordHasher
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models.table import Table
from moto.s3.models import s3_backends

from connextlive.analysis import answers, bedrock
from connextlive.aws import clients
from connextlive.chat import conversation, undo
from connextlive.core import public_http
from connextlive.core.presence import ONLINE_FOR
from connextlive.identity import passwords
from connextlive.identity.second_factor import STEP
from connextlive.search import segments
from connextlive.table import idempotency
from local.cloudformation.template import Template
from local.config import settings_from_environment, template_parameters
from local.provider import Provider
from tests.support.builders import Changes, Clock, Json
from tests.support.faulty import COME_BACK, DELIVERIES, WEB, Faulty, Functions, Outcome, State, a_day, cheap_copy
from tests.support.wire import FAULTS, WAYS, Call, Raw, Wire, answer_of
from tools import ROOT
from tools.generate.operations import functions, module
from tools.operate.audit import UPLOADS_LIVE, Audit

# What is done again where it was done and nobody was told: its process died, or the answers of AWS were lost, and it
# has neither a key of its own nor a version. (A message has: its `Idempotency-Key` is part of its transaction.)
DONE_AGAIN = {
    "auth_login": "refused, because the code is used up, which the audit log has",
    "widget_heartbeat": "a heartbeat more, after which nobody has just returned",
    "widget_sessions_create": "a visitor who never writes, or a visit more",
    "agent_canned_replies_use": "a use more",
    "tenant_sites_rotate_secret": "a secret that nobody was told",
    "tenant_webhooks_rotate_secret": "a secret that nobody was told",
    "tenant_api_keys_create": "a key that nobody was told",
    "tenant_webhooks_create": "a webhook that can be seen and deleted",
    "tenant_canned_replies_create": "refused, because the shortcode is taken",
    "agent_canned_replies_create": "refused, because the shortcode is taken",
    "tenant_reports_create": "a report more",
    "tenant_webhooks_test": "a test more",
    "agent_canned_replies_upload": "an upload that nobody was told, gone after a day",
    "tenant_canned_replies_upload": "an upload that nobody was told, gone after a day",
    "agent_attachments_create": "an upload that nobody was told, gone after a day",
    "widget_attachments_create": "an upload that nobody was told, gone after a day",
    "auth_forgot_password": "a link more",
    "tenant_agents_invite": "an invitation whose link replaces the one before",
    "tenant_agents_reset_password": "a link more",
    "tenant_tokens_create": "a token that nobody was told",
    "tenant_views_create": "a view that can be seen and deleted",
    "agent_views_create": "a view that can be seen and deleted",
    "tenant_audit_log_export": "a download more, which the audit log has",
    "auth_second_factor_renew_codes": "refused, because the code is used up, which the audit log has: another works",
    "auth_second_factor_turn_off": "the same",
}


def explained(of: Outcome) -> bool:
    """What differs on purpose."""
    function, call = of.case.function, of.case.call
    if function == "on_stack_change":
        return True  # it tells CloudFormation that it failed, which rolls the deployment back
    if function == "on_table_change_notify" and call.startswith("execute-api"):
        return True  # a connection that cannot be reached is closed; its client connects again and asks
    if of.aspect == "answer" and any(what in call for what in ("user#<usr>", "former#", "T#online", "T / labels")):
        return True  # who could not be looked up is shown as stored, because the change has been made
    if of.aspect == "mails" and "mail" in call + function:
        return True  # SES has no key: between its answer and the note of it, an email is sent again
    if function in COME_BACK and of.aspect == "items" and of.repeated_after > 0:
        return not of.missing  # an attempt that nobody ends, and a session whose token nobody was told
    if function in ("tenant_visitors_update", "agent_visitors_update") and of.aspect == "indexed":
        return True  # the stream's consumer does so, too, a moment later
    if function == "on_event_visitor_mail" and of.repeated_after > ONLINE_FOR and of.aspect in ("items", "queued"):
        return not (of.missing and of.aspect == "items")  # by then the visitor has left, and is mailed
    if function == "on_event_account_mail" and of.aspect == "queued":
        return not of.missing  # waiting for AWS takes the time, and who is left is told with the next delivery
    if function == "on_table_change_project" and of.aspect == "items":
        return not of.missing  # visitors lapse while a shard is delivered again
    if function == "auth_second_factor_confirm" and of.repeated_after > STEP:
        return True  # by then the app shows another code
    return function in DONE_AGAIN and of.repeated_after > 0


class Logged:
    """In place of Powertools' logger, which would print thousands of tracebacks: the last one is kept."""

    last = ""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def exception(self, message: str, **facts: Any) -> None:
        Logged.last = f", since {message}: {traceback.format_exc(limit=-8)}"

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


def accepted(call: Call) -> Raw:
    return 200, {}, b""


def analysed(call: Call) -> Raw:
    """What a model answers, whatever it is asked for."""
    found = {"summary": "All is well", "outcome": "RESOLVED", "sentiment": "POSITIVE", "topics": [], "proposed": []}
    asked_for = json.loads(call.request)["toolConfig"]["toolChoice"]["tool"]["name"]
    said_of: dict[str, Json] = {
        answers.NAME: found | {"confidence": 0.9},
        "record_summary": {"asked": ["An invoice"], "tried": [], "promised": [], "topics": []},
        "record_mood": {"sentiment": "NEGATIVE"},
    }
    use = {"toolUse": {"toolUseId": "t1", "name": asked_for, "input": said_of[asked_for]}}
    usage = {"inputTokens": 900, "outputTokens": 90, "totalTokens": 990}
    said = {"output": {"message": {"role": "assistant", "content": [use]}}, "stopReason": "tool_use", "usage": usage}
    return answer_of(said | {"metrics": {"latencyMs": 5}})


def asked_of(
    provider: Provider, method: str, url: str, body: bytes | None, headers: Json, *_: float
) -> public_http.Response:
    """What the provider says, or a receiver of webhooks."""
    if not url.startswith(provider.issuer):
        return public_http.Response(200, "")
    status, said = provider.answer(url.removeprefix(provider.issuer), headers.get("Authorization"), body or b"")
    return public_http.Response(status, said.decode())


def a_website(folder: Path) -> Path:
    for name in ("index.html", "logo.svg"):
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def faulty(
    bucket: Any, mailbox: Any, changes: Changes, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Faulty]:
    """The template's functions on moto, with what moto does not have."""
    monkeypatch.setattr("time.monotonic", clock.time)
    template = Template(ROOT / "template.yaml", template_parameters(settings_from_environment(ROOT)))
    declared = template.functions(template.resolver({}))
    for name, value in {name: value for of in declared for name, value in of.environment.items()}.items():
        if name not in os.environ and name not in ("TABLE_NAME", "BUCKET_NAME"):
            monkeypatch.setenv(name, value)
    for name in ("SCHEDULE_ROLE_ARN", "SCHEDULE_QUEUE_ARN", "DEAD_LETTER_QUEUE_ARN"):
        monkeypatch.setenv(name, "arn:aws:sqs:eu-central-1:123456789012:queue")
    monkeypatch.setenv("SCHEDULE_GROUP", "connextlive")
    monkeypatch.setenv("ANALYSER", "bedrock")
    monkeypatch.setenv("RATE_LIMITS", "")  # a day's requests all come within a second
    for keeps in (conversation, undo):
        monkeypatch.setattr(keeps, "UNDOABLE", 24 * 3600)  # what befalls a call takes its time
    monkeypatch.setattr(idempotency, "POLL", 5.0)  # whoever waits asks as often as that, and each time moto
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    for function in functions():
        module(function.folder.name)  # now, so that whoever edits them does not change the day
    clients.client("scheduler").create_schedule_group(Name="connextlive")
    s3_backends[DEFAULT_ACCOUNT_ID]["aws"].create_bucket(WEB, clients.region())
    monkeypatch.setattr(module("on_conversation_resolved"), "analyse", bedrock.analyse)
    bedrock._client.cache_clear()
    stacks = module("on_stack_change")
    monkeypatch.setattr(stacks, "FILES", a_website(tmp_path))
    monkeypatch.setattr(stacks.urllib.request, "urlopen", lambda *_, **__: BytesIO())
    monkeypatch.setattr(segments, "random", SimpleNamespace(randrange=lambda stop: 0, random=lambda: 0.0))
    monkeypatch.setattr(Table, "__deepcopy__", cheap_copy, raising=False)
    monkeypatch.setattr("aws_lambda_powertools.Logger", Logged)
    logging.disable(logging.CRITICAL)
    wire = Wire(clock)
    state = State(wire, clock, changes, mailbox)
    monkeypatch.setattr("local.provider.a_provider", lambda: nullcontext(state.provider))
    monkeypatch.setattr(public_http, "_exchange", partial(asked_of, state.provider))
    wire.play = {"events": state.publish, "sqs": state.queue, "execute-api": accepted, "bedrock": analysed}
    try:
        with wire.carrying():
            yield Faulty(template, Functions(declared, state, wire, clock), changes, mailbox, clock)
    finally:
        logging.disable(logging.NOTSET)
        bedrock._client.cache_clear()


def test_whatever_befalls_a_call_nothing_is_lost_or_doubled(faulty: Faulty) -> None:
    run = faulty.faults
    run.explains, run.said_why = explained, lambda: Logged.last
    run.every, run.only = int(os.environ["FAULTS_EVERY"]), os.environ.get("FAULTS_ONLY", "")
    run.ways = tuple(os.environ.get("FAULTS_BY", " ".join(WAYS)).split())
    try:
        a_day(faulty)
    except Exception as error:
        error.add_note(f"refused before: {run.refused}; gone on from: {run.gone_on[-20:]}")
        raise
    tried = ", ".join(f"{number} × {what}" for what, number in sorted(run.cases.items()))
    print(f"{sum(run.tried.values())} calls, {run.cases.total()} cases, {len(run.gone_on)} gone on from: {tried}")
    assert not run.wrong, "\n".join(run.wrong)
    faulty.clock.advance(UPLOADS_LIVE)
    assert [finding.what for finding in Audit().findings()] == []
    if run.only:
        return
    assert not run.refused, run.refused
    assert {folder for folder, _ in run.tried} == {function.folder.name for function in functions()}
    assert run.cases.keys() == {one.name for one in (*FAULTS, *DELIVERIES)}
    # Which part of the search index is read depends on what a merge found.
    assert len(run.missed) < run.cases.total() / 20, run.missed
