"""`make reindex` on a workspace in use."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from zlib import crc32

import pytest

from connextlive.search import index as search
from connextlive.search import segments
from connextlive.search.encoding import Chunk, Row, documents_of
from connextlive.search.query import Document
from connextlive.table import codec
from local.config import STACK_NAME
from local.emulator.aws import Aws
from tools.commands import output

from .builders import a_conversation
from .client import Api, Json, Tenant, becomes
from .conftest import REPOSITORY

type Posting = tuple[str, Document]


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

    def index(self, tenant_id: str) -> tuple[set[Posting], set[Posting]]:
        """What the index has, and what it should have."""
        items = list(self.items(tenant_id))
        wanted = [search.entry(item["pk"], item) for item in items if item.get("kind") in search.KINDS]
        parts = {item["sk"]: item for item in items if item["pk"] == segments.pk(tenant_id)}
        packed = [one for sk, item in parts.items() if sk.startswith(segments.LOG) for one in item["entries"]]
        there = {(term, entry.document) for entry in map(segments.Entry.of, packed) for term in entry.terms}
        blocks = {int(sk[2:]): documents_of(item["packed"]) for sk, item in parts.items() if sk.startswith("d#")}
        manifest = segments.Manifest.of(parts[segments.MANIFEST]) if segments.MANIFEST in parts else segments.Manifest()
        live = {f"{segment.id:08}" for segment in manifest.segments}
        for row in (row for sk, item in parts.items() if sk[2:10] in live for row in _rows(sk, item)):
            documents = (blocks[number // segments.BLOCK][number % segments.BLOCK] for number in row.documents)
            there |= {(row.term, document) for document in documents if document}
        return there, {(term, entry.document) for entry in wanted for term in entry.terms}

    def delete(self, pk: str, sk: str) -> None:
        self.client.delete_item(TableName=self.name, Key={"pk": {"S": pk}, "sk": {"S": sk}})

    def put(self, pk: str, sk: str) -> None:
        self.client.put_item(TableName=self.name, Item={"pk": {"S": pk}, "sk": {"S": sk}, "kind": {"S": "posting"}})


def _rows(sk: str, item: Json) -> Iterable[Row]:
    return Chunk(item["packed"]).rows() if sk.startswith("c#") else []


@pytest.fixture
def table(data: Path) -> Table:
    return Table(data)


def reindex(tenant: Tenant, table: Table) -> str:
    """The output of `make reindex`."""
    command = [sys.executable, "-m", "tools.operate.reindex", tenant.id]
    environment = {**os.environ, "LOCAL_DIR": str(table.folder)}
    environment.pop("TABLE_NAME", None)
    return output(command, environment, REPOSITORY)


def spoil(tenant: Tenant, table: Table) -> None:
    """Deletes the whole index, and adds a posting of the form before segments."""
    for item in list(table.items(tenant.id)):
        if item["pk"] == segments.pk(tenant.id):
            table.delete(item["pk"], item["sk"])
    table.put(f"{tenant.id}#find#conversations#e{crc32(b'c') % 16}", "cnv#01H#cnv_01H")
    assert len(_missing(tenant, table)) > 20


def test_a_spoilt_index_is_put_right_and_its_former_form_deleted(tenant: Tenant, table: Table) -> None:
    for number in range(3):
        a_conversation(tenant, says=f"printer {number}", name=f"Jane {number}")
    becomes(lambda: _missing(tenant, table), set())
    spoil(tenant, table)
    assert ", 1 postings of the form before segments deleted" in reindex(tenant, table)
    there, wanted = table.index(tenant.id)
    assert there == wanted
    assert [item for item in table.items(tenant.id) if item.get("kind") == "posting"] == []
    assert {one["visitor"]["userName"] for one in tenant.conversations(search="printer")} == {
        "Jane 0",
        "Jane 1",
        "Jane 2",
    }


def test_nothing_is_lost_or_left_behind_though_people_talk_rename_and_delete_meanwhile(
    api: Api, tenant: Tenant, table: Table
) -> None:
    # GIVEN a spoilt index of a workspace
    made = [a_conversation(tenant, says=f"printer {number} is jammed", name=f"Jane {number}") for number in range(24)]
    becomes(lambda: _missing(tenant, table), set())
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
    # THEN the index has all that there is, and a search finds nothing that is gone
    becomes(lambda: _missing(tenant, table), set(), within=30)
    left = {item["id"] for item in table.items(tenant.id) if item.get("kind") == "conversation"}
    assert {one["id"] for one in tenant.conversations(search="printer", limit=100)} == left


def _missing(tenant: Tenant, table: Table) -> set[Posting]:
    there, wanted = table.index(tenant.id)
    return wanted - there
