"""Tell the actor what their commands did, would do, or why none of them ran."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from daemon.desk import limits
from daemon.desk.case import Case, Desk, Result
from daemon.desk.elsewhere import data_routes
from daemon.desk.journal import Cause
from daemon.desk.limits import Limit
from daemon.desk.planning.applying import (
    Applied,
    absence_change,
    form_change,
    incident_change,
    note_changes,
    report_change,
    solution_change,
)
from daemon.desk.planning.block import REHEARSE, PlannedBlock, PlannedLine, Rehearsal
from daemon.desk.planning.plan import (
    AddNote,
    Effect,
    MailRequester,
    MailStaff,
    OrderReport,
    SaveSolution,
    SetAbsence,
    SetField,
    SetFormValue,
    SetIncident,
    SetRoute,
    SetStatus,
    StartAction,
    TakeBack,
    TellColleague,
    touched,
)
from daemon.desk.planning.structure import change_of
from daemon.desk.planning.structure_effects import (
    BindRequester,
    Merge,
    OpenTicket,
    SetCopies,
    SetDue,
    SetLabels,
    SetLink,
)
from daemon.desk.refusal import TEMPLATE_BROKEN, Refusal
from daemon.desk.tickets import by_number
from daemon.desk.views import StaffMember, TicketView
from daemon.desk.writing.correspondence import Parcel, enclosures_of, sent_facts, tell_admins
from daemon.desk.writing.letters import (
    Acknowledgement,
    Change,
    DryRun,
    Letter,
    LineResult,
    PlannedItem,
    Receipt,
    SentFacts,
    TicketList,
    Trouble,
)
from daemon.reading.message import CommandBlock
from models.tickets import Ticket

_SHOWN = 1000  # characters of a text that is shown before it becomes a ticket


def done(
    desk: Desk, view: TicketView | None, block: PlannedBlock, applied: Applied, stray: tuple[str, ...] = ()
) -> Receipt:
    """Return the receipt of a block that ran."""
    lines = tuple(
        LineResult(planned.line.line, Result.EXECUTED.value, "", "", changes_of(desk, planned.effects))
        for planned in block.lines
    )
    return Receipt(
        number=view.number if view else "",
        subject=view.subject if view else "",
        is_done=True,
        lines=lines,
        sent=applied.sent,
        stray=stray,
        sections=applied.sections,
        undo_until=applied.undo_until,
        recalled=applied.recalled,
        kept=changes_of(desk, block.reply),
    )


def rehearsed(
    desk: Desk, view: TicketView | None, block: PlannedBlock, rehearsal: Rehearsal, stray: tuple[str, ...]
) -> DryRun:
    """Return the answer to a block that was only tried."""
    lines = tuple(
        LineResult(planned.line.line, Result.NOT_RUN.value, "", "", changes_of(desk, planned.effects))
        for planned in block.lines
        if planned.command is None or planned.command.name != REHEARSE
    )
    return DryRun(
        number=view.number if view else "",
        subject=view.subject if view else "",
        lines=lines,
        mails=rehearsal.mails,
        stray=stray,
        sections=rehearsal.sections,
        elsewhere=_elsewhere(block),
        kept=changes_of(desk, block.reply),
    )


def _elsewhere(block: PlannedBlock) -> str:
    """Return what of the block would be asked of another system, which a dry run does not even read."""
    actions = [effect for effect in block.effects if isinstance(effect, StartAction)]
    return "" if not actions else "change" if any(action.is_write for action in actions) else "look-up"


def refused(desk: Desk, member: StaffMember, view: TicketView | None, block: PlannedBlock) -> Receipt:
    """Return the answer to a block of which some lines were wrong: nothing ran."""
    for planned in block.lines:
        if planned.refusal is not None and planned.refusal.code == TEMPLATE_BROKEN:
            _tell_of_broken(desk, str(planned.refusal.facts["template"]))
    return _nothing_ran(view, tuple(_refused_line(desk, member, planned) for planned in block.lines))


def _tell_of_broken(desk: Desk, template: str) -> None:
    """Tell the administrators once a day which template staff could not use."""
    if limits.take((Limit("broken-template", 1, timedelta(days=1)),), template, desk.clock()):
        tell_admins(desk, Trouble("template-refused", template, "loket check"), Cause("loket"))


def refused_whole(
    desk: Desk, member: StaffMember, view: TicketView | None, block: CommandBlock, refusal: Refusal
) -> Receipt:
    """Return the answer to a block that was refused for one reason: nothing ran."""
    reason = desk.texts.refusal(refusal.code, member.language, refusal.facts)
    return _nothing_ran(view, tuple(LineResult(line.line, "refused", reason, "", ()) for line in block.lines))


def send(desk: Desk, case: Case, member: StaffMember, content: Receipt | DryRun) -> None:
    """Enqueue the answer to the address that the orders came from, which is one of the member's own."""
    message_id = case.reading.message.message_id
    ticket = by_number(content.number) if content.number else None
    lists = [section for section in content.sections if isinstance(section, TicketList)]
    numbered = [by_number(row.number) for section in lists[:1] for row in section.rows]
    desk.post.send(
        Letter(
            content=content,
            to=case.authentication.address or member.address,
            language=member.language,
            ticket_id=None if ticket is None else int(ticket.id),
            ticket_number=content.number,
            subject=content.subject,
            in_reply_to=message_id,
            references=(message_id,),
            inbound_id=int(case.inbound.id),
            staff_id=member.id,
            numbered=tuple(int(row.id) for row in numbered if row is not None),
        )
    )


