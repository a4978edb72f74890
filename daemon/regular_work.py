"""Say what the desk does again and again, whatever mail comes: reminders, warnings, lists, the clocks' calendar."""

from collections.abc import Callable
from datetime import timedelta

from daemon.desk import limits
from daemon.desk.case import Desk
from daemon.desk.four_eyes import executing
from daemon.desk.planning import undoing
from daemon.desk.staffing import digests, incident_watch, news_lists
from daemon.desk.timekeeping import clock_changes, clock_journal, escalation, reminders
from daemon.value_objects import value_object
from models.database import settled


@value_object
class Job:
    """Something to do again and again."""

    name: str
    seconds: int
    run: Callable[[], object]
    goes_by_the_clock: bool = False  # it ends or deletes what is old, and rests while the clock is not to be trusted
    is_for_one: bool = False  # of several daemons on one database only the holder of the calendar does it


def jobs_of(desk: Callable[[], Desk]) -> tuple[Job, ...]:
    """Return the desk's own jobs; `desk` gives it as it is configured at the moment."""
    return (
        Job("reminders", 60, lambda: remind(desk()), goes_by_the_clock=True, is_for_one=True),
        Job("daily word about refused mail", 3600, lambda: _tell_impersonated(desk()), is_for_one=True),
        Job("calendar", 600, lambda: note_calendar(desk())),
        Job("collected news", 60, lambda: tell_collected(desk()), is_for_one=True),
        Job("sweep of limits", 3600, lambda: limits.sweep(desk().clock())),
        Job("sweep of what undo kept", 600, lambda: settled(lambda: undoing.forget_old(desk().clock()))),
    )


def remind(desk: Desk) -> None:
    """Chase, warn and close what waits for its requester, warn staff of their clocks, and write the morning's lists.

    Plans that nobody decided about in time end. Each ticket and plan has a transaction of its own.
    """
    for job in (reminders, escalation, incident_watch, digests):
        job.run(desk, desk.clock())
    executing.expire(desk, desk.clock())


def tell_collected(desk: Desk) -> None:
    """Send the lists of what happened in a flood."""
    news_lists.tell_collected(desk, desk.clock())


def note_calendar(desk: Desk) -> None:
    """Write down by which calendar the clocks are read, when it is another one or a new year."""
    settled(lambda: clock_journal.set_calendar(desk.calendar, desk.clock()))


def clock_was_set(desk: Desk, jump: timedelta) -> None:
    """Move what waits along with a clock that was set."""
    settled(lambda: clock_changes.clock_was_set(desk, jump, desk.clock()))


def _tell_impersonated(desk: Desk) -> None:
    settled(lambda: reminders.tell_impersonated(desk, desk.clock()))
