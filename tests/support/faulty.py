"""The capacity benchmark's workspace on moto, each of whose invocations is repeated with everything that can befall it.

`Workspace` says what is called, so a new function cannot be left out. `Faulty` runs each function: first undisturbed,
for the calls that it makes and for what there is afterwards; then, from the same beginning, once for each call and
fault; and in the end undisturbed again, to go on from there.
"""

import asyncio
import copy
import hashlib
import html
import json
import os
import re
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.s3.models import s3_backends
from moto.scheduler.models import scheduler_backends
from moto.secretsmanager.models import secretsmanager_backends

from benchmarks.dynamodb.stack import Stack
from benchmarks.dynamodb.tenant import Tenant
from benchmarks.dynamodb.units import Cost, Json, Key, anonymous, keys_written
from connextlive import counters
from connextlive.aws import clients, s3, signing_secret
from connextlive.chat import conversation, list_growth
from connextlive.core.ids import ago, timestamp
from connextlive.events.domain import Change
from connextlive.events.types import SearchLogFilled
from connextlive.identity import attempts, id_tokens, sign_in, team, user
from connextlive.search.segments import View
from connextlive.table import orm
from connextlive.table.idempotency import LOCKED_FOR
from local.cloudformation.template import Template
from local.gateway.rest_api import Api
from local.provider import Provider
from local.runtime.context import Context
from local.sources.filters import record_filter
from tests.support.builders import Changes, Clock
from tests.support.wire import FAULTS, WAYS, Call, Fault, Killed, Raw, Wire, answer_of
from tools import ROOT
from tools.generate.examples import BODIES
from tools.generate.operations import module

VISIBILITY = 180.0
WEB = "connextlive-web"  # the bucket of the web's files
# What differs with the time, with chance, and with how often something was tried.
DIFFERING = re.compile(
    r'"(\w*_at|team|token_version|stamp|\w+_until|token_start|tokenStart|x-amz-date|version|versions|revision|expires|listed|attempts|tries|failing_since|duration|secret|password_hash)"'
)
OPAQUE = re.compile(r"[\w+/=.%-]{24,}|\b[a-z2-9]{5}-[a-z2-9]{5}\b")  # tokens, secrets, recovery codes
CLOCK = re.compile(r'(?<="N": ")(18\d{8}|6000\d{4})(?=")')  # seconds, and steps of a second factor
# Bookkeeping of attempts and repetitions, which counts disturbed ones, too.
BOOKKEEPING = ("bucket", "attempts", "budget")
LONGEST = 28.0
MANY = 50  # cases of an invocation
COME_BACK = ("auth_identity_link", "auth_sign_in_complete")  # from a provider, whose code counts once


@dataclass(frozen=True)
class Delivery:
    """How a batch can come otherwise than once, alone and in order: what a consumer gets, one after the other."""

    name: str
    batches: Callable[[Json], list[Json]]
    concerns: Callable[[Json], bool] = lambda event: True

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Case:
    """What befalls an invocation: a call of it, or its delivery."""

    function: str
    of: str
    what: Fault | Delivery
    way: str
    call: str = ""
    number: int = 0

    def __str__(self) -> str:
        at = f" at {self.call}" + (f" ({self.number + 1})" if self.number else "") if self.call else ""
        return f"{self.function}{self.of}: {self.what}{at}, by {self.way}"

    @property
    def order(self) -> int:
        """The same in each run, whatever else is tried."""
        name = re.sub(r"[0-9a-f]{16,}", "…", str(self))  # what is derived from IDs
        return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest())

    def batches(self, event: Json) -> list[Json]:
        return self.what.batches(event) if isinstance(self.what, Delivery) else [event]


@dataclass(frozen=True)
class Outcome:
    """Something that is otherwise than without what befell."""

    case: Case
    aspect: str  # items, mails, …, or the answer
    missing: Any
    repeated_after: float  # seconds, because the first try did not say that it was done; 0 if it did


