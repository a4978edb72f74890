"""Stop changing a system after a few attempts in a row that failed or ended nobody knows how (trust.md §3.9).

Look-ups and previews go on. After a growing pause one approved change is tried; the first that is done ends it.
"""

from datetime import datetime

from daemon.desk.case import Desk
from daemon.desk.four_eyes.plans import State
from daemon.integrator import outages
from models.plans import StoredPlan


def may_go_on(desk: Desk, plan: StoredPlan, now: datetime) -> bool:
    """Say whether the plan's system may be asked, and changed, now; people whose change has to wait are told once."""
    system = _system(plan)
    stop = outages.current(outages.changes_of(system))
    if stop is None or stop.opened_at is None:
        return outages.may_ask(system, now)
    if stop.next_try_at <= now:
        return outages.may_ask(system, now)
    outages.tell_who_waits(desk, stop, now)
    return False


def count(desk: Desk, plan: StoredPlan, now: datetime) -> None:
    """Count how a plan about one record came out, inside the caller's transaction."""
    if plan.state in (State.DONE, State.FAILED, State.UNKNOWN):
        note(desk, _system(plan), plan.state, now)


def note(desk: Desk, system: str, state: str, now: datetime) -> None:
    """Count how the change of one record came out: "done", or as anything else in vain."""
    if state == State.DONE:
        outages.answered(desk, outages.changes_of(system), now)
    else:
        outages.failed(desk, outages.changes_of(system), f"changes end as {state}", now)


def has_stopped(system: str) -> bool:
    """Say whether so many changes in a row were in vain that the next one has to wait."""
    return outages.is_down(outages.changes_of(system))


def _system(plan: StoredPlan) -> str:
    return str(plan.content["order"]["system"])
