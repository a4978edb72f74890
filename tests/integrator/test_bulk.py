"""A file of many records is previewed line by line, approved as one plan, and applied line by line."""

import csv

import pytest
from installation import STAFF
from integrator_office import (
    JOKO,
    JOKO_ADDRESS,
    RINA,
    STUDENT,
    IntegratorOffice,
    code_in,
    fail,
    past,
    text_of,
    with_csv,
)
from smtp_sink import SunkMail
from writing import write

from daemon.demo.feeder_simulator.quirks import fault_of
from daemon.demo.feeder_simulator.service import Applied
from daemon.demo.feeder_simulator.state import Campus, Cell, Record
from models.actions import BulkRow
from models.plans import StoredPlan

pytestmark = pytest.mark.server

FILE = "nim;kode_pos\n2190000001;30127\n2190000002;30128\n2199999999;30129\n2190000002;30130\n2190000003;abc\n"
ORDER = "!massal ubah-biodata"


def ask(office: IntegratorOffice, text: str = FILE, line: str = ORDER) -> str:
    """Have Rina send a file and return what became of her mail."""
    notice = office.complain()
    mail = write(RINA, line, f"Re: {notice.message['Subject']}", in_reply_to=notice.message_id)
    office.deliver(with_csv(mail, text))
    office.work()
    return str(office.loket.rows("inbox")[-1]["disposition"])


def codes(office: IntegratorOffice) -> list[str]:
    found = {row["nama_mahasiswa"]: str(row["kode_pos"]) for row in office.feeder.simulator.live.all("biodata")}
    return [found[f"{name} CONTOH"] for name in ("SITI", "DEWI", "BUDI")]


def test_file_is_previewed_line_by_line(office: IntegratorOffice) -> None:
    assert ask(office) == "commands_executed"
    text = text_of(office.newest(STAFF, "confirmation"))
    assert "2. SITI CONTOH, NIM 2190000001 Kode pos: 30126 → 30127" in text
    assert "Tidak ada data untuk NIM 2199999999" in text
    assert "Sama dengan baris 3" in text
    assert "kode_pos" in text


def many(office: IntegratorOffice, count: int, unknown: int = 0) -> str:
    """Return a file about some students, and some who are not there."""
    students = sorted(row["nim"] for row in office.feeder.simulator.live.all("riwayat"))[:count]
    nims = (*students, *(str(2199999900 + number) for number in range(unknown)))
    return "nim;kelurahan\n" + "".join(f"{nim};@SUM({nim})\n" for nim in nims)


def sheet(mail: SunkMail) -> list[list[str]]:
    (file,) = [part for part in mail.message.iter_attachments() if part.get_filename() == "rencana.csv"]
    return list(csv.reader(file.get_payload(decode=True).decode("utf-8-sig").splitlines()))


def test_long_file_shows_its_beginning_and_brings_the_whole_along(office: IntegratorOffice) -> None:
    ask(office, many(office, 3, 25))
    mail = office.newest(STAFF, "confirmation")
    text = text_of(mail)
    assert "3 data akan diubah, 25 baris tidak dapat direncanakan" in text
    assert (text.count("→"), text.count("Tidak ada data untuk")) == (3, 20)
    rows = sheet(mail)
    assert (len(rows), rows[0][0]) == (29, "data")
    assert all(row[3].startswith("'@SUM(") for row in rows[1:4])


def test_approver_of_a_long_file_gets_the_whole_as_well(office: IntegratorOffice) -> None:
    ask(office, many(office, 3, 25))
    office.confirm()
    assert len(sheet(office.newest(JOKO_ADDRESS, "approval"))) == 29


def test_approved_file_is_applied_and_its_result_mailed(office: IntegratorOffice) -> None:
    ask(office)
    office.confirm()
    office.approve()
    assert codes(office) == ["30127", "30128", "30126"]
    mail = office.newest(STAFF, "action-answer")
    (file,) = list(mail.message.iter_attachments())
    assert file.get_filename() == "hasil.csv"
    lines = file.get_payload(decode=True).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["2", "3", "4", "5", "6"]
    assert lines[1].endswith(",berhasil,")


def test_nothing_of_a_file_is_applied_before_approval(office: IntegratorOffice) -> None:
    ask(office)
    office.confirm()
    office.work(2)
    assert office.updates() == []


def test_file_goes_on_where_the_program_died(office: IntegratorOffice) -> None:
    ask(office)
    office.confirm()
    request = office.newest(JOKO_ADDRESS, "approval")
    text = f"!setuju {code_in(request)}"
    office.deliver(write(JOKO, text, f"Re: {request.message['Subject']}", in_reply_to=request.message_id))
    office.loket.leave()
    assert office.loket.run("once", LOKET_FAILPOINT="bulk_row_sent:kill:2").returncode == -9
    office.work()
    past(attempts=True)
    office.work(2)
    assert (codes(office), len(office.updates())) == (["30127", "30128", "30126"], 2)
    assert [row.state for row in BulkRow.select()] == ["done", "done"]


def test_lost_answer_in_the_middle_is_read_back(office: IntegratorOffice) -> None:
    ask(office)
    office.confirm()
    fail(office, "reset_after")
    office.approve()
    assert StoredPlan.get().state == "unknown"
    past(attempts=True, outage=True)
    office.work()
    assert (StoredPlan.get().state, codes(office), len(office.updates())) == ("done", ["30127", "30128", "30126"], 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nim;makanan\n2190000001;nasi\n", "tidak dikenal"),
        ("", "kosong"),
        ("nim\n" + "2190000001\n" * 501, "paling banyak"),
        ("nim;kode_pos\n2199999999;30127\n", "Tidak ada baris"),
    ],
)
def test_file_that_cannot_be_used_is_explained(office: IntegratorOffice, text: str, words: str) -> None:
    ask(office, text)
    assert words in text_of(office.newest(STAFF, "action-stopped"))