class State:
    """What there is beside the functions: as it was, to return to, and what has become of it since."""

    def __init__(self, wire: Wire, clock: Clock, changes: Changes, mailbox: Any) -> None:
        self._wire, self._clock, self._changes, self._mailbox = wire, clock, changes, mailbox
        wire.before = self._note
        self.provider = Provider("http://127.0.0.1:9")  # who is asked without a network
        self.waiting: list[Json] = []  # in queues
        self.begin()

    def begin(self) -> None:
        """From here on."""
        self._items: dict[Key, Any] = {}
        self._files: dict[tuple[str, str], bytes] | None = None
        self._secrets: Any = None
        self._schedules: set[str] | None = None
        self._records = len(_table().stream_shard.items)
        self._read, self._now = self._changes._read, self._clock.now
        self._mails, self._waiting = len(self._mailbox.sent_messages), len(self.waiting)
        self._published: dict[str, str] = {}
        self._queued: set[str] = set()
        self._codes = dict(self.provider.codes)

    def _note(self, call: Call) -> None:
        """What a call is about to change, before it does."""
        if call.service == "dynamodb":
            _touched[:] = keys_written(call.operation, call.request)
            for key in _touched:
                if key not in self._items:
                    self._items[key] = copy.deepcopy(_item(key))
        elif call.service == "s3" and not call.is_read and self._files is None:
            self._files = _files()
        elif call.service == "scheduler" and self._schedules is None:
            self._schedules = _schedules()
        elif call.service == "secretsmanager" and not call.is_read and self._secrets is None:
            self._secrets = copy.deepcopy(_secrets())

    def go_back(self) -> None:
        for (pk, sk), item in self._items.items():
            partition = _table().items[_text(pk)]
            if item is None:
                partition.pop(_text(sk), None)
            else:
                partition[_text(sk)] = copy.deepcopy(item)
        del _table().stream_shard.items[self._records :]
        self._published, self._queued = {}, set()
        self.provider.codes = dict(self._codes)
        self._changes._read, self._clock.now = self._read, self._now
        del self._mailbox.sent_messages[self._mails :], self.waiting[self._waiting :]
        if self._files is not None:
            client, now = clients.client("s3"), _files()
            for bucket, key in now.keys() - self._files.keys():
                client.delete_object(Bucket=bucket, Key=key)
            for (bucket, key), content in self._files.items() - now.items():
                client.put_object(Bucket=bucket, Key=key, Body=content)
        if self._schedules is not None:
            for name in _schedules() - self._schedules:
                clients.client("scheduler").delete_schedule(GroupName="connextlive", Name=name)
        if self._secrets is not None:
            _restore_secrets(self._secrets)
        forget()

    def become(self) -> Json:
        """What is different now, without names that differ each time."""
        items: Counter[str] = Counter()
        indexed: set[str] = set()
        for (pk, sk), before in self._items.items():
            now = _item((pk, sk))
            if sk in BOOKKEEPING or "#once#" in pk or pk.startswith("once#"):
                continue
            if pk.endswith("#find"):  # where in the index something is does not matter
                indexed = indexed or _indexed(pk.removesuffix("#find"))
                continue
            was, is_ = (_comparable(one) for one in (before, now))
            if was != is_:
                items[f"{was} → {is_}"] += 1
        mails = Counter(
            f"{mail.destinations['ToAddresses'][0]}: {mail.subject}"
            for mail in self._mailbox.sent_messages[self._mails :]
        )
        now = _files() if self._files is not None else {}
        # A file's name has the hash of its content or a new ID.
        changed = Counter(anonymous(key.rpartition("/")[0]) for _, key in now.keys() ^ (self._files or {}).keys())
        schedules = _schedules() ^ self._schedules if self._schedules is not None else set()
        events = Counter(self._published.values())
        state = {"items": items, "mails": mails, "files": changed, "schedules": schedules}
        return state | {"events": events, "queued": self._queued, "indexed": indexed}

    def publish(self, call: Call) -> Raw:
        """The bus, whose subscribers know an event by its ID."""
        for entry in call.request["Entries"]:
            if entry["DetailType"] != SearchLogFilled.type:  # one more is as good as one
                detail = json.loads(entry["Detail"])
                event_id = detail.pop("eventId")
                self._published[event_id] = f"{entry['DetailType']} {comparable(detail)}"
        return answer_of({"FailedEntryCount": 0, "Entries": [{"EventId": "1"} for _ in call.request["Entries"]]})

    def queue(self, call: Call) -> Raw:
        """Queues, which consumers may put the same into twice."""
        message = json.loads(call.request["MessageBody"])
        self._queued.add(comparable(message))
        self.waiting.append(message)
        return answer_of({"MessageId": "1"})


