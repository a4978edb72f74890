"""What stands on a mail that nobody may read is found in linear time, and is never more than what people read."""

import time

import pytest

from daemon.reading.label import Label, read_label


def test_label_is_what_the_first_fields_say() -> None:
    raw = b"X: y\r\nFROM: Siti <siti@mhs.kampus.example>\r\nSubject: =?utf-8?q?N=C3=ADlai?=\r\nMessage-ID:\r\n <1@x>"
    assert read_label(raw + b"\r\n\r\nSubject: z") == Label("1@x", "siti@mhs.kampus.example", "N\u00edlai")


def test_field_of_the_body_is_no_label() -> None:
    assert read_label(b"X: y\n\nSubject: z\nFrom: a@b.example") == Label()


def test_of_two_fields_the_first_counts() -> None:
    assert read_label(b"Subject: a\nSubject: b\n\n").subject == "a"


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"Subject", b":", b"\xff\xfe\x00" * 50, b"From: <<<>>@[[\nMessage-ID: <\n"]
)
def test_rubbish_has_no_label(raw: bytes) -> None:
    found = read_label(raw)
    assert (found.message_id, found.subject) == ("", "")


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: " + b"=?utf-8?q?a?= " * 70_000,
        b"From: " + b'"(<' * 300_000,
        b"From: x\n" * 130_000,
        b"Subject: a\n" + b" b\n" * 300_000,
    ],
)
def test_label_of_a_bomb_takes_no_time(raw: bytes) -> None:
    start = time.process_time()
    found = read_label(raw)
    assert len(found.subject) <= 500
    assert time.process_time() - start < 2
