import time

import pytest

from daemon.trust.header_block import HeaderBlockError, split, unfold


def test_fields_keep_their_folds_and_octets():
    mail = split(b"Subject: a\r\n b\xff\r\nTo:x\r\n\r\nbody\r\n")
    assert [(header.name, header.value) for header in mail.headers] == [("Subject", " a\r\n b\xff"), ("To", "x")]


@pytest.mark.parametrize(
    "raw", [b"To: x\r\n\r\nbody", b"To: x\n\nbody", b"To: x\n\r\nbody", b"From x y\nTo: x\n\nbody"]
)
def test_the_body_begins_after_the_first_empty_line(raw):
    assert (split(raw).body, split(raw).headers[0].value) == (b"body", " x")


def test_a_mail_without_body_is_all_header():
    assert [header.name for header in split(b"To: x\r\nCc: y\r\n").headers] == ["To", "Cc"]


@pytest.mark.parametrize(
    "raw",
    [
        b"X-A: a\rFrom: rina@kampus.example\r\n\r\n",
        b"From: rina@kampus.example\x00\r\n\r\n",
        b"From: a@b\r\nFrom rina@kampus.example\r\n\r\n",
        b"From : rina@kampus.example\r\n\r\n",
        b"no field\r\nFrom: rina@kampus.example\r\n\r\n",
        b" folded first line\r\nFrom: rina@kampus.example\r\n\r\n",
        b"\xef\xbb\xbfFrom: rina@kampus.example\r\n\r\n",
        b": nameless\r\n\r\n",
        b"",
    ],
)
def test_a_header_that_two_readers_could_read_differently_is_refused(raw):
    with pytest.raises(HeaderBlockError):
        split(raw)


@pytest.mark.parametrize(
    "raw",
    [b"X: y\r\n" * 2001, b"X: " + b"y" * 17_000, b"X: y" + b"\r\n y" * 1500 * 60, (b"X: " + b"y" * 900 + b"\n") * 300],
)
def test_a_header_beyond_the_limits_is_refused(raw):
    with pytest.raises(HeaderBlockError):
        split(raw + b"\r\n\r\nbody")


def test_a_large_body_costs_next_to_nothing():
    started = time.perf_counter()
    split(b"To: x\r\n\r\n" + b"\r\r\n \n" * 4_000_000)
    assert time.perf_counter() - started < 0.5


def test_unfolding_keeps_the_white_space_of_the_fold():
    assert unfold(" a\r\n\tb\n c ") == "a\tb c"
