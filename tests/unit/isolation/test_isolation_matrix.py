"""Nobody reaches, changes, counts or learns of anything in another workspace.

The matrix is made from the OpenAPI document: every route, and in it every place for an ID (path, query, body, cursor,
header, upload, socket), times who asks, times what is wrong with their token. A route, or a field of a route, that has
no place here fails by name.

Every request begins with the same table, time and chance. So answers can be compared byte by byte: to somebody else's
ID and to one that never was, they are the same, and so is what they write and call.
"""

import base64
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from moto import mock_aws

from connextlive.aws import signing_secret
from connextlive.identity import team
from tests.api.routes import DOCUMENT, PROTECTED, ROUTES, Route, resolved
from tests.support.builders import Clock, Json, a_bus, a_table
from tests.support.in_process import Call, Gateway, all_values, bearer
from tests.support.isolation import A_BROWSERS_KEYS, UNSEEING, Laboratory, Seen, Workspace, absent, kind_of_id
from tests.unit.conftest import make_bucket, make_secret

# Fields of bodies and queries that name something, and of which kind it is.
IDS = {
    "actor": "agent",
    "addLabels": "label",
    "after": "message",
    "agentId": "colleague",
    "attachmentIds": "agents_upload",
    "cannedReplyIds": "canned_reply",
    "clientMessageId": "client_message",
    "conversationIds": "conversation",
    "cursor": "cursor",
    "conversationId": "conversation",
    "endpoint": "endpoint",
    "externalId": "external",
    "intoVisitorId": "second",
    "invitationCursor": "cursor",
    "labels": "label",
    "memberIds": "colleague",
    "object": "conversation",
    "quoteId": "message",
    "mentionIds": "colleague",
    "removeLabels": "label",
    "siteId": "site",
    "teamId": "team",
    "visitorId": "visitor",
}
# The same where it depends on the route.
IDS_OF = {
    f"{method} /api/{audience}/canned-replies{id} attachmentIds": kind
    for audience, kind in (("agent", "own_reply_upload"), ("tenant", "shared_upload"))
    for method, id in (("POST", ""), ("PATCH", "/{id}"))
}
# Fields that open something by themselves: the secrets of whom they belong to.
SECRETS = {
    "apiKey",
    "authorizationCode",
    "binding",
    "code",
    "identityHash",
    "proofOfWork",
    "secondFactorCode",
    "signedAttributes",
    "state",
    "token",
    "visitorToken",
}
# Fields that may name anything of one's own.
ANYTHING = {"object"}
# Fields that name nothing.
TEXTS = {
    "receivedId",  # how far a widget has come: compared, never looked up
    "date",
    "displayId",  # of the widget's own, for one display of a message
    "id",  # the workspace's own name of a proactive message: looked up in its settings and with its visitor only
    "pages",
    "proactiveId",  # the same
    "senderName",
    "sites",  # of one's own, by ID: looked up there only
    "teams",  # the same
    "text",
    "label",
    "options",
    "addTopics",
    "address",
    "action",
    "attachments",
    "attributes",
    "auth",
    "clientId",
    "clientSecret",
    "color",
    "comment",
    "companyName",
    "consent",
    "intro",
    "key",  # of an attribute of one's own workspace: looked up in its settings only
    "linkText",
    "logoUrl",  # for the visitors' browsers: the server never asks for it
    "team",  # whether the widget shows it
    "starterQuestions",
    "contactEmail",
    "content",
    "currentUrl",
    "custom",
    "description",
    "dismissed",
    "domain",
    "domains",
    "email",
    "expiresAt",
    "fileName",
    "from",
    "greeting",
    "issuer",
    "keywords",
    "language",
    "mimeType",
    "name",
    "notes",
    "p256dh",
    "password",
    "preferences",
    "recipients",
    "reason",
    "referrer",
    "removeTopics",
    "search",
    "shortcode",
    "subtitle",
    "tags",
    "timezone",
    "title",
    "to",
    "topics",
    "translations",
    "until",
    "url",
    "userEmail",
    "userName",
    "userPhone",
    "versions",  # of the conversations that stand beside
    "workspace",  # which anybody may name
    "workspaceId",
}
PREFIXES = {
    "agent": "usr",
    "agents_upload": "att",
    "block": "blk",
    "canned_reply": "rpl",
    "colleague": "usr",
    "conversation": "cnv",
    "invitation": "inv",
    "key": "key",
    "label": "lbl",
    "message": "msg",
    "agents_message": "msg",
    "own_reply": "rpl",
    "own_reply_upload": "att",
    "report": "rpt",
    "session": "ses",
    "own_view": "view",
    "shared_upload": "att",
    "site": "site",
    "team": "team",
    "token": "tok",
    "view": "view",
    "visitor": "vis",
    "webhook": "whk",
}
# Routes that answer only right after what they undo (tests/unit/chat/test_undo.py).
WANT_A_MOMENT = {"POST /api/agent/conversations/{id}/undo", "POST /api/tenant/conversations/{id}/undo"}
# Routes whose right answer needs a code, of an authenticator app or an identity provider.
WANT_A_CODE = {
    "PUT /api/auth/identity",
    "POST /api/auth/second-factor",
    "POST /api/auth/second-factor/confirm",
    "POST /api/auth/second-factor/recovery-codes",
    "POST /api/auth/second-factor/turn-off",
}
# The same where it wants somebody else than the example: the owner offers that to an admin.
WANT_AN_ADMIN = {"POST /api/tenant/workspace/ownership"}
# Routes that want a particular one of those who may call them.
CALLERS = {
    "POST /api/tenant/workspace/ownership/accept": "admin",
    "GET /api/agent/live": "lead of another team",
    "GET /api/agent/reports": "lead of another team",
    "POST /api/widget/rating": "closed",
    "PATCH /api/widget/rating": "rated",
}
# Bodies that the document's example cannot be: they name something.
BODIES: dict[str, Json] = {
    "DELETE /api/agent/push-subscriptions": {"endpoint": "endpoint"},
    "POST /api/agent/push-subscriptions": {"endpoint": "endpoint"},
    # Another one would be indexed for searches, in a part of the log that is chosen by chance.
    "POST /api/widget/transcript": {"email": "visitors_address"},
}
REPLIES_UPLOADS = ("shared_upload", "own_reply_upload", "colleagues_reply_upload")
MESSAGES_UPLOADS = ("agents_upload", "elsewhere_upload", "visitors_upload", "second_upload")
# Of what is ours, what a caller may not name there all the same.
NOT_THEIRS_TO_NAME = {
    "session": ("agents_session", "colleagues_session", "ended_session"),
    "own_reply": ("colleagues_reply", "canned_reply"),
    "own_view": ("view", "colleagues_view"),
    "view": ("own_view", "colleagues_view"),
    "own_reply_upload": ("shared_upload", "colleagues_reply_upload", *MESSAGES_UPLOADS),
    "shared_upload": ("own_reply_upload", "colleagues_reply_upload", *MESSAGES_UPLOADS),
    "AGENT attachmentIds": ("elsewhere_upload", "visitors_upload", "second_upload", *REPLIES_UPLOADS),
    "CUSTOMER attachmentIds": ("elsewhere_upload", "visitors_upload", "second_upload", *REPLIES_UPLOADS),
    "VISITOR attachmentIds": ("agents_upload", "elsewhere_upload", "second_upload", *REPLIES_UPLOADS),
    "AGENT cannedReplyIds": ("colleagues_reply",),
    "CUSTOMER cannedReplyIds": ("own_reply", "colleagues_reply"),
    "VISITOR conversationId": (
        "second_conversation",
        "closed_conversation",
        "rated_conversation",
        "other_site_conversation",
    ),
}


