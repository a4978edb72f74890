"""What is done now and then: the age of the key is looked at, and a forged result is sent through the mail path."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from installation import Installation, maildir_box
from smtp_sink import SmtpSink

from daemon.duties import Duties

pytestmark = pytest.mark.server
ADMIN = "admin@kampus.example"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def loket(tmp_path: Path, sink: SmtpSink) -> Iterator[Installation]:
    for part in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / part).mkdir(parents=True)
    made = Installation(tmp_path, sink.port, maildir_box(tmp_path / "Maildir"))
    yield made
    made.close()


def set_age(loket: Installation, days: int) -> None:
    since = time.time() - days * 86_400
    os.utime(loket.folder / "keys" / "a.key", (since, since))


def test_administrators_are_reminded_once_of_a_key_of_more_than_a_year(loket: Installation, sink: SmtpSink) -> None:
    set_age(loket, 366)
    duties = Duties(loket.app)
    for _ in range(3):
        duties.remind_of_key()
    loket.once()
    (mail,) = sink.to(ADMIN)
    assert b"loket keys rotate" in mail.content


def test_young_key_is_no_reason_to_write(loket: Installation, sink: SmtpSink) -> None:
    set_age(loket, 300)
    Duties(loket.app).remind_of_key()
    loket.once()
    assert sink.mails == []