def items_of(desk: Desk, effects: tuple[Effect, ...]) -> tuple[PlannedItem, ...]:
    """Return what effects would do, ticket by ticket: the changes, and the mails; last the tickets to be opened."""
    items = [
        _item(desk, ticket, [one for one in effects if touched((one,))[:1] == (ticket,)]) for ticket in touched(effects)
    ]
    opened = [_opened(desk, effect) for effect in effects if isinstance(effect, OpenTicket) and not effect.ticket]
    return (*items, *opened)


def _opened(desk: Desk, effect: OpenTicket) -> PlannedItem:
    """Return a ticket that is to be opened: for whom, since when, and what it would say."""
    whom, received = effect.whom, effect.times.received_at
    title = f"{effect.subject} ({whom.name} <{whom.address}>)" if whom.name else f"{effect.subject} ({whom.address})"
    since = f"{received.astimezone(desk.rules.zone):%Y-%m-%d %H:%M}" if received else ""
    changes = (
        Change("", "opened", "", effect.subject),
        Change("", "channel", "", effect.channel),
        *((Change("", "received_at", "", since),) if since else ()),
        Change("", "text", "", effect.text[:_SHOWN]),
    )
    return PlannedItem("", title, changes, mails_of(desk, (effect,)))


def _item(desk: Desk, ticket_id: int, effects: Sequence[Effect]) -> PlannedItem:
    ticket = Ticket.get_by_id(ticket_id)
    title = f"{ticket.subject} ({ticket.requester.name or ticket.requester_address.address})"
    return PlannedItem(ticket.number, title, changes_of(desk, effects), mails_of(desk, effects))


def changes_of(desk: Desk, effects: Iterable[Effect]) -> tuple[Change, ...]:
    """Return the effects that change a ticket as before and after."""
    return tuple(change for effect in effects for change in _changes(desk, effect))


def _changes(desk: Desk, effect: Effect) -> tuple[Change, ...]:
    if isinstance(effect, TakeBack):
        return effect.changes
    if isinstance(effect, SetRoute):
        return data_routes.changes(_number(effect.ticket), effect)
    if isinstance(effect, AddNote):
        return note_changes(_number(effect.ticket), effect)
    if isinstance(effect, SetAbsence | SetIncident):
        return (absence_change(effect) if isinstance(effect, SetAbsence) else incident_change(effect),)
    change = _structural(effect) or _change(desk, effect)
    return () if change is None else (change,)


