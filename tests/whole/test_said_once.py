"""Warnings, reminders and morning lists go out once, whatever is killed, started again, set back, or runs twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from installation import Installation
from writing import write

from daemon.desk.staffing import digests
from daemon.desk.timekeeping import due_reminders, escalation
from models.clocks import StageRun
from models.tickets import Ticket

pytestmark = [pytest.mark.server, pytest.mark.database]

# Far ahead, so that no list or reminder of the day on which this runs is among what is counted.
FRIDAY = datetime(2030, 11, 22, 7, 0, tzinfo=UTC)  # 14:00 at the counter, which closes at 16:00
MONDAY = datetime(2030, 11, 25, 2, 0, tzinfo=UTC)  # 09:00, as the morning's list says
HOUR = timedelta(hours=1)
ONE_LOOK = """
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path
from daemon.app import build
from daemon.config import load
with build(load(Path(sys.argv[1])), waits_for_keys=True) as app:
    print(import_module(sys.argv[2]).run(app.desk, datetime.fromisoformat(sys.argv[3])))
"""
KINDS = [(escalation, "warning", MONDAY), (digests, "digest", MONDAY + 0.1 * HOUR)]


@pytest.fixture
def loket(counter: Any) -> Installation:
    """Return a Loket with one complaint whose clock has run out by Monday at nine, its mails sent."""
    made: Installation = counter.loket
    counter.deliver(write("<siti@mhs.kampus.example>", "Apakah kantin buka?", "Kantin"))
    made.once()
    made.leave()  # it made no list of today, whatever the time is
    made.config.write_text(made.config.read_text().replace('at = "never"', 'at = "09:00"'))
    StageRun.update(opened_at=FRIDAY, closed_at=None, stage="processing").where(StageRun.stage == "total").execute()
    return made


def look(loket: Installation, job: ModuleType, at: datetime, failpoint: str = "") -> "subprocess.Popen[bytes]":
    """Start a process of its own that does a job once, as if it were that time."""
    command = [sys.executable, "-c", ONE_LOOK, str(loket.config), job.__name__, at.isoformat()]
    return subprocess.Popen(command, env={**os.environ, "LOKET_FAILPOINT": failpoint}, stdout=subprocess.DEVNULL)


def posted(loket: Installation, kind: str) -> int:
    return sum(row["kind"] == kind for row in loket.rows("outbox"))


def reminded(loket: Installation) -> list[str]:
    return [row["data"]["step"] for row in loket.rows("journal") if row["name"] == "ticket.due-reminded"]


@pytest.fixture
def due_monday(loket: Installation) -> Callable[[datetime], list[str]]:
    """Return what looks at a ticket that is due on Monday at nine, and tells of what was reminded so far."""
    Ticket.update(due_at=MONDAY).execute()

    def run(at: datetime) -> list[str]:
        due_reminders.run(loket.app.desk, at)
        return reminded(loket)

    return run


@pytest.mark.parametrize("place", ["before_warning_commit", "after_warning", "before_digest_commit"])
def test_killed_job_is_made_up_for_once(loket: Installation, place: str) -> None:
    job, kind, at = next(one for one in KINDS if one[1] in place)
    assert look(loket, job, at, f"{place}:kill").wait(60) == -signal.SIGKILL
    for _ in range(2):
        job.run(loket.app.desk, at)
    assert posted(loket, kind) == 1


@pytest.mark.parametrize(("job", "kind", "at"), KINDS, ids=["warning", "digest"])
def test_two_daemons_at_once_say_it_once(loket: Installation, job: ModuleType, kind: str, at: datetime) -> None:
    both = [look(loket, job, at) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert posted(loket, kind) == 1


def test_list_of_a_day_that_a_clock_set_back_meets_again_is_not_written_again(loket: Installation) -> None:
    for days in (0, 1, 0, 1):
        digests.run(loket.app.desk, MONDAY + timedelta(days=days))
    assert posted(loket, "digest") == 2


def test_due_date_is_reminded_of_four_service_hours_before(due_monday: Callable[[datetime], list[str]]) -> None:
    assert due_monday(FRIDAY - 2.6 * HOUR) == []  # 11:24
    assert due_monday(FRIDAY - 1 * HOUR) == ["due-soon"]  # 13:00, after the break


def test_due_date_is_not_reminded_of_while_the_counter_is_closed(due_monday: Callable[[datetime], list[str]]) -> None:
    assert due_monday(MONDAY - 3 * HOUR) == []
    assert due_monday(MONDAY + 10 * HOUR) == []


def test_due_date_that_passed_while_closed_is_told_once_when_the_counter_opens(
    due_monday: Callable[[datetime], list[str]],
) -> None:
    assert due_monday(MONDAY + 23 * HOUR) == ["overdue"]
    assert due_monday(MONDAY + 24 * HOUR) == ["overdue"]
