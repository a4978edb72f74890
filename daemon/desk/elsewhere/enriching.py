"""Let a staff notification wait a moment for what another system knows about the person it is about.

The mail's transaction never waits for that: the notification is kept, and written by the integrator with the record,
or by the clock without it. Whoever takes the kept row writes the letters, in the same transaction.
"""

from dataclasses import asdict, replace
from datetime import datetime, timedelta

from daemon.desk.case import Desk
from daemon.desk.journal import Cause
from daemon.desk.writing import correspondence
from daemon.desk.writing.correspondence import News
from daemon.desk.writing.letters import Enclosure, SheetFacts, SimilarTicket
from models.actions import ActionRequest
from models.database import transaction
from models.tickets import Ticket, TicketField

KIND = "notify"
SYSTEM = "feeder"
_EVENTS = frozenset({"new", "complete", "answered", "typed"})
_IDENTIFIERS = ("nim", "nidn")
Sheets = dict[str, tuple[SheetFacts, ...]]  # by language


def notify(desk: Desk, ticket: Ticket, news: News, cause: Cause, now: datetime) -> None:
    """Tell staff about a ticket: at once, or as soon as the record of the person it names was looked up."""
    named = _identifier(ticket) if desk.looks_up and news.event in _EVENTS else None
    if named is None:
        correspondence.notify(desk, ticket, news, cause, now)
        return
    ActionRequest.create(
        kind=KIND,
        system=SYSTEM,
        actor="",
        ticket=ticket,
        inbound=cause.inbound_id,
        order={"identifier": named[0], "value": named[1], "cause": asdict(cause), "news": _plain(news)},
        created_at=now,
    )


def waiting() -> list[ActionRequest]:
    """Return the notifications that wait, oldest first."""
    where = (ActionRequest.state == "waiting") & (ActionRequest.kind == KIND)
    return list(ActionRequest.select().where(where).order_by(ActionRequest.id))


def send(desk: Desk, row: ActionRequest, result: str, sheets: Sheets, remarks: tuple[str, ...] = ()) -> bool:
    """Write a notification that waited; False when somebody else did."""
    now = desk.clock()
    with transaction():
        mine = (ActionRequest.id == row.id) & (ActionRequest.state == "waiting")
        taken = ActionRequest.update(state="done", result=result, order={}, finished_at=now).where(mine).execute()
        if taken != 1 or row.ticket is None:
            return False
        news = _news(row.order["news"])
        told = replace(news, remarks=(*news.remarks, *remarks), sheets=sheets)
        correspondence.notify(desk, Ticket.get_by_id(row.ticket.id), told, Cause(**row.order["cause"]), now)
        return True


def send_late(desk: Desk, longest: timedelta) -> int:
    """Write the notifications that have waited long enough without a record, and return how many."""
    late = [row for row in waiting() if row.created_at <= desk.clock() - longest]
    return sum(send(desk, row, "without the record", {}) for row in late)


def _identifier(ticket: Ticket) -> tuple[str, str] | None:
    """Return the number that a ticket's form names a person by."""
    fields = {row.name: row.value for row in TicketField.rows(ticket=ticket) if row.is_valid}
    return next(((name, fields[name]) for name in _IDENTIFIERS if fields.get(name)), None)


def _plain(news: News) -> dict[str, object]:
    return {
        "event": news.event,
        "text": news.text,
        "remarks": list(news.remarks),
        "similar": [asdict(one) for one in news.similar],
        "files": [asdict(one) for one in news.files],
    }


def _news(plain: dict[str, list[dict[str, object]]]) -> News:
    words: dict[str, object] = dict(plain)
    return News(
        event=str(words["event"]),
        text=str(words["text"]),
        remarks=tuple(map(str, plain["remarks"])),
        similar=tuple(SimilarTicket(**one) for one in plain["similar"]),  # type: ignore[arg-type]
        files=tuple(Enclosure(**one) for one in plain["files"]),  # type: ignore[arg-type]
    )
