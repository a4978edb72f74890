"""Mails are read ahead in their order, and one that hangs its reader holds up none that were read before it."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from daemon import failpoints
from daemon.readers import ahead
from daemon.readers.ahead import ReadAhead
from daemon.readers.answers import Stored, Understood
from daemon.readers.isolation import Readers
from daemon.reading.vocabulary import Vocabulary
from models.mail import InboundEmail

VOCABULARY = Vocabulary((), (), "PDI", (), "", ())
MAIL = b"From: Budi Contoh <budi@kampus.example>\nSubject: Mohon bantuan\n\nNama saya salah.\n"
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    (tmp_path / "mail").write_bytes(MAIL)
    return Stored(str(tmp_path / "mail"), sha256(MAIL).hexdigest(), NOW, NOW)


def three(stored: Stored, readers: Readers) -> ReadAhead:
    return ReadAhead([InboundEmail(size=len(MAIL)) for _ in range(3)], readers, lambda _mail: stored)


def test_mail_that_is_read_goes_on_without_one_behind_it_that_hangs(
    stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(failpoints.VARIABLE, "while_reading:sleep:2")
    monkeypatch.setattr(ahead, "PATIENCE", 0.01)
    with Readers(VOCABULARY, wall_seconds=60) as readers, three(stored, readers) as mails:
        first = mails.next()
        mails.wait(first)
        assert isinstance(first.outcome, Understood)
        assert not mails.is_ready


def test_mail_that_is_read_waits_a_while_for_those_that_are_read_with_it(
    stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "PATIENCE", 60)
    with Readers(VOCABULARY, wall_seconds=60) as readers, three(stored, readers) as mails:
        mails.wait(mails.next())
        assert [mails.is_ready and mails.next().outcome is not None for _ in range(2)] == [True, True]


def test_large_mails_are_not_read_together(stored: Stored) -> None:
    large = [InboundEmail(size=ahead.BATCH_OCTETS) for _ in range(3)]
    with Readers(VOCABULARY, wall_seconds=60) as readers, ReadAhead(large, readers, lambda _mail: stored) as mails:
        first = mails.next()
        assert not mails  # the next one is begun when this one is read
        mails.wait(first)
        assert mails


def test_mails_that_are_added_come_behind_the_others(stored: Stored) -> None:
    with Readers(VOCABULARY, wall_seconds=60) as readers, three(stored, readers) as mails:
        assert mails.run_low
        mails.add([InboundEmail(size=len(MAIL), id=number) for number in (8, 9)])
        given = []
        while mails:
            given.append(mails.next())
            mails.wait(given[-1])
        assert [mail.inbound.id for mail in given] == [None, None, None, 8, 9]