def cheap_copy(table: Any, memo: Any) -> Any:
    """moto copies the table to be able to undo a transaction, which changes but a few items of it."""
    made = copy.copy(table)
    made.items = defaultdict(dict, {pk: dict(partition) for pk, partition in table.items.items()})
    for pk, sk in _touched:
        if (item := _item((pk, sk))) is not None:
            made.items[_text(pk)][_text(sk)] = copy.deepcopy(item)
    made.stream_shard = copy.copy(table.stream_shard)
    made.stream_shard.items = list(table.stream_shard.items)
    made.stream_shard.table = made
    return made


_touched: list[Key] = []  # by the call that is being made


def forget() -> None:
    """What a process keeps from one invocation to the next, so that each begins as the first one does."""
    signing_secret._cache.clear()
    signing_secret._refreshed.clear()
    id_tokens.forget()
    team._kept.clear()
    user._look_again_at.clear()
    counters._active_shards.clear()
    list_growth._begun.clear()


def _table() -> Any:
    return dynamodb_backends[DEFAULT_ACCOUNT_ID][clients.region()].tables[orm.TABLE]


def _item(key: Key) -> Any:
    return _table().items.get(_text(key[0]), {}).get(_text(key[1]))


def _text(value: str) -> DynamoType:
    return DynamoType({"S": value})


def _files() -> dict[tuple[str, str], bytes]:
    """By bucket and key."""
    buckets = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets
    return {(of, name): key.value for of, bucket in buckets.items() for name, key in bucket.keys.items()}


def _indexed(tenant_id: str) -> set[str]:
    """Which words lead to what."""
    return {comparable(f"{term} {document.entity}") for term, document in View(tenant_id).all()}


def _schedules() -> set[str]:
    group = scheduler_backends[DEFAULT_ACCOUNT_ID][clients.region()].schedule_groups["connextlive"]
    return set(group.schedules)


def _secrets() -> Any:
    return secretsmanager_backends[DEFAULT_ACCOUNT_ID][clients.region()].secrets


def _restore_secrets(secrets: Any) -> None:
    secretsmanager_backends[DEFAULT_ACCOUNT_ID][clients.region()].secrets = copy.deepcopy(secrets)


def _comparable(item: Any) -> str:
    return "nothing" if item is None else comparable(item.to_json()["Attributes"] if hasattr(item, "to_json") else item)


def comparable(value: Any) -> str:
    """JSON without what differs each time."""
    return CLOCK.sub(
        "<time>", OPAQUE.sub("…", anonymous(json.dumps(_without(value), sort_keys=True, ensure_ascii=False)))
    )


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without(one) for name, one in value.items() if not DIFFERING.fullmatch(f'"{name}"')}
    return [_without(one) for one in value] if isinstance(value, list) else value


# ── What can befall a delivery ───────────────────────────────────────────────────────────────────────────────────────

POISON = "poison"


def _in_another_order(event: Json) -> list[Json]:
    """By item: AWS keeps the order of what happened to one."""
    by_item: dict[str, list[Json]] = defaultdict(list)
    for record in event["Records"]:
        by_item[str(record["dynamodb"]["Keys"])].append(record)
    return [{"Records": [record for of in reversed(by_item.values()) for record in of]}]


