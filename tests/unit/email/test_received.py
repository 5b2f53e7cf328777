"""What is in a mail that was received, and what SES says of it."""

import json
import os

import pytest

from connextlive.email.received import Mail, Notice
from tests.support.builders import PDF, PNG
from tests.support.interpreters import in_a_process
from tests.support.mails import OURS, a_mail, a_notification, quoted, with_picture

AT = "2027-01-15T08:00:00.000Z"
GMAIL = """<div dir="ltr">Yes, <b>please</b>. %s</div><br><div class="gmail_quote"><div class="gmail_attr">On Sat, Nov
28, 2026 at 10:00 AM &lt;<a href="mailto:no-reply@example.com">no-reply@example.com</a>&gt; wrote:<br></div>
<blockquote class="gmail_quote" style="margin:0"><u></u><div style="background:#f3f4f6"><p>↑ Reply above this line ↑</p>
<table><tr><td>Hello Vera,</td></tr></table></div></blockquote></div>"""
OUTLOOK = """<html><head><style>p {margin:0}</style></head><body><div>Ja, bitte.%s</div><div id="Signature"><p>Vera</p>
</div><hr><div id="divRplyFwdMsg"><b>Von:</b> no-reply@example.com &lt;no-reply@example.com&gt;<br><b>Gesendet:</b>
Samstag<br><b>An:</b> Vera<br><b>Betreff:</b> Neue Antwort</div><div>New reply \u034f \u034f \u034f \u034f \u034f</div>
<p>↑ Antwort über dieser Zeile ↑</p><p>Hallo</p></body>"""


@pytest.fixture(autouse=True)
def domain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOUND_MAIL_DOMAIN", "replies.example.com")


def text_of(raw: bytes) -> str:
    return Mail(raw).read()[0]


@pytest.mark.parametrize(
    ("html", "text"), [(GMAIL % "", "Yes, please."), (OUTLOOK % "", "Ja, bitte.")], ids=["Gmail", "Outlook"]
)
def test_html_alone_is_read_without_quote_and_signature(html: str, text: str) -> None:
    assert text_of(a_mail(None, html=html).as_bytes()) == text


def test_the_text_is_preferred_to_its_html() -> None:
    mail = a_mail(f"Yes.\n\nOn 28 Nov 2026 <{OURS}> wrote:\n{quoted()}", html="<p>Yes, in bold</p>")
    assert text_of(mail.as_bytes()) == "Yes."


@pytest.mark.parametrize(
    ("charset", "text"),
    [("utf-8", "Şu an güzel 🙂"), ("iso-8859-9", "Şu an güzel"), ("windows-1252", "Grüße"), ("iso-2022-jp", "はい")],
)
def test_a_text_is_read_in_its_charset(charset: str, text: str) -> None:
    raw = f"From: vera@example.org\nContent-Type: text/plain; charset={charset}\n\n".encode() + text.encode(charset)
    assert text_of(raw) == text


def test_a_text_of_an_unknown_charset_is_read_as_far_as_possible() -> None:
    assert text_of(b"Content-Type: text/plain; charset=martian\n\nGr\xc3\xbc\xc3\x9fe") == "Grüße"


@pytest.mark.parametrize("said", ["charset=idna", "charset=undefined", 'charset="a\0b"', "charset*=utf-8''%00"])
def test_a_text_is_read_whatever_its_mail_calls_a_charset(said: str) -> None:
    assert text_of(f"Content-Type: text/plain; {said}\n\n".encode() + b"Gr\xc3\xbc\xc3\x9fe") == "Grüße"


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_text_has_no_halves_of_characters(kind: str) -> None:
    assert text_of(f"Content-Type: text/{kind}; charset=utf-7\n\nYes, +2D0- please.".encode()) == "Yes, \ufffd please."


@pytest.mark.parametrize("name", ['filename="=?utf-8?b?abcde?="', "filename*=idna''%FF", "filename*=a\0b''%FF"])
def test_a_file_whose_name_cannot_be_read_is_a_file(name: str) -> None:
    head = f"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; {name}\n"
    raw = f"{head}Content-Type: application/pdf\n\n".encode() + PDF + b"\n--b--\n"
    assert [file.content for file in Mail(raw).read()[1]] == [PDF]


