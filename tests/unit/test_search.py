"""The search index holds what a rebuild would hold, though changes are delivered again."""

from typing import Any

import pytest

from connextlive.models import base, search
from connextlive.models.search import Scope, find, update
from tests.unit.builders import Changes, Clock, Json, a_conversation, a_tenant, a_visitor, call, project

T = "ten_A"
CNV, VIS, MSG = "cnv_01HX5ZZKBKACTAV9WEVGEMMVRZ", "vis_01HX5ZZKBKACTAV9WEVGEMMVRZ", "msg_01HX5ZZKBKACTAV9WEVGEMMVRZ"


def a_message(content: str, sender_type: str = "VISITOR", id: str = MSG) -> Json:
    return {"kind": "message", "id": id, "sender_type": sender_type, "content": content}


def a_conversation_of(**visitor: Any) -> Json:
    return {"kind": "conversation", "id": CNV, "visitor_id": VIS, "visitor": visitor}


def a_visitor_with(**fields: Any) -> Json:
    return {"kind": "visitor", "id": VIS} | fields


def index() -> set[tuple[str, str]]:
    """Every posting there is."""
    items = base.connection().dispatch("Scan", {"TableName": base.TABLE})["Items"]
    return {(item["pk"]["S"], item["sk"]["S"]) for item in items if item["kind"]["S"] == "posting"}


def postings(scope: Scope, *keys: str) -> set[tuple[str, str]]:
    return {(f"{T}#find#{scope}#{key[0]}", key) for key in keys}


pytestmark = pytest.mark.usefixtures("cloud")


def test_a_message_has_a_posting_for_each_of_its_words() -> None:
    update([(f"{T}#{CNV}", None, a_message("Hello, hello Ümit"))])
    assert index() == postings("conversations", f"hello#{CNV}#{MSG}", f"umit#{CNV}#{MSG}")


def test_what_the_system_says_is_not_found() -> None:
    update([(f"{T}#{CNV}", None, a_message("Resolved", "SYSTEM"))])
    assert index() == set()


def test_a_conversation_is_found_by_its_visitor_and_its_ids() -> None:
    update([(f"{T}#{CNV}", None, a_conversation_of(user_name="Jane", user_email="j@x.org"))])
    ids = (VIS.lower(), CNV.lower())
    assert index() == postings(
        "conversations", *(f"{term}#{CNV}#{CNV}" for term in ("jane", "j", "x", "org", *ids))
    ) | postings("conversations_by_visitor", *(f"{term}#{CNV}#{CNV}" for term in ("jane", "j", "x", "org")))


def test_a_visitor_is_found_by_name_place_phone_and_whole_tags() -> None:
    values = a_visitor_with(
        user_name="Jane", ip="1.2.3.4", country="DE", city="Köln", user_phone="+49 (0)221-55", tags=["Big Fish", "a#b"]
    )
    update([(f"{T}#{VIS}", None, values)])
    common = ("jane", "=big fish", "=a\x01b")
    terms = (*common, "1", "2", "3", "4", "de", "koln", "49", "0", "221", "55", "49022155")
    assert index() == postings("visitors", *(f"{term}#{VIS}#{VIS}" for term in terms)) | postings(
        "visitors_by_name", *(f"{term}#{VIS}#{VIS}" for term in common)
    )


def test_a_visitor_of_whom_nothing_is_known_has_no_postings() -> None:
    update([(f"{T}#{VIS}", None, a_visitor_with())])
    assert index() == set()


def test_an_edit_removes_what_is_gone_and_adds_what_is_new() -> None:
    before, after = a_visitor_with(user_name="Jane Doe"), a_visitor_with(user_name="Jane Roe")
    update([(f"{T}#{VIS}", None, before)])
    update([(f"{T}#{VIS}", before, after)])
    assert find(T, "visitors", "doe") == []
    assert find(T, "visitors", "jane roe") == [VIS]


