"""What this installation allows of an action's values holds wherever they come from."""

import pytest
from installation import STAFF
from integrator_office import NEW_NIK, RINA, IntegratorOffice, text_of, with_csv
from writing import write

from daemon.checks.rights import checked_rights
from daemon.config import load
from models.plans import StoredPlan

pytestmark = pytest.mark.server

WORDS = "tidak diizinkan oleh aturan unit ini"


def allow(office: IntegratorOffice, fields: str) -> None:
    """Write rules for the values of !ubah-biodata."""
    text = office.loket.config.read_text()
    office.loket.config.write_text(f'{text}\n[actions."feeder.ubah-biodata"]\nfields = {{ {fields} }}\n')


def test_value_that_the_rules_do_not_allow_is_refused(office: IntegratorOffice) -> None:
    allow(office, "kode_pos = '301\\d\\d'")
    row = office.order(RINA, office.complain(), "!ubah-biodata kode_pos=40127")
    assert row["disposition"] == "commands_refused"
    assert f"“kode_pos” untuk !ubah-biodata {WORDS}" in text_of(office.newest(STAFF, "receipt"))


def test_value_that_the_rules_allow_is_planned(office: IntegratorOffice) -> None:
    allow(office, "kode_pos = '301\\d\\d'")
    office.order(RINA, office.complain(), "!ubah-biodata kode_pos=30127")
    assert office.mails(STAFF, "confirmation") != []


def test_value_of_the_form_is_held_to_the_rules(office: IntegratorOffice) -> None:
    allow(office, "nik = '32\\d{14}'")
    assert office.order(RINA, office.complain(), "!ubah-biodata")["disposition"] == "commands_refused"
    assert NEW_NIK not in text_of(office.newest(STAFF, "receipt"))


def test_row_that_the_rules_do_not_allow_is_left_out(office: IntegratorOffice) -> None:
    allow(office, "kode_pos = '301\\d\\d'")
    notice = office.complain()
    mail = write(RINA, "!massal ubah-biodata", f"Re: {notice.message['Subject']}", in_reply_to=notice.message_id)
    office.deliver(with_csv(mail, "nim;kode_pos\n2190000001;30127\n2190000002;40128\n"))
    office.work()
    assert [row["line"] for row in StoredPlan.get().content["order"]["rows"]] == [2]
    assert WORDS in text_of(office.newest(STAFF, "confirmation"))


def test_rule_that_came_after_the_confirmation_voids_the_plan(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata kode_pos=40127")
    office.confirm()
    allow(office, "kode_pos = '301\\d\\d'")
    office.approve()
    assert office.updates() == []


def test_rule_for_a_field_that_there_is_not_is_found_by_the_check(office: IntegratorOffice) -> None:
    allow(office, "makanan = 'nasi'")
    assert checked_rights(load(office.loket.config)) == (
        "actions.\"feeder.ubah-biodata\".fields: there is no parameter 'makanan'",
    )


def limit(office: IntegratorOffice, most: int) -> None:
    """Let !ubah-biodata change so many records in a day."""
    text = office.loket.config.read_text()
    office.loket.config.write_text(f'{text}\n[actions."feeder.ubah-biodata"]\nmax_per_day = {most}\n')


def test_no_more_records_than_a_day_allows_are_changed(office: IntegratorOffice) -> None:
    limit(office, 1)
    notice = office.complain()
    office.order(RINA, notice, "!ubah-biodata kode_pos=30127")
    office.confirm()
    office.approve()
    assert len(office.updates()) == 1
    office.order(RINA, notice, "!ubah-biodata kode_pos=30128")
    assert "dibatasi 1 data dalam 24 jam" in text_of(office.newest(STAFF, "action-stopped"))
    assert (len(office.mails(STAFF, "confirmation")), len(office.updates())) == (1, 1)


def test_file_of_more_records_than_a_day_allows_is_refused(office: IntegratorOffice) -> None:
    limit(office, 1)
    notice = office.complain()
    mail = write(RINA, "!massal ubah-biodata", f"Re: {notice.message['Subject']}", in_reply_to=notice.message_id)
    office.deliver(with_csv(mail, "nim;kode_pos\n2190000001;30127\n2190000002;30128\n"))
    office.work()
    assert office.mails(STAFF, "confirmation") == []
    assert "0 sudah diubah dan 2 diminta" in text_of(office.newest(STAFF, "action-stopped"))