@pytest.mark.parametrize(
    "said",
    [
        "vera@example.org",
        "Vera.Visitor <Vera@example.org>",
        '"Visitor, Vera" <vera@example.org>',
        "Visitor, Vera <vera@example.org>",
        "=?utf-8?q?M=C3=BCller=2C_Vera?= <vera@example.org>",
        "=?utf-8?b?TcO8bGxlciwgVmVyYQ==?= <vera@example.org>",
        "=?utf-8?q?Vera_=40_Shop_=3Cold=3E?= <vera@example.org>",
        "=?utf-8?q?Vera_=5BSales=5D=3B?= <vera@example.org>",
        "=?utf-8?b?abcde?= <vera@example.org>",
        "vera@example.org (Vera)",
    ],
)
def test_the_sender_is_found_whatever_their_name_has(said: str) -> None:
    assert Mail(f"From: {said}\n\nYes.".encode()).sender == "vera@example.org"


@pytest.mark.parametrize(
    "name",
    [
        "vera@example.org",
        "=?utf-8?q?vera=40example=2Eorg=22?=",
        "=?utf-8?q?vera=40example=2Eorg_=3Cvera=40example=2Eorg=3E=2C?=",
        "vera@example.org,",
        '"<vera@example.org>"',
        "<vera@example.org>",
    ],
)
def test_an_address_in_a_name_is_not_the_senders(name: str) -> None:
    assert Mail(f"From: {name} <mallory@example.net>\n\nYes.".encode()).sender != "vera@example.org"


def test_lines_that_were_wrapped_for_sending_are_whole_again() -> None:
    raw = b"Content-Type: text/plain; format=flowed\n\nYes, \nplease.\n\nTwo \nlamps.\n-- \nVera\n"
    assert text_of(raw) == "Yes, please.\n\nTwo lamps."


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("> ↑ Reply above this line ↑\n> Shall we send two lamps? \nYes, please.\n", "Yes, please."),
        ("Yes, please. \n-- \nVera\n", "Yes, please."),
        (" From Monday on, or \n from Tuesday.\n", "From Monday on, or from Tuesday."),
    ],
    ids=["after a quote", "before a signature", "with a space that protects a line's beginning"],
)
def test_only_lines_of_one_paragraph_are_joined(lines: str, text: str) -> None:
    raw = f"Content-Type: text/plain; charset=utf-8; format=flowed\n\n{lines}".encode()
    assert text_of(raw) == text


def test_files_are_found_with_their_names() -> None:
    mail = a_mail(files=[("Rückgabe.pdf", "application/pdf", PDF), ("../../a\u202e.png", "image/png", PNG)])
    _, files, others = Mail(mail.as_bytes()).read()
    assert [(file.name, file.content) for file in files] == [("Rückgabe.pdf", PDF), ("a.png", PNG)]
    assert others == []


def test_a_mail_in_a_mail_is_not_read_as_what_its_sender_wrote() -> None:
    mail = a_mail("See the mail.")
    mail.add_attachment(a_mail("Of somebody else", files=[("secret.pdf", "application/pdf", PDF)], message_id=None))
    assert Mail(mail.as_bytes()).read() == ("See the mail.", [], ["message.eml"])


def test_a_picture_that_the_answer_shows_is_a_file_and_one_of_a_signature_is_not() -> None:
    shown, of_signature = '<img src="cid:shot@x">', '<div class="gmail_signature"><img src="cid:logo@x"></div>'
    mail = a_mail("Yes, please.", html=GMAIL % (shown + of_signature))
    for name in ("shot@x", "logo@x"):
        with_picture(mail, name, PNG + name.encode())
    text, files, _ = Mail(mail.as_bytes()).read()
    assert (text, [file.content for file in files]) == ("Yes, please.", [PNG + b"shot@x"])