def _poisoned(event: Json) -> list[Json]:
    """With a record that nothing can be made of."""
    *others, last = event["Records"]
    if "dynamodb" not in last:
        return [{"Records": [{**last, "messageId": POISON, "body": "{"}, *others, last]}]
    image = {**last["dynamodb"]["Keys"], "kind": {"S": "conversation"}, "version": {"S": POISON}}
    poison = {**last, "eventName": "INSERT", "dynamodb": {"Keys": last["dynamodb"]["Keys"], "NewImage": image}}
    return [{"Records": [*event["Records"], poison]}]


def _has_several_items(event: Json) -> bool:
    return len({str(record.get("dynamodb", {}).get("Keys")) for record in event["Records"]}) > 1


DELIVERIES = (
    Delivery("delivered twice", lambda event: [event, event]),
    Delivery("delivered in another order", _in_another_order, _has_several_items),
    Delivery("delivered with a poisoned record", _poisoned),
)


# ── Functions that everything befalls ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Answer:
    """What an invocation came to: `done`, or to be tried again by whoever called, or `wrong`."""

    is_done: bool
    is_wrong: bool
    said: str
    is_refusal: bool = False  # which is right if all has been done, by a try whose answer was lost
    result: Any = None


class Functions:
    """Plays Lambda for `Stack`, and has everything befall each invocation that it does not know yet."""

    def __init__(self, declared: Any, state: State, wire: Wire, clock: Clock) -> None:
        self._declared = {function.name: function for function in declared}
        self.state, self._wire, self._clock = state, wire, clock
        self.every = 1  # of so many cases one is tried, and the first of each function and of all that can befall
        self.of: str | None = None  # of which case the next invocations are; None: nothing befalls them
        self.last: dict[str, Cost] = {}
        self.tried: dict[tuple[str, str], int] = {}  # invocations, and how many calls each has
        self.cases = Counter[str]()  # by what befell
        self._befallen: set[str] = set()
        self.gone_on: list[str] = []  # the cases from where they ended the day went on
        self.wrong: list[str] = []
        self.refused: dict[str, str] = {}  # functions that refused the request as it is, and how
        self.missed: list[str] = []  # calls that are not made each time
        self.explains: Callable[[Outcome], bool] = lambda outcome: False
        self.ways: tuple[str, ...] = WAYS
        self.only = ""  # of the cases only those whose names have it
        self.said_why: Callable[[], str] = lambda: ""  # what was logged last

    async def invoke(self, name: str, event: Any, at_most: float = LONGEST) -> Any:
        self.last[name] = Cost()
        function = self._declared[name]
        # Whoever asks is authorized the same way, whatever for.
        of = self.of and (event["methodArn"].split("/")[3] if "methodArn" in event else self.of)
        invocation = (function.folder.name, of or "")
        if of is None or invocation in self.tried:
            return self._run(function, event)
        self.tried[invocation] = 0
        return self._try_everything(function, event, invocation)

    def _run(self, function: Any, event: Any) -> Any:
        return module(function.folder.name).handler(json.loads(json.dumps(event)), Context(function))

    def _try_everything(self, function: Any, event: Any, invocation: tuple[str, str]) -> Any:
        """What the function returns in the last case, if all ended as undisturbed: the day goes on from there."""
        state = self.state
        self._undisturbed()
        state.begin()
        undisturbed = self._answer(function, event)
        goes_on = False
        if not undisturbed.is_done or undisturbed.is_refusal:
            self.refused[invocation[0]] = undisturbed.said
        else:
            expected, calls = state.become(), list(self._wire.calls)
            self.tried[invocation] = len(calls)
            answer, goes_on = undisturbed, True
            chosen = self._chosen(invocation, event, calls)
            if len(chosen) > MANY:  # of which somebody waits for the end
                print(f"{''.join(invocation)}: {len(chosen)} cases after {self.cases.total()}", flush=True)
            for case in chosen:
                state.go_back()
                self.cases[case.what.name] += 1
                answer, goes_on = self._ends(function, event, case, undisturbed, expected)
            self._undisturbed()
            if goes_on:
                self.gone_on += map(str, chosen[-1:])
                return answer.result
        state.go_back()
        return self._run(function, event)

    def _undisturbed(self) -> None:
        forget()
        self._wire.go_by(WAYS[0])
        self._wire.expect()

    def _chosen(self, invocation: tuple[str, str], event: Any, calls: list[Call]) -> list[Case]:
        found: list[Case] = []
        numbers: Counter[str] = Counter()
        for call in calls:
            number, numbers[call.key] = numbers[call.key], numbers[call.key] + 1
            for fault in (fault for fault in FAULTS if fault.concerns(call)):
                found += [Case(*invocation, fault, way, call.key, number) for way in self.ways]
        if "Records" in event:
            found += [Case(*invocation, one, way) for one in DELIVERIES if one.concerns(event) for way in self.ways]
        if self.only:
            return [case for case in found if self.only in str(case)]
        if self.every == 1:
            return found
        found.sort(key=lambda case: case.order)
        new: dict[str, Case] = {}
        for case in found:
            if case.what.name not in self.cases:
                new.setdefault(case.what.name, case)
        chosen = [*new.values(), *(one for one in found if one.order % self.every == 0)]
        if not chosen and invocation[0] not in self._befallen:
            chosen = found[:1]
        self._befallen |= {one.function for one in chosen}
        return list(dict.fromkeys(chosen))

    def _ends(self, function: Any, event: Any, case: Case, undisturbed: Answer, expected: Json) -> tuple[Answer, bool]:
        """What it comes to when that has befallen it and the caller has tried again; and whether all is as if it had
        not."""
        wire, begun = self._wire, self._clock.now
        wire.go_by(case.way)
        wire.expect(case.what if isinstance(case.what, Fault) else None, case.call, case.number)
        for batch in case.batches(event):
            answer = self._answer(function, batch)
        took, befell, calls = self._clock.now - begun, wire.befell, wire.calls
        wire.expect()
        if isinstance(case.what, Fault) and not befell:
            self.missed.append(str(case))
            return answer, False
        first = answer
        for attempt in range(5):
            if answer.is_done or answer.is_wrong:
                break
            self._clock.advance(_pause(function, event, attempt))
            forget()
            answer = self._answer(function, self._again(function, event))
        trouble = None
        if answer.is_wrong or not answer.is_done:
            trouble = f"it says {answer.said}{self.said_why()}"
        elif took > function.timeout and case.way == "transport":  # by which functions call in Lambda
            trouble = f"it takes {took:.0f} s for {', '.join(call.key for call in calls)}"
        elif (
            first.is_done
            and took < 1
            and not answer.is_refusal
            and answer.said != undisturbed.said
            and not self.explains(Outcome(case, "answer", undisturbed.said, 0))
        ):
            trouble = f"it says {_difference(undisturbed.said, answer.said)}"
        # A day that went on from another answer would be another day.
        become, is_same = self.state.become(), trouble is None and answer.said == undisturbed.said
        for aspect, value in expected.items():
            if trouble is None and become[aspect] != value:
                is_same = False
                after = 0 if first.is_done else self._clock.now - begun
                if not self.explains(Outcome(case, aspect, value - become[aspect], after)):
                    refused = f" and says {answer.said}" if answer.is_refusal else ""
                    trouble = f"{aspect}: {_difference(value, become[aspect])}{refused}"
        if trouble:
            self.wrong.append(f"{case}: {trouble}")
            print(f"\n{self.wrong[-1]}", flush=True)  # which nobody has to wait for
        return answer, is_same

    def _again(self, function: Any, event: Json) -> Json:
        """The event of another try: whoever came back from their provider begins anew."""
        if function.folder.name not in COME_BACK:
            return event
        sealed = json.loads(event["body"])["state"]
        before = attempts.State(*json.loads(signing_secret.unseal(sealed, "sign-in-state")))
        begun = attempts.begin(sign_in.load(before.tenant_id), before.user_id)
        back = self.state.provider.authorize(begun.url) | {"binding": begun.binding}
        return event | {"body": json.dumps(back)}

    def _answer(self, function: Any, event: Any) -> Answer:
        try:
            result = self._run(function, event)
        except Killed:
            return Answer(False, False, "nothing")
        except Exception as error:
            return _raised(function.folder.name, error)
        if isinstance(result, dict) and "statusCode" in result:
            return _of_request(result)
        if isinstance(result, dict) and "batchItemFailures" in result:
            failed = {one["itemIdentifier"] for one in result["batchItemFailures"]}
            given = {record["messageId"] for record in event["Records"]}
            is_kept = POISON in failed or POISON not in given
            said = "" if is_kept else "that the poisoned record is done"
            return Answer(not failed - {POISON}, not is_kept, said, result={"batchItemFailures": []})
        return Answer(True, False, comparable(result), result=result)


