"""What a reading process understood arrives as it was, by way of plain values."""

import pickle
from dataclasses import dataclass, is_dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum

import pytest

from daemon.readers.answers import Answer, Stored, asked, read_answer, read_asked, written
from daemon.readers.plain_rows import rows_of
from daemon.reading.reader import read
from daemon.reading.vocabulary import Vocabulary

VOCABULARY = Vocabulary((), (), "PDI", (), "", ())
WITH_A_FILE = b"""\
From: Budi Contoh <budi@kampus.example>
To: bantuan@kampus.example, Siti <siti@kampus.example>
Subject: Mohon bantuan
Date: Mon, 02 Nov 2026 08:00:00 +0700
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html

<p>!selesai</p><blockquote>Nama saya salah.</blockquote>
--b
Content-Type: application/pdf; name=a.pdf

%PDF
--b--
"""
BOUNCE = b"""\
From: MAILER-DAEMON@kampus.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.kampus.example

Final-Recipient: rfc822; siti@kampus.example
Action: failed
Status: 5.1.1
--b--
"""


class Color(Enum):
    RED = 1


class Size(StrEnum):
    BIG = "big"


@dataclass(frozen=True, slots=True)
class Inner:
    name: str
    size: Size


@dataclass(frozen=True, slots=True)
class Outer:
    one: Inner
    perhaps: Inner | None
    many: tuple[Inner, ...]
    color: Color | None
    sizes: tuple[Size, ...]
    spans: tuple[tuple[int, int], ...]
    when: datetime | None
    text: str


def is_plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    return not is_dataclass(value) and not isinstance(value, Enum)


@pytest.mark.parametrize("perhaps", [None, Inner("b", Size.BIG)])
def test_a_record_in_a_record_or_in_a_tuple_becomes_a_row_and_comes_back(perhaps: Inner | None) -> None:
    record = Outer(
        Inner("a", Size.BIG),
        perhaps,
        (Inner("c", Size.BIG),),
        Color.RED,
        (Size.BIG,),
        ((1, 2),),
        datetime.now(UTC),
        "x",
    )
    rows = rows_of(Outer)

    assert is_plain(rows.write(record))
    assert rows.read(pickle.loads(pickle.dumps(rows.write(record)))) == record


@pytest.mark.parametrize("raw", [WITH_A_FILE, BOUNCE], ids=["with a file", "bounce"])
def test_what_was_understood_of_a_mail_arrives_as_it_was(raw: bytes) -> None:
    answer = Answer(reading=read(raw, VOCABULARY))

    assert is_plain(written(answer))
    assert read_answer(pickle.loads(pickle.dumps(written(answer)))) == answer


def test_a_failure_arrives_as_it_was() -> None:
    answer = Answer(failure="ValueError at reader.py:1", is_worn=True)

    assert read_answer(written(answer)) == answer


def test_mails_on_the_disk_are_named_and_the_octets_of_others_are_announced() -> None:
    stored = Stored("a/b", "00", datetime.now(UTC), datetime.now(UTC))

    assert list(read_asked(pickle.loads(pickle.dumps(asked([stored, b"octets"]))))) == [stored, None]
