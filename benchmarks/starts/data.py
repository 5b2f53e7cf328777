"""What the stub's table holds: one workspace, written by the models themselves, under the ids of the sample events."""

import hashlib
import json
import os
import time
from typing import Any, cast

# The models ask for it as soon as they derive a token.
os.environ.setdefault("SIGNING_SECRET_ARN", "signing-secret")

from connextlive.aws import signing_secret
from connextlive.chat import conversation, message, visitor
from connextlive.chat.conversation import Conversation
from connextlive.chat.message import Message
from connextlive.chat.visitor import Visitor
from connextlive.core.ids import timestamp
from connextlive.counters import WORKSPACE, team_pk
from connextlive.identity import invitation, password_reset, passwords, tokens, user, workspace
from connextlive.identity.api_key import ApiKey
from connextlive.identity.invitation import Invitation
from connextlive.identity.site import Site
from connextlive.identity.user import Login, User
from connextlive.reports import report
from connextlive.reports.report import Report
from connextlive.table.codec import AttributeMap, typed
from connextlive.table.orm import Item
from connextlive.webhooks import webhook
from connextlive.webhooks.webhook import Webhook
from tools.generate.examples import (
    AGENT,
    API_KEY,
    CONVERSATION,
    INVITATION,
    MESSAGE,
    REPORT,
    SITE,
    TENANT,
    ULID,
    VISITOR,
    WEBHOOK,
)

SIGNING_SECRET = {"current": "k1", "root": "k1", "k1": "not-a-secret-" * 4}
NOW = "2026-01-31T09:30:00.123Z"
LISTED = 50
AGENTS = 6
SECRET_PART = "not-a-secret-either"
TEXT = "Thank you, that helped. One more thing: do you ship to Norway, and how long does it take? " * 3


def items() -> list[AttributeMap]:
    """Every item of the table, as attribute maps."""
    held = os.environ.get("AWS_ACCESS_KEY_ID", ""), os.environ["SIGNING_SECRET_ARN"]
    signing_secret._cache[held] = (time.monotonic(), SIGNING_SECRET)
    entities = (*_team(), *_place(), *_visitors(), *_conversations(), *_messages())
    return [_stored(entity) for entity in entities] + _counters()


def api_key() -> str:
    """The key of the site's widget."""
    return f"cl_{ULID}_{ULID}_{SECRET_PART}"


def changed(name: str, event: dict[str, Any], endpoint: str) -> dict[str, Any]:
    """A function's sample event with tokens that this table knows, and addresses that there are, for made-up ones."""
    match name:
        case "authorizer":
            claims = tokens.Claims(TENANT, AGENT, "AGENT", 0)
            return event | {"authorizationToken": "Bearer " + tokens.issue(claims)[0]}
        case "widget_sessions_create":
            return event | {"headers": event["headers"] | {"X-API-Key": api_key()}}
        case "auth_accept_invite":
            return _with_token(event, invitation.token(TENANT, INVITATION, ULID))
        case "auth_reset_password":
            return _with_token(event, password_reset.token(_agent(0), _agent(0).reset_nonce or ""))
        case "auth_register":
            return event | {"body": json.dumps(json.loads(event["body"]) | {"email": "new@company.com"})}
        case "widget_conversations_rate":
            # The visitor of a closed conversation.
            return cast("dict[str, Any]", json.loads(json.dumps(event).replace(VISITOR, _other("vis", 2))))
        case "on_stack_change":
            return event | {"ResponseURL": endpoint}
        case "on_conversation_deleted" | "on_visitor_deleted":
            # They go on until nothing is left, which this table, that nobody can delete from, would never say.
            text = json.dumps(event).replace(CONVERSATION, _other("cnv", 999)).replace(VISITOR, _other("vis", 999))
            return cast("dict[str, Any]", json.loads(text))
        case _:
            return event


def _with_token(event: dict[str, Any], token: str) -> dict[str, Any]:
    return event | {"body": json.dumps(json.loads(event["body"]) | {"token": token})}


def _stored(item: Item) -> AttributeMap:
    set_list_keys = getattr(item, "set_list_keys", None)
    if set_list_keys is not None:
        set_list_keys()
    return dict(sorted(item.serialize().items()))


def _other(prefix: str, number: int) -> str:
    """An id like the samples', of another thing; 0 is the samples' own."""
    return f"{prefix}_{ULID[:-3]}{number:03d}" if number else f"{prefix}_{ULID}"


def _agent(number: int) -> User:
    agent_id = _other("usr", number)
    return User(
        *user.key(TENANT, agent_id),
        id=agent_id,
        email="admin@company.com" if number == 0 else f"agent{number}@company.com",
        name=f"Agent {number}",
        role="AGENT",
        password_hash=PASSWORD,
        reset_nonce=ULID,
        reset_expires_at="2099-01-01T00:00:00.000Z",
        last_seen_at=NOW,
        created_at=NOW,
        updated_at=NOW,
        version=1,
    )


def _team() -> list[Item]:
    login = Login(*user.login_keys("admin@company.com")[0], tenant=TENANT, user_id=AGENT)
    return [login, *(_agent(number) for number in range(AGENTS))]


