"""Tell staff in one numbered list what happened in a flood, not in hundreds of notifications (trust.md §4.5, F76).

Whoever was written to as often as the rules allow within an hour gets no notification of its own for the next events
(daemon/desk/staffing/crowding.py); ten minutes later they are told together, to be answered with commands by number.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from daemon.desk.case import Desk
from daemon.desk.facts import ticket_row
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import CollectedTicket, NewsDigest
from models.database import delete_rows, transaction
from models.outgoing import CollectedNews
from models.tickets import Ticket

WAIT = timedelta(minutes=10)  # from the first event collected to the list
MOST = 50  # tickets in one list


def tell_collected(desk: Desk, now: datetime) -> int:
    """Send the lists that are due, each in a transaction of its own, and return how many."""
    due = CollectedNews.select(CollectedNews.staff_id).where(CollectedNews.created_at <= now - WAIT).distinct()
    people = [row.staff_id for row in due]
    for staff_id in people:
        with transaction():
            _tell(desk, staff_id, now)
    return len(people)


def _tell(desk: Desk, staff_id: str, now: datetime) -> None:
    """Send one list of all that was collected, and forget it; for somebody who left nothing is sent."""
    rows = CollectedNews.rows(staff_id=staff_id)
    delete_rows(CollectedNews, CollectedNews.staff_id == staff_id)
    member = desk.directory.by_id(staff_id)
    if member is None or not rows:
        return
    events: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        events[int(row.__data__["ticket"])].append(row.event)
    listed = [Ticket.get_by_id(number) for number in list(events)[:MOST]]
    content = NewsDigest(
        tickets=tuple(
            CollectedTicket(ticket_row(desk, ticket, now), tuple(dict.fromkeys(events[int(ticket.id)])))
            for ticket in listed
        ),
        more=len(events) - len(listed),
    )
    cause = Cause("loket")
    correspondence.to_colleague(desk, content, member, tuple(int(ticket.id) for ticket in listed), cause)
    record(Entry("news.told-together", cause, None, {"staff": staff_id, "tickets": len(events)}), now)