@dataclass(frozen=True)
class Slot:
    """A place in a request for something's name."""

    place: str  # path, query, body
    names: tuple[str, ...]  # from the outside in
    kind: str
    is_list: bool = False

    @property
    def name(self) -> str:
        return self.names[-1]


# ── What the document says ───────────────────────────────────────────────────────────────────────────────────────────


def texts(schema: Json, *names: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The fields that hold any text: their names from the outside in, and whether it is a list."""
    schema = resolved(schema)
    if schema.get("properties"):
        for name, part in schema["properties"].items():
            yield from texts(part, *names, name)
    elif schema.get("type") == "array":
        yield from ((found, True) for found, _ in texts(schema["items"], *names))
    elif schema.get("type") == "object" or (schema.get("type") == "string" and "enum" not in schema):
        yield names, False


def fields(route: Route) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Place, names and whether it is a list, of each text in a request."""
    operation = DOCUMENT["paths"][route.path][route.method.lower()]
    for parameter in operation.get("parameters", []):
        if "$ref" not in parameter and parameter["in"] == "query":
            yield from (("query", *found) for found in texts(parameter["schema"], parameter["name"]))
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield from (("body", *found) for found in texts(content["schema"]))


def slots(route: Route) -> list[Slot]:
    found = [Slot("path", ("id",), kind_of_id(route))] if route.takes_id else []
    named = {(place, names): is_list for place, names, is_list in fields(route) if names[-1] in IDS}
    kinds = {names: IDS_OF.get(f"{route} {names[-1]}", IDS[names[-1]]) for _, names in named}
    return found + [Slot(place, names, kinds[names], is_list) for (place, names), is_list in named.items()]


def test_every_field_of_a_request_has_a_place_in_the_matrix() -> None:
    """Whoever adds one says above whether it names something (IDS), opens something (SECRETS) or neither (TEXTS)."""
    named = [(str(route), names) for route in ROUTES for _, names, _ in fields(route)]
    assert [(route, names) for route, names in named if names[-1] not in IDS.keys() | SECRETS | TEXTS] == []
    # Requests below have one ID in the path.
    assert [str(route) for route in ROUTES if route.path.count("{") > 1] == []
    assert [str(route) for route in ROUTES if route.takes_id and kind_of_id(route) not in PREFIXES] == []


# ── Two workspaces ───────────────────────────────────────────────────────────────────────────────────────────────────


class World:
    """Ours, theirs, and the laboratory that they are in."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.clock = Clock(1_800_000_000)
        for name, value in (
            ("time", self.clock.time),
            ("monotonic", self.clock.time),
            ("time_ns", self.clock.time_ns),
            ("sleep", self.clock.advance),
        ):
            patch.setattr(f"time.{name}", value)
        for name in ("connextlive.core.ids.datetime", "jwt.api_jwt.datetime"):
            patch.setattr(name, self.clock.datetime)
        patch.setenv("RATE_LIMITS", "")
        gateway = Gateway()
        self.laboratory = Laboratory(gateway, patch)
        self.ours = Workspace(gateway, self.clock, "ours")
        self.theirs = Workspace(gateway, self.clock, "theirs")
        self.clock.advance(1)
        self.laboratory.begin()
        self.begun = self.laboratory.state
        self.known: dict[Call, Seen] = {}

    def see(self, call: Call) -> Seen:
        if call not in self.known:
            self.known[call] = self.laboratory.see(call)
        return self.known[call]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    signing_secret._cache.clear()
    signing_secret._refreshed.clear()
    team._kept.clear()
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        a_table()
        make_secret()
        a_bus()
        make_bucket()
        yield World(patch)
    signing_secret._cache.clear()
    team._kept.clear()


# ── Requests ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def caller_of(route: Route) -> str:
    return CALLERS.get(str(route)) or {"USER": "CUSTOMER"}.get(route.audience, route.audience)


def own_value(of: Workspace, slot_kind: str) -> str:
    if slot_kind == "visitors_address":
        return f"vera@{of.name}.example"
    secret = {"endpoint": "endpoint", "external": "external_id"}.get(slot_kind)
    return of.secrets[secret] if secret else of.ids[slot_kind]


def a_call(route: Route, of: Workspace, token: str | None, **more: Any) -> Call:
    """The route's request, for what is the workspace's own."""
    body = route.body
    if body is not None:
        body |= {name: own_value(of, kind) for name, kind in BODIES.get(str(route), {}).items()}
        for name in (name for name in body if IDS.get(name) in of.ids):
            own = of.ids[IDS[name]]
            body[name] = [own] if isinstance(body[name], list) else own
        if "keys" in body:
            body["keys"] = A_BROWSERS_KEYS
    path = route.with_id(of.ids[kind_of_id(route)]) if route.takes_id else route.path
    headers = [] if token is None else [bearer(token)]
    if route.path == "/api/widget/sessions" or route.path == "/api/widget/configuration":
        headers.append(("X-API-Key", of.secrets["key"]))
    call = Call(route.method, path, b"" if body is None else json.dumps(body).encode(), headers=tuple(headers))
    return replace(call, **more)


def with_value(call: Call, route: Route, slot: Slot, value: str) -> Call:
    if slot.place == "path":
        return replace(call, path=route.with_id(value))
    if slot.place == "query":
        return replace(
            call, query=((slot.name, value), ("limit", "1")) if slot.kind == "cursor" else ((slot.name, value),)
        )
    body = json.loads(call.body or b"{}")
    part = body
    for name in slot.names[:-1]:
        part = part.setdefault(name, {})
    part[slot.name] = [value] if slot.is_list else value
    return replace(call, body=json.dumps(body).encode())


WITH_SLOTS = [route for route in PROTECTED if slots(route)]


def test_the_requests_of_the_matrix_are_right_for_whom_it_is_theirs(world: World) -> None:
    """Otherwise a refusal below would say nothing."""
    seen = {
        str(route): world.see(a_call(route, world.ours, world.ours.tokens[caller_of(route)])) for route in PROTECTED
    }
    refused = {route: answer for route, answer in seen.items() if answer.status != 200}
    assert {
        route: answer for route, answer in refused.items() if route not in WANT_A_CODE | WANT_AN_ADMIN | WANT_A_MOMENT
    } == {}


# ── Cases ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_token_that_is_not_valid_opens_nothing(world: World) -> None:
    """Whatever is wrong with it, and whosever ID is in the path: the same answer, and nothing happens."""
    ours, theirs, number = world.ours, world.theirs, 0
    problems: dict[str, object] = {}
    refused = {role: ours.refused_tokens(role, theirs) for role in ("CUSTOMER", "AGENT", "VISITOR")}
    for route in PROTECTED:
        wrong = {
            (401, f"{role}, {what}"): token
            for role in filter(route.serves, refused)
            for what, token in refused[role].items()
        }
        for role in itertools.filterfalse(route.serves, refused):
            wrong |= {(403, f"our {role}"): ours.tokens[role], (403, f"their {role}"): theirs.tokens[role]}
            wrong[401, f"{role}, expired"] = refused[role]["expired"]
        for (status, who), token in wrong.items():
            own = a_call(route, ours, token)
            calls = [own]
            if route.takes_id:
                kind = kind_of_id(route)
                ids = theirs.ids[kind], absent(PREFIXES[kind])
                calls += [with_value(own, route, Slot("path", ("id",), kind), id) for id in ids]
            number += len(calls)
            seen = [world.laboratory.see(call) for call in calls]
            answers = {(one.status, one.headers, one.body, one.changes, one.effects) for one in seen}
            if len(answers) > 1 or seen[0].status != status or seen[0].changes or seen[0].effects:
                problems[f"{route} by {who}"] = seen
    assert not problems, report_of(problems)
    print(f"{number} requests with tokens that are not valid")  # as -s shows
    assert number > 2_500
    assert world.laboratory.state == world.begun


def test_an_id_of_somebody_else_answers_as_one_that_never_was(world: World) -> None:
    """In every place for one, of every kind: the right kind of theirs, and any kind of theirs and ours that has no
    business there."""
    problems: dict[str, object] = {}
    number = 0
    for us, them in ((world.ours, world.theirs), (world.theirs, world.ours)):
        for route in WITH_SLOTS:
            token = us.tokens[caller_of(route)]
            own = a_call(route, us, token)
            for slot in slots(route):
                for what, value, never in values_for(world, route, slot, us, them):
                    number += 1
                    foreign, unknown = (
                        world.see(with_value(own, route, slot, id)).without(value).without(never)
                        for id in (value, never)
                    )
                    expected = (404,) if slot.place == "path" else (200, 400, 404)
                    is_theirs = any(pk.startswith(them.tenant_id) for pk, _, _ in foreign.written)
                    did = foreign.status != 200 and (foreign.changes or foreign.effects)
                    if foreign != unknown or foreign.status not in expected or is_theirs or did:
                        problems[f"{us.name}: {route} {slot.name}: {what}"] = (foreign, unknown)
    assert not problems, report_of(problems)
    print(f"{number} IDs of somebody else")
    assert number > 1_500
    assert world.laboratory.state == world.begun


def values_for(
    world: World, route: Route, slot: Slot, us: Workspace, them: Workspace
) -> Iterator[tuple[str, str, str]]:
    """What it is, its name, and a name of the same form that was never given to anything: all that is of the right
    kind, and in one direction one of each other kind, theirs and ours."""
    if slot.kind == "cursor":
        cursor = a_cursor(world, route, slot, them)
        yield "their cursor", cursor, like_but_never(cursor)
    elif slot.kind in PREFIXES:
        right = PREFIXES[slot.kind]
        by_caller = NOT_THEIRS_TO_NAME.get(f"{caller_of(route)} {slot.name}", ())
        not_theirs = NOT_THEIRS_TO_NAME.get(slot.kind, by_caller)
        other_kinds = {id[:4]: kind for kind, id in them.ids.items() if not id.startswith(right)}
        for kind, id in them.ids.items():
            if id.startswith(right) or (us is world.ours and kind in other_kinds.values()):
                never = id[:-16] + "0" * 16 if slot.name == "after" else absent(id.partition("_")[0])
                yield f"their {kind}", id, never
        for kind, id in us.ids.items() if us is world.ours and slot.name not in ANYTHING else ():
            if kind in not_theirs or kind in other_kinds.values():
                yield f"our {kind}", id, absent(id.partition("_")[0])
    elif slot.kind == "client_message":
        for name in (f"AGENT-of-{them.name}", f"VISITOR-of-{them.name}", f"second-of-{us.name}"):
            yield name, name, "never"
    else:
        value = own_value(them, slot.kind)
        yield f"their {slot.kind}", value, value.replace(them.name, "never")


def a_cursor(world: World, route: Route, slot: Slot, of: Workspace) -> str:
    """One that their list answers with."""
    first = replace(a_call(route, of, of.tokens[caller_of(route)]), query=(("limit", "1"), ("invitationLimit", "1")))
    answered = json.loads(world.see(first).body)
    following = "nextCursor" if slot.name == "cursor" else f"next{slot.name[0].upper()}{slot.name[1:]}"
    found = [value for value in all_values(answered, following) if value]
    assert found, f"{route}: a list of two has no second page: {answered}"
    return str(found[0])


def like_but_never(cursor: str) -> str:
    """A cursor for something at the same place of a list that never was there."""
    position = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    other = re.sub(r"(?<=_[0-9A-Z]{10})[0-9A-Z]{16}", "0" * 16, position)
    other = other if other != position else f"{position[:-1]}!"
    return base64.urlsafe_b64encode(other.encode()).decode().rstrip("=")


# ── Idempotency keys ─────────────────────────────────────────────────────────────────────────────────────────────────

KEYED = [
    route
    for route in ROUTES
    if {"$ref": "#/components/parameters/IdempotencyKey"}
    in DOCUMENT["paths"][route.path][route.method.lower()].get("parameters", [])
]


def test_an_idempotency_key_of_somebody_else_answers_as_a_new_one(world: World) -> None:
    """Whoever else used it, for the same request: another workspace, a colleague, another visitor."""
    problems: dict[str, object] = {}
    for route in (route for route in KEYED if route.audience != "PUBLIC"):
        caller = caller_of(route)
        used_by = [
            (world.theirs, caller),
            (world.ours, {"AGENT": "colleague", "VISITOR": "second"}.get(caller, "AGENT")),
        ]
        for of, role in used_by:
            keyed = (("Idempotency-Key", f"of {of.name}"),)
            call = a_call(route, world.ours, world.ours.tokens[caller])
            earlier = a_call(route, of, of.tokens[role])
            if of is world.ours:
                earlier = replace(call, headers=(bearer(of.tokens[role]),))
            with world.laboratory.after(replace(earlier, headers=earlier.headers + keyed)):
                used = world.laboratory.see(replace(call, headers=call.headers + keyed))
                new = world.laboratory.see(replace(call, headers=(*call.headers, ("Idempotency-Key", "a new one"))))
            if used.told != new.told or (used.status != 200 and str(route) not in WANT_A_CODE | WANT_A_MOMENT):
                problems[f"{route} after {of.name} {role}"] = (used, new)
    assert not problems, report_of(problems)
    assert world.laboratory.state == world.begun


# ── What needs no token: API keys, and secrets in a body or a query ──────────────────────────────────────────────────


def a_session(of: Workspace, plain_key: str | None, **claims: str) -> Call:
    headers = () if plain_key is None else (("X-API-Key", plain_key),)
    body = json.dumps({"userName": "Somebody", **claims}).encode()
    return Call("POST", "/api/widget/sessions", body, headers=headers)


def test_an_api_key_that_is_not_valid_opens_nothing(world: World) -> None:
    ours, theirs = world.ours, world.theirs
    key = ours.secrets["key"]
    wrong = {
        "none": None,
        "empty": "",
        "deleted": ours.secrets["deleted_key"],
        "paused": ours.secrets["paused_key"],
        "with another secret": key[:-1] + ("A" if key[-1] != "A" else "B"),
        "without a secret": key.rpartition("_")[0] + "_",
        "with their secret": "_".join((*key.split("_")[:3], theirs.secrets["key"].split("_", 3)[3])),
        "of their tenant": "_".join((key.split("_")[0], theirs.secrets["key"].split("_")[1], *key.split("_", 3)[2:])),
        "of another key": "_".join(
            (*key.split("_")[:2], *ours.secrets["other_key"].split("_", 3)[2:3], key.split("_", 3)[3])
        ),
        "of an unknown key": f"cl_{absent('ten')[4:]}_{absent('key')[4:]}_{key.split('_', 3)[3]}",
        "a token": ours.tokens["CUSTOMER"],
    }
    for call in (
        a_session(ours, key),
        a_session(ours, key, visitorId=ours.ids["visitor"], visitorToken=ours.tokens["VISITOR"]),
        Call("GET", "/api/widget/configuration"),
    ):
        assert world.see(replace(call, headers=(("X-API-Key", key),))).status == 200
        seen = {}
        for what, plain in wrong.items():
            headers = () if plain is None else (("X-API-Key", plain),)
            seen[what] = world.laboratory.see(replace(call, headers=headers))
            if call.method == "GET" and plain and len(plain) <= 200:
                seen[f"{what}, in the query"] = world.laboratory.see(replace(call, query=(("apiKey", plain),)))
        assert set(seen.values()) == {seen["of an unknown key"]}, report_of(seen)
        assert seen["none"].status == 401
        assert (seen["none"].written, seen["none"].effects) == ((), ())


def test_a_visitor_of_somebody_else_is_as_one_that_never_was(world: World) -> None:
    """A session goes on with a visitor only for who has their token, at their site."""
    ours, theirs = world.ours, world.theirs
    key, own = ours.secrets["key"], {"visitorId": ours.ids["visitor"], "visitorToken": ours.tokens["VISITOR"]}
    never = {"visitorId": absent("vis"), "visitorToken": ours.tokens["VISITOR"]}
    new = world.see(a_session(ours, key, **never))
    assert new.status == 200
    assert ours.ids["visitor"] not in new.body
    assert ours.ids["visitor"] in world.see(a_session(ours, key, **own)).body
    assert ours.ids["visitor"] in world.see(a_session(ours, key, code=ours.secrets["code"])).body
    refused = ours.refused_tokens("VISITOR", theirs)
    claims: dict[str, dict[str, str]] = {
        f"{what}, our visitor": {**own, "visitorToken": token} for what, token in refused.items() if token is not None
    } | {
        "their visitor": {"visitorId": theirs.ids["visitor"], "visitorToken": theirs.tokens["VISITOR"]},
        "their visitor, our token": {**own, "visitorId": theirs.ids["visitor"]},
        "our visitor, their token": {**own, "visitorToken": theirs.tokens["VISITOR"]},
        "our second visitor, another's token": {**own, "visitorId": ours.ids["second"]},
        "a visitor of our other site": {"visitorId": ours.ids["other_site"], "visitorToken": ours.tokens["other_site"]},
        "our visitor, an owner's token": {**own, "visitorToken": ours.tokens["CUSTOMER"]},
        "our visitor without a token": {"visitorId": ours.ids["visitor"]},
        "their code": {"code": theirs.secrets["code"]},
        "their code, our tenant": {"code": ".".join((ours.tenant_id[4:], *theirs.secrets["code"].split(".")[1:]))},
        "our code, another time": {"code": ours.secrets["code"].replace(".1", ".2")},
        "our code, another visitor": {
            "code": ours.secrets["code"].replace(ours.ids["visitor"][4:], ours.ids["second"][4:])
        },
    }
    seen = {what: world.see(a_session(ours, key, **given)) for what, given in claims.items()}
    assert {what: one for what, one in seen.items() if one != new} == {}
    other_site = world.see(a_session(ours, ours.secrets["other_key"], **never))
    assert world.see(a_session(ours, ours.secrets["other_key"], **own)) == other_site
    assert world.see(a_session(ours, ours.secrets["other_key"], code=ours.secrets["code"])) == other_site


def test_who_another_site_vouches_for_is_nobody_here(world: World) -> None:
    ours, theirs = world.ours, world.theirs
    key, hashed = ours.secrets["key"], {"identityHash": ours.secrets["identity_hash"]}
    vouched = {"externalId": ours.secrets["external_id"], **hashed}
    assert ours.ids["known"] in world.see(a_session(ours, key, **vouched)).body
    wrong = world.see(a_session(ours, key, externalId="nobody", identityHash="0" * 64))
    assert (wrong.status, wrong.changes, wrong.effects) == (401, (), ())
    theirs_says = {"externalId": theirs.secrets["external_id"], "identityHash": theirs.secrets["identity_hash"]}
    for given, plain in (
        (theirs_says, key),
        (vouched | {"externalId": theirs.secrets["external_id"]}, key),
        (vouched | {"identityHash": theirs.secrets["identity_hash"]}, key),
        (vouched, ours.secrets["other_key"]),
        (vouched, theirs.secrets["key"]),
    ):
        assert world.see(a_session(ours, plain, **given)).told == wrong.told, given
    # Without a hash, an ID is only a note: whoever it stands for elsewhere.
    value, never = ours.secrets["external_id"], "customer-of-none"
    noted = world.see(a_session(ours, key, externalId=value)).without(value)
    assert noted == world.see(a_session(ours, key, externalId=never)).without(never)
    assert ours.ids["known"] not in noted.body


PUBLIC_SECRETS = {
    "POST /api/auth/accept-invite": ("invitation", {"password": "correct horse 2"}),
    "POST /api/auth/reset-password": ("reset", {"password": "correct horse 2"}),
    "POST /api/auth/confirm-email": ("confirmation", {}),
    "GET /api/reports": ("report", {}),
}


def test_a_mailed_secret_opens_what_it_was_made_for_and_nothing_else(world: World) -> None:
    """Any other secret of ours or theirs, and one whose parts are of both: as one of a workspace that never was."""
    secrets = {f"{of.name} {name}": of.secrets[name] for of in (world.ours, world.theirs) for name in MAILED}
    for name, (kind, more) in PUBLIC_SECRETS.items():
        method, path = name.split()
        right, theirs = world.ours.secrets[kind], world.theirs.secrets[kind]
        ours_parts, their_parts = right.split("."), theirs.split(".")

        def opened(secret: str) -> Seen:
            if method == "GET":  # noqa: B023  # called at once
                return world.see(Call("GET", path, query=(("token", secret),)))  # noqa: B023  # called at once
            return world.see(Call("POST", path, json.dumps({"token": secret, **more}).encode()))  # noqa: B023  # called at once

        assert opened(right).status == 200, name
        never = opened(".".join((absent("ten")[4:], *ours_parts[1:])))
        assert never.status in (400, 404), never
        assert (never.changes, never.effects) == ((), ())
        mixed = [".".join((*their_parts[:at], *ours_parts[at:])) for at in range(1, len(ours_parts))]
        mixed += [".".join((*ours_parts[:at], *their_parts[at:])) for at in range(1, len(ours_parts))]
        others = [secret for of, secret in secrets.items() if not of.endswith(kind)]
        for secret in [*mixed, *others, right[:-1] + ("A" if right[-1] != "A" else "B"), right.swapcase(), ""]:
            seen = opened(secret)
            assert (seen.status in (400, 404), seen.changes, seen.effects) == (True, (), ()), (name, secret)
            assert secret == "" or seen == never, (name, secret)


MAILED = ("invitation", "reset", "confirmation", "report")


# ── Sockets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_socket_opens_for_no_token_that_is_not_valid(world: World) -> None:
    for role in ("CUSTOMER", "AGENT", "VISITOR"):
        assert world.laboratory.see_connect(world.ours.tokens[role]).status == 200
        for what, token in world.ours.refused_tokens(role, world.theirs).items():
            seen = world.laboratory.see_connect(token)
            assert (seen.status, seen.written, seen.effects) == (401, (), ()), f"{role}, {what}"
    assert world.laboratory.state == world.begun


def test_a_frame_for_somebody_elses_conversation_reaches_nobody(world: World) -> None:
    ours, theirs = world.ours, world.theirs
    for role, connection in ours.sockets.items():
        typing = {"type": "typing", "conversationId": ours.ids["conversation"]}
        told = world.laboratory.see_frame(connection, typing).effects
        assert told, role
        assert all(f"-of-{ours.name}=" in frame for frame in told)
        never = world.laboratory.see_frame(connection, typing | {"conversationId": absent("cnv")})
        foreign = [id for kind, id in theirs.ids.items()]
        if role == "VISITOR":
            foreign += [ours.ids["second_conversation"], ours.ids["other_site_conversation"], ours.ids["visitor"]]
        for id in foreign:
            seen = world.laboratory.see_frame(connection, typing | {"conversationId": id})
            assert seen == never, (role, id)
        assert (never.effects, never.changes) == ((), ())


def test_nobody_of_another_workspace_is_told_of_a_change(world: World) -> None:
    """What every route changes for its own caller is told by the stream's reader to our connections only."""
    problems = {}
    for route in PROTECTED:
        call = a_call(route, world.ours, world.ours.tokens[caller_of(route)])
        told = world.laboratory.follow(call)
        if any(f"-of-{world.theirs.name}=" in frame or world.theirs.tenant_id in frame for frame in told):
            problems[str(route)] = told
    assert problems == {}


# ── Peers: who of the same workspace does not see a conversation ─────────────────────────────────────────────────────

AGENTS = [route for route in PROTECTED if route.audience == "AGENT"]
# The owner's alone. That admins are, too, is shown by tests of positions: here, the route is of any agent.
OWNERS = {
    "PUT /api/tenant/sign-in",
    "DELETE /api/tenant/sign-in",
    "POST /api/tenant/workspace/deletion",
    "POST /api/tenant/workspace/ownership",
}
# What belongs to the agent's conversation, or names it.
SEEN_WITH_IT = ("conversation", "visitor", "message", "agents_upload", "client_message")


def its_own(world: World, route: Route, slot: Slot) -> tuple[str, str] | None:
    """What is in a place of a request of the agent's conversation, and a name that was never given to anything."""
    if slot.kind == "client_message":
        return f"VISITOR-of-{world.ours.name}", "never"
    if slot.kind not in SEEN_WITH_IT:
        return None
    value = world.ours.ids[slot.kind]
    return value, absent(value.partition("_")[0])


def test_a_peer_who_does_not_see_a_conversation_is_answered_as_if_it_never_was(world: World) -> None:
    """On every route of agents, in every place for an ID of it: by ID, 404 and nothing done; and who does see it, is
    answered as the agent."""
    problems: dict[str, object] = {}
    number = 0
    for route in AGENTS:
        for slot in slots(route):
            named = its_own(world, route, slot)
            if named is None:
                continue
            for peer in UNSEEING:
                number += 1
                own = a_call(route, world.ours, world.ours.tokens[peer])
                hidden, never = (
                    world.laboratory.see(with_value(own, route, slot, id)).without(named[0]).without(named[1])
                    for id in named
                )
                is_refused = hidden.status == 404 or slot.place != "path"
                if hidden != never or not is_refused or (hidden.status != 200 and (hidden.changes or hidden.effects)):
                    problems[f"{route} {slot.name} by {peer}"] = (hidden, never)
            if slot.place == "path" and str(route) not in WANT_A_MOMENT:
                seen = world.laboratory.see(a_call(route, world.ours, world.ours.tokens["of the agent's team"]))
                # Who is not its assignee may not transfer it, whatever they see.
                if seen.status not in ((403,) if route.path.endswith("/assign") else (200,)):
                    problems[f"{route} by who sees it"] = seen
    assert not problems, report_of(problems)
    print(f"{number} requests by peers")
    assert number > 50
    assert world.laboratory.state == world.begun


def test_no_list_of_a_peer_shows_what_they_do_not_see(world: World) -> None:
    """Nor its visitor, nor anything of them: of every route, whatever is asked for."""
    ours = world.ours
    hidden = [ours.ids[kind] for kind in ("conversation", "visitor", "message")] + ["One more thing"]
    problems: dict[str, object] = {}
    for route in (route for route in AGENTS if not route.takes_id and route.method == "GET"):
        searches = [(), (("search", "VISITOR"),), (("search", ours.ids["visitor"]),), (("isOnline", "true"),)]
        for peer, query in itertools.product(UNSEEING, searches):
            call = a_call(route, ours, ours.tokens[peer])
            seen = world.laboratory.see(replace(call, query=query))
            if seen.status == 200 and any(value in seen.body for value in hidden):
                problems[f"{route} {query} by {peer}"] = seen
    assert problems == {}


def test_no_frame_tells_a_peer_of_what_they_do_not_see(world: World) -> None:
    """What any route changes of the agent's conversation is told to those who see it only, and to say that one types in
    it is refused as for one that never was."""
    ours, unseen = world.ours, [f"{peer}-of-{world.ours.name}=" for peer in UNSEEING]
    problems, heard = {}, 0
    ids = [ours.ids[kind] for kind in ("conversation", "visitor")]
    for route in PROTECTED:
        if route.method == "GET" or not (slots(route) or route.audience == "VISITOR"):
            continue
        told = world.laboratory.follow(a_call(route, ours, ours.tokens[caller_of(route)]))
        heard += any(f"of the agent's team-of-{ours.name}=" in frame for frame in told)
        leaked = [frame for frame in told if any(name in frame for name in unseen) and any(id in frame for id in ids)]
        # It is anybody's once its agent is gone; and whoever saw it until then learns that it is not theirs any more.
        leaked = [frame for frame in leaked if '"agentId":null' not in frame]
        if leaked:
            problems[str(route)] = leaked
    assert problems == {}
    assert heard > 10
    for peer in UNSEEING:
        typing = {"type": "typing", "conversationId": ours.ids["conversation"]}
        seen = world.laboratory.see_frame(ours.peers[peer], typing)
        assert seen == world.laboratory.see_frame(ours.peers[peer], typing | {"conversationId": absent("cnv")})
        assert seen.effects == ()


def test_an_admin_has_the_owners_routes_and_no_others(world: World) -> None:
    answers = {
        str(route): world.laboratory.see(a_call(route, world.ours, world.ours.tokens["admin"])).status
        for route in PROTECTED
        if route.audience in ("CUSTOMER", "AGENT")
    }
    refused = {str(route) for route in AGENTS} | OWNERS
    assert {route for route, status in answers.items() if status == 403} == refused
    assert {
        route: status for route, status in answers.items() if route not in refused | WANT_A_MOMENT and status != 200
    } == {}


def report_of(problems: dict[str, Any]) -> str:
    return "\n".join(f"{what}: {seen}" for what, seen in list(problems.items())[:5])
