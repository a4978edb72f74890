"""Keep who is away, and hand their open tickets over to the colleagues who are there."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import cycle

from daemon.desk.planning.effects import assigned, moved
from daemon.desk.planning.plan import Effect, SetAbsence, TellColleague
from daemon.desk.statuses import Move, Status
from daemon.desk.views import StaffMember, TicketView
from daemon.desk.writing.letters import HandedTicket, Handover
from daemon.value_objects import value_object
from models.staffing import Absence

COMMAND = "command"
AUTO_REPLY = "auto-reply"


@value_object
class Leave:
    """Somebody's absence about to begin."""

    member: StaffMember
    last_day: date
    zone: tzinfo
    source: str  # COMMAND or AUTO_REPLY


def absent(now: datetime) -> frozenset[str]:
    """Return the ids of those who are away."""
    return frozenset(row.staff for row in Absence.select(Absence.staff).where(_is_now(now)))


def away_until(staff_id: str, now: datetime) -> datetime | None:
    """Return when somebody who is away will be back; None when they are here."""
    rows = Absence.select().where((Absence.staff == staff_id) & _is_now(now))
    return max((row.until for row in rows), default=None)


def _is_now(now: datetime) -> object:
    return (Absence.until > now) & (Absence.since <= now)


def back_at(last_day: date, zone: tzinfo) -> datetime:
    """Return the moment from which somebody is back whose absence ends with a day."""
    return datetime.combine(last_day + timedelta(days=1), time(0), zone)


def set_absence(effect: SetAbsence, inbound_id: int | None, now: datetime) -> None:
    """Begin or end an absence, inside the caller's transaction; a new one takes the place of one that lasts."""
    Absence.update(until=now).where((Absence.staff == effect.staff_id) & _is_now(now)).execute()
    if effect.after is not None:
        Absence.create(staff=effect.staff_id, since=now, until=effect.after, source=effect.source, inbound=inbound_id)


def handing_over(
    leave: Leave,
    tickets: tuple[TicketView, ...],
    colleagues: Callable[[str], tuple[StaffMember, ...]],
    summary: Callable[[TicketView, str], HandedTicket],
) -> tuple[Effect, ...]:
    """Return what the absence changes: each open ticket goes to a colleague of its category's team, in turn.

    `colleagues` gives who is there for a category, `summary` what a reader of a language is told of a ticket. A ticket
    for which nobody is there goes back to the queue.
    """
    until = back_at(leave.last_day, leave.zone)
    effects: list[Effect] = [SetAbsence(leave.member.id, None, until, leave.source)]
    given: dict[str, list[TicketView]] = {}
    heirs: dict[str, Iterator[StaffMember]] = {}
    for ticket in tickets:
        heir = next(heirs.setdefault(ticket.category, cycle(colleagues(ticket.category))), None)
        effects.extend(_moved(ticket, heir))
        if heir is not None:
            given.setdefault(heir.id, []).append(ticket)
    people = {member.id: member for ticket in tickets for member in colleagues(ticket.category)}
    return (*effects, *_letters(leave, given, people, summary))


def _moved(ticket: TicketView, heir: StaffMember | None) -> tuple[Effect, ...]:
    if heir is not None:
        return (assigned(ticket, heir.id),)
    is_released = ticket.status is Status.IN_PROGRESS
    return (assigned(ticket, None), *((moved(ticket, Move.RELEASE),) if is_released else ()))


def _letters(
    leave: Leave,
    given: Mapping[str, list[TicketView]],
    people: Mapping[str, StaffMember],
    summary: Callable[[TicketView, str], HandedTicket],
) -> tuple[TellColleague, ...]:
    return tuple(
        TellColleague(
            staff_id,
            tuple(ticket.id for ticket in tickets),
            Handover(
                from_name=leave.member.name,
                last_day=leave.last_day.isoformat(),
                tickets=tuple(summary(ticket, people[staff_id].language) for ticket in tickets),
            ),
        )
        for staff_id, tickets in given.items()
    )
