"""`make reindex` on a workspace in use."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from connextlive.search import index as search
from connextlive.table import codec
from local.config import STACK_NAME
from local.emulator.aws import Aws

from .builders import a_conversation
from .client import Api, Json, Tenant, becomes
from .conftest import REPOSITORY

type Key = tuple[str, str]


class Table:
    """The stack's table, past the API."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        aws = Aws(f"http://127.0.0.1:{(folder / 'ministack.pid').read_text().split()[1]}")
        resource = {"StackName": STACK_NAME, "LogicalResourceId": "Table"}
        found = aws.client("cloudformation").describe_stack_resource(**resource)["StackResourceDetail"]
        self.name = found["PhysicalResourceId"]
        self.client = aws.client("dynamodb")

    def items(self, tenant_id: str) -> Iterator[Json]:
        for page in self.client.get_paginator("scan").paginate(TableName=self.name, ConsistentRead=True):
            yield from (codec.plain(item) for item in page["Items"] if item["pk"]["S"].startswith(tenant_id))

    def index(self, tenant_id: str) -> tuple[set[Key], set[Key]]:
        """The existing postings, and the correct ones."""
        items = list(self.items(tenant_id))
        there = {(item["pk"], item["sk"]) for item in items if item.get("kind") == "posting"}
        wanted = [search.postings(item["pk"], item) for item in items if item.get("kind") in search.KINDS]
        return there, set().union(*wanted)

    def write(self, kept: dict[Key, bool]) -> None:
        for (pk, sk), is_kept in kept.items():
            item = {"pk": {"S": pk}, "sk": {"S": sk}}
            if is_kept:
                self.client.put_item(TableName=self.name, Item=item | {"kind": {"S": "posting"}})
            else:
                self.client.delete_item(TableName=self.name, Key=item)


@pytest.fixture
def table(data: Path) -> Table:
    return Table(data)


def reindex(tenant: Tenant, table: Table) -> str:
    """The output of `make reindex`."""
    command = [sys.executable, "-m", "tools.operate.reindex", tenant.id]
    environment = {**os.environ, "LOCAL_DIR": str(table.folder)}
    environment.pop("TABLE_NAME", None)
    made = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # made here, of our own paths
    assert made.returncode == 0, made.stderr
    return made.stdout


def spoil(tenant: Tenant, table: Table) -> None:
    """Deletes every other posting, and adds postings of unused words and missing entities."""
    there = sorted(table.index(tenant.id)[0])
    assert len(there) > 40
    pk, sk = next((pk, sk) for pk, sk in there if sk.startswith("printer#"))
    stale = {(pk, sk.replace("printer", "prinzip")), (pk, sk.replace("#cnv_0", "#cnv_1"))}
    table.write(dict.fromkeys(there[::2], False) | dict.fromkeys(stale, True))
    there_now, wanted = table.index(tenant.id)
    assert stale <= there_now - wanted


def test_a_spoilt_index_is_put_right_and_a_good_one_left_alone(tenant: Tenant, table: Table) -> None:
    for number in range(3):
        a_conversation(tenant, says=f"printer {number}", name=f"Jane {number}")
    becomes(lambda: _difference(tenant, table), (set(), set()))
    spoil(tenant, table)
    assert ", 0 written, 0 deleted" not in reindex(tenant, table)
    assert _difference(tenant, table) == (set(), set())
    assert ", 0 written, 0 deleted" in reindex(tenant, table)


def test_nothing_is_lost_or_left_behind_though_people_talk_rename_and_delete_meanwhile(
    api: Api, tenant: Tenant, table: Table
) -> None:
    # GIVEN a spoilt index of a workspace
    made = [a_conversation(tenant, says=f"printer {number} is jammed", name=f"Jane {number}") for number in range(24)]
    becomes(lambda: _difference(tenant, table), (set(), set()))
    spoil(tenant, table)
    done = Event()

    def talk() -> int:
        said = 0
        while not done.is_set():
            tenant.agent.sends(made[said % 8], f"answer number {said}").ok()
            said += 1
        return said

    def rename() -> int:
        renamed = 0
        visitors = [tenant.conversation(one)["visitorId"] for one in made[8:16]]
        while not done.is_set():
            name = ("Jane", "Zoë", "Ümit")[renamed % 3] + f" {renamed}"
            tenant.patch(f"/api/tenant/visitors/{visitors[renamed % 8]}", {"userName": name}).ok()
            renamed += 1
        return renamed

    def delete() -> int:
        for one in made[16:]:
            tenant.delete(f"/api/tenant/conversations/{one}").ok()
        return 8

    # WHEN it is rebuilt while agents talk, visitors change their names and conversations are deleted
    with ThreadPoolExecutor() as pool:
        writers: list[Future[int]] = [pool.submit(writer) for writer in (talk, rename, delete)]
        try:
            for _ in range(3):
                reindex(tenant, table)
        finally:
            done.set()
        assert all(writer.result() > 5 for writer in writers)
    # THEN the index has exactly what there is
    becomes(lambda: _difference(tenant, table), (set(), set()), within=30)


def _difference(tenant: Tenant, table: Table) -> tuple[Any, Any]:
    there, wanted = table.index(tenant.id)
    return there - wanted, wanted - there
