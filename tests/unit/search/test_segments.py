"""The search index's storage: whatever dies, comes twice or comes between, every word leads to its texts."""

from collections import Counter
from itertools import count

import pytest

from benchmarks import luck
from connextlive.search import encoding, index, merging, postings, segments
from connextlive.search.encoding import Chunk, Row
from connextlive.search.query import Document
from connextlive.search.segments import Entry, View
from connextlive.table import codec, items, orm, writes
from tests.support.interrupting import before_each_write

T = "ten_A"

pytestmark = pytest.mark.usefixtures("cloud")


class Killed(BaseException):
    """The process is killed: no `except` sees it."""


def entry(number: int, *words: str) -> Entry:
    """A message in a conversation of its own."""
    return Entry(Document(f"M{number:04}", f"cnv_C{number:04}"), {f"0{word}" for word in words})


def nothing_changed(_: str, documents: set[Document]) -> dict[Document, set[str]]:
    assert documents
    return {}


def append(*entries: Entry) -> None:
    segments.append(T, entries)


def merge(survey: merging.Survey = nothing_changed) -> bool:
    return merging.merge(T, survey)


def found(word: str, limit: int = 10_000, *, whole: bool = False) -> list[str]:
    return sorted(document.entity for document in View(T, consistent=True).look_up(f"0{word}", limit, whole=whole)[0])


def everything() -> Counter[tuple[str, Document]]:
    return Counter(View(T, consistent=True).all())


def keys(prefix: str) -> list[str]:
    return [raw["sk"]["S"] for raw in items.query(segments.pk(T), prefix=prefix, limit=10_000)]


@pytest.fixture
def without_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """A merger counts as dead at once."""
    monkeypatch.setattr(merging, "LEASE", -1)


def test_chunks_and_blocks_come_out_as_they_went_in() -> None:
    dice = luck(1)
    rows = [Row(f"w{n:03}ü", sorted(dice.sample(range(3_000_000), dice.randrange(1, 300)))) for n in range(50)]
    chunk = Chunk(encoding.chunk(rows))
    assert list(chunk.rows()) == rows
    assert [chunk.terms[at] for at in chunk.matching("w00", whole=False)] == [f"w00{n}ü" for n in range(10)]
    assert list(chunk.matching("w00", whole=True)) == []
    documents = [Document("A", "cnv_1"), None, Document("B", "cnv_1")]
    assert encoding.documents_of(encoding.block(documents)) == documents


def test_what_is_appended_is_found_at_once_and_after_merging() -> None:
    append(entry(1, "jane", "doe"), entry(2, "janet"))
    assert (found("jan"), found("jane", whole=True), found("x")) == (["cnv_C0001", "cnv_C0002"], ["cnv_C0001"], [])
    assert merge()
    assert (found("jan"), found("jane", whole=True), found("x")) == (["cnv_C0001", "cnv_C0002"], ["cnv_C0001"], [])
    assert keys(segments.LOG) == []


def test_four_segments_of_a_size_become_one_and_its_sources_are_deleted() -> None:
    for number in range(16):
        append(entry(number, "all", f"only{number:02}"))
        merge()
    view = View(T, consistent=True)
    assert len(view._segments) == 1
    assert found("all") == [f"cnv_C{number:04}" for number in range(16)]
    assert [found(f"only{number:02}") for number in range(16)] == [[f"cnv_C{number:04}"] for number in range(16)]
    append(entry(99, "all"))
    merge()
    assert len(keys("c#")) == len(keys(segments.DIRECTORY)) == 2


def test_of_more_documents_than_are_looked_at_the_last_ones_count() -> None:
    for number in range(6):
        append(*(entry(10 * number + place, "all") for place in range(10)))
        merge()
    documents, is_all = View(T, consistent=True).look_up("0all", 25)
    assert (sorted(document.ulid for document in documents), is_all) == ([f"M{n:04}" for n in range(35, 60)], False)
    assert View(T, consistent=True).look_up("0all", 60)[1]


