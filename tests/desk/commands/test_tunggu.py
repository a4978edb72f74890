"""`!tunggu`."""

from typing import Any

from daemon.desk.planning.plan import AddNote, MailRequester, SetStatus
from daemon.desk.statuses import Status
from daemon.desk.writing.letters import Reply

WAITS = SetStatus(7, Status.NEW, Status.WAITING)


def test_text_below_is_the_question(counter: Any) -> None:
    plan = counter.plan("!tunggu", text="Semester berapa?\n")
    letter = Reply("PDI-2611-0042", "KRS hilang", "Semester berapa?", "Budi Contoh", is_question=True)
    assert plan.effects == (WAITS, MailRequester(7, letter))
    assert plan.uses_text


def test_reason_stays_among_staff(counter: Any) -> None:
    assert counter.effects("!tunggu berkas dari fakultas") == (WAITS, AddNote(7, "berkas dari fakultas"))


def test_reason_and_question_go_their_own_ways(counter: Any) -> None:
    effects = counter.effects("!wait NIM keliru", text="Mohon NIM yang benar.")
    assert effects[1] == AddNote(7, "NIM keliru")
    assert effects[2].content.text == "Mohon NIM yang benar."


def test_without_words_only_the_status_changes(counter: Any) -> None:
    plan = counter.plan("!tunggu", text=" \n")
    assert (plan.effects, plan.uses_text) == ((WAITS,), False)


def test_question_can_be_asked_again_while_waiting(counter: Any) -> None:
    assert len(counter.effects("!tunggu", counter.ticket("waiting"), text="Sudah ada?")) == 2


def test_closed_ticket_is_refused(counter: Any) -> None:
    assert counter.refusal("!tunggu", counter.ticket("closed")).code == "transition"
