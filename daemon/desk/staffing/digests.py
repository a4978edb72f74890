"""Write each member of staff the list of the day's tickets, once a morning, on days of service.

Each ticket stands in one place: what is overdue first, then one's own, those that wait for their requesters, those of
one's teams that nobody has taken, and those that colleagues have. Its numbers are answered with commands.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from daemon.desk.authorising import SCHEDULER, Act, require
from daemon.desk.case import Desk
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.queries import DeskQueries
from daemon.desk.staffing import absences
from daemon.desk.statuses import OPEN, Status
from daemon.desk.timekeeping.overdue import overdue as late
from daemon.desk.views import StaffMember
from daemon.desk.witnesses import is_first_of
from daemon.desk.writing.correspondence import to_colleague
from daemon.desk.writing.letters import Digest, DigestSection
from daemon.failpoints import reach
from daemon.trust.levels import CommandClass
from models.database import transaction
from models.tickets import Ticket

CAUSE = Cause("loket", command="digest")
JOB = "digest"
LATEST = 180  # minutes after its time; a daemon that starts later leaves it for tomorrow
MOST_ROWS = 20  # of one section
_SECTIONS = ("overdue", "own", "waiting", "unassigned", "team")


def run(desk: Desk, now: datetime) -> int:
    """Send the morning's lists when it is time and they were not sent today; return how many went out."""
    require(desk.directory, SCHEDULER, Act(CommandClass.K0))
    if not _is_time(desk, now):
        return 0
    with transaction():
        day = now.astimezone(desk.rules.zone).date()
        if not is_first_of(day.isoformat(), f"{JOB} {day:%d}", now):  # a clock set back meets the days it had again
            return 0
        sent = _send(desk, now)
        reach("before_digest_commit")
        return sent


def _is_time(desk: Desk, now: datetime) -> bool:
    """Say whether it is the hour for it, on a day on which the counter opens."""
    local = now.astimezone(desk.rules.zone)
    at, minutes = desk.rules.digest_at, local.hour * 60 + local.minute
    if at is None or not at <= minutes < at + LATEST:
        return False
    midnight = datetime.combine(local.date(), time(0), desk.rules.zone)
    return desk.calendar.service_seconds(midnight, midnight + timedelta(days=1)) > 0


def _send(desk: Desk, now: datetime) -> int:
    tickets = list(Ticket.select().where(Ticket.status.in_([one.value for one in OPEN])).order_by(Ticket.id))
    overdue = late(desk, tickets, now)
    away = absences.absent(now)
    sent = 0
    for member in desk.directory.staff:
        found = [] if member.id in away else _sections(desk, member, tickets, overdue)
        if found:
            _write(desk, member, found, now)
            sent += 1
    record(Entry("digest.sent", CAUSE, None, {"letters": sent}), now)
    return sent


def _sections(
    desk: Desk, member: StaffMember, tickets: Iterable[Ticket], overdue: frozenset[int]
) -> list[tuple[str, list[Ticket]]]:
    """Return the tickets that concern a person under their titles, empty ones left out."""
    found: dict[str, list[Ticket]] = {title: [] for title in _SECTIONS}
    for ticket in tickets:
        title = _place(desk, member, ticket, is_overdue=int(ticket.id) in overdue)
        if title:
            found[title].append(ticket)
    return [(title, rows) for title, rows in found.items() if rows]


def _place(desk: Desk, member: StaffMember, ticket: Ticket, *, is_overdue: bool) -> str:
    """Return under which title a ticket stands for a person; "" when it is no business of theirs."""
    is_own = ticket.assignee == member.id
    if not is_own and member not in desk.directory.team(ticket.category):
        return ""
    is_waiting = ticket.status == Status.WAITING.value
    if is_overdue and not is_waiting and (is_own or ticket.assignee is None):
        return "overdue"
    if is_own:
        return "waiting" if is_waiting else "own"
    return "team" if ticket.assignee else "unassigned"


def _write(desk: Desk, member: StaffMember, found: list[tuple[str, list[Ticket]]], now: datetime) -> None:
    queries = DeskQueries(desk, now, member)
    sections: list[DigestSection] = []
    numbered: list[int] = []
    for title, tickets in found:
        shown = tickets[:MOST_ROWS]
        rows = tuple(queries.row(ticket) for ticket in shown)
        sections.append(DigestSection(title, len(numbered) + 1, rows, len(tickets) - len(shown)))
        numbered += [int(ticket.id) for ticket in shown]
    day = now.astimezone(desk.rules.zone).date().isoformat()
    to_colleague(desk, Digest(day, tuple(sections)), member, tuple(numbered), CAUSE)
