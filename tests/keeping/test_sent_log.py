from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.keeping.sent_log import Sent, SentLog

NOVEMBER = datetime(2026, 11, 22, tzinfo=UTC)
JANUARY = datetime(2027, 1, 3, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> SentLog:
    found = SentLog(tmp_path / "sent")
    found.add((Sent("one@kampus.example", "acknowledgement", "PDI-2611-0042"), NOVEMBER))
    found.add((Sent("two@kampus.example", "notification", ""), JANUARY))
    return found


def test_everything_that_was_sent_is_known(log: SentLog) -> None:
    assert [sent.message_id for sent in log.lines()] == ["one@kampus.example", "two@kampus.example"]


def test_mails_of_two_months_lie_in_their_own_files(log: SentLog) -> None:
    log.add((Sent("a@kampus.example", "reply", ""), NOVEMBER), (Sent("b@kampus.example", "reply", ""), JANUARY))
    assert [file.name for file in log.files()] == ["2026-11.log", "2027-01.log"]
    assert [sent.message_id[0] for sent in log.lines()] == ["o", "a", "t", "b"]


def test_broken_line_hides_no_other(log: SentLog) -> None:
    with log.files()[1].open("ab") as file:
        file.write(b'\n{"at": "2027-01-')
    log.add((Sent("three@kampus.example", "reply", ""), JANUARY))
    assert [sent.message_id for sent in log.lines()][-1] == "three@kampus.example"


def test_old_months_are_forgotten(log: SentLog) -> None:
    assert log.forget(JANUARY) == 1
    assert [sent.message_id for sent in log.lines()] == ["two@kampus.example"]


def test_nobody_else_can_read_it(log: SentLog) -> None:
    assert all(file.stat().st_mode & 0o077 == 0 for file in log.files())


def test_full_disk_stops_no_mail(tmp_path: Path) -> None:
    (tmp_path / "sent").write_text("no folder")
    SentLog(tmp_path / "sent").add((Sent("one@kampus.example", "reply", ""), NOVEMBER))


def test_log_keeps_its_identity(log: SentLog, tmp_path: Path) -> None:
    assert log.identity() == SentLog(log.folder).identity() != SentLog(tmp_path / "other").identity()
