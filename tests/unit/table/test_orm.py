"""Entities are read and written as PynamoDB would, whose own way, which takes five times as long, is what these tests
compare with."""

from typing import Any

import pytest
from pynamodb.attributes import AttributeContainer, UnicodeAttribute, VersionAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import AttributeDeserializationError, AttributeNullError, PutError
from pynamodb.models import Model

from benchmarks.starts import data
from connextlive.table import orm
from connextlive.table.codec import AttributeMap
from connextlive.table.names import SHORT
from connextlive.table.orm import Document, Item, Many, MaybeText, Whole
from connextlive.table.writes import lost_race
from tests.support.builders import Json, everything_under


class Sheet(Item, discriminator="sheet"):
    """An entity with every kind of attribute, one stored under another name."""

    title = UnicodeAttribute(attr_name="t")
    note = MaybeText()
    pages = Whole()
    facts: "Document[Json]" = Document(default=dict)
    lines: "Many[str]" = Many()
    version = VersionAttribute()


@pytest.fixture(scope="module")
def stored(environment: None) -> list[AttributeMap]:
    """An item of each of a workspace's entities."""
    return data.items()


def as_pynamodb_reads(raw: AttributeMap) -> Model:
    made = type(Item.from_raw_data(raw))()
    AttributeContainer._container_deserialize(made, raw)
    return made


def entities(stored: list[AttributeMap]) -> list[AttributeMap]:
    found = [raw for raw in stored if "kind" in raw]
    assert len({raw["kind"]["S"] for raw in found}) >= 10
    return found


def test_items_are_read_as_pynamodb_reads_them(stored: list[AttributeMap]) -> None:
    for raw in entities(stored):
        assert Item.from_raw_data(raw).attribute_values == as_pynamodb_reads(raw).attribute_values


def test_items_are_stored_as_pynamodb_stores_them(stored: list[AttributeMap]) -> None:
    for raw in entities(stored):
        item = Item.from_raw_data(raw)
        assert item.serialize() == AttributeContainer._container_serialize(item)
        assert item.serialize().items() >= raw.items()


def test_a_new_item_has_what_pynamodb_gives_it() -> None:
    made, theirs = Sheet("p", "s", title="T"), Sheet.__new__(Sheet)
    Model.__init__(theirs, "p", "s", title="T")
    assert made.attribute_values == theirs.attribute_values
    assert made.serialize() == AttributeContainer._container_serialize(theirs)


def test_of_an_attribute_stored_under_both_of_its_names_the_short_ones_value_counts(stored: list[AttributeMap]) -> None:
    raw = next(raw for raw in stored if raw.get("kind") == {"S": "conversation"})
    for both in ({"status": {"S": "OLD"}} | raw, raw | {"status": {"S": "OLD"}}):
        assert Item.from_raw_data(both).attribute_values["status"] == raw[SHORT["status"]]["S"]


def test_attributes_are_got_and_set_as_by_pynamodb() -> None:
    sheet = Sheet("t", "s", title="First")
    sheet.title, sheet.note = "Second", "x"
    assert (sheet.title, sheet.note, sheet.pages, sheet.version) == ("Second", "x", 0, None)
    assert sheet.attribute_values == {"pk": "t", "sk": "s", "kind": Sheet, "title": "Second", "note": "x"} | {
        "pages": 0,
        "facts": {},
        "lines": [],
    }
    assert isinstance(Sheet.title, UnicodeAttribute)


def test_defaults_are_nobody_elses() -> None:
    Sheet("p", "s").lines.append("mine")
    Sheet("p", "s").facts["mine"] = 1
    assert (Sheet("p", "s").lines, Sheet("p", "s").facts) == ([], {})


def test_an_attribute_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="Sheet has no titel"):
        Sheet("p", "s", titel="T")


def test_an_item_without_what_it_must_have_is_not_stored(cloud: None) -> None:
    with pytest.raises(AttributeNullError, match="title"):
        Sheet("p", "s").save()
    assert everything_under("p") == []


def test_an_attribute_of_another_type_is_an_error() -> None:
    with pytest.raises(AttributeDeserializationError):
        Item.from_raw_data({"pk": {"S": "p"}, "sk": {"S": "s"}, "kind": {"S": "sheet"}, "t": {"N": "1"}})


def test_an_item_of_another_kind_is_not_taken_for_one(stored: list[AttributeMap]) -> None:
    with pytest.raises(ValueError, match="is no Sheet"):
        Sheet.from_raw_data(entities(stored)[0])


@pytest.fixture
def requests(cloud: None, monkeypatch: pytest.MonkeyPatch) -> list[Json]:
    """What is sent to DynamoDB from now on."""
    sent: list[Json] = []
    dispatch = Connection.dispatch

    def recorded(connection: Connection, operation: str, request: Json) -> Json:
        sent.append(request)
        return dispatch(connection, operation, request)

    monkeypatch.setattr(Connection, "dispatch", recorded)
    return sent


def test_a_version_is_counted_and_a_condition_of_each_save(requests: list[Json]) -> None:
    sheet = Sheet("p", "s", title="T")
    for _ in range(2):
        sheet.save()
    assert sheet.version == 2
    assert [(of["Item"]["version"], of["ConditionExpression"]) for of in requests] == [
        ({"N": "1"}, "attribute_not_exists (#version)"),
        ({"N": "2"}, "#version = :version"),
    ]
    assert requests[1]["ExpressionAttributeValues"] == {":version": {"N": "1"}}


@pytest.mark.parametrize(
    "condition", [Sheet.title == "T", (Sheet.title == "U") | (Sheet.pages == 3), Sheet.note.does_not_exist()]
)
def test_what_meets_its_condition_is_saved(cloud: None, condition: Any) -> None:
    sheet = Sheet("p", "s", title="T", pages=3)
    sheet.save()
    sheet.save(condition)
    assert sheet.version == 2


@pytest.mark.parametrize("condition", [Sheet.title == "U", (Sheet.title == "T") & (Sheet.pages == 4)])
def test_what_does_not_is_not_and_keeps_its_version(cloud: None, condition: Any) -> None:
    sheet = Sheet("p", "s", title="T", pages=3)
    sheet.save()
    with pytest.raises(PutError) as error:
        sheet.save(condition)
    assert lost_race(error.value)
    assert sheet.version == 1


def test_a_transaction_saves_all_in_the_versions_that_were_read(cloud: None) -> None:
    first, second = Sheet("p", "a", title="A"), Sheet("p", "b", title="B")
    for _ in range(2):
        with orm.transaction() as write:
            write.save(first, condition=Sheet.note.does_not_exist())
            write.save(second)
    assert (first.version, second.version) == (2, 2)
    found = Sheet.find("p", "a")
    assert found is not None
    assert found.attribute_values == first.attribute_values
