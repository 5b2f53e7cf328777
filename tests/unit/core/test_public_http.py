"""Requests to URLs that others provide: which are refused, and what a receiver cannot do to us."""

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connextlive.core import public_http
from connextlive.core.public_http import Unreachable, checked, is_public, post
from tests.receiver import Received, Receiver, a_receiver

type Lookup = Callable[..., list[Any]]


@pytest.fixture
def development(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack whose receivers are on the same machine."""
    monkeypatch.setenv("PRIVATE_DESTINATIONS", "allowed")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as receiver:
        yield receiver


def _names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Resolves every name to the first result at the first lookup, the second at the next, and so on; returns the list
    of looked-up names."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        addresses = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        families = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in addresses]
        return [
            (family, socket.SOCK_STREAM, 6, "", (address, port))
            for family, address in zip(families, addresses, strict=True)
        ]

    monkeypatch.setattr("connextlive.core.public_http.socket.getaddrinfo", getaddrinfo)
    return asked


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The addresses that connections would be made to; none is."""
    made: list[tuple[str, int]] = []

    def refuse(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        made.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("connextlive.core.public_http.socket.create_connection", refuse)
    return made


# ── URLs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "https://hooks.example.com/a/b?c=d&e=%20",
        "https://example.com:443/",
        "https://example.com:8443/x",
        "https://EXAMPLE.com/Path",
        "https://xn--bcher-kva.example/",
        "https://example.xn--p1ai/",
        "https://a-b.c_d.example.co.uk/~user/;x=(1)",
    ],
)
def test_a_public_https_address_is_taken_as_it_is(url: str) -> None:
    assert checked(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com/hook",
        "//example.com/hook",
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https:example.com",
        # user info, and what looks like a host and is none
        "https://user@example.com/",
        "https://user:password@example.com/",
        "https://@example.com/",
        "https://:@example.com/",
        "https://example.com@127.0.0.1/",
        "https://127.0.0.1\\@example.com/",
        "https://example.com\\.evil.org/",
        "https://example.com#@evil.org/",
        "https://example.com/#fragment",
        # ports
        "https://example.com:80/",
        "https://example.com:22/",
        "https://example.com:0/",
        "https://example.com:65536/",
        "https://example.com:https/",
        "https://example.com:-443/",
        # addresses in every notation
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://0/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://8.8.8.8/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[fd00:ec2::254]/",
        "https://[2606:4700::1]/",
        "https://[fe80::1%25eth0]/",
        # names that are not public
        "https://localhost/",
        "https://LOCALHOST/",
        "https://printer/",
        "https://sub.localhost/",
        "https://metadata.google.internal/",
        "https://db.local/",
        "https://1.0.0.127.in-addr.arpa/",
        "https://example.com./",
        "https://.example.com/",
        "https://exa..mple.com/",
        "https://-example.com/",
        "https://example.1/",
        "https://ex%61mple.com/",
        # other scripts: full-width digits and dots that become ASCII, letters that look like others
        "https://１２７.０.０.１/",
        "https://127。0。0。1/",
        "https://ⓔxample.com/",
        "https://bücher.example/",
        # requests within requests
        "https://example.com/\r\nX: y",
        "https://example.com/\tx",
        "https://example.com/ x",
        " https://example.com/",
        "https://example.com/\x00",
        "https://exam\u200bple.com/",
        "https://example.com/" + "a" * 2_048,
    ],
)
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^Must|^The port"):
        checked(url)
    with pytest.raises(Unreachable):
        post(url, b"", {})


def test_development_takes_local_receivers_but_no_other_schemes_or_passwords(development: None) -> None:
    assert checked("http://127.0.0.1:1234/hook") == "http://127.0.0.1:1234/hook"
    assert checked("http://localhost/") == "http://localhost/"
    for url in ("file:///etc/passwd", "http://a:b@localhost/", "http:///x", "http://localhost:99999/"):
        with pytest.raises(ValueError, match=r"^Must"):
            checked(url)


