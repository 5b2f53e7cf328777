"""A table that was written by the version before two list indexes, short names and presence: `old_items.json` is what
that version's functions left of two conversations."""

import json
from typing import Any

import pytest

from connextlive import counters
from connextlive.aws import clients
from connextlive.chat import conversation, message, migration, visitor
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.reports import rollup
from connextlive.table import codec, items, orm
from connextlive.table.names import SHORT
from tests.support.builders import Changes, Json, a_table, call, project
from tools import ROOT

OLD: list[Json] = json.loads((ROOT / "tests/unit/chat/old_items.json").read_text(encoding="utf-8"))


def only(kind: str, where: str = "") -> Json:
    return next(
        codec.plain(item) for item in OLD if item.get("kind", {}).get("S") == kind and where in json.dumps(item)
    )


OWNER = only("user", "CUSTOMER")
TENANT = OWNER["pk"].partition("#")[0]
BY = Caller(TENANT, OWNER["id"], "CUSTOMER", OWNER["name"])


@pytest.fixture(autouse=True)
def old_table(cloud: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = clients.client("dynamodb")
    client.delete_table(TableName=orm.TABLE)
    a_table(OldListIndexes="both")
    for item in OLD:
        client.put_item(TableName=orm.TABLE, Item=item)
    monkeypatch.setattr(items, "HAS_OLD_INDEXES", True)


def migrated(is_dry: bool = False) -> dict[str, tuple[int, int]]:
    return {one.what: (one.read, one.written) for one in migration.migrate(TENANT, is_dry)}


def stored() -> list[Json]:
    pages = clients.client("dynamodb").get_paginator("scan").paginate(TableName=orm.TABLE)
    return [item for page in pages for item in page["Items"]]


def shown() -> Json:
    """All that lists, details and figures show."""
    conversations = call("tenant_conversations_list", BY)[1]
    ids = [one["id"] for one in conversations["conversations"]]
    return {
        "conversations": conversations,
        "of an agent": call("tenant_conversations_list", BY, query={"agentId": only("user", "AGENT")["id"]})[1],
        "visitors": call("tenant_visitors_list", BY)[1],
        "of a site": call("tenant_visitors_list", BY, query={"siteId": only("site")["id"]})[1],
        "details": [call("tenant_conversations_get", BY, id=id)[1] for id in ids],
        "unread": rollup.unread_now(TENANT),
    }


def test_old_items_are_shown_as_they_are_after_their_migration() -> None:
    before = shown()
    assert len(before["conversations"]["conversations"]) == 2
    assert len(before["visitors"]["visitors"]) == len(before["of a site"]["visitors"]) == 2
    assert migrated()["conversations"] == (2, 2)
    assert shown() == before


def test_a_migration_leaves_nothing_to_migrate() -> None:
    assert migrated()["visitors"] == (2, 2)
    left = stored()
    entities = [item for item in left if item.get("kind", {}).get("S") in ("conversation", "visitor")]
    assert not [item for item in entities if item.keys() & {"list_all", "list_owner"}]
    assert not [item for item in entities if item["kind"]["S"] == "conversation" and item.keys() & SHORT.keys()]
    assert not [item for item in left if item["sk"]["S"] == rollup.FORMER or "#rollup#workspace" in item["pk"]["S"]]
    again = migrated()
    assert {what: written for what, (_, written) in again.items() if written} == {}
    assert stored() == left


def test_a_dry_run_counts_and_writes_nothing() -> None:
    before = stored()
    assert migrated(is_dry=True) == {
        "visitors": (2, 2),
        "conversations": (2, 2),
        "roll-ups of the workspace": (2, 2),
    }
    assert stored() == before


@pytest.mark.parametrize("is_migrated", [False, True])
def test_old_items_are_changed_and_counted_on(is_migrated: bool, changes: Changes) -> None:
    if is_migrated:
        migrated()
    old = only("conversation", "WAITING")
    (before,) = counters.read(TENANT, counters.WORKSPACE)
    changes.new()
    message.send_as_visitor(Caller(TENANT, old["visitor_id"], "VISITOR", ""), Draft("Still there?"))
    visitor.update(TENANT, old["visitor_id"], {"user_name": "Vera V."})
    conversation.assign(TENANT, old["id"], only("user", "AGENT")["id"])
    project(changes.new())
    project(changes.all)
    (after,) = counters.read(TENANT, counters.WORKSPACE)
    assert after == {**before, "waiting": before["waiting"] - 1, "active": before.get("active", 0) + 1, "unread": 2}
    listed = call("tenant_conversations_list", BY, query={"status": "ACTIVE"})[1]["conversations"]
    assert [(one["id"], one["visitor"]["userName"]) for one in listed] == [(old["id"], "Vera V.")]
    assert sorted(one["id"] for one in call("tenant_visitors_list", BY)[1]["visitors"]) == sorted(
        codec.plain(item)["id"] for item in OLD if item.get("kind", {}).get("S") == "visitor"
    )