def _structural(effect: Effect) -> Change | None:
    """Return what an effect changes about how tickets hang together and whose they are; None for other effects."""
    match effect:
        case OpenTicket():
            return Change("", "opened", "", effect.subject)
        case BindRequester():
            return Change(_number(effect.ticket), "identity", effect.before, effect.after)
        case Merge() | SetLink() | SetLabels() | SetCopies() | SetDue():
            return change_of(_number(effect.ticket), effect)
        case _:
            return None


def _change(desk: Desk, effect: Effect) -> Change | None:
    match effect:
        case SetStatus() if effect.before is not effect.after:
            return Change(_number(effect.ticket), "status", effect.before.value, effect.after.value)
        case SetField():
            return _field_change(desk, effect)
        case SetFormValue():
            return form_change(desk, _number(effect.ticket), effect)
        case SaveSolution():
            return solution_change(_number(effect.ticket), effect)
        case StartAction() | OrderReport():
            return _said(effect)
        case _:
            return None


def _field_change(desk: Desk, effect: SetField) -> Change:
    values = (effect.before, effect.after)
    before, after = (_name(desk, one) if effect.name == "assignee" else one or "" for one in values)
    return Change(_number(effect.ticket), effect.name, before, after)


def _said(effect: StartAction | OrderReport) -> Change:
    if isinstance(effect, OrderReport):
        return report_change(effect)
    number = "" if effect.ticket is None else _number(effect.ticket)
    return Change(number, "action", "", effect.line)


def mails_of(desk: Desk, effects: Iterable[Effect]) -> tuple[SentFacts, ...]:
    """Return the mails that effects would send."""
    return tuple(fact for effect in effects if (fact := _mail(desk, effect)) is not None)


def _mail(desk: Desk, effect: Effect) -> SentFacts | None:
    match effect:
        case MailRequester(content=content):
            enclosures = enclosures_of(desk, Parcel(content, effect.files))
            return sent_facts(_requester(effect.ticket), content, enclosures)
        case TellColleague(content=content):
            member = desk.directory.by_id(effect.staff_id)
            return sent_facts(
                member.address if member else effect.staff_id, content, enclosures_of(desk, Parcel(content, ()))
            )
        case OpenTicket():
            return SentFacts(effect.whom.address, Acknowledgement.kind, "")
        case MailStaff(content=content):
            member = desk.directory.by_id(effect.staff_id)
            enclosures = enclosures_of(desk, Parcel(content, effect.files))
            return sent_facts(member.address if member else effect.staff_id, content, enclosures)
        case _:
            return None


def _refused_line(desk: Desk, member: StaffMember, planned: PlannedLine) -> LineResult:
    if planned.refusal is None:
        return LineResult(planned.line.line, Result.NOT_RUN.value, "", "", ())
    reason = desk.texts.refusal(planned.refusal.code, member.language, planned.refusal.facts)
    suggestion = str(planned.refusal.facts.get("suggestion", ""))
    return LineResult(planned.line.line, Result.REFUSED.value, reason, suggestion, ())


def _nothing_ran(view: TicketView | None, lines: tuple[LineResult, ...]) -> Receipt:
    return Receipt(
        number=view.number if view else "",
        subject=view.subject if view else "",
        is_done=False,
        lines=lines,
        sent=(),
        stray=(),
        sections=(),
    )


def _name(desk: Desk, staff_id: str | None) -> str:
    if staff_id is None:
        return ""
    member = desk.directory.by_id(staff_id)
    return member.name if member else staff_id


def _number(ticket_id: int) -> str:
    return str(Ticket.get_by_id(ticket_id).number)


def _requester(ticket_id: int) -> str:
    return str(Ticket.get_by_id(ticket_id).requester_address.address)
