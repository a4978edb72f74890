"""Follow data that others have to change: the submission's number, its progress, and the word to the requester."""

from datetime import datetime

from daemon.desk.case import Desk
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.planning.plan import SetRoute
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import Change, RouteNotice, SentFacts
from models.actions import DataRoute
from models.tickets import Ticket

PDM = "pdm"


def progress(desk: Desk, effect: SetRoute, cause: Cause, now: datetime) -> tuple[str, SentFacts]:
    """Keep how far it is and tell the requester; return the ticket's number and what was sent."""
    ticket = Ticket.get_by_id(effect.ticket)
    row, _ = DataRoute.found_or_made({"route": PDM, "changed_at": now}, ticket=ticket)
    row.submission, row.progress = effect.after
    row.changed_at = now
    row.save()
    data = {"route": row.route, "submission": row.submission, "progress": row.progress}
    record(Entry("route.progress", cause, int(ticket.id), data), now)
    notice = RouteNotice(
        number=ticket.number,
        subject=ticket.subject,
        route=row.route,
        data="",
        checklist=(),
        submission=row.submission,
        progress=row.progress,
        text=effect.text,
    )
    return str(ticket.number), correspondence.to_requester(desk, ticket, notice, cause, now)


def changes(number: str, effect: SetRoute) -> tuple[Change, ...]:
    """Return number and progress, before and after, as receipts show them."""
    pairs = zip(("submission", "progress"), effect.before, effect.after, strict=True)
    return tuple(Change(number, name, before, after) for name, before, after in pairs if before != after)
