"""Note who is to get which report; it is made and sent beside the mails (daemon/reporting.py)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from daemon.desk.journal import Cause, Entry, record
from daemon.desk.planning.plan import OrderReport
from daemon.value_objects import value_object
from models.upkeep import ReportOrder

MONTHLY, WEEKLY = "monthly", "weekly"


@value_object
class UnitOrder:
    """An operator's wish for the figures of their own unit."""

    address: int  # id of the row
    first: date
    last: date  # still part of it
    language: str


def order(effect: OrderReport, cause: Cause, now: datetime) -> None:
    """Note a report that a member of staff asked for by mail, inside the caller's transaction."""
    _add(f"asked {cause.inbound_id} {effect.first} {effect.last}", effect, cause, now)


def order_for_unit(wish: UnitOrder, today: date, cause: Cause, now: datetime) -> bool:
    """Note the report that an operator asked for by the mail; False when they asked for that month today already."""
    first, last = wish.first.isoformat(), wish.last.isoformat()
    is_new = ReportOrder.add_unless_there(
        key=f"operator {wish.address} {first} {today.isoformat()}",
        staff_id="",
        first=first,
        last=last,
        language=wish.language,
        inbound=cause.inbound_id,
        ordered_at=now,
    )
    if is_new:
        record(Entry("report.ordered", cause, None, {"staff": "", "first": first, "last": last}), now)
    return is_new


def order_regular(kind: str, effects: Sequence[OrderReport], now: datetime) -> int:
    """Note the weekly or monthly report for each who gets it, and return how many had not been noted before."""
    cause = Cause("loket", command=kind)
    return sum(_add(f"{kind} {one.first} {one.staff_id}", one, cause, now) for one in effects)


def waiting() -> list[ReportOrder]:
    """Return the reports that nobody has sent yet, oldest first."""
    rows: Any = ReportOrder.select().where(ReportOrder.sent_at.is_null()).order_by(ReportOrder.id)
    return list(rows)


def mark_sent(row: ReportOrder, now: datetime) -> bool:
    """Note that a report is enqueued, inside the transaction that does it; False when somebody else did."""
    open_one = (ReportOrder.id == row.id) & ReportOrder.sent_at.is_null()
    return bool(ReportOrder.update(sent_at=now).where(open_one).execute())


def last_month(today: date) -> tuple[date, date]:
    """Return the first and the last day of the month before."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def last_week(today: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week before."""
    monday = today - timedelta(days=today.weekday() + 7)
    return monday, monday + timedelta(days=6)


def _add(key: str, effect: OrderReport, cause: Cause, now: datetime) -> bool:
    first, last = effect.first.isoformat(), effect.last.isoformat()
    is_new = ReportOrder.add_unless_there(
        key=key, staff_id=effect.staff_id, first=first, last=last, inbound=cause.inbound_id, ordered_at=now
    )
    if is_new:
        record(Entry("report.ordered", cause, None, {"staff": effect.staff_id, "first": first, "last": last}), now)
    return is_new
