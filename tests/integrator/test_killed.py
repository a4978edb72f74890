"""Killed at any moment of a change, Loket finds out what became of it before it does anything else."""

from collections.abc import Callable

import pytest
from integrator_office import JOKO, JOKO_ADDRESS, NEW_NIK, RINA, STUDENT, IntegratorOffice, code_in
from writing import write

from daemon.desk.four_eyes import executing
from daemon.desk.four_eyes.executing import BACK_OFF
from models.database import OutOfService
from models.plans import PlanAttempt, StoredPlan

pytestmark = pytest.mark.server


def agree_and_die(office: IntegratorOffice, point: str) -> int:
    """Have Joko approve, let the program die at a point, and return its exit status."""
    request = office.newest(JOKO_ADDRESS, "approval")
    text = f"!setuju {code_in(request)}"
    office.deliver(write(JOKO, text, f"Re: {request.message['Subject']}", in_reply_to=request.message_id))
    office.loket.leave()
    return office.loket.run("once", LOKET_FAILPOINT=f"{point}:kill").returncode


def look_again(office: IntegratorOffice) -> None:
    """Start anew, once the pause before another look is over."""
    office.work()
    for row in PlanAttempt.select():
        PlanAttempt.update(started_at=row.started_at - BACK_OFF * 64).where(PlanAttempt.id == row.id).execute()
    office.work(2)


@pytest.mark.parametrize("point", ["plan_attempted", "plan_sent", "after_commit"])
def test_change_is_made_once_wherever_the_program_dies(office: IntegratorOffice, point: str) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    office.confirm()
    assert agree_and_die(office, point) == -9
    look_again(office)
    assert (StoredPlan.get().state, office.nik) == ("done", NEW_NIK)
    assert office.updates() == ["UpdateBiodataMahasiswa"]
    assert len(office.mails(STUDENT, "solution")) == 1


@pytest.mark.parametrize("point", ["action_asked", "action_answered"])
def test_question_is_answered_once_wherever_the_program_dies(office: IntegratorOffice, point: str) -> None:
    notice = office.complain()
    office.deliver(write(RINA, "!cek-mahasiswa", f"Re: {notice.message['Subject']}", in_reply_to=notice.message_id))
    office.loket.leave()
    assert office.loket.run("once", LOKET_FAILPOINT=f"{point}:kill").returncode == -9
    office.work(2)
    assert [row["kind"] for row in office.loket.rows("outbox")].count("action-answer") == 1


@pytest.mark.parametrize("step", ["_note_attempt", "_end_attempt"])
def test_database_that_is_away_around_a_change_loses_nothing(
    office: IntegratorOffice, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    office.confirm()

    def away(*_: object, **__: object) -> None:
        raise OutOfService("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(executing, step, away)
        with pytest.raises(OutOfService):
            office.approve()
    look_again(office)  # in the same process: nothing has been started anew
    assert (StoredPlan.get().state, office.updates()) == ("done", ["UpdateBiodataMahasiswa"])
    assert len(office.mails(STUDENT, "solution")) == 1


def test_end_that_was_written_and_not_confirmed_is_written_once(
    office: IntegratorOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.order(RINA, office.complain(), "!ubah-biodata")
    office.confirm()

    def twice(work: Callable[[], None]) -> None:
        plain(work)
        plain(work)

    plain = executing.settled
    monkeypatch.setattr(executing, "settled", twice)
    office.approve()
    assert (StoredPlan.get().state, PlanAttempt.select().count(), len(office.updates())) == ("done", 1, 1)
    assert len(office.mails(STUDENT, "solution")) == 1