def _place() -> list[Item]:
    """What lies in the workspace's own partition."""
    home = workspace.new(TENANT, "Acme Support", plan="PRO")
    home.version = 1
    site = Site(TENANT, f"site#{SITE}", id=SITE, name="Help", domains=["company.com"], created_at=NOW, version=1)
    key = ApiKey(
        TENANT,
        f"key#{API_KEY}",
        id=API_KEY,
        name="Production Widget",
        key_hash=hashlib.sha256(api_key().encode()).hexdigest(),
        key_prefix=api_key()[:60],
        domains=["company.com"],
        site_id=SITE,
        last_used_at=timestamp(),
        created_at=NOW,
        version=1,
    )
    invited = Invitation(
        TENANT,
        "invitation#eve@company.com",
        id=INVITATION,
        name="Eve",
        email="eve@company.com",
        nonce=ULID,
        token_hash=hashlib.sha256(invitation.token(TENANT, INVITATION, ULID).encode()).hexdigest(),
        expires_at="2099-01-01T00:00:00.000Z",
        created_at=NOW,
        version=1,
    )
    ordered = Report(
        *report.key(TENANT, REPORT),
        id=REPORT,
        status="PENDING",
        period="week",
        first_day="2026-01-19",
        last_day="2026-01-25",
        timezone="Europe/Berlin",
        created_at=NOW,
        version=1,
    )
    told = Webhook(
        *webhook.key(TENANT, WEBHOOK),
        id=WEBHOOK,
        url="https://hooks.company.com/connextlive",
        events=["conversation.created"],
        created_at=NOW,
        updated_at=NOW,
        version=1,
    )
    return [home, site, key, invited, ordered, told]


def _visitor(number: int) -> Visitor:
    visitor_id = _other("vis", number)
    return Visitor(
        visitor.pk(TENANT, visitor_id),
        visitor.SK,
        id=visitor_id,
        site_id=SITE,
        key_id=API_KEY,
        conversation_id=_other("cnv", number),
        user_name=f"Jane Doe {number}",
        user_email=f"jane{number}@example.com",
        tags=["vip"],
        visit_count=3,
        first_seen_at=NOW,
        last_seen_at=NOW,
        ip="203.0.113.7",
        country="DE",
        city="Berlin",
        browser="Firefox",
        os="Linux",
        language="en",
        current_url="https://company.com/pricing",
        created_at=NOW,
        updated_at=NOW,
        version=3,
    )


def _visitors() -> list[Visitor]:
    return [_visitor(number) for number in range(LISTED)]


def _conversation(number: int) -> Conversation:
    """Every third one waits, every third is closed, resolved and rated; the others are held."""
    conversation_id, state = _other("cnv", number), number % 3
    held = Conversation(
        conversation.pk(TENANT, conversation_id),
        conversation.SK,
        id=conversation_id,
        status=("ACTIVE", "WAITING", "CLOSED")[state],
        site_id=SITE,
        visitor_id=_other("vis", number),
        visitor=_visitor(number).card(),
        unread_count=number % 4,
        message_count=7 + number,
        last_activity_at=f"2026-01-31T09:{number:02d}:00.123Z",
        created_at=NOW,
        updated_at=NOW,
        version=7,
        tags=["shipping"],
        last_message_id=_other("msg", number),
        last_message={
            "id": _other("msg", number),
            "content": TEXT,
            "sender_type": "VISITOR",
            "message_type": "TEXT",
            "created_at": NOW,
        },
    )
    if state != 1:
        held.assign_to(_other("usr", number % AGENTS))
        held.first_response_at = NOW
    if state == 2:
        held.closed_at, held.closed_by, held.is_resolved = NOW, held.agent_id, True
        held.resolution = {
            "summary": TEXT,
            "outcome": "RESOLVED",
            "sentiment": "POSITIVE",
            "topics": ["shipping", "norway"],
            "confidence": 0.93,
            "model": "rules",
            "analyzed_at": NOW,
            "closed_at": NOW,
        }
        held.rating = {"score": 5, "comment": "Quick", "agent_id": held.agent_id, "closed_at": "", "created_at": NOW}
    return held


def _conversations() -> list[Conversation]:
    return [_conversation(number) for number in range(LISTED)]


def _messages() -> list[Message]:
    return [
        Message(
            conversation.pk(TENANT, CONVERSATION),
            message.PREFIX + _other("msg", number),
            id=_other("msg", number),
            conversation_id=CONVERSATION,
            sender_type=("VISITOR", "AGENT")[number % 2],
            sender_id=(VISITOR, AGENT)[number % 2],
            sender_name=("Jane Doe", "Agent 0")[number % 2],
            content=TEXT,
            message_type="TEXT",
            created_at=NOW,
        )
        for number in range(LISTED)
    ]


def _counters() -> list[AttributeMap]:
    counted = {"active": 17, "waiting": 17, "closed": 16, "unread": 74, "visitors": LISTED, "returning": LISTED}
    names = [WORKSPACE, *(f"count#{_other('usr', number)}" for number in range(AGENTS))]
    return [typed({"pk": team_pk(TENANT), "sk": name, **counted}) for name in names]


PASSWORD = passwords.hash_of("yourpassword")
assert _other("msg", 0) == MESSAGE
