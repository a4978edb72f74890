"""One line, a difference, a second person, a corrected and verified record, a solved ticket."""

import pytest
from installation import STAFF
from integrator_office import (
    JOKO,
    JOKO_ADDRESS,
    NEW_NIK,
    OLD_NIK,
    RINA,
    STUDENT,
    IntegratorOffice,
    code_in,
    text_of,
)

from daemon.desk.masking import mask

pytestmark = pytest.mark.server


def test_record_is_corrected_and_the_ticket_solved(office: IntegratorOffice) -> None:
    office.change()
    assert (office.nik, office.updates()) == (NEW_NIK, ["UpdateBiodataMahasiswa"])
    assert office.tickets()[0]["status"] == "solved"
    assert "NIK Anda telah dikoreksi" in text_of(office.newest(STUDENT, "solution"))


def test_difference_is_masked_for_who_asks_and_shown_to_who_approves(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    question = text_of(office.newest(STAFF, "confirmation"))
    assert f"{mask(OLD_NIK)} → {mask(NEW_NIK)}" in question
    assert NEW_NIK not in question
    office.confirm()
    assert f"{OLD_NIK} → {NEW_NIK}" in text_of(office.newest(JOKO_ADDRESS, "approval"))


def test_nothing_is_sent_before_the_second_person_agrees(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    office.confirm()
    office.work(2)
    assert (office.nik, office.updates()) == (OLD_NIK, [])


def test_nobody_approves_their_own_change(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    office.confirm()
    code = code_in(office.newest(JOKO_ADDRESS, "approval"))
    row = office.order(RINA, office.newest(STAFF, "plan-outcome"), f"!setuju {code}")
    assert (row["disposition"], office.updates()) == ("commands_refused", [])


def test_record_that_changed_meanwhile_voids_the_plan(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    office.confirm()
    with office.feeder.simulator.lock:
        for row in office.feeder.simulator.live.all("biodata"):
            row["kelurahan"] = "LAIN"
    office.approve()
    assert (office.nik, office.updates()) == (OLD_NIK, [])
    assert len(office.mails(STAFF, "confirmation")) == 2


def test_evidence_is_needed(office: IntegratorOffice) -> None:
    row = office.order(RINA, office.complain(files=()), "!ubah-biodata")
    assert row["disposition"] == "commands_refused"
    assert "KTP / KK" in text_of(office.newest(STAFF, "receipt"))


def test_evidence_seen_in_person_is_said_to_who_approves(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(files=()), '!ubah-biodata bukti="KTP asli diperlihatkan"')
    office.confirm()
    assert "Bukti diperiksa langsung" in text_of(office.newest(JOKO_ADDRESS, "approval"))


def test_record_of_somebody_else_is_not_touched(office: IntegratorOffice) -> None:
    notice = office.complain(f"NIK saya salah di PDDIKTI.\nNIM: 2190000002\nNama: Siti Contoh\nNIK: {NEW_NIK}")
    office.order(RINA, notice, "!ubah-biodata")
    assert "Nama di tiket tidak cocok" in text_of(office.newest(STAFF, "action-stopped"))
    assert office.mails(STAFF, "confirmation") == []


def test_unknown_student_is_said(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), f"!ubah-biodata nim=2199999999 nik={NEW_NIK}")
    assert "Tidak ada data untuk NIM 2199999999" in text_of(office.newest(STAFF, "action-stopped"))


def test_two_changes_in_one_mail_are_refused(office: IntegratorOffice) -> None:
    line = "!ubah-biodata kode_pos=30127"
    assert office.order(RINA, office.complain(), f"{line}\n{line}")["disposition"] == "commands_refused"


def test_ticket_stays_open_where_that_is_wished(office: IntegratorOffice) -> None:
    office.change("!ubah-biodata selesai=tidak")
    assert (office.nik, office.tickets()[0]["status"]) == (NEW_NIK, "new")
    assert office.mails(STUDENT, "solution") == []


def test_rejected_change_is_not_made(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    office.confirm()
    request = office.newest(JOKO_ADDRESS, "approval")
    office.order(JOKO, request, f"!tolak-aksi {code_in(request)}\n\nKTP tidak terbaca.")
    assert office.updates() == []
    assert "KTP tidak terbaca" in text_of(office.newest(STAFF, "plan-outcome"))


def test_change_of_several_values_is_the_same_plan_when_it_is_planned_again(office: IntegratorOffice) -> None:
    office.change(f"!ubah-biodata nik={NEW_NIK} kelurahan=KEMUNING email=baru@mhs.kampus.example")
    assert (office.nik, office.updates()) == (NEW_NIK, ["UpdateBiodataMahasiswa"])
    assert len(office.mails(STAFF, "confirmation")) == 1


def test_dry_run_of_a_change_says_that_the_preview_comes_later(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!coba\n!ubah-biodata")
    shown = text_of(office.newest(STAFF, "dry-run"))
    assert "Sistem lain (Feeder, SIMAK) belum ditanya" in shown
    assert "pratinjau perbedaannya" in shown


def test_dry_run_of_a_change_asks_the_feeder_for_nothing(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!coba\n!ubah-biodata")
    office.work()
    assert (office.mails(STAFF, "confirmation"), office.loket.rows("outbox")[-1]["kind"]) == ([], "dry-run")


def test_dry_run_of_a_look_up_looks_nothing_up(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!coba\n!cek-mahasiswa")
    assert "datanya hanya dibaca" in text_of(office.newest(STAFF, "dry-run"))
    assert office.mails(STAFF, "action-answer") == []