def test_signatures_of_encryption_are_no_files() -> None:
    mail = a_mail(
        files=[("smime.p7s", "application/pkcs7-signature", b"x"), ("a.asc", "application/pgp-signature", b"x")]
    )
    assert Mail(mail.as_bytes()).read() == ("Yes, please.", [], [])


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated (out of office)"},
        {"Precedence": "bulk"},
        {"Precedence": "Auto_Reply"},
        {"List-Id": "<news.example.org>"},
        {"X-Autoreply": "yes"},
    ],
    ids=str,
)
def test_what_a_program_sends_is_automatic(headers: dict[str, str]) -> None:
    assert Mail(a_mail(headers=headers).as_bytes()).is_automatic


@pytest.mark.parametrize(
    "sender", [OURS, "MAILER-DAEMON@mx.example.org", "postmaster@mx.example.org", "x@replies.example.com"]
)
def test_bounces_and_our_own_mails_are_automatic(sender: str) -> None:
    assert Mail(a_mail(sender=sender).as_bytes()).is_automatic


def test_a_report_of_delivery_and_a_mail_with_our_id_are_automatic() -> None:
    report = b"From: a@example.org\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b--\n"
    assert Mail(report).is_automatic
    assert Mail(a_mail(message_id="<cnv_1@replies.example.com>").as_bytes()).is_automatic


def test_what_a_person_sends_is_not() -> None:
    assert not Mail(a_mail(headers={"Auto-Submitted": "no", "Precedence": "first-class"}).as_bytes()).is_automatic


@pytest.mark.parametrize(
    ("verdicts", "reason"),
    [
        ({}, None),
        ({"spam": "FAIL"}, "SPAM"),
        ({"virus": "FAIL"}, "VIRUS"),
        ({"dmarc": "FAIL", "policy": "reject"}, "FORGED"),
        ({"dmarc": "FAIL", "policy": "quarantine"}, None),
        ({"spam": "GRAY", "virus": "PROCESSING_FAILED", "spf": "FAIL", "dkim": "FAIL", "dmarc": "GRAY"}, None),
    ],
)
def test_what_ses_finds_is_heeded(verdicts: dict[str, str], reason: str | None) -> None:
    assert Notice.of(a_notification("received/1", [], at=AT, **verdicts)).is_refused == reason


@pytest.mark.parametrize(
    ("verdicts", "sender", "is_known"),
    [
        ({}, "bounces@mailer.example", True),
        ({"dmarc": "FAIL", "policy": "none"}, "vera@example.org", False),
        ({"dmarc": "GRAY"}, "vera@example.org", True),
        ({"dmarc": "GRAY"}, "vera@elsewhere.example", False),
        ({"dmarc": "GRAY", "spf": "FAIL"}, "vera@example.org", False),
    ],
)
def test_who_sends_a_mail_is_known_by_dmarc_or_by_spf_of_the_same_domain(
    verdicts: dict[str, str], sender: str, is_known: bool
) -> None:
    assert (
        Notice.of(a_notification("received/1", [], sender=sender, at=AT, **verdicts)).is_of("vera@example.org")
        == is_known
    )


# Two files of 7.7 MB, in lines as they are mailed.
LARGE = """
import json, resource, time
from connextlive.email.received import Mail

part = b"--b\\nContent-Type: application/pdf; name=a.pdf\\nContent-Transfer-Encoding: base64\\n\\n"
part += (b"JVBE" * 19 + b"\\n") * 136_000
raw = b"Content-Type: multipart/mixed; boundary=b\\n\\n--b\\n\\nSee the files.\\n" + 2 * part + b"--b--"
del part
before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
text, files, _ = Mail(raw).read()
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([len(raw), text, [len(file.content) for file in files], time.process_time() - begun, grown]))
"""


def test_a_mail_of_twenty_megabytes_is_read_in_time_and_memory() -> None:
    """The consumer has a minute and 1,024 MB."""
    environment = {name: os.environ[name] for name in ("PATH", "MAIL_FROM", "INBOUND_MAIL_DOMAIN")}
    size, text, files, seconds, kilobytes = json.loads(in_a_process(LARGE, environment))
    assert (size > 20_000_000, text, files) == (True, "See the files.", [7_752_000] * 2)
    assert seconds < 10
    assert kilobytes < 400_000
