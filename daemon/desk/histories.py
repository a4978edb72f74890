"""Tell what happened to a ticket, from the journal, as far as people at the desk need it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from daemon.desk.views import Directory, TicketView
from daemon.desk.writing.letters import Change, History, HistoryEntry
from models.journal import JournalEvent
from models.outgoing import OutgoingEmail

MOST = 60  # newest events
# What is told, and which of an event's data says more: the name of the value, and the group of words it belongs to.
_TOLD: Mapping[str, tuple[str, str]] = {
    "ticket.created": ("channel", "channel"),
    "ticket.changed": ("", ""),
    "ticket.restored": ("", ""),
    "ticket.language": ("after", "language"),
    "ticket.linked": ("other", ""),
    "ticket.merged": ("into", ""),
    "ticket.taken-in": ("other", ""),
    "ticket.participants": ("", ""),
    "ticket.rated": ("rating", ""),
    "ticket.reminded": ("step", "reminder-step"),
    "ticket.self-solved": ("", ""),
    "ticket.warned": ("step", "warning-step"),
    "message.received": ("", ""),
    "note.added": ("", ""),
    "form.filled": ("", ""),
    "form.confirmed": ("", ""),
    "form.corrected": ("", ""),
    "letter.enqueued": ("letter", "letter"),
    "letter.failed": ("", ""),
    "letter.held": ("", ""),
    "incident.proposed": ("tickets", ""),
    "incident.decided": ("", ""),
    "incident.joined": ("parent", ""),
    "route.taken": ("", ""),
    "route.progress": ("", ""),
    "plan.requested": ("", ""),
    "plan.confirmed": ("", ""),
    "plan.done": ("", ""),
    "plan.failed": ("", ""),
    "action.done": ("", ""),
}


def history(directory: Directory, view: TicketView) -> History:
    """Return what happened to a ticket, oldest first, without personal values."""
    told = (JournalEvent.ticket_id == view.id) & JournalEvent.name.in_(list(_TOLD))
    rows = list(JournalEvent.select().where(told).order_by(JournalEvent.id.desc()).limit(MOST))
    unsent = _unsent(rows)
    undone = [row.data["events"] for row in rows if row.name == "ticket.restored"]
    entries = tuple(
        _entry(directory, view, row, is_undone=any(first <= row.id <= last for first, last in undone))
        for row in reversed(rows)
    )
    marked = tuple(
        replace(entry, event="letter.cancelled") if row.id in unsent and not entry.is_undone else entry
        for entry, row in zip(entries, reversed(rows), strict=True)
    )
    return History(view.number, view.subject, marked)


def _unsent(rows: Sequence[Any]) -> frozenset[int]:
    """Return the events of letters that were enqueued and not sent after all: dropped, or too many for one address."""
    letters = {row.data.get("outgoing"): int(row.id) for row in rows if row.name == "letter.enqueued"}
    found = OutgoingEmail.select(OutgoingEmail.id).where(
        OutgoingEmail.id.in_([number for number in letters if number]) & (OutgoingEmail.state == "cancelled")
    )
    return frozenset(letters[int(email.id)] for email in found)


def _entry(directory: Directory, view: TicketView, row: Any, *, is_undone: bool) -> HistoryEntry:
    key, group = _TOLD[row.name]
    value = row.data.get(key) if key else None
    return HistoryEntry(
        at=row.at,
        actor=_actor(directory, row.actor),
        event=row.name,
        detail="" if value is None else str(value),
        group=group,
        change=_change(view, row.data) if row.name == "ticket.changed" else None,
        is_undone=is_undone,
    )


def _actor(directory: Directory, actor: str) -> str:
    """Return a colleague's name, or a code that the template has a word for: requester, loket, console."""
    kind, _, name = actor.partition(":")
    if kind == "staff":
        member = directory.by_id(name)
        return member.name if member else name
    return "requester" if kind == "address" else kind


def _change(view: TicketView, data: Mapping[str, Any]) -> Change:
    return Change(view.number, str(data["name"]), str(data.get("before") or ""), str(data.get("after") or ""))