def _pause(function: Any, event: Json, attempt: int) -> float:
    """After which whoever called tries again; a request of which nothing was heard once nobody can be at it."""
    folder = function.folder.name
    if "Records" in event and not folder.startswith("on_table_change"):
        return float(max(VISIBILITY, 6 * function.timeout))
    return LOCKED_FOR + 1 if attempt and not folder.startswith(("on_", "ws_")) else 1


def _raised(folder: str, error: Exception) -> Answer:
    """An authorizer that says Unauthorized logs people out; streams, queues and schedules deliver again,
    and the client of a socket connects again."""
    is_consumer = folder.startswith(("on_", "ws_")) or (folder == "authorizer" and str(error) != "Unauthorized")
    if is_consumer:
        return Answer(False, False, repr(error))
    return Answer(False, True, "".join(traceback.format_exception(error)[-3:]))


def _of_request(result: Json) -> Answer:
    status = result["statusCode"]
    if status == 503:
        return Answer(False, "Retry-After" not in result["headers"], f"503 {result['body']}")
    body = result.get("body") or "{}"
    told = json.loads(body) if body.startswith("{") else {}
    if any(one["error"] and one["error"]["statusCode"] == 503 for one in told.get("results", [])):
        return Answer(False, False, f"503 for a part: {body}")
    return Answer(status < 500, status >= 500, f"{status} {comparable(told)}", status != 200, result)


