"""Hold which tokens, Message-IDs, ticket numbers and forwarded authors are read from a mail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from daemon.reading.findings.findings import read_findings
from daemon.reading.message import InboundMessage, Mailbox
from daemon.reading.references import find_references, read_mailbox
from daemon.reading.replies.quoted_dates import parse_quoted_date
from daemon.reading.replies.reply import split_reply
from daemon.reading.vocabulary import FieldWords, Vocabulary

MailMaker = Callable[..., InboundMessage]

FIRST, SECOND, THIRD = ("r2" + letter * 39 for letter in "abc")
WIB = timezone(timedelta(hours=7))


def test_tokens_come_from_addresses_then_from_message_ids(make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(
        To=f"Loket <LOKET+{FIRST.upper()}@kampus.example>",
        In_Reply_To=f"<{SECOND}.acak@kampus.example>",
        References=f"<x@y> <{THIRD}.acak@kampus.example>",
    )

    assert find_references(mail, words).tokens == (FIRST, SECOND, THIRD)


def test_token_in_a_delivery_header_counts(make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(Delivered_To=f"loket+{FIRST}@kampus.example")

    assert find_references(mail, words).tokens == (FIRST,)


@pytest.mark.parametrize(
    "headers",
    [
        {"To": f"orang+{FIRST}@kampus.example"},
        {"To": f"loket+{FIRST}@lain.example"},
        {"In_Reply_To": f"<{FIRST}.acak@lain.example>"},
        {"In_Reply_To": f"<{FIRST}@kampus.example>"},
        {"To": f"loket+{FIRST}a@kampus.example"},
    ],
)
def test_token_elsewhere_does_not_count(headers: dict[str, str], make_mail: MailMaker, words: Vocabulary) -> None:
    assert find_references(make_mail(**headers), words).tokens == ()


def test_token_in_the_body_does_not_count(make_mail: MailMaker, words: Vocabulary) -> None:
    assert find_references(make_mail(f"loket+{FIRST}@kampus.example"), words).tokens == ()


def test_message_ids_come_newest_first(make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(In_Reply_To="<c@x>", References="<a@x> <b@x> <c@x>")

    assert find_references(mail, words).message_ids == ("c@x", "b@x", "a@x")


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("Re: [PDI-2611-0042] NIM salah", ("PDI-2611-0042",)),
        ("Bls: [pdi-2611-0042] [ PDI-2611-10051 ]", ("PDI-2611-0042", "PDI-2611-10051")),
        ("PDI-2611-0042", ()),
        ("[XYZ-2611-0042]", ()),
        ("[PDI-2611-042]", ()),
    ],
)
def test_ticket_numbers_stand_in_brackets(
    subject: str, numbers: tuple[str, ...], make_mail: MailMaker, words: Vocabulary
) -> None:
    assert find_references(make_mail(Subject=subject), words).ticket_numbers == numbers


FORWARDS = {
    "Gmail": """\
Mohon dibantu.

---------- Forwarded message ---------
Dari: Siti Contoh <siti@kampus.example>
Date: Sen, 2 Nov 2026 pukul 10.15
Subject: nilai

Isi
""",
    "Outlook": """\
Dari: Siti Contoh [mailto:siti@kampus.example]
Dikirim: Senin, 02 November 2026 10:15
Kepada: Budi

Isi
""",
    "Apple Mail": """\
Mulai pesan yang diteruskan:

> Dari: Siti Contoh <siti@kampus.example>
> Tanggal: 2 November 2026 10.15.00 WIB
""",
    "Yahoo": (
        "Mohon.\n\n   ----- Pesan yang Diteruskan ----- Dari: Siti Contoh <siti@kampus.example>Kepada: Budi"
        " <budi@kampus.example>Terkirim: Senin, 2 November 2026 10.15.00 WIBJudul: nilai\n Isi\n"
    ),
    "Outlook in English": """\
-----Original Message-----
From: Siti Contoh <siti@kampus.example>
Sent: Monday, November 2, 2026 10:15 AM
""",
}


@pytest.mark.parametrize("client", FORWARDS)
def test_author_and_date_of_a_forwarded_mail_are_read(client: str, make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail(FORWARDS[client], Subject="Fwd: nilai", Date="Tue, 3 Nov 2026 08:00:00 +0700")
    found = find_references(mail, words)

    assert found.original_sender == Mailbox("siti@kampus.example", "Siti Contoh")
    assert found.original_date == datetime(2026, 11, 2, 3, 15, tzinfo=UTC)


def test_answer_has_no_forwarded_author(make_mail: MailMaker, words: Vocabulary) -> None:
    mail = make_mail("Baik.\n\nDari: Siti <siti@kampus.example>\nDikirim: Senin, 2 November 2026 10.15\nKepada: Budi\n")

    assert find_references(mail, words).original_sender is None


@pytest.mark.parametrize(
    ("value", "mailbox"),
    [
        ("Siti <siti@Kampus.Example>", Mailbox("siti@kampus.example", "Siti")),
        ('"Contoh, Siti" <siti@x.example<mailto:siti@x.example>>', Mailbox("siti@x.example", "Contoh, Siti")),
        ("siti@x.example", Mailbox("siti@x.example", "")),
        ("Siti Contoh", Mailbox("", "Siti Contoh")),
    ],
)
def test_quoted_mailbox_is_read(value: str, mailbox: Mailbox) -> None:
    assert read_mailbox(value) == mailbox


@pytest.mark.parametrize(
    "text",
    [
        "Senin, 2 November 2026 pukul 10.15",
        "02/11/2026 10:15",
        "2026-11-02 10:15",
        "Mon, Nov 2, 2026 at 10:15 AM",
        "Monday, November 2, 2026 10:15:00 AM",
        "2 Nov 2026, 11.15 WITA",
        "Mon, 2 Nov 2026 03:15:00 +0000",
        "lundi 2 novembre 2026 10:15",
        "2026年11月2日 10:15",
    ],
)
def test_dates_for_people_are_read(text: str) -> None:
    assert parse_quoted_date(text, WIB) == datetime(2026, 11, 2, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "kemarin", "99/99/2026 10:15", "31 Februari 2026 10.15", "2 Nov 2026 25:99"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_quoted_date(text, WIB) is None


def test_header_of_a_forwarded_mail_is_no_form(make_mail: MailMaker, words: Vocabulary) -> None:
    course = FieldWords("nama_mk", ("Mata kuliah", "Subject"), "", "text")
    mail = make_mail(FORWARDS["Gmail"], Subject="Fwd: nilai")
    fields = read_findings(mail, split_reply(mail, words), replace(words, fields=(course,))).fields

    assert not fields
