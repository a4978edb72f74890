"""Reports come by mail: regularly to the head, to staff when they ask, each once, with what its reader may see."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import time_machine
from installation import STAFF, Installation, maildir_box
from smtp_sink import SmtpSink
from writing import write

from daemon.desk.journal import Cause, Entry, record
from daemon.reporting import ReportPost
from models.database import transaction
from models.upkeep import ReportOrder

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("reports-by-mail")]

HEAD = "kepala@kampus.example"
HEADS_LINES = f"""
[[staff]]
id = "kepala"
name = "Kepala Contoh"
addresses = ["{HEAD}"]
roles = ["kepala"]

[roles.kepala]
commands = ["*"]
"""
SITI = "Siti Contoh <siti@mhs.kampus.example>"


class Office:
    """A counter with a head of division, two complaints, one of them solved, and the mails of the first of a month."""

    def __init__(self, folder: Path, sink: SmtpSink) -> None:
        self._numbers, self._box, self.sink = count(), folder / "Maildir", sink
        for part in ("cur", "new", "tmp"):
            (self._box / part).mkdir(parents=True)
        self.loket = Installation(folder, sink.port, maildir_box(self._box))
        self.loket.config.write_text(self.loket.config.read_text() + HEADS_LINES)
        self.take(write(SITI, "NIK saya salah.\nNIM: 2190000001", "Mohon bantuan"))
        self.order("!selesai\n\nNIK Anda sudah diperbaiki.")
        self.take(write(SITI, "Nilai saya salah.", "Satu lagi"))
        with transaction():
            data = {"status": "solved", "mails": 1, "round": 1, "of": {"staff": "joko", "category": "lain"}}
            record(Entry("clock.decided", Cause("loket"), 1, data), datetime.now(UTC))
        self.order("!laporan bulan ini")
        ReportPost(self.loket.app).tend()
        self.loket.once()

    def take(self, raw: bytes) -> None:
        path = self._box / "new" / f"{next(self._numbers)}.test"
        path.write_bytes(raw)
        os.utime(path, (time.time(), time.time()))
        self.loket.once()

    def order(self, text: str) -> str:
        notice = self.sink.to(STAFF)[0]
        self.take(write(f"Rina Contoh <{STAFF}>", text, "Re: Mohon bantuan", in_reply_to=notice.message_id))
        return str(self.loket.rows("inbox")[-1]["disposition"])

    def reports_to(self, address: str) -> list[Any]:
        return [mail for mail in self.sink.to(address) if "Laporan layanan" in str(mail.message["Subject"])]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with SmtpSink() as sink, time_machine.travel(datetime(2026, 12, 1, 2, tzinfo=UTC), tick=True):
        office = Office(tmp_path_factory.mktemp("office"), sink)
        yield office
        office.loket.close()


def ordered(office: Office, at: datetime) -> list[str]:
    """Return the regular reports to the head that are noted once it is `at`."""
    with transaction():
        ReportPost(office.loket.app).order_due(at)
    rows = ReportOrder.select().where(ReportOrder.staff_id == "kepala").order_by(ReportOrder.id)
    return [row.key.rpartition(" ")[0] for row in rows]


def parts(mail: Any, kind: str) -> list[Any]:
    return [part for part in mail.message.walk() if part.get_content_type() == kind]


def text_of(mail: Any) -> str:
    (text,) = parts(mail, "text/plain")
    return str(text.get_content()).replace("\r\n", "\n")


def test_head_gets_the_weeks_and_the_months_report(office: Office) -> None:
    assert len(office.reports_to(HEAD)) == 2


def test_report_is_made_once(office: Office) -> None:
    before = office.loket.rows("outbox")
    office.loket.leave()
    ReportPost(office.loket.app).tend()
    assert office.loket.rows("outbox") == before


def test_report_waits_for_its_time_of_day_and_is_made_up_for(office: Office) -> None:
    first_two = ["monthly 2026-11-01", "weekly 2026-11-23"]
    assert ordered(office, datetime(2026, 12, 6, 23, 59, tzinfo=UTC)) == first_two  # Monday 06:59 in Jakarta
    assert ordered(office, datetime(2026, 12, 10, 2, tzinfo=UTC)) == [*first_two, "weekly 2026-11-30"]


def test_charts_travel_inside_with_words_for_who_does_not_see_them(office: Office) -> None:
    mail = office.reports_to(STAFF)[0]
    (html,) = parts(mail, "text/html")
    shown = {part["Content-ID"].strip("<>") for part in parts(mail, "image/png")}
    assert {name for name in shown if f"cid:{name}" in html.get_content()} == shown != set()
    assert html.get_content().count('alt="Diagram') == len(shown)


def test_text_alternative_has_the_figures(office: Office) -> None:
    assert "Keluhan diterima: Masa ini 2; Sebelumnya 0" in text_of(office.reports_to(STAFF)[0])


def test_report_names_no_requester(office: Office) -> None:
    mails = office.reports_to(HEAD) + office.reports_to(STAFF)
    words = ("siti@", "Siti Contoh", "Mohon bantuan", "2190000001")
    every = [text_of(mail) + parts(mail, "text/html")[0].get_content() for mail in mails]
    assert not [word for word in words for text in every if word in text]


def test_staff_see_no_colleagues_figures(office: Office) -> None:
    assert "Joko Contoh" not in text_of(office.reports_to(STAFF)[0])


def test_time_that_nobody_understands_is_refused(office: Office) -> None:
    assert office.order("!laporan kemarin-kemarin") == "commands_refused"
