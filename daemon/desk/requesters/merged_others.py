"""Tell others whose complaints were merged into one how that ended, and let theirs go on where it has no answer."""

from datetime import datetime

from daemon.desk import tickets
from daemon.desk.case import Desk
from daemon.desk.journal import Cause
from daemon.desk.planning.applying import Applier
from daemon.desk.planning.plan import SetStatus
from daemon.desk.statuses import Status
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import MergedOutcome
from models.tickets import Ticket


def of_others(ticket: Ticket) -> list[Ticket]:
    """Return the tickets of other people that were merged into a ticket."""
    merged = tickets.merged_into(int(ticket.id))
    return [one for one in merged if one.requester_address != ticket.requester_address]


def tell_solved(desk: Desk, solved: Ticket, cause: Cause, now: datetime) -> int:
    """Tell each that somebody with the same complaint says it is solved, and return how many there were."""
    others = of_others(solved)
    for other in others:
        content = MergedOutcome(other.number, other.subject, "solved-by-requester")
        correspondence.to_requester(desk, other, content, cause, now)
    return len(others)


def stand_alone(desk: Desk, merged: Ticket, cause: Cause, now: datetime) -> Ticket:
    """Make a merged ticket one of its own again, open, and return it as it is then."""
    merged.merged_into = None
    tickets.touch(merged, now)
    status = Status.IN_PROGRESS if merged.assignee else Status.NEW
    Applier(desk, cause, now).apply((SetStatus(int(merged.id), Status.MERGED, status),))
    own: Ticket = Ticket.get_by_id(merged.id)
    return own


def let_go_on(desk: Desk, ended: Ticket, cause: Cause, now: datetime) -> int:
    """Make each a ticket of its own again, tell staff, and return how many there were.

    Nobody's complaint is over because somebody else took theirs back or fell silent.
    """
    others = of_others(ended)
    for other in others:
        stand_alone(desk, other, cause, now)
        news = correspondence.News("reopened", "", ("goes-on-alone",))
        correspondence.notify(desk, Ticket.get_by_id(other.id), news, cause, now)
    return len(others)
