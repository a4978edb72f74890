"""Recognise a disturbance: many similar complaints in a short time, proposed to staff as one."""

from datetime import datetime, timedelta
from typing import Any

from daemon.desk.authorising import SCHEDULER, Act, require
from daemon.desk.case import Desk
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.queries import DeskQueries
from daemon.desk.staffing import absences
from daemon.desk.staffing.incidents import common_words, is_similar, words_of
from daemon.desk.statuses import OPEN
from daemon.desk.views import StaffMember
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import IncidentProposal
from daemon.trust.levels import CommandClass
from daemon.value_objects import value_object
from models.database import transaction
from models.staffing import Incident, IncidentTicket
from models.tickets import Ticket

CAUSE = Cause("loket", command="incidents")
QUIET = timedelta(hours=24)  # after a proposal the same type is not proposed again
_OPEN = tuple(status.value for status in OPEN)


@value_object
class _Group:
    """Similar complaints, oldest first, and the words that they share."""

    type_code: str
    tickets: tuple[Ticket, ...]
    words: frozenset[str]


def run(desk: Desk, now: datetime) -> int:
    """Propose what looks like a disturbance to staff, each in a transaction; return how many were proposed."""
    require(desk.directory, SCHEDULER, Act(CommandClass.K0))
    rules = desk.rules.incidents
    if rules.complaints == 0:
        return 0
    groups = [group for group in _groups(desk, now) if len(group.tickets) >= rules.complaints]
    for group in groups:
        with transaction():
            _propose(desk, group, now)
    return len(groups)


def _groups(desk: Desk, now: datetime) -> list[_Group]:
    """Return the similar complaints of the last while that belong to no disturbance yet, by type."""
    rules = desk.rules.incidents
    recent: Any = Ticket.select().where(
        (Ticket.created_at > now - rules.within)
        & Ticket.status.in_(_OPEN)
        & Ticket.category.in_(rules.categories)
        & (Ticket.type_code != "")
        & Ticket.id.not_in(IncidentTicket.select(IncidentTicket.ticket))
    )
    by_type: dict[str, list[Ticket]] = {}
    for ticket in recent.order_by(Ticket.id):
        by_type.setdefault(ticket.type_code, []).append(ticket)
    many = {code: found for code, found in by_type.items() if len(found) >= rules.complaints}
    return [_group(code, found) for code, found in many.items() if not _was_proposed(code, now)]


def _was_proposed(type_code: str, now: datetime) -> bool:
    """Say whether a disturbance of a type was proposed lately, and is being worked on or was not wanted."""
    lately = (Incident.type_code == type_code) & (Incident.proposed_at > now - QUIET)
    return bool(Incident.select().where(lately).exists())


def _group(type_code: str, found: list[Ticket]) -> _Group:
    words = {int(ticket.id): words_of(ticket) for ticket in found}
    common = common_words(list(words.values()))
    similar = tuple(ticket for ticket in found if is_similar(words[int(ticket.id)], common))
    return _Group(type_code, similar, common)


def _propose(desk: Desk, group: _Group, now: datetime) -> None:
    """Remember the proposal and ask the team and the heads; their word `insiden` accepts it."""
    parent = group.tickets[0]
    incident = Incident.create(
        parent=parent, type_code=group.type_code, words="\n".join(sorted(group.words)), proposed_at=now
    )
    for ticket in group.tickets:
        IncidentTicket.create(incident=incident, ticket=ticket, added_at=now)
    record(Entry("incident.proposed", CAUSE, int(parent.id), {"tickets": len(group.tickets)}), now)
    for member in _asked(desk, parent, now):
        queries = DeskQueries(desk, now, member)
        kind = desk.catalogue.get(group.type_code)
        content = IncidentProposal(
            number=parent.number,
            subject=parent.subject,
            type_name=kind.name.in_language(member.language) if kind else "",
            minutes=round(desk.rules.incidents.within.total_seconds() / 60),
            rows=tuple(queries.row(ticket) for ticket in group.tickets),
        )
        correspondence.to_staff(desk, parent, content, member, CAUSE)


def _asked(desk: Desk, parent: Ticket, now: datetime) -> tuple[StaffMember, ...]:
    away = absences.absent(now)
    heads = (member for member in desk.directory.staff if desk.rules.escalation.head_role in member.roles)
    everybody = dict.fromkeys((*desk.directory.team(parent.category), *heads))
    return tuple(member for member in everybody if member.id not in away) or tuple(everybody)
