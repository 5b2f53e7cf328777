"""What a search finds, in the log and in segments."""

from collections.abc import Iterable
from typing import Any

import pytest

from connextlive.identity import workspace
from connextlive.search import index as search
from connextlive.search.index import Scope, find
from connextlive.search.segments import View
from connextlive.table import codec, writes
from tests.support.builders import Changes, Clock, Json, a_conversation, a_tenant, a_visitor, an_agent, call, project

type Change = tuple[str, Json | None, Json | None]

T = "ten_A"
CNV, VIS, MSG = "cnv_01HX5ZZKBKACTAV9WEVGEMMVRZ", "vis_01HX5ZZKBKACTAV9WEVGEMMVRZ", "msg_01HX6ZZKBKACTAV9WEVGEMMVRZ"


def a_message(content: str, sender_type: str = "VISITOR", id: str = MSG) -> Json:
    return {"kind": "message", "id": id, "sender_type": sender_type, "content": content}


def a_conversation_of(**visitor: Any) -> Json:
    return {"kind": "conversation", "id": CNV, "visitor_id": VIS, "visitor": visitor}


def a_visitor_with(**fields: Any) -> Json:
    return {"kind": "visitor", "id": VIS} | fields


@pytest.fixture(autouse=True, params=["log", "segments"])
def storage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether what changes stays in the log or becomes a segment at once."""
    to_log = search.update

    def to_segments(changes: Iterable[Change]) -> set[str]:
        known = list(changes)
        to_log(known)
        for tenant_id in {pk.partition("#")[0] for pk, _, _ in known}:
            search.merge(tenant_id)
        return set()

    if request.param == "segments":
        monkeypatch.setattr(search, "update", to_segments)


def update(changes: list[Change]) -> None:
    """Makes the changes, then gives them to the index in one batch."""
    known = []
    for pk, *images in changes:
        before, after = (image and image | {"sk": sk(image)} for image in images)
        put(pk, (after or before or {})["sk"], after)
        if after and after["kind"] == "message":
            put(pk, "conversation", a_conversation_of() | {"id": pk.partition("#")[2]})
        known.append((pk, before, after))
    search.update(known)


def put(pk: str, sk: str, values: Json | None) -> None:
    key = {"pk": pk, "sk": sk}
    request = (
        {"PutRequest": {"Item": codec.typed(key | values)}} if values else {"DeleteRequest": {"Key": codec.typed(key)}}
    )
    writes.write_all([request])


def sk(values: Json) -> str:
    return f"message#{values['id']}" if values["kind"] == "message" else str(values["kind"])


def index() -> set[tuple[str, str, str, str]]:
    """All that the index has: scope, term, text, entity."""
    return {(search.SCOPES[int(term[0])], term[1:], *document) for term, document in View(T, consistent=True).all()}


def indexed(scope: Scope, source: str, entity: str, *terms: str) -> set[tuple[str, str, str, str]]:
    return {(scope, term, source.partition("_")[2], entity) for term in terms}


pytestmark = pytest.mark.usefixtures("cloud")


def test_a_message_is_indexed_under_each_of_its_words() -> None:
    update([(f"{T}#{CNV}", None, a_message("Hello, hello Ümit"))])
    assert index() == indexed("conversations", MSG, CNV, "hello", "umit")


def test_system_messages_are_not_found() -> None:
    update([(f"{T}#{CNV}", None, a_message("Resolved", "SYSTEM"))])
    assert index() == set()


def test_a_conversation_is_found_by_its_visitor_and_its_ids() -> None:
    update([(f"{T}#{CNV}", None, a_conversation_of(user_name="Jane", user_email="j@x.org"))])
    ids = (VIS.lower(), CNV.lower())
    who = ("jane", "j", "x", "org")
    by_visitor = indexed("conversations_by_visitor", CNV, CNV, *who)
    assert index() == indexed("conversations", CNV, CNV, *who, *ids) | by_visitor


def test_a_visitor_is_found_by_name_place_phone_and_whole_tags() -> None:
    values = a_visitor_with(
        user_name="Jane", ip="1.2.3.4", country="DE", city="Köln", user_phone="+49 (0)221-55", tags=["Big Fish", "a#b"]
    )
    update([(f"{T}#{VIS}", None, values)])
    common = ("jane", "=big fish", "=a\x01b")
    terms = (*common, "1", "2", "3", "4", "de", "koln", "49", "0", "221", "55", "4922155", "922155")
    by_name = indexed("visitors_by_name", VIS, VIS, *common)
    assert index() == indexed("visitors", VIS, VIS, *terms) | by_name


def test_a_visitor_of_whom_nothing_is_known_is_not_indexed() -> None:
    update([(f"{T}#{VIS}", None, a_visitor_with())])
    assert index() == set()


def test_an_edit_takes_the_place_of_what_was_there() -> None:
    before, after = a_visitor_with(user_name="Jane Doe"), a_visitor_with(user_name="Jane Roe")
    update([(f"{T}#{VIS}", None, before)])
    update([(f"{T}#{VIS}", before, after)])
    assert find(T, "visitors", "doe") == {}
    assert list(find(T, "visitors", "jane roe")) == [VIS]


def test_what_is_deleted_is_not_found() -> None:
    values = a_visitor_with(user_name="Jane", tags=["vip"], city="Köln")
    update([(f"{T}#{VIS}", None, values)])
    update([(f"{T}#{VIS}", values, None)])
    assert not find(T, "visitors", "jane") | find(T, "visitors", "koln") | find(T, "visitors", "", ["vip"])


def test_a_word_in_a_conversation_and_in_its_message_is_found_until_neither_has_it() -> None:
    said, jane, john = a_message("jane"), a_conversation_of(user_name="Jane"), a_conversation_of(user_name="John")
    update([(f"{T}#{CNV}", None, said), (f"{T}#{CNV}", None, jane)])
    update([(f"{T}#{CNV}", jane, john)])
    assert find(T, "conversations", "jane")[CNV].texts == [MSG.partition("_")[2]]
    assert list(find(T, "conversations_by_visitor", "jane")) == []
    update([(f"{T}#{CNV}", john, None)])
    assert list(find(T, "conversations", "jane")) == []


def test_written_and_deleted_in_one_batch_is_not_found() -> None:
    values = a_visitor_with(user_name="Jane")
    update([(f"{T}#{VIS}", None, values), (f"{T}#{VIS}", values, None)])
    assert list(find(T, "visitors", "jane")) == []


def test_deleted_and_written_again_in_one_batch_stays() -> None:
    jane, john = a_visitor_with(user_name="Jane"), a_visitor_with(user_name="John")
    update([(f"{T}#{VIS}", None, jane), (f"{T}#{VIS}", jane, john), (f"{T}#{VIS}", john, jane)])
    assert list(find(T, "visitors", "jane")) == [VIS]
    assert list(find(T, "visitors", "john")) == []


def test_of_a_text_without_end_the_first_words_are_found() -> None:
    update([(f"{T}#{CNV}", None, a_message(" ".join(f"w{number}" for number in range(search.TERMS + 1))))])
    last = search.TERMS - 1
    assert list(find(T, "conversations", f'w0 "w{last}"')) == [CNV]
    assert list(find(T, "conversations", f"w{last + 1}")) == []


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
    assert list(find(T, "visitors", text, tags)) == ([VIS] if is_found else [])


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("555123", True),
        ("030 555123", True),
        ("+49 30 555-123", True),
        ("0049 (30) 555", True),
        ("4930555123", True),
        ("+49 30 5551234", False),
        ("0305 55999", False),
    ],
)
def test_a_phone_number_is_found_however_it_is_written(text: str, is_found: bool) -> None:
    update([(f"{T}#{VIS}", None, a_visitor_with(user_phone="+49 30 555123"))])
    assert list(find(T, "visitors", text)) == ([VIS] if is_found else [])


@pytest.mark.parametrize(
    ("stored", "country", "asked"),
    [
        ("+49 (0)30 555123", None, "+4930555123"),
        ("+49 (0)30 555123", None, "030 555123"),
        ("0049 30 555123", None, "+49 30 555123"),
        ("030 666123", None, "+49 30 666123"),
        ("030 666123", None, "0049 (0) 30 / 666123"),
        ("030 666123", "DE", "+49 30 666123"),
        ("030 666123", "DE", "4930666123"),
        ("٠٥٠١٢٣٤٥٦٧", None, "0501234567"),
        ("0501234567", None, "٠٥٠ ١٢٣ ٤٥٦٧"),
        ("+14155552671", None, "(415) 555-2671"),
        ("+14155552671", None, "+1\u2011415\u2011555\u20112671"),
        ("+14155552671", None, "\u202a+1\u00a0415\u00a0555\u00a02671\u202c"),
        ("+14155552671", None, "415\u2013555\u20132671"),
        ("+14155552671", None, "tel:+1-415-555-2671"),
        ("(415) 555-2671", None, "+1 415 555 2671"),
        ("415.555.2671 ext. 12", "US", "+1 415 555 2671"),
        ("8 (495) 123-45-67", None, "+7 495 123 45 67"),
        ("+7 495 123-45-67", None, "8 (495) 123 45 67"),
        ("011 15-2345-6789", "AR", "+54 9 11 2345-6789"),
        ("+39 06 1234567", None, "06 1234567"),
        ("06 1234567", "IT", "+39 06 1234567"),
        ("＋４９ ３０ ５５５１２３", None, "030555123"),
    ],
)
def test_a_number_is_one_number_in_every_notation(stored: str, country: str | None, asked: str) -> None:
    workspace.new(T, timezone="Europe/Moscow").save()
    update([(f"{T}#{VIS}", None, a_visitor_with(user_phone=stored, country=country))])
    assert list(find(T, "visitors", asked, country=lambda: workspace.country(T))) == [VIS]


@pytest.mark.parametrize("asked", ["+44 30 555123", "+49 30 555124", "+1 930 555123"])
def test_another_countrys_number_is_another_one(asked: str) -> None:
    update([(f"{T}#{VIS}", None, a_visitor_with(user_phone="+49 30 555123"))])
    assert list(find(T, "visitors", asked)) == []


@pytest.mark.parametrize(
    ("said", "asked", "is_found"),
    [
        ("私は東京に住んでいます", "東京", True),
        ("私は東京に住んでいます", "京", True),
        ("私は東京に住んでいます", "東京に住", True),
        ("東京と京都", "東京都", False),
        ("データベース", "ﾃﾞｰﾀ", True),
        ("ベッド", "ペット", False),
        ("我的订单还没有到", "订单", True),
        ("我的订单还没有到", "到", True),
        ("我的订单还没有到", "单订", False),
        ("iPhone用ケース", "ケース", True),
        ("iPhone用ケース", "iphone", True),
        ("สินค้ายังไม่มาถึง", "สินค้า", True),
        ("สินค้ายังไม่มาถึง", "มาถึง", True),
        ("ສະບາຍດີ", "ບາຍ", True),
        ("ខ្ញុំចង់បានទំនិញ", "ចង់បាន", True),
        ("ပစ္စည်းမရောက်သေးပါ", "မရောက်", True),
        ("한국어 배송", "한국", True),
        ("कमल की किताब", "किताब", True),
        ("उसकी", "की", False),
        ("john_smith", "smith", True),
        ("Donau\u200bdampf", "donaudampf", True),
        ("Fuß\u00adball", "Fussball", True),
        ("Ich warte auf Frau Müller", "mueller", True),
        ("Ich warte auf Frau Mueller", "Müller", True),
        ("Ich warte auf Frau Muller", "mueller", False),
        ("die neun Tage", "neue", False),
        ("trust me", "true", False),
        ("Send an e-mail", "email", True),
        ("Send an email", "e-mail", True),
        ("Send an e mail", "e-mail", True),
        ("E-Mail-Adresse", "emailadr", True),
        ("order AB-1234", "ab-12", True),
        ("طلب رقم ١٢٣٤٥", "12345", True),
        ("order 12345", "१२३४५", True),
    ],
)
def test_words_of_every_script_are_found_as_people_type_them(said: str, asked: str, is_found: bool) -> None:
    update([(f"{T}#{CNV}", None, a_message(said))])
    assert list(find(T, "conversations", asked)) == ([CNV] if is_found else [])


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ('"my invoice number"', True),
        ('"Invoice Number"', True),
        ("“my invoice”", True),
        ('"invoice my"', False),
        ('"my number"', False),
        ('"invoice num"', False),
        ('"number"', True),
        ('"numb"', False),
        ('"is"', True),
        ('"my invoice" inv', True),
        ('"my invoice" nothing', False),
        ('"my invoice', True),
        ('""', False),
        ('"is inv 77" "my invoice"', True),
    ],
)
def test_words_in_quotes_must_be_adjacent(text: str, is_found: bool) -> None:
    update([(f"{T}#{CNV}", None, a_message("My invoice number is INV-77"))])
    assert list(find(T, "conversations", text)) == ([CNV] if is_found else [])


def test_a_phrase_matches_within_one_message_only() -> None:
    first, second = a_message("my invoice"), a_message("number", id=MSG[:-1] + "0")
    update([(f"{T}#{CNV}", None, first), (f"{T}#{CNV}", None, second)])
    assert list(find(T, "conversations", "invoice number")) == [CNV]
    assert list(find(T, "conversations", '"invoice number"')) == []


def test_another_tenants_entities_are_not_found() -> None:
    update([(f"ten_B#{VIS}", None, a_visitor_with(user_name="Jane"))])
    assert list(find(T, "visitors", "jane")) == []


def test_the_newest_come_first_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MATCHES", 2)
    update([(f"{T}#vis_{number}", None, a_visitor_with(user_name="Jane")) for number in range(4)])
    assert list(find(T, "visitors", "jane")) == ["vis_3", "vis_2"]


def said(texts: list[str]) -> None:
    """Each in a conversation of its own, one after the other."""
    update([(f"{T}#cnv_{n:03}", None, a_message(text, id=f"msg_9{n:03}")) for n, text in enumerate(texts)])


@pytest.mark.parametrize("prefix", ["or", "ord", "orde", "order"])
def test_of_more_postings_than_are_looked_at_the_newest_count_whatever_their_word(
    prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bound, number in {"POSTINGS": 8, "PROBE": 2, "MATCHES": 4}.items():
        monkeypatch.setattr(search, bound, number)
    said(["orders"] * 6 + ["order"] * 3 + ["ordering"] + ["oregano"] * (prefix == "or"))
    newest = list(find(T, "conversations", prefix))
    assert newest == [f"cnv_{n:03}" for n in ((10, 9, 8, 7) if prefix == "or" else (9, 8, 7, 6))]


@pytest.mark.parametrize("few", [0, 5])
def test_a_rare_word_is_found_beside_one_too_frequent_to_look_at(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "POSTINGS", 3)
    monkeypatch.setattr(search, "PROBE", 2)
    monkeypatch.setattr(search, "FEW", few)
    said(["the old printer", "a printer"] + ["the"] * 5)
    assert list(find(T, "conversations", "the printer")) == ["cnv_000"]
    assert list(find(T, "conversations", "printer the")) == ["cnv_000"]


def test_late_records_of_an_older_state_change_nothing() -> None:
    jane, john, mary = (a_visitor_with(user_name=name, sk="visitor") for name in ("Jane", "John", "Mary"))
    update([(f"{T}#{VIS}", None, jane), (f"{T}#{VIS}", jane, john), (f"{T}#{VIS}", john, mary)])
    search.update([(f"{T}#{VIS}", jane, john)])
    search.update([(f"{T}#{VIS}", None, jane)])
    assert list(find(T, "visitors", "mary")) == [VIS]
    assert not find(T, "visitors", "john") | find(T, "visitors", "jane")


# ── With real entities ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_deleted_entity_is_not_found_even_while_its_postings_exist(changes: Changes) -> None:
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


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("needle", {"field": "content", "snippet": "A needle, Ümit 🙂 NEEDLES", "ranges": [[2, 8], [18, 25]]}),
        (
            "umit needl",
            {"field": "content", "snippet": "A needle, Ümit 🙂 NEEDLES", "ranges": [[2, 8], [10, 14], [18, 25]]},
        ),
        ('"needle umit"', {"field": "content", "snippet": "A needle, Ümit 🙂 NEEDLES", "ranges": [[2, 14]]}),
        ("uemit", {"field": "content", "snippet": "A needle, Ümit 🙂 NEEDLES", "ranges": [[10, 14]]}),
        ("vera", {"field": "userName", "snippet": "Vera Visitor", "ranges": [[0, 4]], "messageId": None}),
    ],
)
def test_search_results_show_where_they_match(text: str, match: Json, changes: Changes) -> None:
    owner = a_tenant()
    a_conversation(owner, says="A needle, Ümit 🙂 NEEDLES")
    project(changes.new())
    (found,) = call("tenant_conversations_list", owner, query={"search": text})[1]["conversations"]
    message_id = found["lastMessage"]["id"] if match["field"] == "content" else None
    assert found["match"] == {"messageId": message_id} | match


def test_a_long_text_is_shown_around_its_first_match(changes: Changes) -> None:
    owner = a_tenant()
    a_conversation(owner, says="hay " * 100 + "needle" + " straw" * 100)
    project(changes.new())
    (found,) = call("tenant_conversations_list", owner, query={"search": "needle"})[1]["conversations"]
    snippet, ((start, end),) = found["match"]["snippet"], found["match"]["ranges"]
    assert snippet[start:end] == "needle"
    assert (snippet[:5], snippet[-6:], len(snippet) <= 162) == ("…hay ", "straw…", True)


def test_a_list_without_a_search_matches_nothing(changes: Changes) -> None:
    owner = a_tenant()
    a_conversation(owner)
    (listed,) = call("tenant_conversations_list", owner)[1]["conversations"]
    assert listed["match"] is None


def test_an_agents_search_matches_names_only(changes: Changes) -> None:
    owner = a_tenant()
    agent = an_agent(owner)
    a_conversation(owner, says="I am Vera")
    project(changes.new())
    (found,) = call("agent_conversations_list", agent, query={"search": "vera"})[1]["conversations"]
    assert (found["match"]["field"], found["match"]["snippet"]) == ("userName", "Vera Visitor")
