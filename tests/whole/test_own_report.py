"""A faculty operator gets the figures of the own unit by mail, and nobody else does."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import time_machine
from installation import Installation, maildir_box
from smtp_sink import SmtpSink, SunkMail
from writing import write

from daemon.desk.timekeeping.clock_face import described
from daemon.reporting import ReportPost
from models.database import taken_back, transaction
from models.tickets import Ticket, TicketField

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("own-report")]

ANI = "Ani Contoh <ani@tarbiyah.kampus.example>"
BUDI = "Budi Contoh <budi@syariah.kampus.example>"
SITI = "Siti Contoh <siti@mhs.kampus.example>"
OPERATORS = """
[[requesters]]
role = "operator"
unit = "Fakultas Tarbiyah"
addresses = ["ani@tarbiyah.kampus.example"]

[[requesters]]
role = "operator"
unit = "Fakultas Syariah"
addresses = ["budi@syariah.kampus.example"]
"""


VALUE = {"name": "fakultas", "value": "Fakultas Tarbiyah", "is_valid": True, "source": "mail 1"}


class Office:
    """A counter at which two units' operators and a student complained in November."""

    def __init__(self, folder: Path, sink: SmtpSink) -> None:
        self._numbers, self._box, self.sink = count(), folder / "Maildir", sink
        for part in ("cur", "new", "tmp"):
            (self._box / part).mkdir(parents=True)
        self.loket = Installation(folder, sink.port, maildir_box(self._box))
        self.loket.config.write_text(self.loket.config.read_text() + OPERATORS)
        for sender in (ANI, ANI, BUDI, SITI):
            self.take(write(sender, "Kirim kelas di Feeder gagal dengan error 707.", "Error 707"))

    def take(self, raw: bytes) -> str:
        """Let a mail in, with what follows from it, and return what became of it."""
        path = self._box / "new" / f"{next(self._numbers)}.test"
        path.write_bytes(raw)
        os.utime(path, (time.time(), time.time()))
        self.loket.once()
        ReportPost(self.loket.app).tend()
        self.loket.once()
        return str(self.loket.rows("inbox")[-1]["disposition"])

    def reports(self) -> list[SunkMail]:
        return [mail for mail in self.sink.mails if "operator" in str(mail.message["Subject"])]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with SmtpSink() as sink, time_machine.travel(datetime(2026, 11, 23, 2, tzinfo=UTC), tick=True):
        office = Office(tmp_path_factory.mktemp("office"), sink)
        yield office
        office.loket.close()


@pytest.fixture
def ask(office: Office) -> Iterator[Office]:
    """Give the office with no mail in the sink."""
    office.sink.clear()
    return office


def text_of(mail: SunkMail) -> str:
    body = mail.message.get_body(("plain",))
    return " ".join(str(body.get_content()).split()) if body else ""


def test_an_operator_gets_the_figures_of_the_own_unit_alone(ask: Office) -> None:
    ask.take(write(ANI, "LAPORAN november", "Laporan"))
    assert [mail.recipients for mail in ask.reports()] == [("ani@tarbiyah.kampus.example",)]
    words = text_of(ask.reports()[0])
    assert "Keluhan diterima: Jumlah 2" in words
    assert "Masih terbuka sekarang: Jumlah 2" in words


def test_the_report_has_nobody_else_and_no_ticket(ask: Office) -> None:
    ask.take(write(BUDI, "LAPORAN bulan ini", "Laporan"))
    words = text_of(ask.reports()[0])
    assert not [word for word in ("Rina", "Joko", "Ani", "Siti", "PDI-", "Tarbiyah") if word in words]


def test_the_same_month_is_answered_once_a_day(ask: Office) -> None:
    for _ in range(2):
        ask.take(write(ANI, "LAPORAN 2026-09"))
    assert len(ask.reports()) == 1


def test_an_asked_for_report_opens_no_ticket(ask: Office) -> None:
    before = Ticket.select().count()
    assert ask.take(write(ANI, "REPORT August", "Report")) == "commands_executed"
    assert Ticket.select().count() == before


@pytest.mark.parametrize("verdict", ["", "fail"])
def test_an_unproven_operator_gets_none(ask: Office, verdict: str) -> None:
    ask.take(write(ANI, "LAPORAN juli", verdict=verdict))
    assert not ask.reports()


@pytest.mark.parametrize(("unit", "faculty"), [("Fakultas Syariah", "Fakultas Syariah"), ("", "Fakultas Tarbiyah")])
def test_an_operators_ticket_counts_for_the_configured_unit_before_what_the_form_says(
    office: Office, unit: str, faculty: str
) -> None:
    ticket = next(row for row in Ticket.select() if row.unit == unit)
    with transaction(), taken_back():
        TicketField.create(ticket=ticket, **VALUE, changed_at=ticket.created_at)
        assert described(ticket)["faculty"] == faculty


def test_the_word_of_a_student_is_a_complaint_like_any_other(ask: Office) -> None:
    assert ask.take(write(SITI, "LAPORAN oktober", "Laporan")) in {"ticket_created", "form_requested"}
    assert not ask.reports()


def test_a_report_of_damage_is_no_wish_for_figures(ask: Office) -> None:
    assert ask.take(write(BUDI, "Laporan kerusakan AC", "Laporan")) in {"ticket_created", "form_requested"}