# ── Addresses ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "not an address",
        "",
    ],
)
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "172.32.0.1", "2606:4700::1", "2a00:1450::1"]
)
def test_hosts_on_the_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_no_private_network_has_a_public_address() -> None:
    for network in ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"):
        net = ipaddress.ip_network(network)
        assert not is_public(str(net[0]))
        assert not is_public(str(net[-1]))
        assert not is_public(str(net[net.num_addresses // 3]))


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00:ec2::254"])
def test_a_name_that_means_a_private_address_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, connected: list[tuple[str, int]], address: str
) -> None:
    _names(monkeypatch, [address])
    with pytest.raises(Unreachable, match="not public"):
        post("https://rebind.example.com/", b"{}", {})
    assert connected == []


def test_one_private_address_among_public_ones_is_enough(
    monkeypatch: pytest.MonkeyPatch, connected: list[tuple[str, int]]
) -> None:
    _names(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(Unreachable, match="not public"):
        post("https://both.example.com/", b"{}", {})
    assert connected == []


def test_a_name_is_resolved_once_even_if_its_addresses_change(
    monkeypatch: pytest.MonkeyPatch, connected: list[tuple[str, int]]
) -> None:
    asked = _names(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    with pytest.raises(Unreachable, match="refused"):
        post("https://rebind.example.com/", b"{}", {})
    assert asked == ["rebind.example.com"]
    assert connected == [("93.184.216.34", 443)]


def test_every_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch, connected: list[tuple[str, int]]) -> None:
    _names(monkeypatch, ["2606:4700::1", "93.184.216.34"])
    with pytest.raises(Unreachable):
        post("https://example.com:8443/", b"{}", {})
    assert connected == [("93.184.216.34", 8443), ("2606:4700::1", 8443)]


def test_an_unresolvable_name_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise socket.gaierror

    monkeypatch.setattr("connextlive.core.public_http.socket.getaddrinfo", fail)
    with pytest.raises(Unreachable, match="could not be resolved"):
        post("https://nowhere.example.com/", b"", {})


def test_a_name_that_takes_long_to_resolve_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()
    monkeypatch.setattr("connextlive.core.public_http.socket.getaddrinfo", lambda *_, **__: answers.wait(20))
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="resolved in time"):
        post("https://slow.example.com/", b"", {}, deadline=0.3)
    answers.set()
    assert time.monotonic() - begun < 5


def test_what_a_look_up_took_is_not_there_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed: list[float] = []

    def slow(*_: Any, **__: Any) -> list[Any]:
        time.sleep(0.4)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]

    def refuse(_: tuple[str, int], within: float) -> socket.socket:
        allowed.append(within)
        raise TimeoutError

    monkeypatch.setattr("connextlive.core.public_http.socket.getaddrinfo", slow)
    monkeypatch.setattr("connextlive.core.public_http.socket.create_connection", refuse)
    with pytest.raises(Unreachable, match="No answer in time"):
        post("https://slow.example.com/", b"", {}, deadline=2)
    assert [0 < within <= 1.6 for within in allowed] == [True]


# ── Receivers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_sent_arrives(development: None, receiver: Receiver) -> None:
    answer = post(f"{receiver.url}/hook?a=b", b"body", {"Content-Type": "text/plain", "X-Own": "1"})
    assert (answer.status, answer.beginning, answer.is_success) == (200, "taken", True)
    (request,) = receiver.requests
    assert (request.path, request.body, request.headers["x-own"]) == ("/hook?a=b", b"body", "1")
    assert request.headers["host"] == receiver.url.removeprefix("http://")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_like_any_other(development: None, receiver: Receiver, status: int) -> None:
    receiver.headers["Location"] = f"{receiver.url}/elsewhere"
    receiver.answer = lambda request: (status, b"")
    assert post(f"{receiver.url}/hook", b"", {}).status == status
    assert [request.path for request in receiver.requests] == ["/hook"]


def test_a_flood_is_read_no_further_than_its_beginning(development: None, receiver: Receiver) -> None:
    receiver.answer = lambda request: (200, b"x" * 50_000_000)
    begun = time.monotonic()
    assert post(receiver.url, b"", {}).beginning == "x" * public_http.MOST_READ
    assert time.monotonic() - begun < 5


def test_a_receiver_that_never_answers_is_given_up(development: None, receiver: Receiver) -> None:
    def answer(request: Received) -> tuple[int, bytes]:
        time.sleep(4)
        return 200, b""

    receiver.answer = answer
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="No answer in time"):
        post(receiver.url, b"", {}, deadline=0.5)
    assert time.monotonic() - begun < 3.5