def test_a_large_segment_has_many_chunks_and_each_word_is_found_in_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "CHUNK", 100)
    monkeypatch.setattr(merging, "LONGEST_LIST", 7)
    append(*(entry(n, "all", f"w{n:03}", f"w{n:03}x", "w") for n in range(100)))
    merge()
    assert len(keys("c#")) > 15
    assert [found(f"w{n:03}") for n in range(100)] == [[f"cnv_C{n:04}"] for n in range(100)]
    assert [found(f"w{n:03}x", whole=True) for n in range(100)] == [[f"cnv_C{n:04}"] for n in range(100)]
    assert len(found("all")) == len(found("w", whole=True)) == len(found("w")) == len(found("")) == 100
    assert found("w01") == [f"cnv_C{n:04}" for n in range(10, 20)]


def test_a_merge_forgets_texts_that_are_gone_and_words_that_are_no_longer_said() -> None:
    gone, changed = entry(0, "secret", "all"), entry(1, "jane", "all")

    def survey(_: str, documents: set[Document]) -> dict[Document, set[str]]:
        return {gone.document: set(), changed.document: {"0all"}}

    append(gone, changed)
    for number in range(2, 6):
        merge(survey)
        append(entry(number, "all"))
    merge(survey)
    assert {(term, document.ulid) for term, document in everything()} == {("0all", f"M{n:04}") for n in range(1, 6)}
    packed = [raw["packed"]["S"] for raw in items.query(segments.pk(T), prefix="d#", limit=100)]
    assert gone.document not in {document for block in packed for document in encoding.documents_of(block)}


@pytest.mark.parametrize("size", [1, 60, 6_000])
def test_whatever_the_size_of_chunks_they_are_in_order(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "CHUNK", size)
    append(*(entry(n, f"w{n}") for n in range(20)))
    merge()
    ((_, separators),) = View(T, consistent=True)._segments
    assert separators == sorted(separators)
    assert len(keys("c#")) == len(separators)


def test_a_segment_of_which_nothing_is_left_is_empty() -> None:
    def all_gone(_: str, documents: set[Document]) -> dict[Document, set[str]]:
        return {document: set() for document in documents}

    for number in range(8):
        append(entry(number, "w"))
        merge(all_gone)
    assert found("w") == ["cnv_C0003", "cnv_C0007"]  # those that were new when the others were merged


def test_an_entry_longer_than_an_item_and_more_than_one_takes_are_all_kept() -> None:
    append(entry(0, *(f"{n:060}" for n in range(1_000))), entry(1, *(f"{n:060}" for n in range(1_000, 2_000))))
    for number in range(segments.MOST_APPENDED * 2):
        segments._append(T, [entry(2 + number, "w").packed()])
    assert len(found("w")) == segments.MOST_APPENDED * 2
    assert (len(found(f"{7:060}")), len(found(f"{1007:060}"))) == (1, 1)
    merge()
    assert len(found("w")) == segments.MOST_APPENDED * 2
    assert (len(found(f"{7:060}")), len(found(f"{1007:060}"))) == (1, 1)


def test_a_full_log_calls_for_a_merge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "SLOTS", 1)
    called = [segments.append(T, [entry(number, "w")]) for number in range(20)]
    assert [number + 1 for number, is_due in enumerate(called) if is_due] == [12, 16, 20]
    assert segments.append(T, [entry(number, "w") for number in range(segments.FEW)])


def test_only_one_merges_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[bool] = []

    def another(number: int) -> None:
        if number == 1:  # the first write is the claim
            answers.append(merge())

    append(entry(1, "w"))
    with before_each_write(another):
        assert merge()
    assert answers == [False]
    assert everything() == {("0w", entry(1).document): 1}


@pytest.mark.usefixtures("without_lease")
@pytest.mark.parametrize("is_made", [False, True], ids=["before", "after"])
def test_a_merger_that_is_killed_at_any_write_loses_and_doubles_nothing(is_made: bool) -> None:
    expected: Counter[tuple[str, Document]] = Counter()
    deaths = 0
    for round_ in range(40):
        new = entry(round_, "all", f"only{round_}")
        append(new)
        expected.update((term, new.document) for term in new.terms)

        def die(number: int, at: int = round_ % 8 + is_made) -> None:
            if number == at:
                raise Killed

        try:
            with before_each_write(die):
                merge()
        except Killed:
            deaths += 1
        assert set(everything()) == set(expected)
    assert deaths > 20
    for _ in range(2):
        append(entry(99, "all"))
        merge()
    expected.update({("0all", entry(99).document): 1})
    assert set(everything()) == set(expected)
    manifest = segments.read_head(segments.pk(T), consistent=True)[1]
    assert manifest is not None
    live = {one.id for one in manifest.segments}
    assert {int(sk.split("#")[1]) for sk in keys("c#")} - live <= _garbage()


