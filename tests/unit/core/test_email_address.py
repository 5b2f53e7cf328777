"""Which email addresses are valid, how they are stored, and which spellings are the same mailbox."""

import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from connextlive.core import email_address
from connextlive.core.email_address import for_ses, normal, parsed, spellings


@pytest.mark.parametrize(
    ("written", "kept", "to_ses"),
    [
        (" Bob.Smith+Live@Acme.Example ", "bob.smith+live@acme.example", "bob.smith+live@acme.example"),
        ("o'hara_{x}@acme.example", "o'hara_{x}@acme.example", "o'hara_{x}@acme.example"),
        ("Anna.Groß@example.com", "anna.groß@example.com", "anna.groß@example.com"),
        ("ΝΙΚΟΣ@example.com", "νικος@example.com", "νικος@example.com"),
        ("info@Straße.example", "info@straße.example", "info@xn--strae-oqa.example"),
        ("info@STRASSE.example", "info@strasse.example", "info@strasse.example"),
        ("info@XN--strae-oqa.example", "info@straße.example", "info@xn--strae-oqa.example"),
        ("jose\u0301@ma\u0301laga.example", "josé@málaga.example", "josé@xn--mlaga-xqa.example"),
        ("ceo@公司.中国", "ceo@公司.中国", "ceo@xn--55qx5d.xn--fiqs8s"),
        ("x" * 64 + "@acme.example", "x" * 64 + "@acme.example", "x" * 64 + "@acme.example"),
    ],
)
def test_an_address_is_kept_in_lower_case_as_people_write_it(written: str, kept: str, to_ses: str) -> None:
    assert (parsed(written), for_ses(written)) == (kept, to_ses)
    assert (parsed(kept), parsed(to_ses)) == (kept, kept)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "bob",
        "@acme.example",
        "bob@",
        "bob@acme",
        "bob@localhost",
        "bob@acme..example",
        "bob@.acme.example",
        "bob@acme.example.",
        "bo..b@acme.example",
        ".bob@acme.example",
        "bob.@acme.example",
        "<bob@acme.example>",
        "Bob <bob@acme.example>",
        "bob@acme.example,",
        "bob,al@acme.example",
        "bob;al@acme.example",
        "bob@acme.example,al@acme.example",
        "bob al@acme.example",
        "bob@al@acme.example",
        "bob@ac me.example",
        "b\u200bob@acme.example",
        "bob@acme.example\u200b",
        "bob@acme\u00ad.example",
        "\u202ebob@acme.example",
        "bob\u00a0@acme.example",
        "b\u0000ob@acme.example",
        "bob\n@acme.example",
        "bob@-acme.example",
        "bob@acme-.example",
        "bob@ac_me.example",
        "bob@acme.123",
        "bob@[192.0.2.7]",
        "bob@192.0.2.7",
        '"b@acme.example',
        '"b b"@acme.example',
        "bob(comment)@acme.example",
        "mailto:bob@acme.example",
        "bob\uff20acme.example",
        "bob@ab--c.example",
        "bob@xn--zzzzzz.example",
        "x" * 65 + "@acme.example",
        "bob@" + "a" * 64 + ".example",
        "bob@" + "a." * 125 + "example",
    ],
)
def test_undeliverable_addresses_are_refused_with_a_reason(written: str) -> None:
    with pytest.raises(ValueError, match=r"^Enter a valid e-mail address$"):
        parsed(written)


def test_spellings_of_one_mailbox_have_one_form_and_are_looked_for_in_both() -> None:
    assert spellings("Info@Straße.example") == ["info@straße.example", "info@xn--strae-oqa.example"]
    assert spellings("info@xn--strae-oqa.example") == spellings("info@straße.example")
    assert spellings("Bob@acme.example") == ["bob@acme.example"]


def test_what_was_stored_and_is_none_stays_what_it_is() -> None:
    assert (normal(" Bo..B@acme.example"), spellings("Bo..B@acme.example")) == (
        "bo..b@acme.example",
        ["bo..b@acme.example"],
    )


@given(st.emails(domains=st.text("aZ9-.", min_size=1).map(lambda name: f"{name}.example")) | st.emails())
def test_addresses_accepted_without_the_parser_are_accepted_by_it(address: str) -> None:
    if email_address._PLAIN.fullmatch(address.lower()):
        found = validate_email(address.lower(), strict=True, check_deliverability=False)
        assert (found.normalized, found.ascii_email) == (parsed(address), for_ses(address))


@given(st.emails() | st.text("aßÄİςΣ.@-é\u0301公"))
def test_a_kept_address_is_kept_as_it_is(address: str) -> None:
    try:
        kept = parsed(address)
    except ValueError:
        return
    assert parsed(kept) == kept
    assert parsed(for_ses(address)) == kept
