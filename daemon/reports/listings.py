"""What `loket inbox`, `tickets`, `show`, `outbox`, `journal` print, as plain data for JSON (product.md §9)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from daemon.desk.tickets import linked_with
from daemon.desk.timekeeping import stage_times
from daemon.desk.timekeeping.targets import Clockwork
from daemon.desk.views import SUGGESTED
from daemon.desk.writing.sent_words import said
from models.journal import JournalEvent
from models.mail import CommandResult, InboundEmail, MailLocation
from models.outgoing import OutgoingEmail, OutgoingRecipient
from models.plans import StoredPlan
from models.tickets import Message, Ticket, TicketField, TicketLabel

Record = dict[str, Any]


def inbox(limit: int | None = None) -> Iterator[Record]:
    """Yield every mail received, oldest first; with a limit only the newest."""
    for row in _newest(InboundEmail.select().order_by(InboundEmail.id.desc()), limit):
        place = MailLocation.select().where(MailLocation.inbound == row).order_by(MailLocation.id.desc()).first()
        ticket = Ticket.get_or_none(Ticket.id == row.ticket_id) if row.ticket_id else None
        yield {
            "id": row.id,
            "sha256": row.sha256,
            "message_id": row.message_id,
            "mailbox": row.mailbox,
            "uid": _uid(place),
            "received_at": _iso(row.received_at),
            "from": row.sender,
            "subject": row.subject,
            "kind": row.kind,
            "state": row.state,
            "disposition": row.disposition,
            "reason": row.reason,
            "ticket": None if ticket is None else ticket.number,
            "commands": [
                {"name": found.name, "result": found.result, "reason": found.reason}
                for found in CommandResult.select().where(CommandResult.inbound == row).order_by(CommandResult.position)
            ],
        }


def tickets(desk: Clockwork, now: datetime) -> Iterator[Record]:
    """Yield every ticket, oldest first."""
    for row in Ticket.select().order_by(Ticket.id):
        yield ticket(desk, row, now)


def ticket(desk: Clockwork, row: Ticket, now: datetime) -> Record:
    """Return one ticket with its clocks, form values and conversation."""
    return {
        "number": row.number,
        "subject": row.subject,
        "status": row.status,
        "type": row.type_code,
        "category": row.category,
        "priority": row.priority,
        "requester": row.requester_address.address,
        "role": row.requester_role,
        "unit": row.unit,
        "assignee": row.assignee,
        "channel": row.channel,
        "due_at": _iso(row.due_at),
        "merged_into": None if row.merged_into is None else row.merged_into.number,
        "links": list(linked_with(int(row.id))),
        "labels": sorted(label.name for label in TicketLabel.rows(ticket=row)),
        "language": row.language,
        "rating": row.rating,
        "created_at": _iso(row.created_at),
        "received_at": _iso(row.received_at),
        "stages": [_stage(found) for found in stage_times.rows(desk, row, now)],
        "fields": {
            found.name: found.value for found in TicketField.rows(ticket=row) if not found.source.startswith(SUGGESTED)
        },
        "messages": [_message(found) for found in Message.select().where(Message.ticket == row).order_by(Message.id)],
        "actions": [_action(plan) for plan in _plans_of(row)],
    }


def _plans_of(ticket_row: Ticket) -> list[StoredPlan]:
    """Return the changes in other systems that were planned from a ticket, oldest first."""
    where = (StoredPlan.ticket == ticket_row) & (StoredPlan.kind != "commands")
    return list(StoredPlan.select().where(where).order_by(StoredPlan.id))


def _action(plan: StoredPlan) -> Record:
    """Return a planned change without its values."""
    order = plan.content.get("order", {})
    return {
        "plan": int(plan.id),
        "action": f"{order['system']}.{order['action']}" if order else "",
        "state": plan.state,
        "actor": plan.actor,
        "asked_at": _iso(plan.created_at),
        "finished_at": _iso(plan.finished_at),
    }


def outbox(limit: int | None = None) -> Iterator[Record]:
    """Yield outgoing mails, oldest first; with a limit only the newest."""
    for row in _newest(OutgoingEmail.select().order_by(OutgoingEmail.id.desc()), limit):
        yield {
            "id": row.id,
            "kind": row.kind,
            "ticket": None if row.ticket is None else row.ticket.number,
            "message_id": row.message_id,
            "subject": row.subject,
            "state": row.state,
            "is_ambiguous": row.is_ambiguous,
            "attempts": row.attempts,
            "not_before": _iso(row.not_before),
            "created_at": _iso(row.created_at),
            "last_error": row.last_error,
            "recipients": [
                {"address": found.address, "state": found.state, "code": found.code, "response": found.response}
                for found in OutgoingRecipient.rows(email=row)
            ],
        }


def journal(ticket_row: Ticket | None = None, limit: int | None = None) -> Iterator[Record]:
    """Yield events, oldest first; of one ticket, and with a limit only the newest."""
    rows = JournalEvent.select()
    if ticket_row is not None:
        rows = rows.where(JournalEvent.ticket_id == ticket_row.id)
    found = list(rows.order_by(JournalEvent.id.desc()).limit(limit)) if limit else rows.order_by(JournalEvent.id)
    for row in reversed(found) if isinstance(found, list) else found:
        yield {
            "id": row.id,
            "at": _iso(row.at),
            "name": row.name,
            "ticket": row.ticket_id,
            "actor": row.actor,
            "mail": row.inbound_id,
            "message_id": row.message_id,
            "data": row.data,
        }


def _newest(rows: Any, limit: int | None) -> list[Any]:
    """Return rows that come newest first, oldest first, and only so many of the newest."""
    return list(reversed(list(rows.limit(limit) if limit else rows)))


def _stage(row: stage_times.StageRow) -> Record:
    return {
        "name": row.name,
        "opened_at": _iso(row.opened_at),
        "closed_at": _iso(row.closed_at),
        "seconds": row.seconds,
        "target_seconds": row.target_seconds,
        "paused_seconds": row.paused_seconds,
    }


def _message(row: Message) -> Record:
    return {
        "direction": row.direction,
        "from": row.author,
        "to": row.recipients.split("\n") if row.recipients else [],
        "message_id": row.message_id,
        "subject": row.subject,
        "text": said(row),
        "sent_at": _iso(row.sent_at),
    }


def _uid(place: MailLocation | None) -> int | str | None:
    if place is None:
        return None
    return int(place.uid) if place.uid.isdigit() else str(place.uid)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
