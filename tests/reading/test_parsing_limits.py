"""What is too large is refused before it costs anything, and nothing costs more than its size."""

import pickle
import time
from contextlib import suppress

import pytest

from daemon.reading.limits import LimitExceeded
from daemon.reading.mime.parsing import parse

NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(30))
TWENTY_FOLDS = b"\n ".join
MIXED = b"Content-Type: multipart/mixed; boundary=b\n\n"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (bytes(25 * 1024 * 1024 + 1), "mail too large"),
        (b"Subject: " + b"x" * 16 * 1024 + b"\n\n", "header line too long"),
        (b"".join(b"X: %s\n" % (b"x" * 10_000) for _ in range(30)) + b"\n", "header block too large"),
        (b"X: y\n" * 2001 + b"\n", "too many header lines"),
        (NESTED, "parts nested too deeply"),
        (MIXED + b"--b\n\nx\n" * 501, "too many parts"),
        (MIXED + b"--b\nX: " + b"x" * 17_000 + b"\n\n", "header line too long"),
    ],
)
def test_a_mail_beyond_a_limit_is_refused_with_the_limit(raw: bytes, reason: str) -> None:
    with pytest.raises(LimitExceeded, match=reason):
        parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: " + b"x" * 16_000 + b"\n\n",
        b"X: y\n" * 1999 + b"\n",
        MIXED + b"--b\n\nx\n" * 499,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(19)),
    ],
)
def test_a_mail_within_the_limits_is_read(raw: bytes) -> None:
    parse(raw)


def test_the_reason_of_a_refusal_travels_between_processes() -> None:
    assert pickle.loads(pickle.dumps(LimitExceeded("too many parts"))).reason == "too many parts"


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: " + TWENTY_FOLDS([b"=?utf-8?q?x?= " * 500] * 20) + b"\n\n",
        b"Subject: " + TWENTY_FOLDS([b"=?a?q?" * 2000] * 20) + b"\n\n",
        b"To: " + TWENTY_FOLDS([b"x," * 6000] * 20) + b"\n\n",
        b"To: " + TWENTY_FOLDS([b"(" * 12_000] * 20) + b"\n\n",
        b"To: " + TWENTY_FOLDS([b'"a\\' * 4000] * 20) + b"\n\n",
        b"To: " + TWENTY_FOLDS([b"a@" * 6000] * 20) + b"\n\n",
        b"To: " + TWENTY_FOLDS([b"<" * 12_000] * 20) + b"\n\n",
        b"References: " + TWENTY_FOLDS([b"<a@b>" * 2400] * 20) + b"\n\n",
        b"Content-Type: text/plain; " + TWENTY_FOLDS([b"; ; " * 3000] * 20) + b"\n\n",
        b"Content-Type: text/plain; " + TWENTY_FOLDS([b'a="' * 4000] * 20) + b"\n\n",
        b"Content-Type: text/plain; a=x" + TWENTY_FOLDS([b" " * 12_000] * 20) + b"y\n\n",
        b"A: b\n" + b"zzz\nA: b\n" * 900 + b"\n",
        MIXED + b"--b\n\n" + b"--\n" * 300_000,
        MIXED + b"--b\n\n" + b"--b" * 300_000,
        NESTED[:700] + b"\n\n" + b"--b\n" * 200_000,
        b"Content-Transfer-Encoding: base64\n\n" + b"QQ==" * 250_000,
        b"Content-Transfer-Encoding: base64\n\n" + b"=" * 1_000_000,
        b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=" * 1_000_000,
        b"\n\n" + b"begin 644 x\nMx\n" * 60_000,
        b"Content-Type: text/plain; format=flowed\n\n" + b"x \n" * 250_000,
        b"\n\n" + b"\xc3" * 800_000,
        b"\n\n" + bytes(range(128, 256)) * 6000,
        b"Content-Type: text/html\n\n" + b"<meta " * 150_000,
        b"Content-Type: text/html\n\n" + b"cid:" * 250_000,
        b"\r" * 1_000_000,
        b":" * 16_000 + b"\n",
    ],
)
def test_a_bomb_costs_no_more_than_its_size(raw: bytes) -> None:
    started = time.process_time()
    with suppress(LimitExceeded):
        parse(raw)
    assert time.process_time() - started < 1.5