def _difference(expected: Any, found: Any) -> str:
    if isinstance(expected, set):
        return f"missing {expected - found}, too many {found - expected}"
    if isinstance(expected, Counter):
        return f"missing {dict(expected - found)}, too many {dict(found - expected)}"
    return f"{found!s} instead of {expected!s}"


# ── The workspace ────────────────────────────────────────────────────────────────────────────────────────────────────


class Faulty(Stack):
    """The benchmark's stack on moto."""

    def __init__(self, template: Template, functions: Functions, changes: Changes, mailbox: Any, clock: Clock) -> None:
        resolver = template.resolver({})
        declared = template.functions(resolver)
        self._functions: Any = functions
        self.faults = functions
        functions.meter = SimpleNamespace(cost=Cost(), changes=[])  # type: ignore[attr-defined]  # for the benchmark
        self._rules = resolver.resolve(template.resources_of("AWS::Events::Rule"))
        self.declared = {function.name: function for function in declared}
        self.api = Api(template.api(resolver), functions)  # type: ignore[arg-type]  # they stand in for the local stack's
        self.aws: Any = SimpleNamespace(client=clients.client)
        self.table, self.bucket = orm.TABLE, s3.BUCKET
        self.mailbox: Any = SimpleNamespace(emails=self._emails)
        self.keep = None
        self.rows = defaultdict(list)
        self.published, self.notified, self.everything_else = [], 0, None
        self._changes, self._sent, self.clock = changes, mailbox, clock
        self._asked = 0

    async def ask(self, label: str | None, method: str, path: str, body: Any = None, **headers: str) -> Json:
        if not path.endswith("second-factor/confirm"):  # whose code is of this moment
            self.clock.advance(31)  # each is authorized anew
        self._asked += 1
        self._functions.of = label
        if method == "POST" and "idempotency_key" not in headers:
            headers["idempotency_key"] = f"once-{self._asked}"
        try:
            return await super().ask(label, method, path, body, **headers)
        except json.JSONDecodeError:
            return {}  # a file

    async def on_socket(self, label: str | None, route: str, claims: dict[str, str], frame: Json | None = None) -> None:
        self._functions.of = label
        await super().on_socket(label, route, claims, frame)

    async def give(self, name: str, event: Json, label: str | None) -> Any:
        before, self._functions.of = self._functions.of, f", {event.get('detail-type', 'of SNS')}"
        try:
            return await super().give(name, event, label)
        finally:
            self._functions.of = before

    async def on_schedule(self, name: str) -> None:
        """What a schedule invokes, and all that follows."""
        self._functions.of = ""
        await self._functions.invoke(name, {})
        changes, _ = await self._project()
        await self._follow(changes, None)

    async def _project(self) -> Any:
        changes: list[Change] = []
        records = self._changes.new()
        before = self._functions.of
        kinds = sorted({f"{record['eventName'].lower()} {_kind(record)}" for record in records})
        self._functions.of = f", {' and '.join(kinds)}"
        for name in ("OnTableChangeProjectFunction", "OnTableChangeNotifyFunction"):
            wanted = list(filter(record_filter(self.declared[name].events[0].properties), records))
            if wanted:
                await self._functions.invoke(name, {"Records": wanted})
        self._functions.of = before
        changes = [Change.of(record) for record in records]
        return changes, None

    async def mailed_token(self) -> str:
        found = re.search(r"token=([\w.-]+)", (await self.mailbox.emails())[-1]["text"])
        assert found, [(m.subject, m.body[:200]) for m in self._sent.sent_messages]
        return found[1]

    async def _emails(self) -> list[Json]:
        """moto keeps the page of a mail, and not its text."""
        return [{"text": html.unescape(mail.body).replace('"', " ")} for mail in self._sent.sent_messages]


