"""Find the tickets whose time is over."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from daemon.desk.timekeeping import stage_times
from daemon.desk.timekeeping.targets import Clockwork
from models.clocks import StageRun
from models.tickets import Ticket


def overdue(desk: Clockwork, tickets: Iterable[Ticket], now: datetime) -> frozenset[int]:
    """Return those tickets whose own due time has passed, or whose processing or whole time is over its target."""
    known = {int(ticket.id): ticket for ticket in tickets}
    late = {number for number, ticket in known.items() if ticket.due_at is not None and ticket.due_at < now}
    runs: Any = StageRun.select().where(StageRun.stage.in_(("processing", "total")) & StageRun.closed_at.is_null())
    for run in runs:
        if run.ticket_id in known and stage_times.remaining(desk, run, now) < 0:
            late.add(int(run.ticket_id))
    return frozenset(late)
