"""`!proses`."""

from typing import Any

import pytest

from daemon.desk.planning.plan import SetStatus
from daemon.desk.statuses import Status


@pytest.mark.parametrize("status", ["new", "waiting", "in_progress"])
def test_open_ticket_is_in_progress_and_keeps_its_assignee(counter: Any, status: str) -> None:
    assert counter.effects("!proses", counter.ticket(status)) == (SetStatus(7, Status(status), Status.IN_PROGRESS),)


def test_alias_does_the_same(counter: Any) -> None:
    assert counter.effects("!process") == counter.effects("!proses")


def test_solved_ticket_is_refused_with_its_status(counter: Any) -> None:
    assert counter.refusal("!proses", counter.ticket("solved")).facts == {"status": "solved", "move": "process"}
