"""A mail that kills, hangs or bloats its reader goes to quarantine after three strikes; the others go on (F21, F54)."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from writing import write

from daemon.readers.answers import Stored, Understood
from daemon.readers.isolation import Readers
from daemon.service import Service
from models.database import database, transaction
from models.mail import InboundEmail

pytestmark = [pytest.mark.server, pytest.mark.slow]
ADMIN = "admin@kampus.example"
POISON = b"X-Poison: yes"


class PoisonedReader:
    """Reads mails in good processes, and poisoned ones in processes that fail; both are real ones."""

    def __init__(self, good: Readers, bad: Readers) -> None:
        self.good, self.bad = good, bad

    @property
    def size(self) -> int:
        return 1

    def begin(self, mails: Sequence[Stored]) -> list["Later"]:
        return [Later(self.bad if POISON in Path(mail.path).read_bytes() else self.good, mail) for mail in mails]


@dataclass
class Later:
    """A mail that is read when its turn comes."""

    readers: Readers
    mail: Stored
    is_ready: bool = True

    def is_ready_by(self, _until: float) -> bool:
        return True

    def result(self) -> Understood:
        (begun,) = self.readers.begin((self.mail,))
        return begun.result()

    def leave(self) -> None:
        """Nothing was begun."""


@pytest.fixture
def poisoned(office: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Service]]:
    """Return a function that gives a service on whose poisoned mails something happens."""
    readers: list[Readers] = []

    def make(action: str) -> Service:
        app = office.loket.app
        monkeypatch.setitem(os.environ, "LOKET_FAILPOINT", f"while_reading:{action}")
        readers.append(Readers(app.pipeline.reader._start.vocabulary, wall_seconds=1.0))
        pipeline = replace(app.pipeline, reader=PoisonedReader(app.pipeline.reader, readers[0]))
        return Service(app.sources, pipeline, app.delivery)

    yield make
    for reader in readers:
        reader.close()


def poison(number: int) -> bytes:
    sender = f"Siti <siti{number}@mhs.kampus.example>"
    return write(sender, "racun", message_id=f"p{number}@mhs.kampus.example", headers=(POISON.decode(),))


def strike(service: Service, times: int) -> None:
    """Let the service try again as often, without the pauses between."""
    for _ in range(times):
        service.once()
        with transaction():
            InboundEmail.update(not_before=None).where(InboundEmail.state == "new").execute()


@pytest.mark.parametrize("action", ["kill", "raise", "sleep"])
def test_poisoned_mail_goes_to_quarantine_and_the_others_go_on(
    office: Any, poisoned: Callable[[str], Service], action: str
) -> None:
    service = poisoned(action)
    office.deliver(poison(1))
    office.complain(2)
    service.once()
    assert [row["disposition"] for row in office.loket.rows("inbox")] == [None, "form_requested"]
    strike(service, 3)
    assert [row["state"] for row in office.loket.rows("inbox")] == ["quarantined", "done"]
    told = office.sink.to(ADMIN)
    assert (len(told), b"loket quarantine show 1" in told[0].content) == (1, True)


def test_mail_comes_back_from_quarantine_when_the_reader_is_mended(
    office: Any, poisoned: Callable[[str], Service]
) -> None:
    service = poisoned("kill")
    office.deliver(poison(1))
    strike(service, 4)
    office.loket.leave()
    os.environ.pop("LOKET_FAILPOINT")
    assert office.loket.run("quarantine", "retry", "1").returncode == 0
    assert office.settle() == []
    assert [row["disposition"] for row in office.loket.rows("inbox")] == ["form_requested"]


def test_failed_database_is_no_strike(office: Any, poisoned: Callable[[str], Service]) -> None:
    """See test_disk: there the mails are finished; here the attempts are counted."""
    app = office.loket.app
    office.complain(1)
    app.sources[0].poll_once()
    with transaction():
        InboundEmail.update(claimed_by=app.pipeline.worker, attempts=1).execute()
    app.pipeline.take_back()
    row = InboundEmail.get()
    assert (row.claimed_by, row.attempts, row.recorded_at < datetime.now(UTC)) == (None, 0, True)


REFUSE = """CREATE TRIGGER refuse BEFORE INSERT ON ticket WHEN NEW.subject = 'NIK salah 2'
BEGIN SELECT RAISE(ABORT, 'not this one'); END"""


@pytest.fixture
def grouped(office: Any) -> Service:
    """Return a service that takes all its mails through in one transaction, and whose database refuses the second."""
    app = office.loket.app
    database.execute_sql(REFUSE)
    for number in (1, 2, 3):
        office.complain(number)
    pipeline = replace(app.pipeline, reader=PoisonedReader(app.pipeline.reader, app.pipeline.reader))
    return Service(app.sources, pipeline, app.delivery)


def test_mail_that_cannot_be_written_fails_alone(office: Any, grouped: Service) -> None:
    grouped.once()
    assert [row["disposition"] for row in office.loket.rows("inbox")] == ["form_requested", None, "form_requested"]
    assert [row.attempts for row in InboundEmail.select().order_by(InboundEmail.id)] == [1, 1, 1]


def test_mail_that_failed_among_others_is_made_up_for(office: Any, grouped: Service) -> None:
    grouped.once()
    database.execute_sql("DROP TRIGGER refuse")
    strike(grouped, 1)
    assert office.settle() == []
    assert [row["disposition"] for row in office.loket.rows("inbox")] == ["form_requested"] * 3


@pytest.mark.parametrize("point", ["after_handle", "before_commit"])
def test_group_that_fails_is_dealt_with_one_by_one(office: Any, point: str) -> None:
    for number in (1, 2, 3):
        office.complain(number)
    assert office.loket.run("once", LOKET_FAILPOINT=f"{point}:raise").returncode == 0
    assert [row["disposition"] for row in office.loket.rows("inbox")] == ["form_requested"] * 3
    assert office.settle() == []


def test_mails_that_are_read_together_share_a_transaction(office: Any) -> None:
    app, ended = office.loket.app, []
    for number in (1, 2, 3):
        office.complain(number)
    app.sources[0].poll_once()
    assert app.pipeline.process_waiting(committed=lambda: ended.append("transaction")) == 3
    assert ended == ["transaction"]


class WatchedReader(PoisonedReader):
    """Notes, when a reading is asked for, whether a transaction waits for it."""

    def __init__(self, readers: Readers) -> None:
        super().__init__(readers, readers)
        self.noted: list[bool] = []

    def begin(self, mails: Sequence[Stored]) -> list[Later]:
        return [Watched(self.good, mail, noted=self.noted) for mail in mails]


@dataclass
class Watched(Later):
    """A mail of the watched reader."""

    noted: list[bool] = field(default_factory=list)

    def result(self) -> Understood:
        self.noted.append(database.in_transaction())
        return super().result()


def test_nobody_is_kept_from_writing_while_a_mail_is_read(office: Any) -> None:
    app = office.loket.app
    for number in (1, 2):
        office.complain(number)
    app.sources[0].poll_once()
    reader = WatchedReader(app.pipeline.reader)
    replace(app.pipeline, reader=reader).process_waiting()
    assert reader.noted == [False, False]
