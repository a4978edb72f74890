"""Hold a Loket to its promises I1 to I7 (trust.md §4.2), by counting at the mailbox, in the database and at the server.

    delivered = [office.deliver(raw) for raw in mails]
    ... whatever is to go wrong goes wrong ...
    assert broken_promises(loket, Witness(mails, sink.mails, box_files)) == []

I5 (each approved action at most once) counts the executions of commands; what reaches PDDIKTI is counted beside its
simulator. I7 is held by whoever calls: nothing was repaired between the fault and this.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes

from installation import Installation
from smtp_sink import SunkMail

from daemon.app import open_records
from daemon.config import load
from daemon.desk.journal import broken_links
from daemon.storage import Blobs, DamagedBlob
from models.database import database, transaction
from models.journal import JournalEvent
from models.mail import InboundEmail
from models.outgoing import DeliveryAttempt, OutgoingEmail, OutgoingRecipient
from models.tickets import Ticket

FINAL = ("done", "held", "quarantined")
OPENED = ("form_requested", "ticket_created")


@dataclass(frozen=True, slots=True)
class Witness:
    """What was seen from outside."""

    delivered: Sequence[bytes]  # the octets of every mail that was put into the mailbox
    sent: Sequence[SunkMail]  # what the outgoing server got
    in_mailbox: Sequence[bytes]  # the octets of every mail that lies in the mailbox or in the folder for finished mail


def settle(loket: Installation, rounds: int = 6) -> None:
    """Let everything that waits for a later time be done now."""
    for _ in range(rounds):
        loket.once()
        with transaction():
            hurried = [
                InboundEmail.update(not_before=None).where(InboundEmail.state.in_(("new", "waiting"))).execute(),
                OutgoingEmail.update(not_before=_PAST).where(OutgoingEmail.state == "pending").execute(),
            ]
        if not any(hurried):
            return
    raise AssertionError("it does not come to rest")


def broken_promises(loket: Installation, witness: Witness) -> list[str]:
    """Return one line for each promise that was not kept; empty when all were."""
    loket.leave()
    with open_records(load(loket.config)) as records:
        return [
            *_stored_once(records.blobs, witness),
            *_final(),
            *_one_ticket_each(),
            *_sent(witness.sent),
            *_done_once(),
            *_untouched(witness),
            *_sound(),
        ]


_PAST = datetime(2020, 1, 1, tzinfo=UTC)


def _stored_once(blobs: Blobs, witness: Witness) -> Iterator[str]:
    """I1: every mail is in the database exactly once, with its octets."""
    rows = Counter((row.mailbox, row.sha256) for row in InboundEmail.select())
    yield from (
        f"I1: {sha256[:8]} is recorded {count} times in {box}" for (box, sha256), count in rows.items() if count > 1
    )
    known = {sha256 for _, sha256 in rows}
    for raw in witness.delivered:
        sha256 = hashlib.sha256(raw).hexdigest()
        if sha256 not in known:
            yield f"I1: {_name(raw)} was delivered and is not recorded"
    for sha256 in known:
        try:
            blobs.get(sha256)
        except (FileNotFoundError, DamagedBlob) as error:
            yield f"I1: the octets of {sha256[:8]} are lost: {type(error).__name__}"


def _final() -> Iterator[str]:
    """I2: every mail came to an end that can be seen."""
    for row in InboundEmail.select():
        if row.state not in FINAL or row.claimed_by or not row.disposition:
            yield f"I2: mail {row.id} is {row.state}, claimed by {row.claimed_by}, disposition {row.disposition}"


def _one_ticket_each() -> Iterator[str]:
    """I3: one content made at most one ticket, and every ticket came from a mail."""
    opened = list(InboundEmail.select().where(InboundEmail.disposition.in_(OPENED)))
    contents = Counter((row.message_id, row.content_sha256) for row in opened)
    yield from (f"I3: {content} made {count} tickets" for content, count in contents.items() if count > 1)
    tickets = Ticket.select().count()
    if tickets != len(opened):
        yield f"I3: {tickets} tickets of {len(opened)} mails that opened one"


def _sent(sent: Sequence[SunkMail]) -> Iterator[str]:
    """I4: every letter went out, and twice only when nobody could know, with the same Message-ID."""
    copies = Counter(mail.message_id for mail in sent if ".probe@" not in mail.message_id)  # that is no letter
    for row in OutgoingEmail.select():
        got = copies.pop(row.message_id, 0)
        if row.state not in ("sent", "cancelled", "held", "failed"):
            yield f"I4: letter {row.id} ({row.kind}) is {row.state}"
        if row.state == "sent" and got < _least(row):
            yield f"I4: letter {row.id} ({row.kind}) is called sent and arrived {got} times"
        if got > 1 + _doubts(row):
            yield f"I4: letter {row.id} ({row.kind}) arrived {got} times, and was in doubt {_doubts(row)} times"
    yield from (f"I4: {message_id} was sent and is unknown" for message_id in copies)
    logical = OutgoingEmail.select(OutgoingEmail.inbound, OutgoingEmail.kind, OutgoingRecipient.address)
    twins = Counter(logical.join(OutgoingRecipient).where(OutgoingEmail.inbound.is_null(False)).tuples())
    yield from (f"I4: {count} letters {logical}" for logical, count in twins.items() if count > 1)


def _least(row: OutgoingEmail) -> int:
    """Return how often a letter must have arrived: a resend after a doubt may be what the server has."""
    return (
        1
        if OutgoingRecipient.select().where(OutgoingRecipient.email == row, OutgoingRecipient.state == "accepted")
        else 0
    )


def _doubts(row: OutgoingEmail) -> int:
    attempts = DeliveryAttempt.select().where(DeliveryAttempt.email == row, DeliveryAttempt.outcome == "ambiguous")
    return int(attempts.count())


def _done_once() -> Iterator[str]:
    """I5: no mail's commands ran twice."""
    ran = Counter(row.inbound_id for row in JournalEvent.select().where(JournalEvent.name == "mail.finished"))
    yield from (f"I5: mail {inbound} was finished {count} times" for inbound, count in ran.items() if count > 1)


def _untouched(witness: Witness) -> Iterator[str]:
    """I6: nothing disappeared from the mailbox that a person did not take away."""
    left = Counter(witness.in_mailbox)
    for raw, count in Counter(witness.delivered).items():
        if left[raw] != count:
            yield f"I6: {_name(raw)} lies {left[raw]} times in the mailbox, not {count} times"


def _sound() -> Iterator[str]:
    """The journal's chain is whole, and so is the database."""
    yield from (f"the journal is broken at {event}" for event in broken_links())
    if type(database.obj).__name__ == "SqliteDatabase":
        verdict = database.execute_sql("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            yield f"the database is damaged: {verdict}"
        yield from (f"foreign key: {row}" for row in database.execute_sql("PRAGMA foreign_key_check").fetchall())


def _name(raw: bytes) -> str:
    return str(message_from_bytes(raw)["Message-ID"] or hashlib.sha256(raw).hexdigest()[:8])
