"""Staff see at once whom a complaint is about, what differs, and whether its sender can be that person."""

from datetime import timedelta

import pytest
from installation import STAFF
from integrator_office import NEW_NIK, STUDENT, IntegratorOffice, fail, text_of

from daemon.demo.feeder_simulator.quirks import fault_of
from daemon.desk.masking import mask
from models.actions import ActionRequest
from models.people import Person, PersonAddress

pytestmark = pytest.mark.server


def test_notification_shows_the_record_and_what_differs(office: IntegratorOffice) -> None:
    text = text_of(office.complain())
    assert "MAHASISWA INI DI FEEDER" in text
    assert "Nama: SITI CONTOH" in text
    assert f"NIK: {mask('1671024205040001')} ⚠" in text
    assert len(office.mails(STAFF, "notification")) == 1


def test_sender_of_another_name_is_flagged(office: IntegratorOffice) -> None:
    text = text_of(office.complain(f"NIK teman saya salah.\nNIM: 2190000002\nNIK: {NEW_NIK}"))
    assert "bukan orang yang datanya diminta" in text


def test_address_that_the_feeder_knows_is_said(office: IntegratorOffice) -> None:
    text = text_of(office.complain(sender="mhs1@mhs.kampus.example"))
    assert "sama dengan e-mail orang ini" in text


def test_bound_address_is_said(office: IntegratorOffice) -> None:
    office.complain()
    person = Person.get()
    Person.update(identifier="2190000001", identifier_kind="nim").where(Person.id == person.id).execute()
    PersonAddress.update(binding="code").where(PersonAddress.person == person).execute()
    assert "sudah terbukti milik orang ini" in text_of(office.complain())


def test_number_that_is_not_in_the_feeder_is_said(office: IntegratorOffice) -> None:
    assert "tidak ada di Neo Feeder" in text_of(office.complain(f"NIK saya salah.\nNIM: 2199999999\nNIK: {NEW_NIK}"))


def test_number_of_two_records_is_said(office: IntegratorOffice) -> None:
    rows = list(office.feeder.simulator.live.all("riwayat"))
    rows[1]["nim"] = rows[0]["nim"]
    text = text_of(office.complain(f"NIK saya salah.\nNIM: {rows[0]['nim']}\nNIK: {NEW_NIK}"))
    assert ("lebih dari satu data di Neo Feeder" in text, "DI FEEDER" in text) == (True, False)


def test_record_that_the_feeder_refuses_to_show_is_said(office: IntegratorOffice) -> None:
    fault = fault_of({"kind": "error", "code": 108, "acts": ["GetBiodata"], "times": 9})
    office.feeder.simulator.faults.waiting.append(fault)
    assert "tidak dapat dibaca dari Neo Feeder" in text_of(office.complain())


def test_feeder_that_is_down_holds_no_notification_up(office: IntegratorOffice) -> None:
    fail(office, "html_502", 99, ())
    assert "tidak dapat dihubungi" in text_of(office.complain())


def test_requester_gets_nothing_of_the_record(office: IntegratorOffice) -> None:
    office.complain()
    letters = " ".join(text_of(mail) for mail in office.sink.to(STUDENT))
    assert "SITI CONTOH" not in letters
    assert "AMINAH" not in letters


def test_notification_waits_no_longer_than_it_may(office: IntegratorOffice) -> None:
    integrator = office.loket.app.integrator
    office.complain()
    row = ActionRequest.get(ActionRequest.kind == "notify")
    assert (row.state, row.order) == ("done", {})
    ActionRequest.update(state="waiting", order=_again(), created_at=row.created_at - timedelta(minutes=1)).execute()
    assert integrator.hurry() == 1
    office.work()
    assert len(office.mails(STAFF, "notification")) == 2


def _again() -> dict[str, object]:
    news: dict[str, object] = {"event": "new", "text": "Halo", "remarks": [], "similar": [], "files": []}
    cause = {"actor": "loket", "inbound_id": None, "message_id": "", "command": ""}
    return {"identifier": "nim", "value": "2190000001", "cause": cause, "news": news}
