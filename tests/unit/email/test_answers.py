"""Of a mail that answers one of ours, what is new: whoever's program in whichever language wrote the quote."""

import time

import pytest

from connextlive.email.answers import LONGEST, written
from tests.support.mails import OURS, SENT, quoted

OUR = (OURS, "@replies.example.com")
# What programs write before the quote. Those of Outlook quote without marks.
INTRODUCTIONS = {
    "Gmail, en": f"On Sat, Nov 28, 2026 at 10:00 AM <{OURS}> wrote:\n\n{quoted()}",
    "Gmail, tr": f"<{OURS}>, 28 Kas 2026 Cmt, 10:00 tarihinde şunu yazdı:\n\n{quoted()}",
    "Gmail, de": f"Am Sa., 28. Nov. 2026 um 10:00 Uhr schrieb <\n{OURS}>:\n\n{quoted()}",
    "Gmail, es": f"El sáb, 28 nov 2026 a las 10:00, <{OURS}> escribió:\n\n{quoted()}",
    "Gmail, fr": f"Le sam. 28 nov. 2026 à 10:00, <{OURS}> a écrit :\n\n{quoted()}",
    "Gmail, ja": f"2026年11月28日(土) 10:00 <{OURS}>:\n\n{quoted()}",
    "Apple, en": quoted(f"On 28. Nov 2026, at 10:00, {OURS} wrote:\n\n{SENT}"),
    "Apple, tr": quoted(f"{OURS} şunları yazdı (28 Kas 2026 10:00):\n\n{SENT}"),
    "Apple, de": f"Am 28.11.2026 um 10:00 schrieb {OURS}:\n\n{quoted()}",
    "Apple, es": f"El 28 nov 2026, a las 10:00, {OURS} escribió:\n\n{quoted()}",
    "Apple, fr": f"> Le 28 nov. 2026 à 10:00, {OURS} a écrit :\n>\n{quoted()}",
    "Outlook, en": f"{'_' * 32}\nFrom: {OURS} <{OURS}>\nSent: Saturday\nTo: Vera\nSubject: New reply\n\n{SENT}",
    "Outlook, tr": f"{'_' * 32}\nGönderen: {OURS}\nGönderildi: Cumartesi\nKime: Vera\nKonu: Yanıt\n\n{SENT}",
    "Outlook, de": f"Von: {OURS} <{OURS}>\nGesendet: Samstag\nAn: Vera\nBetreff: Neue Antwort\n\n{SENT}",
    "Outlook, es": f"De: {OURS}\nEnviado el: sábado\nPara: Vera\nAsunto: Nueva respuesta\n\n{SENT}",
    "Outlook, fr": f"De : {OURS}\nEnvoyé : samedi\nÀ : Vera\nObjet : Nouvelle réponse\n\n{SENT}",
    "Outlook of old": f"-----Original Message-----\nFrom: {OURS}\nSent: Saturday\nTo: Vera\n\n{SENT}",
    "Thunderbird, de": f"Am 28.11.26 um 10:00 schrieb {OURS}:\n{quoted()}",
    "a mailing program's own": f"Acme, 28/11/2026 10:00:\n{quoted()}",
    "none": SENT,
}


@pytest.mark.parametrize("introduction", INTRODUCTIONS.values(), ids=INTRODUCTIONS)
@pytest.mark.parametrize(
    "answer", ["Yes, please.", "First:\n- one lamp\n- two bulbs\n\nThanks, and see you at 10:00\nVera"]
)
def test_an_answer_is_told_from_its_quote(answer: str, introduction: str) -> None:
    assert written(f"{answer}\n\n{introduction}\n", OUR) == answer


@pytest.mark.parametrize("introduction", [*INTRODUCTIONS.values()][:-1], ids=[*INTRODUCTIONS][:-1])
def test_a_line_that_announces_something_is_no_second_introduction(introduction: str) -> None:
    answer = "Hello,\n\nmy answers to your 2 questions are below:"
    assert written(f"{answer}\n\n{introduction}\n", OUR) == answer


SHORTENED = {
    "en": f"On Sat, Nov 28, 2026 at 10:00 AM <{OURS}> wrote:\n\n> By ship.",
    "de": f"Am 28.11.2026 um 10:00 schrieb {OURS}:\n\n> By ship.",
    "es": f"El sáb, 28 nov 2026 a las 10:00, <{OURS}> escribió:\n\n> By ship.",
    "fr": f"Le 28 nov. 2026 à 10:00, {OURS} a écrit :\n\n> By ship.",
    "tr": f"<{OURS}>, 28 Kas 2026 Cmt, 10:00 tarihinde şunu yazdı:\n\n> By ship.\n> By air.\n> By train.",
    "Outlook": f"From: {OURS} <{OURS}>\nSent: Saturday\nTo: Vera\nSubject: New reply\n\nBy ship.",
}


