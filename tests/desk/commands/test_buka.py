"""`!buka`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from daemon.desk.planning.plan import SetStatus
from daemon.desk.statuses import Status

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", ["solved", "rejected", "cancelled", "closed"])
def test_ended_ticket_of_nobody_is_new_again(counter: Any, status: str) -> None:
    assert counter.effects("!buka", counter.ticket(status)) == (SetStatus(7, Status(status), Status.NEW),)


def test_ended_ticket_of_somebody_is_in_progress_again(counter: Any) -> None:
    effects = counter.effects("!reopen", counter.ticket("solved", assignee="rina"))
    assert effects == (SetStatus(7, Status.SOLVED, Status.IN_PROGRESS),)


def test_ticket_closed_for_thirty_days_can_still_be_reopened(counter: Any) -> None:
    assert counter.effects("!buka", counter.ticket("closed", closed_at=NOW - timedelta(days=30)))


def test_ticket_closed_for_longer_stays_closed(counter: Any) -> None:
    refusal = counter.refusal("!buka", counter.ticket("closed", closed_at=NOW - timedelta(days=30, seconds=1)))
    assert (refusal.code, refusal.facts["days"]) == ("closed-too-long", 30)


@pytest.mark.parametrize("status", ["new", "in_progress", "waiting", "merged"])
def test_open_or_merged_ticket_is_refused(counter: Any, status: str) -> None:
    assert counter.refusal("!buka", counter.ticket(status)).code == "transition"
