"""Whatever strangers send is read as it was meant, or refused: forms, cursors, tokens, addresses, searches."""

from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from connextlive.core import urls
from connextlive.core.errors import Invalid, Unauthorized
from connextlive.core.ids import new_id
from connextlive.identity import tokens
from connextlive.identity.schemas.api_keys import ApiKeyBody
from connextlive.identity.tokens import Claims
from connextlive.lambdas.multipart import read_form
from connextlive.search.query import SearchQuery
from connextlive.table import pages
from tests.support.builders import BOUNDARY, a_form, form_headers
from tests.support.fuzzing import tried

NAMES = st.text("abcXYZ09_", min_size=1, max_size=8)
CONTENTS = st.binary(max_size=60).filter(lambda content: f"--{BOUNDARY}".encode() not in content)
TYPE = form_headers()["Content-Type"]
# What addresses and searches are made of, and what they are mistaken for.
PIECES = st.sampled_from(
    ["http", "https", "ftp", ":", "//", "/", "\\", "@", "?", "#", ".", "-", "*", "[", "]", "%2e", "é"]
)
HOSTS = st.sampled_from(
    ["example.com", "a.b", "127.0.0.1", "::1", "localhost", "com", "xn--p1ai", "0x7f", "company.co.uk"]
)
ADDRESSES = st.lists(PIECES | HOSTS | st.text(max_size=2), max_size=9).map("".join)
SAYINGS = st.lists(
    st.sampled_from(["jane", "Jané", '"', "“", "e-mail", "東京", "cnv_01", " ", "4711", "ß", "؟"]) | st.text(max_size=3)
)


@given(st.lists(st.tuples(NAMES, st.text(max_size=20)), max_size=5), st.lists(CONTENTS.filter(bool), max_size=4))
@tried(60)
def test_a_form_is_read_as_it_was_written(fields: list[tuple[str, str]], files: list[bytes]) -> None:
    assume(all(BOUNDARY not in text for _, text in fields))
    parts = [(f'name="{name}"', text.encode()) for name, text in fields]
    parts += [(f'name="attachments"; filename="{at}.bin"', content) for at, content in enumerate(files)]
    read, uploaded = read_form(a_form(*parts), TYPE)
    assert read == dict(fields)
    assert [(one.name, one.content) for one in uploaded] == [(f"{at}.bin", one) for at, one in enumerate(files)]


@given(CONTENTS, st.integers(0, 400), st.integers(0, 8), st.binary(max_size=8))
@tried(100)
def test_a_form_that_was_damaged_is_read_or_refused(content: bytes, at: int, gone: int, instead: bytes) -> None:
    form = a_form(('name="content"', b"Hello"), ('name="attachments"; filename="a.bin"', content))
    at %= len(form)
    try:
        read_form(form[:at] + instead + form[at + gone :], TYPE)
    except Invalid:
        return


@given(st.from_regex(r"[\w:.#-]{1,200}", fullmatch=True).filter(str.isascii), st.text(max_size=80))
@tried(100)
def test_a_cursor_is_where_a_page_ended_or_refused(position: str, other: str) -> None:
    assert pages.decode_cursor(pages.encode_cursor(position)) == position
    try:
        decoded = pages.decode_cursor(other)
    except Invalid:
        return
    assert pages._POSITION.fullmatch(decoded)


@pytest.mark.usefixtures("cloud")
@given(st.data())
@tried(60)
def test_a_token_with_any_part_changed_is_not_ours(data: st.DataObject) -> None:
    token = tokens.issue(Claims(new_id("ten"), new_id("usr"), "AGENT"))[0]
    assert tokens.verify(token).role == "AGENT"
    # Not the last letter, of which two bits are not part of the signature.
    at = data.draw(st.integers(0, len(token) - 2))
    changed = token[:at] + data.draw(st.sampled_from("AZaz09-_.")) + token[at + 1 :]
    assume(changed != token)
    with pytest.raises(Unauthorized):
        tokens.verify(changed)


@given(ADDRESSES)
@tried(200)
def test_a_url_that_is_accepted_is_read_alike_by_others_and_again(text: str) -> None:
    found = urls.find(text, schemes=None)
    if found is None:
        return
    written = str(found)
    parts = urlsplit(written)
    assert (parts.scheme, parts.username, parts.hostname) == (found.scheme, None, found.host.strip("[]"))
    assert str(urls.parse(written)) == written
    assert written.isascii()


@given(ADDRESSES)
@tried(200)
def test_a_domain_that_is_accepted_is_a_host_and_accepted_again(text: str) -> None:
    try:
        domains = ApiKeyBody(name="Key", domains=[text]).domains or []
    except ValidationError:
        return
    for domain in domains:
        assert domain == domain.lower()
        assert not set(domain) & set("/\\@?#%[] ")
        assert domain not in ("*", "*.com", "*.co.uk")
        assert ApiKeyBody(name="Key", domains=[domain]).domains == [domain]


@given(SAYINGS.map("".join), SAYINGS.map("".join))
@tried(150)
def test_a_search_finds_what_it_says_and_marks_parts_of_the_text(text: str, other: str) -> None:
    query = SearchQuery.of(text)
    for said in (text, other):
        spans = query.spans(said)
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(said) for start, end in spans)
        assert all(first[1] < second[0] for first, second in pairwise(spans))
    if query.words or query.phrases:
        assert query.spans(text), query
