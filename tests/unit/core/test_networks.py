"""Addresses and ranges, as people and gateways write them."""

import pytest

from connextlive.core import networks


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7/32", "203.0.113.7"),
        (" 203.0.113.7/24 ", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.0/120", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:3::4/128", "2001:db8:1:2::/64"),
        ("2001:DB8::/32", "2001:db8::/32"),
    ],
)
def test_a_range_is_written_in_one_way(text: str, written: str) -> None:
    assert networks.written(networks.read(text)) == written


@pytest.mark.parametrize(
    "text", ["", "example.com", "203.0.113", "203.0.113.7/33", "2001:db8::/129", "203.0.113.7/x", "/"]
)
def test_what_is_neither_address_nor_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        networks.read(text)


@pytest.mark.parametrize(
    ("address", "within", "is_within"),
    [
        ("203.0.113.7", "203.0.113.0/24", True),
        ("203.0.114.7", "203.0.113.0/24", False),
        ("::ffff:203.0.113.7", "203.0.113.0/24", True),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::1", True),
        ("2001:db8:1:3::1", "2001:db8:1:2::1", False),
        ("2001:db8:1:3::1", "2001:db8::/32", True),
        ("203.0.113.7", "2001:db8::/32", False),
        ("2001:db8::1", "203.0.113.0/24", False),
    ],
)
def test_an_address_is_within_a_range_of_its_kind(address: str, within: str, is_within: bool) -> None:
    assert networks.is_within(networks.read(address), networks.read(within)) == is_within