@pytest.mark.parametrize("quote", SHORTENED.values(), ids=SHORTENED)
def test_a_quote_without_our_line_is_cut_off_too(quote: str) -> None:
    assert written(f"Yes, please.\n\n{quote}\n", OUR) == "Yes, please."


def test_an_answer_below_the_quote_and_one_between_are_kept() -> None:
    below = f"On Sat, Nov 28, 2026 <{OURS}> wrote:\n{quoted()}\n\nYes, please."
    between = f"{quoted(SENT)}\n\nBy air, please.\n\n> Anna\n\nThanks, Anna!"
    assert written(below, OUR) == "Yes, please."
    assert written(between, OUR) == "By air, please.\n\n\nThanks, Anna!"


FORWARDED = """See below.

---------- Forwarded message ---------
From: Shop <orders@shop.example>
Date: Sat, Nov 28, 2026
Subject: Your parcel
To: <vera@example.org>

It is on its way."""


@pytest.mark.parametrize(
    "text",
    [
        FORWARDED,
        "Anbei.\n\nAnfang der weitergeleiteten E-Mail:\n\nVon: Shop <orders@shop.example>\nAn: Vera\n\nHallo",
        "See:\n\nFrom: Shop <orders@shop.example>\nSent: Saturday\nTo: Vera\nSubject: Your parcel\n\nIt is on its way.",
    ],
)
def test_a_mail_of_somebody_else_that_is_forwarded_is_kept_whole(text: str) -> None:
    assert written(text, OUR) == text


def test_a_link_into_the_conversation_is_not_shown_to_others() -> None:
    code = f"{'0' * 26}.{'1' * 26}.1800000000000.{'a' * 64}"
    text = f"I cannot open https://shop.example/?a=1&token={code}#x"
    assert written(text, OUR) == "I cannot open https://shop.example/?a=1&token=…#x"


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nVera Visitor\nVisits Ltd.",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Enviado desde mi iPhone",
        "Envoyé de mon iPhone",
        "iPhone’umdan gönderildi",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
    ],
)
def test_a_signature_is_cut_off(signature: str) -> None:
    assert written(f"Yes, please.\n\n{signature}\n\nOn 28 Nov, {OURS} wrote:\n{quoted()}", OUR) == "Yes, please."
    assert written(f"Yes, please.\n\n{signature}\n", OUR) == "Yes, please."


def test_a_paragraph_is_kept_however_long_its_line_is() -> None:
    text = "word " * 1_500 + "end"
    assert written(f"{text}\n\n{SHORTENED['en']}", OUR) == text


@pytest.mark.parametrize("quote", ["", f"\n\n{INTRODUCTIONS['Gmail, en']}"], ids=["no quote", "a quote"])
def test_a_text_is_kept_however_many_lines_it_has(quote: str) -> None:
    text = "\n".join(f"line {number}" for number in range(900))
    assert written(text + quote, OUR) == text


def test_an_answer_below_is_kept_however_many_lines_it_has() -> None:
    answer = "\n".join(f"line {number}" for number in range(900))
    for quote in (f"On Sat, Nov 28, 2026 <{OURS}> wrote:\n{quoted()}", SHORTENED["en"]):
        assert written(f"{quote}\n\n{answer}", OUR) == answer


@pytest.mark.parametrize(
    "text",
    [
        "Ports:\nFrom: Hamburg\nTo: Oslo\n\nOn Monday she wrote: no.\n> 5 kg\n-- two dashes",
        "Hello,\n\nOn Monday I wrote:\nplease send the lamp.\n\nDid you get it?",
        "Am 3. Mai schrieb mir Ihr Lager:\nDie Lampe ist da.\n\nWo bleibt sie?",
    ],
)
def test_what_only_looks_like_a_quote_stays(text: str) -> None:
    assert written(text, OUR) == text


@pytest.mark.parametrize(
    "text",
    ["On " + "a " * LONGEST, "a: b\n" * LONGEST, "> \n" * LONGEST, "2026/1/1 " + " <@" * LONGEST, "↑ " * LONGEST],
    ids=["one line", "headers", "quotes", "addresses", "arrows"],
)
def test_however_long_a_mail_is_it_takes_no_time(text: str) -> None:
    begun = time.process_time()
    written(text, OUR)
    assert time.process_time() - begun < 2
