"""What changes in other systems hold about persons is forgotten when its time is over, or when they are erased."""

import pytest
from installation import STAFF
from integrator_office import NEW_NIK, OLD_NIK, RINA, IntegratorOffice, with_csv
from writing import write

from daemon.storage import Blobs
from models.actions import ActionRequest
from models.fields import canonical_json
from models.plans import StoredPlan

pytestmark = pytest.mark.server

NIM, DEWI = "2190000001", "2190000002"
FILE = f"nim;kelurahan\n{NIM};RAHASIASITI\n{DEWI};RAHASIADEWI\n"


def forget(office: IntegratorOffice) -> None:
    """Remove what plans hold, at once."""
    config = office.loket.config
    config.write_text(f'{config.read_text()}\n[retention]\nplans = "0s"\nletters = "0s"\nraw_mails = "0s"\n')
    office.loket.sweep()


def plan_a_file(office: IntegratorOffice) -> None:
    """Have a change of two students' records asked for by a file."""
    notice = office.complain()
    mail = write(RINA, "!massal ubah-biodata", f"Re: {notice.message['Subject']}", in_reply_to=notice.message_id)
    office.deliver(with_csv(mail, FILE))
    office.work()


def files_with(office: IntegratorOffice, text: str) -> int:
    """Return how many of the files kept have a text in them."""
    blobs = Blobs(office.loket.folder / "storage")
    return sum(text.encode() in blobs.get(name) for name in blobs.names())


def test_values_of_a_change_that_ended_go_and_its_hash_stays(office: IntegratorOffice) -> None:
    office.change()
    known = StoredPlan.get()
    forget(office)
    plan = StoredPlan.get()
    assert (plan.hash, plan.state) == (known.hash, "done")
    assert plan.content == {"order": {"system": "feeder", "action": "ubah-biodata"}}


def test_plan_that_waits_keeps_what_it_is_about(office: IntegratorOffice) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    forget(office)
    content = canonical_json(StoredPlan.get().content)
    assert NEW_NIK in content
    assert OLD_NIK in content


def test_file_of_many_goes_with_its_plan(office: IntegratorOffice) -> None:
    plan_a_file(office)
    office.confirm()
    office.approve()
    assert files_with(office, "RAHASIADEWI") > 0
    forget(office)
    assert (files_with(office, "RAHASIADEWI"), ActionRequest.select().where(ActionRequest.order != {}).count()) == (
        0,
        0,
    )


def test_erased_person_is_forgotten_in_a_file_about_many(office: IntegratorOffice) -> None:
    plan_a_file(office)
    office.confirm()
    office.approve()
    office.order(RINA, office.newest(STAFF, "notification"), "!selesai\n\nSudah.")
    office.loket.leave()
    done = office.loket.do("erase", "--yes", DEWI)
    assert done.returncode == 0, done.stderr.decode()
    office.work()
    assert "RAHASIADEWI" not in canonical_json(StoredPlan.get().content)


def test_person_whose_change_waits_is_not_erased(office: IntegratorOffice) -> None:
    plan_a_file(office)
    office.order(RINA, office.newest(STAFF, "notification"), "!selesai\n\nSudah.")
    office.loket.leave()
    done = office.loket.do("erase", "--yes", DEWI)
    assert (done.returncode, b"still to be carried out" in done.stderr) == (1, True)
