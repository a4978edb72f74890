"""Let the complaints of others go on when the ticket that they were merged into ends without an answer."""

from datetime import datetime

from daemon.desk import tickets
from daemon.desk.case import Desk
from daemon.desk.journal import Cause
from daemon.desk.planning.applying import Applier
from daemon.desk.planning.plan import SetStatus
from daemon.desk.statuses import Status
from daemon.desk.writing import correspondence
from models.tickets import Ticket


def let_go_on(desk: Desk, ended: Ticket, cause: Cause, now: datetime) -> int:
    """Make each a ticket of its own again, tell staff, and return how many there were.

    Nobody's complaint is over because somebody else took theirs back or fell silent.
    """
    others = [one for one in tickets.merged_into(int(ended.id)) if one.requester_address != ended.requester_address]
    for other in others:
        other.merged_into = None
        tickets.touch(other, now)
        status = Status.IN_PROGRESS if other.assignee else Status.NEW
        Applier(desk, cause, now).apply((SetStatus(int(other.id), Status.MERGED, status),))
        news = correspondence.News("reopened", "", ("goes-on-alone",))
        correspondence.notify(desk, Ticket.get_by_id(other.id), news, cause, now)
    return len(others)
