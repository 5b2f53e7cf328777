"""Keys, sites and invitations: none is left out, however many there are, and whoever wants pages gets them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from connextlive.core.caller import Caller
from connextlive.core.ids import new_id
from connextlive.identity import invitation, site
from connextlive.table import writes
from connextlive.table.orm import Item
from tests.support.builders import Json, a_key, a_tenant, call

pytestmark = pytest.mark.usefixtures("cloud")


@dataclass(frozen=True)
class Collection:
    """A collection's list, how one item of it is made, and where its pages' cursor is."""

    function: str
    name: str
    make: Callable[[Caller], Item]
    limit: str = "limit"
    cursor: str = "cursor"

    def fill(self, owner: Caller, number: int) -> None:
        """Copies one item of the collection that often."""
        raw: Any = self.make(owner).to_dynamodb_dict()
        kind = raw["sk"]["S"].partition("#")[0]
        prefix = {"invitation": "inv", "site": "site", "key": "key"}[kind]
        ids = [new_id(prefix) for _ in range(number - 1)]
        copies = [raw | {"sk": {"S": f"{kind}#{one}"}, "id": {"S": one}} for one in ids]
        writes.write_all([{"PutRequest": {"Item": copy}} for copy in copies])

    def listed(self, owner: Caller, **query: str) -> tuple[list[Json], Json]:
        status, answer = call(self.function, owner, query=query)
        assert status == 200
        return answer[self.name], answer


def _a_site(owner: Caller) -> Item:
    made = site.new(owner.tenant_id, "Shop", [])
    made.save()
    return made


COLLECTIONS = [
    Collection("tenant_api_keys_list", "apiKeys", lambda owner: a_key(owner)[0]),
    Collection("tenant_sites_list", "sites", _a_site),
    Collection(
        "tenant_agents_list",
        "invitations",
        lambda owner: invitation.invite(owner.tenant_id, "Ivy", "ivy+ü@example.com"),
        "invitationLimit",
        "invitationCursor",
    ),
]


def _next(of: Collection, answer: Json) -> str | None:
    found: str | None = answer["pagination"]["nextInvitationCursor"] if "pagination" in answer else answer["nextCursor"]
    return found


@pytest.mark.parametrize("of", COLLECTIONS, ids=lambda of: of.name)
def test_the_thousand_and_first_is_listed(of: Collection) -> None:
    owner = a_tenant()
    of.fill(owner, 1_001)
    assert len({one["id"] for one in of.listed(owner)[0]}) == 1_001


@pytest.mark.parametrize("of", COLLECTIONS, ids=lambda of: of.name)
def test_pages_have_each_once(of: Collection) -> None:
    owner = a_tenant()
    of.fill(owner, 25)
    everything = {one["id"] for one in of.listed(owner)[0]}
    seen, cursor, sizes = [], "", []
    while True:
        page, answer = of.listed(owner, **{of.limit: "10"}, **({of.cursor: cursor} if cursor else {}))
        sizes.append(len(page))
        seen += [one["id"] for one in page]
        if (following := _next(of, answer)) is None:
            break
        cursor = following
    assert (sizes, len(seen), set(seen)) == ([10, 10, 5], 25, everything)


@pytest.mark.parametrize("of", COLLECTIONS[:2], ids=lambda of: of.name)
def test_without_a_limit_the_answer_is_the_collection_alone(of: Collection) -> None:
    owner = a_tenant()
    assert call(of.function, owner)[1].keys() == {of.name}


@pytest.mark.parametrize("of", COLLECTIONS, ids=lambda of: of.name)
@pytest.mark.parametrize(("field", "value"), [("limit", "0"), ("limit", "101"), ("cursor", "!"), ("cursor", "AAA")])
def test_what_is_no_page_is_refused_by_name(of: Collection, field: str, value: str) -> None:
    name = getattr(of, field)
    status, answer = call(of.function, a_tenant(), query={name: value})
    assert (status, [one["field"] for one in answer["data"]["errors"]]) == (400, [name])
