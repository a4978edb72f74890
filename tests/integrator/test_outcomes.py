"""Whatever goes wrong between us and the Feeder, a change is made at most once and nobody is told what is not so."""

import pytest
from installation import STAFF
from integrator_office import JOKO_ADDRESS, NEW_NIK, OLD_NIK, RINA, STUDENT, IntegratorOffice, fail, mend, past, text_of

from daemon.demo.feeder_simulator.quirks import fault_of
from models.clocks import StagePause
from models.plans import StoredPlan

pytestmark = pytest.mark.server


def approved(office: IntegratorOffice) -> None:
    """Have a change asked for and confirmed, all but approved."""
    office.order(RINA, office.complain(), "!ubah-biodata")
    office.confirm()


@pytest.mark.parametrize("kind", ["reset_after", "html_502_after"])
def test_lost_answer_is_found_by_reading_back(office: IntegratorOffice, kind: str) -> None:
    approved(office)
    fail(office, kind)
    office.approve()
    assert StoredPlan.get().state == "unknown"
    past(attempts=True, outage=True)
    office.work()
    assert (StoredPlan.get().state, office.updates()) == ("done", ["UpdateBiodataMahasiswa"])
    assert office.tickets()[0]["status"] == "solved"


def test_request_that_never_arrived_is_sent_again(office: IntegratorOffice) -> None:
    approved(office)
    fail(office, "reset_before")
    office.approve()
    past(attempts=True, outage=True)
    office.work()
    assert (StoredPlan.get().state, office.nik) == ("done", NEW_NIK)
    assert len(office.updates()) == 1


def test_unknown_outcome_is_said_to_both(office: IntegratorOffice) -> None:
    approved(office)
    fail(office, "reset_after")
    office.approve()
    for address in (STAFF, JOKO_ADDRESS):
        assert "Hasilnya belum pasti" in text_of(office.newest(address, "plan-outcome"))
    assert office.mails(STUDENT, "solution") == []


def test_refused_change_is_explained(office: IntegratorOffice) -> None:
    approved(office)
    fault = fault_of({"kind": "error", "code": 108, "acts": ["Update"]})
    office.feeder.simulator.faults.waiting.append(fault)
    office.approve()
    assert (StoredPlan.get().state, office.nik) == ("failed", OLD_NIK)
    assert "Alasan" in text_of(office.newest(STAFF, "plan-outcome")).title()


def test_lock_that_shows_when_trying_takes_the_pdm_way(office: IntegratorOffice) -> None:
    approved(office)
    office.feeder.simulator.faults.waiting.append(fault_of({"kind": "error", "code": 217, "acts": ["Update"]}))
    office.approve()
    assert "PDM" in text_of(office.newest(STUDENT, "route"))
    assert office.tickets()[0]["status"] == "new"


def test_locked_field_takes_the_pdm_way_before_trying(office: IntegratorOffice) -> None:
    notice = office.complain(files=("kk.jpg",))
    office.order(RINA, notice, '!ubah-biodata nama="Siti Contoh Lestari"')
    stopped = text_of(office.newest(STAFF, "action-stopped"))
    assert "✓ Kartu keluarga (KK) / Akta kelahiran" in stopped
    assert "☐ KTP" in stopped
    assert "☐ KTP" in text_of(office.newest(STUDENT, "route"))
    assert office.updates() == []


def test_lecturers_data_takes_the_sister_way_before_trying(office: IntegratorOffice) -> None:
    notice = office.complain("Biodata saya sebagai dosen salah di PDDIKTI.\nNIDN: 2015088001")
    office.order(RINA, notice, "!jenis D01")
    asked = len(office.feeder.simulator.requests)
    office.order(RINA, notice, "!ubah-biodata nim=2190000001 kode_pos=30127")
    assert "!solusi sister" in text_of(office.newest(STAFF, "action-stopped"))
    assert "SISTER" in text_of(office.newest(STUDENT, "route"))
    assert (office.mails(STAFF, "confirmation"), len(office.feeder.simulator.requests)) == ([], asked)


def test_nothing_changed_is_explained_by_what_stands_there(office: IntegratorOffice) -> None:
    approved(office)
    office.feeder.simulator.faults.waiting.append(fault_of({"kind": "error", "code": 105, "acts": ["Update"]}))
    office.approve()
    assert (StoredPlan.get().state, office.nik) == ("failed", OLD_NIK)
    assert "Tidak ada yang berubah" in text_of(office.newest(STAFF, "plan-outcome"))
    assert office.mails(STUDENT, "route") == []


def test_submission_is_followed_and_its_requester_told(office: IntegratorOffice) -> None:
    notice = office.complain()
    office.order(RINA, notice, "!pdm nomor=PDM-2026-77")
    assert "Nomor pengajuan: PDM-2026-77" in text_of(office.newest(STUDENT, "route"))
    office.order(RINA, notice, "!pdm status=disetujui\n\nMohon menunggu sinkronisasi.")
    told = text_of(office.newest(STUDENT, "route"))
    assert "PDM-2026-77" in told
    assert "disetujui" in told
    assert "Mohon menunggu sinkronisasi." in told


def test_feeder_that_is_down_keeps_people_waiting_and_tells_them_once(office: IntegratorOffice) -> None:
    notice = office.complain()
    fail(office, "html_502", 99, ())
    office.order(RINA, notice, "!ubah-biodata")
    for _ in range(5):
        past(outage=True)
        office.work()
    assert len(office.mails(STUDENT, "outage")) == 1
    assert len(office.mails(STAFF, "action-waiting")) == 1
    mend(office)
    past(outage=True)
    office.work()
    assert "kembali dapat dihubungi" in text_of(office.newest(STAFF, "action-waiting"))
    assert office.mails(STAFF, "confirmation") != []


def test_clocks_stand_still_while_the_feeder_is_down(office: IntegratorOffice) -> None:
    notice = office.complain(files=("ktp.jpg",))
    fail(office, "html_502", 99, ())
    office.order(RINA, notice, "!ubah-biodata")
    for _ in range(3):
        past(outage=True)
        office.work()
    assert [(pause.reason, pause.ended_at) for pause in StagePause.select()] == [("integrator", None)] * 2
    mend(office)
    past(outage=True)
    office.work()
    assert all(pause.ended_at for pause in StagePause.select())


def test_what_waits_goes_on_in_order(office: IntegratorOffice) -> None:
    notice = office.complain()
    fail(office, "html_502", 99, ())
    for line in ("!cek-mahasiswa", "!cek-akm", "!cek-riwayat"):
        office.order(RINA, notice, line)
    assert office.mails(STAFF, "action-answer") == []
    mend(office)
    past(outage=True)
    office.work()
    answers = [text_of(mail) for mail in office.mails(STAFF, "action-answer")]
    assert [line for text in answers for line in ("!cek-mahasiswa", "!cek-akm", "!cek-riwayat") if line in text] == [
        "!cek-mahasiswa",
        "!cek-akm",
        "!cek-riwayat",
    ]
