"""Where it is wanted, a change is tried in the sandbox, and made for real only when that worked."""

import pytest
from installation import STAFF
from integrator_office import NEW_NIK, OLD_NIK, RINA, STUDENT, IntegratorOffice, fail, text_of, with_csv
from writing import write

from daemon.checks.rights import checked_rights
from daemon.config import load
from daemon.demo.feeder_simulator.quirks import fault_of
from models.actions import BulkRow
from models.plans import StoredPlan

pytestmark = pytest.mark.server


@pytest.fixture(autouse=True)
def _sandbox_first(office: IntegratorOffice) -> None:
    text = office.loket.config.read_text()
    office.loket.config.write_text(f'{text}\n[actions."feeder.ubah-biodata"]\nsandbox_first = true\n')


def refuse(office: IntegratorOffice) -> None:
    """Let the next change be refused, which is the one in the sandbox."""
    office.feeder.simulator.faults.waiting.append(fault_of({"kind": "error", "code": 108, "acts": ["Update"]}))


def paths(office: IntegratorOffice) -> list[str]:
    return [change.path for change in office.feeder.simulator.applied]


def test_change_is_made_in_the_sandbox_and_then_for_real(office: IntegratorOffice) -> None:
    office.change()
    assert (paths(office), office.nik) == (["sandbox", "live"], NEW_NIK)


def test_what_the_sandbox_refuses_is_not_done_for_real(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    office.confirm()
    refuse(office)
    office.approve()
    assert (paths(office), office.nik, StoredPlan.get().state) == ([], OLD_NIK, "failed")
    assert "Percobaan di sandbox ditolak" in text_of(office.newest(STAFF, "plan-outcome")).replace("> ", "")


def test_record_that_is_locked_in_the_sandbox_sends_nobody_to_the_ministry(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    office.confirm()
    fault = fault_of({"kind": "error", "code": 217, "acts": ["Update"]})
    office.feeder.simulator.faults.waiting.append(fault)
    office.approve()
    assert (office.mails(STUDENT, "route"), office.nik, StoredPlan.get().state) == ([], OLD_NIK, "failed")


def test_sandbox_that_does_not_answer_keeps_the_real_record(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    office.confirm()
    fail(office, "reset_after")
    office.approve()
    assert (paths(office), office.nik) == (["sandbox"], OLD_NIK)
    assert "Percobaan di sandbox tidak berhasil" in text_of(office.newest(STAFF, "plan-outcome")).replace("> ", "")


def test_each_row_of_a_file_is_tried_in_the_sandbox(office: IntegratorOffice) -> None:
    notice = office.complain()
    mail = write(RINA, "!massal ubah-biodata", f"Re: {notice.message['Subject']}", in_reply_to=notice.message_id)
    office.deliver(with_csv(mail, "nim;kode_pos\n2190000001;30127\n2190000002;30128\n"))
    office.work()
    office.confirm()
    refuse(office)
    office.approve()
    assert (paths(office), [row.state for row in BulkRow.select()]) == (["sandbox", "live"], ["failed", "done"])


def test_nothing_is_done_where_the_sandbox_is_not_configured(office: IntegratorOffice) -> None:
    text = office.loket.config.read_text()
    office.loket.config.write_text("\n".join(line for line in text.splitlines() if "sandbox_url" not in line))
    office.change()
    assert (paths(office), StoredPlan.get().state) == ([], "failed")
    assert "harus dicoba dahulu di sandbox" in text_of(office.newest(STAFF, "plan-outcome")).replace("> ", "")
    assert "sandbox_first: there is no sandbox" in checked_rights(load(office.loket.config))[0]
