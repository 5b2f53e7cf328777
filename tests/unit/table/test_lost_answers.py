"""A write whose answer is lost is made again by whoever sent it, and then fails its own condition. It knows itself, and
nobody else's."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from connextlive.table import items, writes
from connextlive.table.orm import Item, PutError, UnicodeAttribute, VersionAttribute
from tests.support.builders import Clock
from tests.support.wire import WAYS, Call, Fault, Make, Raw, Wire

PUT = "PutItem `A / note`"


class Note(Item, discriminator="note_of_a_test"):
    text = UnicodeAttribute()
    version = VersionAttribute()


@pytest.fixture(params=WAYS)
def wire(request: pytest.FixtureRequest, cloud: None, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    monkeypatch.setattr("time.monotonic", clock.time)
    with Wire(clock).carrying() as wire:
        wire.go_by(request.param)
        yield wire
        wire.go_by(WAYS[0])


def lost(wire: Wire, meanwhile: Callable[[], object] = lambda: None) -> None:
    """From now on the answer to the first write of the note is lost, before somebody else comes."""

    def befall(wire: Wire, call: Call, make: Make) -> Raw:
        make(call.request)
        wire.expect()
        meanwhile()
        raise ReadTimeoutError(endpoint_url=call.service)

    wire.expect(Fault("lost", befall, lambda call: True), PUT)


def a_note(text: str) -> Note:
    return Note("A", "note", text=text)


def stored() -> tuple[str, int]:
    [found] = items.find_all([("A", "note")])
    assert isinstance(found, Note)
    return found.text, found.version


def test_a_new_item_is_saved(wire: Wire) -> None:
    lost(wire)
    a_note("mine").save()
    assert stored() == ("mine", 1)


def test_a_changed_item_is_saved_in_its_next_version(wire: Wire) -> None:
    note = a_note("first")
    note.save()
    note.text = "second"
    lost(wire)
    note.save()
    note.text = "third"
    note.save()
    assert stored() == ("third", 3)


def test_what_somebody_else_has_written_meanwhile_stays(wire: Wire) -> None:
    def somebody_else() -> None:
        theirs = Note.find("A", "note")
        assert theirs is not None
        theirs.text = "theirs"
        theirs.save()

    lost(wire, somebody_else)
    with pytest.raises(PutError):
        a_note("mine").save()
    assert stored() == ("theirs", 2)


def test_the_same_of_somebody_else_is_not_ones_own(wire: Wire) -> None:
    a_note("the same").save()
    with pytest.raises(PutError):
        a_note("the same").save()


def test_a_raw_item_is_new(wire: Wire) -> None:
    values: dict[str, Any] = {"pk": "A", "sk": "note", "text": "raw"}
    lost(wire)
    assert writes.put_new(values) is True
    assert writes.put_new(values) is False