@pytest.fixture
def raw_server() -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Starts a server with the given behavior per connection; returns its URL."""
    listeners: list[socket.socket] = []

    def start(behave: Callable[[socket.socket], None]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            try:
                connection, _ = listener.accept()
                with connection:
                    behave(connection)
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield start
    for listener in listeners:
        listener.close()


def test_a_receiver_that_trickles_is_cut_off(
    development: None, raw_server: Callable[[Callable[[socket.socket], None]], str]
) -> None:
    def trickle(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            connection.sendall(b"X: y\r\n")
            time.sleep(0.1)

    begun = time.monotonic()
    with pytest.raises(Unreachable, match="No answer in time"):
        post(raw_server(trickle), b"", {}, deadline=0.6)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "before", [b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", b"HTTP/1.1 102 Processing\r\n\r\n" * 3]
)
def test_what_is_told_before_the_answer_is_not_the_answer(
    development: None, raw_server: Callable[[Callable[[socket.socket], None]], str], before: bytes
) -> None:
    said = before + b"HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\ntaken"
    answer = post(raw_server(lambda connection: connection.sendall(said)), b"", {}, deadline=2)
    assert (answer.status, answer.beginning) == (202, "taken")


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 what\r\n\r\n", b"\x00" * 100_000])
def test_what_is_no_http_is_no_answer(
    development: None, raw_server: Callable[[Callable[[socket.socket], None]], str], said: bytes
) -> None:
    with pytest.raises(Unreachable, match="The connection broke"):
        post(raw_server(lambda connection: connection.sendall(said)), b"", {}, deadline=2)


# ── Certificates ────────────────────────────────────────────────────────────────────────────────────────────────────


def _certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate for this name, for a client to trust and a server to use."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return file, server


def _trust(monkeypatch: pytest.MonkeyPatch, authority: Path) -> None:
    context = ssl.create_default_context(cafile=str(authority))
    monkeypatch.setattr("connextlive.core.public_http._tls", lambda: context)


def test_the_certificate_is_for_the_name_and_the_connection_to_the_address(
    monkeypatch: pytest.MonkeyPatch, development: None, tmp_path: Path
) -> None:
    authority, server = _certificate(tmp_path, "hooks.example.com")
    _names(monkeypatch, ["127.0.0.1"])
    _trust(monkeypatch, authority)
    with a_receiver(server) as receiver:
        port = receiver.url.rpartition(":")[2]
        assert post(f"https://hooks.example.com:{port}/", b"{}", {}).is_success
        assert receiver.requests[0].headers["host"] == f"hooks.example.com:{port}"
        with pytest.raises(Unreachable, match="certificate is not valid"):
            post(f"https://other.example.com:{port}/", b"{}", {})
        assert len(receiver.requests) == 1


def test_an_untrusted_certificate_is_refused(
    monkeypatch: pytest.MonkeyPatch, development: None, tmp_path: Path
) -> None:
    _, server = _certificate(tmp_path, "hooks.example.com")
    _names(monkeypatch, ["127.0.0.1"])
    with a_receiver(server) as receiver:
        port = receiver.url.rpartition(":")[2]
        with pytest.raises(Unreachable, match="certificate is not valid"):
            post(f"https://hooks.example.com:{port}/", b"{}", {})
        assert receiver.requests == []


def test_plain_http_behind_https_is_no_connection(development: None, receiver: Receiver) -> None:
    with pytest.raises(Unreachable, match="No TLS connection"):
        post(receiver.url.replace("http:", "https:"), b"{}", {})