def _kind(record: Json) -> str:
    image = record["dynamodb"].get("NewImage") or record["dynamodb"]["OldImage"]
    return str(image["kind"]["S"])


async def _day(stack: Faulty) -> None:
    tenant = Tenant(stack, 1)
    await tenant.fill()
    await _heard(stack, tenant)
    await _by_itself(stack, tenant)
    await tenant.measure()


async def _heard(stack: Faulty, tenant: Tenant) -> None:
    """What follows from a message where somebody is connected, has a webhook, and is pushed to."""
    admin, agent, visitor = ({"authorization": who} for who in (tenant.admin, tenant.agent, tenant.visitor))
    hook = {"url": "https://crm.example.com/", "events": ["*"]}
    made = await stack.ask(None, "POST", "/api/tenant/webhooks", hook, **admin)
    browser = BODIES["agentPushSubscriptionsCreate"]
    await stack.ask(None, "POST", "/api/agent/push-subscriptions", browser, **agent)
    for role, person in (("AGENT", tenant.agent_id), ("VISITOR", tenant.visitor_id)):
        await stack.on_socket(None, "Connect", tenant.claims(role, person))
    here = f"/api/agent/conversations/{tenant.conversation}"
    await stack.ask(", heard", "POST", f"{here}/messages", {"content": "I am here."}, **agent)
    await stack.ask(", heard", "POST", "/api/widget/messages", {"content": "Thanks"}, **visitor)
    for due in (message for message in stack.faults.state.waiting if message["detail-type"] == "delivery.due"):
        await stack.give("OnEventWebhookFunction", due, None)
    for role, person in (("AGENT", tenant.agent_id), ("VISITOR", tenant.visitor_id)):
        await stack.on_socket(None, "Disconnect", tenant.claims(role, person))
    await stack.ask(None, "DELETE", "/api/agent/push-subscriptions", BODIES["agentPushSubscriptionsDelete"], **agent)
    await stack.ask(None, "DELETE", f"/api/tenant/webhooks/{made['webhook']['id']}", **admin)


