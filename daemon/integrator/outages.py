"""Notice that a system is out of reach, try it again with patience, and tell whom it keeps waiting, once.

A few failures in a row are an outage: requests and approved plans wait in their order, the clocks of their tickets
stand still, and each ticket's people get one mail. The first answer ends it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from daemon.desk.case import Desk
from daemon.desk.four_eyes.plans import WAITING
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.statuses import OPEN
from daemon.desk.timekeeping import clocks
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import ActionWaiting, OutageNotice, Trouble
from models.actions import ActionRequest, Outage
from models.actions import OutageNotice as Told
from models.database import settled, transaction
from models.plans import StoredPlan
from models.tickets import Ticket

CAUSE = Cause("loket", command="integrator")
REASON = "integrator"  # of the clocks' pause
FAILURES = 3  # in a row, which make an outage
FIRST_PAUSE = timedelta(seconds=5)  # doubled with each failure
LONGEST_PAUSE = timedelta(minutes=10)
_CHANGES = "/changes"  # behind a system's name: it answers, but what it is asked to change fails


def changes_of(system: str) -> str:
    """Return under which name the trouble with a system's changes is kept."""
    return f"{system}{_CHANGES}"


def current(system: str) -> Outage | None:
    """Return the trouble that a system is in; None when it is well."""
    found: Outage | None = Outage.get_or_none((Outage.system == system) & Outage.ended_at.is_null())
    return found


def may_ask(system: str, now: datetime) -> bool:
    """Say whether the system can be asked now, be it as a try."""
    outage = current(system)
    return outage is None or outage.next_try_at <= now


def is_down(system: str) -> bool:
    """Say whether the system is taken to be out of reach."""
    outage = current(system)
    return outage is not None and outage.opened_at is not None


def failed(desk: Desk, system: str, reason: str, now: datetime) -> None:
    """Count a try in vain; the last of a few in a row makes an outage, of which the people who wait are told."""
    settled(lambda: _count_failure(desk, system, reason, now))


def _count_failure(desk: Desk, system: str, reason: str, now: datetime) -> None:
    outage = current(system) or Outage(system=system, reason=reason, failures=0, began_at=now, next_try_at=now)
    outage.failures += 1
    outage.reason = reason
    outage.next_try_at = now + min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(outage.failures - 1, 10)))
    is_new = outage.opened_at is None and outage.failures >= FAILURES
    if is_new:
        outage.opened_at = now
    outage.save()
    if is_new:
        record(Entry("system.down", CAUSE, None, {"system": system, "reason": reason}), now)
        correspondence.tell_admins(desk, Trouble("system", f"{system}: {reason}", "loket status"), CAUSE)
    if outage.opened_at is not None:
        tell_who_waits(desk, outage, now)


def answered(desk: Desk, system: str, now: datetime) -> None:
    """Note that a system answered: an outage is over, clocks go on, and staff who were told of it hear that."""
    if current(system) is not None:
        settled(lambda: _end(desk, system, now))


def _end(desk: Desk, system: str, now: datetime) -> None:
    outage = current(system)
    if outage is None:
        return
    outage.ended_at = now
    outage.save()
    if outage.opened_at is None:
        return
    record(Entry("system.up", CAUSE, None, {"system": system}), now)
    for notice in Told.rows(outage=outage):
        clocks.resumed(desk, notice.ticket, REASON, CAUSE, now)
        _tell_staff(desk, notice.ticket, system, is_over=True)


def tell_who_waits(desk: Desk, outage: Outage, now: datetime) -> None:
    """Pause the clocks of tickets that wait, and tell their people, each ticket once in an outage."""
    with transaction():
        _tell_each(desk, outage, now)


def _tell_each(desk: Desk, outage: Outage, now: datetime) -> None:
    for ticket in waiting_tickets(outage.system):
        _, is_new = Told.found_or_made({"at": now}, outage=outage, ticket=ticket)
        if not is_new:
            continue
        clocks.paused(desk, ticket, REASON, CAUSE, now)
        _tell_staff(desk, ticket, outage.system, is_over=False)
        if ticket.status in OPEN and not outage.system.endswith(_CHANGES):
            notice = OutageNotice(ticket.number, ticket.subject)
            correspondence.to_requester(desk, ticket, notice, CAUSE, now)


def waiting_tickets(system: str) -> tuple[Ticket, ...]:
    """Return the tickets for which something was asked of a system that it has not done, oldest request first."""
    asked = ActionRequest.select().where(
        (ActionRequest.system == system) & (ActionRequest.state == "waiting") & (ActionRequest.kind != "notify")
    )
    planned = StoredPlan.select().where(
        (StoredPlan.kind != "commands") & StoredPlan.state.in_([WAITING[-1].value, "unknown"])
    )
    rows: Iterable[ActionRequest | StoredPlan] = [*asked.order_by(ActionRequest.id), *planned.order_by(StoredPlan.id)]
    found = {int(row.ticket.id): row.ticket for row in rows if row.ticket is not None and _reaches(row, system)}
    return tuple(found.values())


def _reaches(row: ActionRequest | StoredPlan, system: str) -> bool:
    if isinstance(row, ActionRequest):
        return True
    return bool(row.content.get("order", {}).get("system") == system.removesuffix(_CHANGES))


def _tell_staff(desk: Desk, ticket: Ticket, system: str, *, is_over: bool) -> None:
    states = ("stopped", "released") if system.endswith(_CHANGES) else ("waiting", "resumed")
    content = ActionWaiting(ticket.number, ticket.subject, system.removesuffix(_CHANGES), states[is_over])
    for member in correspondence.attendants(desk, ticket):
        correspondence.to_staff(desk, ticket, content, member, CAUSE)
