"""The states of inbound mails: claimed, finished, waiting, retried, quarantined."""

from datetime import datetime, timedelta

from daemon.desk import limits
from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.limits import Limit
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import Trouble
from daemon.reading.label import Label
from daemon.reading.message import Reading
from models.database import claimable, delete_rows, transaction
from models.leasing import is_for, is_unheld
from models.mail import CommandResult, ContentKey, InboundEmail
from models.rows import keys_of

WAITING_STATES = ("new", "waiting")
_NOTICES = Limit("quarantine-notice", 10, timedelta(hours=1))
STATES = {Disposition.HELD: "held", Disposition.QUARANTINED: "quarantined"}


def claim(worker: str, now: datetime, most: int = 1) -> list[InboundEmail]:
    """Take up the oldest mails that are due, counting the attempt; empty when none is.

    After a power cut they may be nobody's, as they would be freed anyway.
    """
    with transaction(shared=True, lasting=False):
        due = InboundEmail.not_before.is_null() | (InboundEmail.not_before <= now)
        free = InboundEmail.state.in_(WAITING_STATES) & InboundEmail.claimed_by.is_null() & due & is_for(worker)
        found = claimable(InboundEmail.select(InboundEmail.id).where(free).order_by(InboundEmail.id).limit(most))
        rows = InboundEmail.among(InboundEmail.id, keys_of(found))
        for attempts in {row.attempts for row in rows}:
            keys = [row.id for row in rows if row.attempts == attempts]
            InboundEmail.change(keys, claimed_by=worker, attempts=attempts + 1)
        for row in rows:
            row.claimed_by, row.attempts = worker, row.attempts + 1
        return rows


def release_dead_claims(worker: str) -> int:
    """Free the mails that processes which are no more left claimed, and return how many."""
    dead = InboundEmail.state.in_(WAITING_STATES) & is_unheld(InboundEmail.claimed_by)
    return int(InboundEmail.update(claimed_by=None).where(dead & (InboundEmail.claimed_by != worker)).execute())


def release_own_claims(worker: str) -> int:
    """Free the mails that a worker had in hand without counting the attempt, and return how many."""
    own = InboundEmail.state.in_(WAITING_STATES) & (InboundEmail.claimed_by == worker)
    return int(InboundEmail.update(claimed_by=None, attempts=InboundEmail.attempts - 1).where(own).execute())


def finish(case: Case, outcome: Outcome) -> None:
    """Write what became of a mail, inside its transaction: the last thing that happens there."""
    row = case.inbound
    _describe(row, case.reading)
    _remember_content(case)
    for position, command in enumerate(outcome.commands):
        CommandResult.create(
            inbound=row, position=position, name=command.name, result=command.result.value, reason=command.reason
        )
    data = {"disposition": outcome.disposition.value, "reason": outcome.reason}
    record(Entry("mail.finished", case.cause, outcome.ticket_id, data), case.now)
    _end(row, outcome, case.now)


def quarantine(desk: Desk, inbound: InboundEmail, outcome: Outcome, label: Label) -> None:
    """Put a mail that cannot be processed aside and tell the administrators what to do."""
    now = desk.clock()
    inbound.message_id = inbound.message_id or label.message_id or None
    inbound.sender = inbound.sender or label.sender or None
    inbound.subject = inbound.subject or label.subject or None
    cause = Cause("loket", int(inbound.id))
    record(Entry("mail.quarantined", cause, None, {"reason": outcome.reason, "size": inbound.size}), now)
    _end(inbound, outcome, now)
    if limits.take((_NOTICES,), "*", now):  # of many the alarm tells that watches the quarantine
        trouble = Trouble("quarantined", outcome.reason, f"loket quarantine show {inbound.id}")
        correspondence.tell_admins(desk, trouble, cause)


def postpone(inbound: InboundEmail, reading: Reading, until: datetime, reason: str, *, counts: bool) -> None:
    """Let a mail wait for something outside; that is no failed attempt. Until then it counts as held."""
    _describe(inbound, reading)
    inbound.disposition = Disposition.HELD.value
    inbound.state = "waiting"
    inbound.attempts -= 1
    inbound.waits += 1 if counts else 0
    _free(inbound, until, reason)


def retry(inbound: InboundEmail, not_before: datetime, reason: str) -> None:
    """Let a mail that failed be tried again later."""
    _free(inbound, not_before, reason)


def reopen(inbound: InboundEmail) -> None:
    """Give a held or quarantined mail a fresh start."""
    inbound.state = "new"
    inbound.attempts = 0
    inbound.waits = 0
    inbound.disposition = None
    inbound.finished_at = None
    delete_rows(CommandResult, CommandResult.inbound == inbound)
    delete_rows(ContentKey, ContentKey.inbound == inbound)
    _free(inbound, None, "")


def drop(inbound: InboundEmail, now: datetime) -> None:
    """End a held or quarantined mail by a person's decision."""
    record(Entry("mail.dropped", Cause("console", int(inbound.id)), None, {"reason": inbound.reason}), now)
    _end(inbound, Outcome(Disposition.IGNORED, "dropped by the administrator"), now)


def _describe(row: InboundEmail, reading: Reading) -> None:
    """Note what people look for a mail by."""
    row.kind = reading.classification.kind.value
    row.message_id = reading.message.message_id
    row.content_sha256 = reading.message.content_sha256
    row.sender = reading.message.sender.address
    row.subject = reading.message.subject


def _remember_content(case: Case) -> None:
    """Keep the content's key unless an earlier mail has it, which then was the one that counted."""
    message = case.reading.message
    ContentKey.add_unless_there(
        message_id=message.message_id, content_sha256=message.content_sha256, inbound=case.inbound
    )


def _end(row: InboundEmail, outcome: Outcome, now: datetime) -> None:
    row.disposition = outcome.disposition.value
    row.reason = outcome.reason
    row.ticket_id = outcome.ticket_id
    row.state = STATES.get(outcome.disposition, "done")
    row.finished_at = now
    _free(row, None, outcome.reason)


def _free(row: InboundEmail, not_before: datetime | None, reason: str) -> None:
    row.claimed_by = None
    row.not_before = not_before
    row.reason = reason
    row.save()
