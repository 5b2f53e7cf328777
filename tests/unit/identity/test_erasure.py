"""Nothing is left of a tenant that its owner or `make delete-tenant` deletes, and everything of the others."""

from collections import Counter
from typing import Any

import pytest

from connextlive.aws import clients, s3
from connextlive.chat import message
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.uploads import UploadedFile
from connextlive.identity import erasure, user, user_presence
from connextlive.table import codec, orm, writes
from tests.support.builders import (
    PDF,
    Changes,
    Json,
    a_conversation,
    a_tenant,
    a_visitor,
    an_agent,
    project,
)
from tools.operate import delete_tenant


class Companies:
    """Two workspaces with the same in each."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.goes, self.stays = self.a_company(), self.a_company()
        project(changes.new())

    def a_company(self) -> Caller:
        owner = a_tenant()
        anna = an_agent(owner)
        for _ in range(3):
            held = a_conversation(owner, "ACTIVE", anna, by=a_visitor(owner))
            message.send_as_agent(owner.tenant_id, held, anna.id, Draft("Attached", [UploadedFile("a.pdf", PDF)]))
        return owner

    def left_of(self, owner: Caller) -> tuple[list[Json], list[str]]:
        """All items and files of a workspace."""
        found = orm.connection().dispatch("Scan", {"TableName": orm.TABLE})["Items"]
        of = [item for item in map(codec.plain, found) if owner.tenant_id in (item.get("tenant"), item["pk"][:30])]
        listed = clients.client("s3").list_objects_v2(Bucket=s3.BUCKET, Prefix=f"{owner.tenant_id}/")
        items = sorted(of, key=lambda item: (item["pk"], item["sk"]))
        return items, [one["Key"] for one in listed.get("Contents", [])]


@pytest.fixture
def companies(changes: Changes, bucket: Any, monkeypatch: pytest.MonkeyPatch) -> Companies:
    made = Companies(changes)
    monkeypatch.setattr(erasure, "SEGMENTS", 1)  # moto has no others
    # While it waits, the consumer counts the deletions.
    monkeypatch.setattr("time.sleep", lambda seconds: project(changes.new()))
    return made


def ignored(what: str, number: int) -> None:
    """Progress that nobody watches."""


def test_nothing_is_left_and_others_keep_everything(companies: Companies) -> None:
    before = companies.left_of(companies.stays)
    assert (len(before[0]) > 30, len(before[1])) == (True, 3)
    erasure.erase(companies.goes.tenant_id, ignored)
    project(companies.changes.new())
    assert companies.left_of(companies.goes) == ([], [])
    assert companies.left_of(companies.stays) == before


def test_nobody_gets_in_from_its_first_moment_on(companies: Companies) -> None:
    owner = user.load(companies.goes.tenant_id, companies.goes.id)
    erasure.lock_out(companies.goes.tenant_id, ignored)
    assert user_presence.seen(companies.goes.tenant_id, owner.id, owner.token_version) is None
    assert user.by_email(owner.email) is None


@pytest.mark.parametrize("calls", [0, 1, 3, 6])
def test_it_goes_on_after_an_interruption(companies: Companies, monkeypatch: pytest.MonkeyPatch, calls: int) -> None:
    write_all, left = writes.write_all, iter(range(calls))

    def interrupted(requests: Any) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        write_all(requests)

    with monkeypatch.context() as patch:
        patch.setattr(writes, "write_all", interrupted)
        with pytest.raises(KeyboardInterrupt):
            erasure.erase(companies.goes.tenant_id, ignored)
    erasure.erase(companies.goes.tenant_id, ignored)
    assert companies.left_of(companies.goes) == ([], [])


def test_a_dry_run_counts_and_deletes_nothing(companies: Companies) -> None:
    before = companies.left_of(companies.goes)
    found = Counter(erasure.inventory(companies.goes.tenant_id))
    assert (found["conversation"], found["visitor"], found["workspace"]) == (3, 3, 1)
    assert companies.left_of(companies.goes) == before


@pytest.mark.parametrize("tenant_id", ["", "ten_", "cnv_01M82X592TWFA3A8VQ3NPDCNBF"])
def test_anything_but_a_tenant_is_refused(tenant_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["delete_tenant", tenant_id])
    with pytest.raises(SystemExit):
        delete_tenant.main()