def _garbage() -> set[int]:
    manifest = segments.read_head(segments.pk(T), consistent=True)[1]
    assert manifest
    return {one.id for one in manifest.garbage}


@pytest.mark.usefixtures("without_lease")
def test_whoever_appends_or_merges_between_two_writes_of_a_merger_disturbs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(segments, "SLOTS", 1)
    expected: set[tuple[str, Document]] = set()
    numbers = count()

    def say(word: str) -> None:
        new = entry(next(numbers), word, "all")
        expected.update((term, new.document) for term in new.terms)
        append(new)

    for round_ in range(30):
        say(f"round{round_}")
        inside = False

        def intervene(number: int, at: int = round_ % 9) -> None:
            nonlocal inside
            if number == at and not inside:
                inside = True
                say("between")
                if at % 2:
                    merge()
                    say("after")

        with before_each_write(intervene):
            merge()
        assert set(everything()) == expected
    merge()
    assert set(everything()) == expected


def test_a_search_whose_segments_are_deleted_meanwhile_begins_anew() -> None:
    for number in range(3):
        append(entry(number, "w"))
        merge()
    view = View(T)
    for number in range(3, 9):
        append(entry(number, "w"))
        merge()
    with pytest.raises(segments.Stale):
        view.look_up("0w", 100)


# ── The form before ──────────────────────────────────────────────────────────────────────────────────────────────────


def a_posting(term: str, ulid: str, entity: str) -> None:
    """As they were written before segments: of the word, and of its first three letters."""
    for part in {term, term[:3]}:
        item = {"pk": postings._pk(T, "conversations", part), "sk": f"{part}#{ulid}#{entity}", "kind": "posting"}
        writes.write_all([{"PutRequest": {"Item": codec.typed(item)}}])


def a_stored_conversation(entity: str) -> None:
    values = {"pk": f"{T}#{entity}", "sk": "conversation", "kind": "conversation", "id": entity}
    item = values | {"visitor_id": "vis_V", "visitor": {}, "listed": "2027"}
    writes.write_all([{"PutRequest": {"Item": codec.typed(item)}}])


@pytest.mark.parametrize("text", ["printer", "prin", "pri", "pr", "p", "printer jammed", '"printer"'])
def test_what_was_indexed_before_segments_is_found_with_what_is_indexed_now(text: str) -> None:
    for number, term in enumerate(("printer", "jammed", "cnv")):
        a_posting(term, f"M{number:04}", "cnv_C0001")
    a_stored_conversation("cnv_C0001")
    message = {"pk": f"{T}#cnv_C0001", "sk": "message#msg_M0000", "kind": "message", "content": "printer"}
    writes.write_all([{"PutRequest": {"Item": codec.typed(message | {"id": "msg_M0000", "sender_type": "AGENT"})}}])
    assert list(index.find(T, "conversations", text)) == ["cnv_C0001"]
    append(entry(5, "printer", "jammed"))
    a_stored_conversation("cnv_C0005")
    merge()
    both = [] if text.startswith('"') else ["cnv_C0005"]
    assert list(index.find(T, "conversations", text)) == [*both, "cnv_C0001"]


def test_a_tenant_who_never_had_postings_does_not_pay_for_them() -> None:
    append(entry(1, "w"))
    assert not View(T).is_migrated
    merge()
    assert View(T).is_migrated
    a_posting("cnv", "M1", "cnv_C1")
    assert postings.exist(T)
    assert list(postings.delete_all(T)) == [1]
    assert not postings.exist(T)


def test_the_table_has_no_item_without_a_kind() -> None:
    append(entry(1, "w"))
    merge()
    append(entry(2, "w"))
    scanned = orm.connection().dispatch("Scan", {"TableName": orm.TABLE})["Items"]
    assert {raw["kind"]["S"] for raw in scanned} == {segments.KIND}
