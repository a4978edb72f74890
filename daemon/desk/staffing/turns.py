"""Give tickets to the people of a team in turn, those left out who are away."""

from datetime import datetime

from daemon.desk.case import Desk
from daemon.desk.journal import Cause
from daemon.desk.planning.applying import Applier
from daemon.desk.planning.plan import SetField
from daemon.desk.staffing import absences
from daemon.desk.views import StaffMember
from models.staffing import TeamTurn
from models.tickets import Ticket


def in_turn(desk: Desk, category: str, now: datetime) -> tuple[StaffMember, ...]:
    """Return who of a category's team is there, the one whose turn it is first."""
    away = absences.absent(now)
    team = desk.directory.team(category)
    rows = TeamTurn.rows(category=category)
    last = next((i for i, member in enumerate(team) if rows and member.id == rows[0].staff), -1)
    return tuple(member for member in team[last + 1 :] + team[: last + 1] if member.id not in away)


def give(desk: Desk, ticket: Ticket, cause: Cause, now: datetime, *, without: str | None = None) -> StaffMember | None:
    """Give a ticket to the next of its team, inside the caller's transaction; None when nobody else is there."""
    chosen = next((member for member in in_turn(desk, ticket.category, now) if member.id != without), None)
    if chosen is None:
        return None
    TeamTurn.put(("category",), category=ticket.category, staff=chosen.id)
    Applier(desk, cause, now).apply((SetField(int(ticket.id), "assignee", ticket.assignee, chosen.id),))
    return chosen
