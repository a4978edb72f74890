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
    """Count how a plan came out, inside the caller's transaction; a file of many records counts as one."""
    changes = outages.changes_of(_system(plan))
    if plan.state == State.DONE:
        outages.answered(desk, changes, now)
    elif plan.state in (State.FAILED, State.UNKNOWN):
        outages.failed(desk, changes, f"changes end as {plan.state}", now)


def _system(plan: StoredPlan) -> str:
    return str(plan.content["order"]["system"])
