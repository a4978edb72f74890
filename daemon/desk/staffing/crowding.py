"""Notice that somebody of staff was written to very often, and keep what happens then for one list (F76).

daemon/desk/staffing/news_lists.py sends the lists.
"""

from datetime import datetime, timedelta

from daemon.desk.case import Desk
from daemon.desk.views import StaffMember
from models.outgoing import CollectedNews, letters_since
from models.tickets import Ticket

WINDOW = timedelta(hours=1)
AT_ONCE = frozenset({"held"})  # events that somebody has to decide about


def is_crowded(desk: Desk, member: StaffMember, event: str, now: datetime) -> bool:
    """Say whether the member was written to so often that an event is to be collected."""
    most = desk.rules.staff_letters
    return event not in AT_ONCE and letters_since(member.id, now - WINDOW, most) >= most


def collect(member: StaffMember, ticket: Ticket, event: str, now: datetime) -> None:
    """Keep an event for the member's next list."""
    CollectedNews.create(staff_id=member.id, ticket=ticket, event=event, created_at=now)
