"""`!lepas`."""

from typing import Any

from daemon.desk.planning.plan import SetField, SetStatus
from daemon.desk.statuses import Status


def test_ticket_in_progress_is_new_and_nobodys(counter: Any) -> None:
    assert counter.effects("!lepas", counter.ticket("in_progress", assignee="budi")) == (
        SetField(7, "assignee", "budi", None),
        SetStatus(7, Status.IN_PROGRESS, Status.NEW),
    )


def test_waiting_ticket_goes_on_waiting(counter: Any) -> None:
    effects = counter.effects("!release", counter.ticket("waiting", assignee="budi"))
    assert SetStatus(7, Status.WAITING, Status.WAITING) in effects


def test_ended_ticket_is_refused(counter: Any) -> None:
    assert counter.refusal("!lepas", counter.ticket("solved", assignee="budi")).code == "transition"


def test_argument_is_refused(counter: Any) -> None:
    assert counter.refusal("!lepas rina").code == "argument"