async def _by_itself(stack: Faulty, tenant: Tenant) -> None:
    """What follows from no request."""
    filled = {"eventId": "evt_filled", "tenantId": tenant.tenant_id, "occurredAt": timestamp()}
    await stack.due("OnSearchLogFilledFunction", {"detail-type": "search_log.filled", "detail": filled})
    await _wakes(stack, tenant)
    await _routed(stack, tenant)
    stack.faults.of = ""
    await stack.faults.invoke("OnUpkeepDueFunction", {})
    secret = {
        "SecretId": os.environ["SIGNING_SECRET_ARN"],
        "ClientRequestToken": "550e8400-e29b-41d4-a716-446655440000",
    }
    for step in ("createSecret", "finishSecret"):
        stack.faults.of = f", {step}"
        await stack.faults.invoke("OnSigningSecretRotationFunction", secret | {"Step": step})
    deployed = json.loads((ROOT / "events/on_stack_change.json").read_text())
    deployed["ResourceProperties"]["Bucket"] = WEB
    for kind in ("Create", "Delete"):
        stack.faults.of = f", {kind}"
        await stack.faults.invoke("OnStackChangeFunction", deployed | {"RequestType": kind})


async def _wakes(stack: Faulty, tenant: Tenant) -> None:
    """A conversation that was snoozed is woken, and one of its targets is missed, as their times come."""
    admin, agent = ({"authorization": who} for who in (tenant.admin, tenant.agent))
    for targets in ({"firstResponseMinutes": 1, "resolutionMinutes": 1}, None):
        await stack.ask(None, "PUT", "/api/tenant/workspace", {"settings": {"targets": targets}}, **admin)
        if targets is not None:
            snoozed = {"isSnoozed": True, "until": ago(-300)}
            await stack.ask(None, "PUT", f"/api/agent/conversations/{tenant.conversation}/snooze", snoozed, **agent)
            stack.clock.advance(600)
            await stack.on_schedule("OnTimersDueFunction")


async def _routed(stack: Faulty, tenant: Tenant) -> None:
    """A workspace begins to have conversations given to agents, one waits too long for a reply, and agents take them
    themselves again."""
    admin, here = {"authorization": tenant.admin}, f"/api/tenant/conversations/{tenant.conversation}"
    rules = {"rule": "round-robin", "replyMinutes": 1}
    await stack.ask(None, "PUT", "/api/tenant/workspace", {"settings": {"routing": rules}}, **admin)
    await stack.ask(None, "POST", f"{here}/assign", {"agentId": tenant.agent_id}, **admin)
    asked = {"content": "Are you there?"}
    await stack.ask(None, "POST", "/api/widget/messages", asked, authorization=tenant.visitor)
    waiting = conversation.read(tenant.tenant_id, tenant.conversation)
    stack.clock.advance(120)
    of = {"tenantId": tenant.tenant_id, "conversationId": tenant.conversation, "agentId": tenant.agent_id}
    since = {"since": max(str(waiting["waiting_since"]), str(waiting.get("held_since") or ""))}
    due = {"eventId": "evt_reply", "occurredAt": timestamp(), **of, **since}
    await stack.due("OnEventRoutingFunction", {"detail-type": "agent.reply_due", "detail": due})
    await stack.ask(None, "PUT", "/api/tenant/workspace", {"settings": {"routing": None}}, **admin)
    await stack.ask(None, "POST", f"{here}/assign", {"agentId": tenant.agent_id}, **admin)


def a_day(stack: Faulty) -> None:
    """Every request once, and all that follows."""
    asyncio.run(_day(stack))