def test_a_deletion_removes_everything() -> None:
    values = a_visitor_with(user_name="Jane", tags=["vip"], city="Köln")
    update([(f"{T}#{VIS}", None, values)])
    update([(f"{T}#{VIS}", values, None)])
    assert index() == set()


def test_a_word_said_in_two_messages_is_found_until_both_are_gone() -> None:
    first, second = a_message("hello"), a_message("hello", id=MSG[:-1] + "0")
    update([(f"{T}#{CNV}", None, first), (f"{T}#{CNV}", None, second)])
    update([(f"{T}#{CNV}", first, None)])
    assert find(T, "conversations", "hello") == [CNV]
    update([(f"{T}#{CNV}", second, None)])
    assert find(T, "conversations", "hello") == []


def test_written_and_deleted_in_one_batch_leaves_nothing() -> None:
    values = a_message("hello")
    update([(f"{T}#{CNV}", None, values), (f"{T}#{CNV}", values, None)])
    assert index() == set()


def test_deleted_and_written_again_in_one_batch_stays() -> None:
    jane, john = a_visitor_with(user_name="Jane"), a_visitor_with(user_name="John")
    update([(f"{T}#{VIS}", None, jane), (f"{T}#{VIS}", jane, john), (f"{T}#{VIS}", john, jane)])
    assert find(T, "visitors", "jane") == [VIS]
    assert find(T, "visitors", "john") == []


def test_more_words_than_a_write_takes_are_all_written() -> None:
    update([(f"{T}#{CNV}", None, a_message(" ".join(f"word{number}" for number in range(60))))])
    assert len(index()) == 60


# ── What is found ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "tags", "is_found"),
    [
        ("jane", [], True),
        ("JAN", [], True),
        ("doe jane", [], True),
        ("jane roe", [], False),
        ("ane", [], False),
        ("!?", [], False),
        ("", ["vip"], True),
        ("", ["VIP", "big fish"], True),
        ("", ["vip", "other"], False),
        ("", ["vi"], False),
        ("", ["big"], False),
        ("jane", ["vip"], True),
        ("john", ["vip"], False),
        ("=vip", [], False),
        ("jane#" + VIS, [], False),
    ],
)
def test_every_word_and_every_tag_must_match(text: str, tags: list[str], is_found: bool) -> None:
    update([(f"{T}#{VIS}", None, a_visitor_with(user_name="Jane Doe", tags=["VIP", "Big Fish"]))])
    assert find(T, "visitors", text, tags) == ([VIS] if is_found else [])


def test_nobody_finds_what_belongs_to_another_tenant() -> None:
    update([(f"ten_B#{VIS}", None, a_visitor_with(user_name="Jane"))])
    assert find(T, "visitors", "jane") == []


def test_the_youngest_come_first_and_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MATCHES", 2)
    update([(f"{T}#vis_{number}", None, a_visitor_with(user_name="Jane")) for number in range(4)])
    assert find(T, "visitors", "jane") == ["vis_3", "vis_2"]


# ── With real entities ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_gone_is_not_found_though_its_postings_are_still_there(changes: Changes) -> None:
    owner = a_tenant()
    conversation_id = a_conversation(owner, says="A needle")
    project(changes.new())
    call("tenant_conversations_delete", owner, id=conversation_id)
    status, answer = call("tenant_conversations_list", owner, query={"search": "needle"})
    assert (status, answer["conversations"], answer["pagination"]["total"]) == (200, [], 0)


def test_a_search_pages_by_cursor_without_gaps_or_repetitions(changes: Changes, clock: Clock) -> None:
    owner = a_tenant()
    made = []
    for number in range(5):
        made.append(a_visitor(owner, user_name=f"Jane {number}").id)
        clock.advance(1)
    project(changes.all)
    found, cursor = [], ""
    for _ in range(5):
        query = {"search": "jane", "limit": "2"} | ({"cursor": cursor} if cursor else {})
        answer = call("tenant_visitors_list", owner, query=query)[1]
        found += [one["id"] for one in answer["visitors"]]
        cursor = answer["pagination"]["nextCursor"]
        if cursor is None:
            break
    assert found == made[::-1]
