"""What changes at the central application opens one ticket with the difference; silence is no change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from installation import STAFF
from integrator_office import JOKO_ADDRESS, IntegratorOffice, fail, text_of

from daemon.demo.feeder_simulator.quirks import fault_of
from daemon.integrator.action_plans import KIND, ActionPlans
from daemon.integrator.central import CentralWatch
from models.actions import ExpiryNotice, Snapshot

pytestmark = pytest.mark.server


def look_again(office: IntegratorOffice) -> None:
    """Let the time until the next look be over."""
    Snapshot.update(seen_at=datetime(2020, 1, 1, tzinfo=UTC)).execute()
    office.work()


def told(office: IntegratorOffice) -> list[str]:
    mails = [*office.mails(STAFF, "notification"), *office.mails(JOKO_ADDRESS, "notification")]
    return [text_of(mail) for mail in mails]


def test_first_look_is_only_remembered(office: IntegratorOffice) -> None:
    office.work()
    assert (office.tickets(), Snapshot.select().count() > 50) == ([], True)


def test_new_version_and_codes_open_one_ticket(office: IntegratorOffice) -> None:
    office.work()
    simulator = office.feeder.simulator
    simulator.settings.version = "3.1.0"
    simulator.live.references["GetAgama"].append({"id_agama": 7, "nama_agama": "Kepercayaan"})
    look_again(office)
    look_again(office)
    assert [row["subject"] for row in office.tickets()] == ["Perubahan pada Neo Feeder"]
    text = told(office)[0]
    assert "version 3.0.1 → 3.1.0" in text
    assert "GetAgama: + 7 Kepercayaan" in text


def test_act_that_went_and_comes_back_is_told_each_time(office: IntegratorOffice) -> None:
    office.work()
    waiting = office.feeder.simulator.faults.waiting
    waiting.append(fault_of({"kind": "error", "code": 13, "acts": ["GetDictionary"], "times": 1}))
    look_again(office)
    look_again(office)
    look_again(office)
    texts = " ".join(text_of(mail) for mail in office.mails(STAFF, "notification"))
    changes = [texts.count(f"> GetDictionary: {sign} DeleteBiodataMahasiswa") for sign in ("\u2212", "+")]
    assert (changes, len(office.tickets())) == ([1, 1], 2)


def test_pages_that_are_not_there_are_no_change(office: IntegratorOffice) -> None:
    office.work()
    office.feeder.simulator.quirks.details_absent = True
    look_again(office)
    assert office.tickets() == []


def test_feeder_that_is_down_is_no_change(office: IntegratorOffice) -> None:
    office.work()
    fail(office, "html_502", 99, ())
    look_again(office)
    assert office.tickets() == []


def test_end_of_life_is_announced_on_one_ticket(office: IntegratorOffice) -> None:
    expires = datetime.now(UTC) + timedelta(days=20)
    office.feeder.simulator.settings.expires = f"{expires:%Y-%m-%d}T00:00:00.000Z"
    office.work()
    look_again(office)
    assert [row.days for row in ExpiryNotice.select()] == [30]
    ExpiryNotice.update(days=99).execute()
    look_again(office)
    assert len(office.tickets()) == 1
    assert all(f"{expires:%Y-%m-%d}" in text for text in told(office))


def look_at(office: IntegratorOffice, moment: datetime) -> None:
    """Look at the centre as if it were then."""
    desk = replace(office.loket.app.desk, clock=lambda: moment)
    plans = desk.plan_kinds[KIND]
    assert isinstance(plans, ActionPlans)
    CentralWatch(desk, plans.systems).look(lambda: False)


def test_end_of_life_is_announced_at_each_step_once(office: IntegratorOffice) -> None:
    office.feeder.simulator.settings.expires = "2027-03-31T00:00:00.000Z"
    for days in (31, 30, 29, 14, 7, 3, 1):
        for hour in (2, 9):  # twice a day
            look_at(office, datetime(2027, 3, 31, hour, tzinfo=UTC) - timedelta(days=days))
    office.work()
    texts = " ".join(text_of(mail) for mail in office.mails(STAFF, "notification"))
    assert [row.days for row in ExpiryNotice.select().order_by(ExpiryNotice.id)] == [30, 14, 7, 3, 1]
    assert ([texts.count(f", {days} hari lagi") for days in (31, 30, 29, 14, 7, 3, 1)], len(office.tickets())) == (
        [0, 1, 0, 1, 1, 1, 1],
        1,
    )
