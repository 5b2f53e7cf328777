"""Whether an email domain has its TXT record, asked of a real DNS server."""

from collections.abc import Iterator
from typing import Any

import dns.resolver
import pytest
from dnslib import CNAME, QTYPE, RCODE, RR, TXT  # type: ignore[import-untyped]  # it has none
from dnslib.server import BaseResolver, DNSLogger, DNSServer  # type: ignore[import-untyped]  # it has none

from connextlive.core.caller import Caller
from connextlive.identity import oidc, sign_in, sign_in_setup
from local.provider import CLIENT
from tests.support.builders import a_tenant, call

DOMAIN, NAME = "acme.example", "_connextlive.acme.example"


class Zone(BaseResolver):  # type: ignore[misc]  # dnslib has no types
    """What there is in the DNS: texts by name, each in one or several strings, and other names for them."""

    def __init__(self) -> None:
        self.texts: dict[str, list[list[str]]] = {}
        self.aliases: dict[str, str] = {}
        self.fails = self.is_silent = False
        self.asked: list[tuple[str, str]] = []

    def resolve(self, request: Any, handler: Any) -> Any:
        name, reply = str(request.q.qname).rstrip("."), request.reply()
        self.asked.append((name, QTYPE[request.q.qtype]))
        if self.is_silent:
            raise TimeoutError  # dnslib answers nothing then
        name = name.lower()
        if name in self.aliases:
            reply.add_answer(RR(name, QTYPE.CNAME, rdata=CNAME(self.aliases[name])))
            name = self.aliases[name]
        for strings in self.texts.get(name, []):
            reply.add_answer(RR(name, QTYPE.TXT, rdata=TXT([one.encode() for one in strings])))
        if self.fails:
            reply.header.rcode = RCODE.SERVFAIL
        elif not reply.rr:
            reply.header.rcode = RCODE.NXDOMAIN
        return reply


@pytest.fixture
def zone(cloud: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Zone]:
    """The only DNS server that there is."""
    made = Zone()
    server = DNSServer(made, address="127.0.0.1", port=0, logger=DNSLogger("-request,-reply,-error,-truncated"))
    server.start_thread()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.server.server_address[1]
    monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
    monkeypatch.setattr("connextlive.core.public_http.allows_private", lambda: False)
    monkeypatch.setattr("connextlive.identity.oidc.discover", lambda issuer: oidc.Provider("a", "b", "c"))
    yield made
    server.stop()
    server.server.server_close()


def is_proved(owner: Caller) -> bool:
    """Whether a domain counts when the provider is set up, or again."""
    given = {"name": "Acme", "issuer": "https://login.acme.example", "domains": [DOMAIN], **CLIENT}
    status, answer = call("tenant_sign_in_set", owner, given)
    assert status == 200, answer
    return bool(answer["provider"]["domains"][0]["isProved"])


def proof(owner: Caller) -> str:
    return sign_in.record_of(owner.tenant_id, DOMAIN)[1]


def test_a_domain_counts_once_its_record_is_there(zone: Zone) -> None:
    owner = a_tenant()
    assert not is_proved(owner)
    assert zone.asked == [(NAME, "TXT")]
    zone.texts[NAME] = [[proof(owner)]]
    assert is_proved(owner)


def test_the_record_may_stand_beside_others_and_in_several_strings(zone: Zone) -> None:
    owner = a_tenant()
    text = proof(owner)
    zone.texts[NAME] = [["v=spf1 -all"], [text[:10], text[10:]], ["something else"]]
    assert is_proved(owner)


def test_the_record_may_stand_under_another_name_that_the_domain_refers_to(zone: Zone) -> None:
    owner = a_tenant()
    zone.aliases[NAME], zone.texts["proofs.example"] = "proofs.example", [[proof(owner)]]
    assert is_proved(owner)


@pytest.mark.parametrize("what", ["of another workspace", "with more behind it", "at the domain itself"])
def test_a_record_does_not_count(zone: Zone, what: str) -> None:
    owner = a_tenant()
    records = {
        "of another workspace": (NAME, proof(a_tenant())),
        "with more behind it": (NAME, proof(owner) + " and more"),
        "at the domain itself": (DOMAIN, proof(owner)),
    }
    name, text = records[what]
    zone.texts[name] = [[text]]
    assert not is_proved(owner)


@pytest.mark.parametrize("what", ["fails", "is_silent"])
def test_a_server_that_does_not_answer_proves_nothing_and_refuses_nothing(
    zone: Zone, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(sign_in_setup, "DNS_WITHIN", 0.3)
    owner = a_tenant()
    zone.texts[NAME] = [[proof(owner)]]
    setattr(zone, what, True)
    assert not is_proved(owner)
    setattr(zone, what, False)
    assert is_proved(owner)
