"""Remove what is older than the law and the institution let us keep it, a little at a time.

Mail that waits for a person (held, in quarantine) is never removed. Figures, numbers and times stay.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from daemon.desk.journal import Cause, Entry, record
from daemon.keeping import plan_contents
from daemon.keeping.erasing import ERASED
from daemon.keeping.references import needed_by_others, removed_since, unneeded
from daemon.keeping.sent_log import SentLog
from daemon.storage import Blobs
from daemon.value_objects import value_object
from models.database import delete_rows, retried, transaction
from models.journal import JournalEvent, PersonalValue
from models.knowledge import KnowledgeEntry
from models.mail import InboundEmail
from models.outgoing import OutgoingEmail, OutgoingFile, remove_contents
from models.tickets import Message, Ticket, TicketAttachment, TicketField

BATCH = 200  # rows in one transaction, so that mail is never held up for long
BATCHES = 50  # of one kind in one run; the rest waits for the next
LEFT_OVER = timedelta(days=3)  # how far back files are looked for that should be gone
_ENDED_LETTERS = ("sent", "failed", "cancelled")


@value_object
class Retention:
    """How long each kind of data is kept; None: for ever."""

    raw_mails: timedelta | None  # after they were finished
    attachments: timedelta | None  # after their ticket was closed
    messages: timedelta | None  # the same; texts, subjects and form values
    letters: timedelta | None  # after they were sent
    plans: timedelta | None  # after they ended; their old and new values
    personal_values: timedelta | None  # of the journal
    sent_log: timedelta | None  # at least as long as the oldest backup that may be brought back


def sweep(rules: Retention, blobs: Blobs, sent: SentLog, now: datetime) -> dict[str, int]:
    """Remove what is due and return how many of each kind; nothing while a backup is being made."""
    kinds: tuple[tuple[str, timedelta | None, Callable[[datetime, Blobs, datetime], int]], ...] = (
        ("raw_mails", rules.raw_mails, _raw_mails),
        ("attachments", rules.attachments, _attachments),
        ("messages", rules.messages, _messages),
        ("form_values", rules.messages, _form_values),
        ("letters", rules.letters, _letters),
        ("plans", rules.plans, _plans),
        ("personal_values", rules.personal_values, _personal_values),
    )
    with blobs.removing() as may_remove:
        if not may_remove:
            return {}
        counts = {name: _repeated(remove, now - age, blobs, now) for name, age, remove in kinds if age is not None}
        counts["left_over_files"] = _left_over(blobs, now)
    if rules.sent_log is not None:
        sent.forget(now - rules.sent_log)
    found = {name: count for name, count in counts.items() if count}
    if found:
        with transaction():
            record(Entry("retention.swept", Cause("loket"), None, found), now)
    return found


def _left_over(blobs: Blobs, now: datetime) -> int:
    """Remove the files of which only the rows were, as the program was stopped in between."""
    with transaction():
        return sum([blobs.remove(name) for name in sorted(removed_since(now - LEFT_OVER))])


def _repeated(remove: Callable[[datetime, Blobs, datetime], int], before: datetime, blobs: Blobs, now: datetime) -> int:
    """Remove in batches until one is not full."""
    total = 0
    for _ in range(BATCHES):
        count = retried(lambda: remove(before, blobs, now))
        total += count
        if count < BATCH:
            break
    return total


def _raw_mails(before: datetime, blobs: Blobs, now: datetime) -> int:
    due = (InboundEmail.finished_at < before) & (InboundEmail.state == "done") & InboundEmail.raw_removed_at.is_null()
    with transaction():
        rows = list(InboundEmail.select().where(due).order_by(InboundEmail.id).limit(BATCH))
        InboundEmail.update(raw_removed_at=now).where(InboundEmail.id.in_([row.id for row in rows])).execute()
        mails = {int(row.id): str(row.sha256) for row in rows}
        unneeded = frozenset(mails.values()) - needed_by_others(mails, {})
    return _remove(unneeded, blobs, len(rows))


def _attachments(before: datetime, blobs: Blobs, now: datetime) -> int:
    due = (Ticket.closed_at < before) & TicketAttachment.removed_at.is_null()
    with transaction():
        rows = list(TicketAttachment.select().join(Ticket).where(due).order_by(TicketAttachment.id).limit(BATCH))
        ids = [row.id for row in rows]
        TicketAttachment.update(removed_at=now, filename=ERASED).where(TicketAttachment.id.in_(ids)).execute()
        files = {int(row.id): str(row.sha256) for row in rows}
        unneeded = frozenset(files.values()) - needed_by_others({}, files)
    return _remove(unneeded, blobs, len(rows))


def _messages(before: datetime, _blobs: Blobs, _now: datetime) -> int:
    due = (Ticket.closed_at < before) & (Message.text != ERASED)
    with transaction():
        rows: list[Any] = list(Message.select().join(Ticket).where(due).order_by(Message.id).limit(BATCH))
        cleared = {"text": ERASED, "subject": ERASED, "elided": ""}
        Message.update(cleared).where(Message.id.in_([row.id for row in rows])).execute()
        delete_rows(KnowledgeEntry, KnowledgeEntry.ticket.in_(sorted({row.ticket_id for row in rows})))
        Ticket.update(subject=ERASED).where(Ticket.id.in_(sorted({row.ticket_id for row in rows}))).execute()
    return len(rows)


def _form_values(before: datetime, _blobs: Blobs, _now: datetime) -> int:
    with transaction():
        rows = list(TicketField.select().join(Ticket).where(Ticket.closed_at < before).limit(BATCH))
        return _delete(TicketField, rows)


def _letters(before: datetime, blobs: Blobs, now: datetime) -> int:
    is_ended = OutgoingEmail.state.in_(_ENDED_LETTERS) & (OutgoingEmail.finished_at < before)
    with transaction():
        due = OutgoingEmail.select(OutgoingEmail.id).where(is_ended & OutgoingEmail.content_removed_at.is_null())
        ids = [row.id for row in due.order_by(OutgoingEmail.id).limit(BATCH)]
        remove_contents(ids)
        cleared = {"subject": ERASED, "content_removed_at": now}
        OutgoingEmail.update(cleared).where(OutgoingEmail.id.in_(ids)).execute()
        files = frozenset(str(row.sha256) for row in OutgoingFile.select().where(OutgoingFile.email.in_(ids)))
        OutgoingFile.update(filename=ERASED, is_left_out=True).where(OutgoingFile.email.in_(ids)).execute()
        free = unneeded(files)
    return _remove(free, blobs, len(ids))


def _plans(before: datetime, blobs: Blobs, now: datetime) -> int:
    with transaction():
        count, files = plan_contents.forget_old(before, now, BATCH)
        free = unneeded(files)
    return _remove(free, blobs, count)


def _personal_values(before: datetime, _blobs: Blobs, _now: datetime) -> int:
    with transaction():
        rows = list(PersonalValue.select().join(JournalEvent).where(JournalEvent.at < before).limit(BATCH))
        return _delete(PersonalValue, rows)


def _delete(table: Any, rows: list[Any]) -> int:
    return delete_rows(table, table.id.in_([row.id for row in rows]))


def _remove(names: frozenset[str], blobs: Blobs, count: int) -> int:
    """Remove files after the rows say so: a file without a row harms nobody, a row without its file does."""
    for name in names:
        blobs.remove(name)
    return count