def test_mail_without_a_file_is_refused(office: IntegratorOffice) -> None:
    assert office.order(RINA, office.complain(), ORDER)["disposition"] == "commands_refused"


def test_requester_hears_nothing_of_a_file(office: IntegratorOffice) -> None:
    ask(office)
    office.confirm()
    office.approve()
    assert office.mails(STUDENT, "solution") == []


SEVERAL = "nim;kode_pos;kelurahan;email\n2190000001;30127;KEMUNING;satu@mhs.kampus.example\n2190000002;30128;KENANGA;\n"


def test_file_of_several_columns_is_the_same_plan_when_it_is_planned_again(office: IntegratorOffice) -> None:
    ask(office, SEVERAL)
    office.confirm()
    office.approve()
    assert (len(office.mails(STAFF, "confirmation")), len(office.updates())) == (1, 2)


def test_file_of_several_columns_goes_on_where_it_was_broken_off(office: IntegratorOffice) -> None:
    ask(office, SEVERAL)
    office.confirm()
    fail(office, "reset_before")
    office.approve()
    past(attempts=True, outage=True)
    office.work()
    fail(office, "reset_before")
    past(attempts=True, outage=True)
    office.work()
    assert (StoredPlan.get().state, len(office.updates())) == ("done", 2)


def refuse(office: IntegratorOffice, times: int) -> None:
    office.feeder.simulator.faults.waiting.append(
        fault_of({"kind": "error", "code": 108, "acts": ["Update"], "times": times})
    )


def test_broken_feeder_stops_a_file_after_three_rows(office: IntegratorOffice) -> None:
    ask(office, many(office, 6))
    office.confirm()
    refuse(office, 3)
    office.approve()
    states = [row.state for row in BulkRow.select().order_by(BulkRow.number)]
    assert (states, StoredPlan.get().state) == (["failed"] * 3 + ["waiting"] * 3, "unknown")
    assert [mail for mail in office.mails(STAFF, "plan-outcome") if "belum pasti" in text_of(mail)] == []


def test_file_that_was_stopped_goes_on_after_the_pause(office: IntegratorOffice) -> None:
    ask(office, many(office, 6))
    office.confirm()
    refuse(office, 3)
    office.approve()
    past(attempts=True, outage=True)
    office.work()
    assert (StoredPlan.get().state, len(office.updates())) == ("done", 3)


def test_file_whose_pause_is_over_tries_one_row(office: IntegratorOffice) -> None:
    ask(office, many(office, 6))
    office.confirm()
    refuse(office, 4)
    office.approve()
    past(attempts=True, outage=True)
    office.work()
    assert [row.state for row in BulkRow.select().order_by(BulkRow.number)] == ["failed"] * 4 + ["waiting"] * 2


def test_row_whose_name_is_not_the_records_is_left_out(office: IntegratorOffice) -> None:
    ask(office, "nim;orang;kode_pos\n2190000001;Siti Contoh;30127\n2190000002;Orang Lain;30128\n")
    assert [row["line"] for row in StoredPlan.get().content["order"]["rows"]] == [2]
    assert "DEWI CONTOH" in text_of(office.newest(STAFF, "confirmation"))


class Colleague(list[Applied]):
    """Somebody at the Feeder's own pages, who gives DEWI another phone when the first record was changed."""

    def __init__(self, campus: Campus) -> None:
        super().__init__()
        self.campus = campus

    def append(self, change: Applied) -> None:
        super().append(change)
        for row in self.campus.all("biodata"):
            if len(self) == 1 and row["nama_mahasiswa"] == "DEWI CONTOH":
                row["handphone"] = "081299990000"


class Restorer(list[Applied]):
    """A Feeder that takes every change, and keeps none."""

    def __init__(self, campus: Campus, before: dict[Cell, Record]) -> None:
        super().__init__()
        self.campus, self.before = campus, before

    def append(self, change: Applied) -> None:
        super().append(change)
        for row in self.campus.all("biodata"):
            row.update(self.before[row["nama_mahasiswa"]])


def test_record_that_was_changed_while_the_file_ran_is_left_alone(office: IntegratorOffice) -> None:
    ask(office)
    office.confirm()
    simulator = office.feeder.simulator
    simulator.applied = Colleague(simulator.live)
    office.approve()
    phones = [row["handphone"] for row in simulator.live.all("biodata") if row["nama_mahasiswa"] == "DEWI CONTOH"]
    assert (phones, codes(office)[:2]) == (["081299990000"], ["30127", "30126"])
    assert "berubah" in text_of(office.newest(STAFF, "action-answer"))


def test_row_that_the_feeder_only_says_to_have_changed_is_explained(office: IntegratorOffice) -> None:
    ask(office)
    office.confirm()
    campus = office.feeder.simulator.live
    before = {row["nama_mahasiswa"]: dict(row) for row in campus.all("biodata")}
    office.feeder.simulator.applied = Restorer(campus, before)
    office.approve()
    lines = text_of(office.newest(STAFF, "action-answer"))
    assert ("datanya tidak berubah" in lines, "found" in lines) == (True, False)
