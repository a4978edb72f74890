"""Three attempts in a row that failed or are unknown stop the changes of a system, and only its changes."""

import json

import pytest
from installation import STAFF
from integrator_office import RINA, STUDENT, IntegratorOffice, fail, past, text_of

from daemon.demo.feeder_simulator.quirks import fault_of
from models.actions import Outage
from models.plans import StoredPlan

pytestmark = pytest.mark.server


def refuse(office: IntegratorOffice, times: int) -> None:
    fault = fault_of({"kind": "error", "code": 108, "acts": ["Update"], "times": times})
    office.feeder.simulator.faults.waiting.append(fault)


def changes(office: IntegratorOffice, *codes: str) -> None:
    """Have one change after the other approved for one ticket."""
    notice = office.complain()
    for code in codes:
        office.change(f"!ubah-biodata kode_pos={code} selesai=tidak", notice)


def stopped() -> list[str]:
    return [row.system for row in Outage.select() if row.opened_at and not row.ended_at]


def test_three_failures_in_a_row_stop_further_changes(office: IntegratorOffice) -> None:
    refuse(office, 3)
    changes(office, "30101", "30102", "30103", "30104")
    assert (stopped(), StoredPlan.select().order_by(StoredPlan.id.desc()).first().state) == (
        ["feeder/changes"],
        "approved",
    )
    assert office.updates() == []


def test_unknown_outcomes_count_like_failures(office: IntegratorOffice) -> None:
    refuse(office, 2)
    changes(office, "30101", "30102")
    fail(office, "reset_after")
    changes(office, "30103")
    assert stopped() == ["feeder/changes"]


def test_success_in_between_starts_the_count_anew(office: IntegratorOffice) -> None:
    refuse(office, 2)
    changes(office, "30101", "30102", "30103")
    refuse(office, 2)
    changes(office, "30104", "30105")
    assert stopped() == []


def test_look_ups_go_on_while_changes_are_stopped(office: IntegratorOffice) -> None:
    refuse(office, 3)
    changes(office, "30101", "30102", "30103")
    office.order(RINA, office.complain(), "!cek-mahasiswa")
    assert office.mails(STAFF, "action-answer") != []
    assert stopped() == ["feeder/changes"]


def test_change_that_waited_is_made_after_the_pause_and_ends_it(office: IntegratorOffice) -> None:
    refuse(office, 3)
    changes(office, "30101", "30102", "30103", "30104")
    past(outage=True)
    office.work()
    assert (stopped(), office.updates()) == ([], ["UpdateBiodataMahasiswa"])


def test_administrators_and_who_waits_are_told_once(office: IntegratorOffice) -> None:
    refuse(office, 4)
    changes(office, "30101", "30102", "30103", "30104")
    past(outage=True)
    office.work(2)
    assert len(office.mails("admin@kampus.example", "trouble")) == 1
    assert office.mails(STUDENT, "outage") == []


def test_staff_whose_change_waits_hear_why(office: IntegratorOffice) -> None:
    refuse(office, 3)
    changes(office, "30101", "30102", "30103", "30104")
    office.work()
    assert len(office.mails(STAFF, "action-waiting")) == 1
    assert "Beberapa perubahan berturut-turut" in text_of(office.newest(STAFF, "action-waiting"))


def test_staff_hear_when_changes_go_on(office: IntegratorOffice) -> None:
    refuse(office, 3)
    changes(office, "30101", "30102", "30103", "30104")
    past(outage=True)
    office.work()
    assert "berhasil lagi" in text_of(office.newest(STAFF, "action-waiting"))


def test_status_shows_what_is_stopped_and_what_waits(office: IntegratorOffice) -> None:
    refuse(office, 3)
    changes(office, "30101", "30102", "30103", "30104")
    shown = office.loket.do("status")
    assert b"Outages: nothing there" not in shown.stdout
    assert b"changes_waiting: 1" in shown.stdout
    assert shown.returncode == 1


def test_status_shows_an_outage_and_the_requests_that_wait_for_it(office: IntegratorOffice) -> None:
    notice = office.complain()
    fail(office, "html_502", 99, ())
    for _ in range(3):
        office.order(RINA, notice, "!cek-mahasiswa")
        past(outage=True)
    found = json.loads(office.loket.do("status", "--json").stdout)
    assert (found["outages"][0]["system"], found["requests_waiting"]) == ("feeder", 3)
