"""Erase what is kept about a person (Law 27/2022, the right to have personal data erased).

The journal stays whole: its events name no person, and the values that do lie beside it under a salted hash. What is
kept says nothing about the person any more: numbers and times of tickets for the SOP's figures, Message-IDs and
SHA-256 so that the same mail is not taken for a new complaint.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daemon.desk.four_eyes.plans import WAITING, State
from daemon.desk.journal import Cause, Entry, record
from daemon.keeping import plan_contents
from daemon.keeping.references import needed_by_others, unneeded
from daemon.keeping.subject import Subject, find_subject, rows_of
from daemon.storage import Blobs
from daemon.value_objects import value_object
from models.actions import ActionRequest, DataRoute
from models.database import delete_rows, settled
from models.journal import JournalEvent, PersonalValue
from models.knowledge import KnowledgeEntry
from models.mail import InboundEmail, MailLocation
from models.outgoing import (
    DeliveryAttempt,
    Notification,
    OutgoingEmail,
    OutgoingFile,
    OutgoingRecipient,
    remove_contents,
)
from models.people import Address, BindingCode, Person, PersonAddress
from models.plans import ExecutedBlock, StoredPlan
from models.tickets import Message, Ticket, TicketAttachment, TicketField, TicketLabel
from models.upkeep import LimitUse

Progress = Callable[[str, int, int], None]  # what is done, how much of it, and of how much (0: unknown)

ERASED = "[dihapus]"
ERASED_EVENT = "person.erased"
OPEN = ("new", "in_progress", "waiting")
KEPT = (
    "numbers, categories, times and ratings of the tickets, for the SOP's figures",
    "events of the journal without personal values, so that the chain of hashes can be verified",
    "Message-IDs and SHA-256 sums of mails, so that the same mail is not taken for a new complaint",
)


class StillOpen(Exception):
    """A ticket of the person is being worked on; the text says what to do."""


class CopyInProgress(Exception):
    """Files cannot be removed while a backup is being made."""


@value_object
class Erasure:
    """What was erased, or would be."""

    tickets: int
    messages: int
    fields: int
    attachments: int
    mails: int
    letters: int
    personal_values: int
    blobs: int  # files
    places: tuple[str, ...]  # where the mails still lie on their servers: "bantuan UID 42"


def survey(subject: Subject) -> Erasure:
    """Return what erasing a person would do, changing nothing."""
    return Erasure(
        tickets=len(subject.tickets),
        messages=len(_messages(subject)),
        fields=len(list(rows_of(TicketField, TicketField.ticket, subject.tickets))),
        attachments=len(_attachments(subject)),
        mails=len(subject.mails),
        letters=len(subject.letters),
        personal_values=len(_personal_values(subject)),
        blobs=len(_blobs(subject)),
        places=tuple(
            f"{row.mailbox} UID {row.uid}" for row in rows_of(MailLocation, MailLocation.inbound, subject.mails)
        ),
    )


def open_tickets(subject: Subject) -> tuple[str, ...]:
    """Return the numbers of the person's tickets that are being worked on."""
    return tuple(row.number for row in rows_of(Ticket, Ticket.id, subject.tickets) if row.status in OPEN)


@dataclass(slots=True)
class Erasing:
    """Erases a person in one transaction, which may be done again when the database gave it up."""

    person: str  # an address or an identity number
    now: datetime
    progress: Progress
    done: Erasure | None = None
    _names: frozenset[str] = frozenset()  # of files

    def work(self, blobs: Blobs) -> Erasure:
        """Erase what is kept about the person and return what that was.

        Raises: NobodyFound, StillOpen, CopyInProgress: nothing is changed then; OSError, DatabaseFault.
        """
        with blobs.removing() as may_remove:
            if not may_remove:
                raise CopyInProgress("a backup is being made: try again when it is done")
            done = settled(self._rows)
            for number, name in enumerate(sorted(self._names), 1):
                blobs.remove(name)
                self.progress("Files", number, len(self._names))
        return done

    def _rows(self) -> Erasure:
        if self.done is not None and self._is_noted():
            return self.done  # an earlier try was committed although its answer was lost
        subject = find_subject(self.person)
        if numbers := open_tickets(subject):
            raise StillOpen(f"{', '.join(numbers)}: still open; finish the work first")
        if waiting := [f"plan {plan.id}" for plan in _plans(subject) if _is_others(plan, subject)]:
            raise StillOpen(f"{', '.join(waiting)}: still to be carried out; wait for its end or withdraw it")
        self.done, names = survey(subject), _blobs(subject)
        self._names = names | unneeded(_erase_rows(subject, self.now, self.progress))
        counts = {"tickets": self.done.tickets, "mails": self.done.mails, "personal_values": self.done.personal_values}
        record(Entry(ERASED_EVENT, Cause("console"), None, counts), self.now)
        return self.done

    def _is_noted(self) -> bool:
        noted: Any = JournalEvent.select().where((JournalEvent.name == ERASED_EVENT) & (JournalEvent.at == self.now))
        return bool(noted.exists())


def _erase_rows(subject: Subject, now: datetime, progress: Progress) -> frozenset[str]:
    """Erase what the rows say, and return the names of the files that went with letters and plans."""
    files = {str(row.sha256) for row in rows_of(OutgoingFile, OutgoingFile.email, subject.letters)}
    files |= plan_contents.forget(_plans(subject), now)
    _erase_people(subject)
    _erase_tickets(subject, now, progress)
    _erase_texts(subject, now, progress)
    _erase_mails(subject, now, progress)
    _erase_letters(subject, now, progress)
    values = _personal_values(subject)
    for value in _told(values, len(values), "Personal values", progress):
        value.delete_instance()
    return frozenset(files)


def _plans(subject: Subject) -> tuple[StoredPlan, ...]:
    """Return the changes in other systems that are about the person, from whatever ticket or file they were asked."""
    return plan_contents.mentioning((*subject.numbers, *subject.addresses))


def _is_others(plan: StoredPlan, subject: Subject) -> bool:
    """Say whether a plan goes on that erasing the person may not end: one from another's ticket, or under way."""
    is_theirs = plan.ticket is not None and int(plan.ticket.id) in subject.tickets
    return not plan_contents.is_ended(plan) and not (is_theirs and plan.state in WAITING)


def _told(rows: Iterable[Any], total: int, what: str, progress: Progress) -> Iterator[Any]:
    """Yield the rows and tell how many are done."""
    for number, row in enumerate(rows, 1):
        yield row
        progress(what, number, total)


def _erase_people(subject: Subject) -> None:
    for address in rows_of(Address, Address.id, subject.address_ids):
        Address.update(address=f"dihapus-{address.id}@erased.invalid").where(Address.id == address.id).execute()
        delete_rows(BindingCode, (BindingCode.address == address) | (BindingCode.target == address))
    for person in rows_of(Person, Person.id, subject.persons):
        person.name = person.identifier = person.identifier_kind = ""
        person.save()
        PersonAddress.update(cause="").where(PersonAddress.person == person).execute()
    for address in subject.addresses:
        delete_rows(LimitUse, LimitUse.key == address)
        Notification.update(address="").where(Notification.address == address).execute()


def _erase_tickets(subject: Subject, now: datetime, progress: Progress) -> None:
    ExecutedBlock.update(content={}).where(ExecutedBlock.content != {}).execute()  # it may hold anybody's values
    for ticket in _told(rows_of(Ticket, Ticket.id, subject.tickets), len(subject.tickets), "Tickets", progress):
        Ticket.update(subject=ERASED).where(Ticket.id == ticket.id).execute()
        delete_rows(TicketField, TicketField.ticket == ticket)
        delete_rows(TicketLabel, TicketLabel.ticket == ticket)
        delete_rows(KnowledgeEntry, KnowledgeEntry.ticket == ticket)
        _erase_work(ticket, now)


def _erase_texts(subject: Subject, now: datetime, progress: Progress) -> None:
    messages = _messages(subject)
    for message in _told(messages, len(messages), "Messages", progress):
        message.author = ERASED if message.author.lower() in subject.addresses else message.author
        message.subject = message.text = ERASED
        message.elided = message.recipients = ""
        message.save()
    for attachment in _attachments(subject):
        attachment.filename, attachment.removed_at = ERASED, attachment.removed_at or now
        attachment.save()


def _erase_work(ticket: Ticket, now: datetime) -> None:
    """Forget what was to be done, or was done, about a ticket in other systems; what waits is not done any more."""
    waits = (ActionRequest.ticket == ticket) & (ActionRequest.state == "waiting")
    ActionRequest.update(state="cancelled", result="erased", finished_at=now).where(waits).execute()
    ActionRequest.update(order={}).where(ActionRequest.ticket == ticket).execute()
    DataRoute.update(submission="").where(DataRoute.ticket == ticket).execute()
    still_open = (StoredPlan.ticket == ticket) & StoredPlan.state.in_([state.value for state in WAITING])
    StoredPlan.update(state=State.CANCELLED.value, finished_at=now).where(still_open).execute()
    plan_contents.forget(StoredPlan.select().where(StoredPlan.ticket == ticket), now)


def _erase_mails(subject: Subject, now: datetime, progress: Progress) -> None:
    for mail in _told(rows_of(InboundEmail, InboundEmail.id, subject.mails), len(subject.mails), "Mails", progress):
        mail.sender = mail.subject = None
        mail.raw_removed_at = mail.raw_removed_at or now
        if mail.state != "done":
            mail.state, mail.disposition, mail.reason, mail.finished_at = "done", "ignored", "erased", now
        mail.save()


def _erase_letters(subject: Subject, now: datetime, progress: Progress) -> None:
    letters = rows_of(OutgoingEmail, OutgoingEmail.id, subject.letters)
    for letter in _told(letters, len(subject.letters), "Sent mails", progress):
        remove_contents([letter.id])
        letter.subject, letter.last_error = ERASED, ""
        letter.content_removed_at = letter.content_removed_at or now
        letter.state = "cancelled" if letter.state in ("pending", "held") else letter.state
        letter.save()
        DeliveryAttempt.update(response="").where(DeliveryAttempt.email == letter).execute()
        OutgoingFile.update(filename=ERASED, is_left_out=True).where(OutgoingFile.email == letter).execute()
        for recipient in OutgoingRecipient.select().where(OutgoingRecipient.email == letter):
            is_theirs = recipient.address.lower() in subject.addresses
            recipient.address = f"dihapus-{recipient.id}@erased.invalid" if is_theirs else recipient.address
            recipient.response = ""
            recipient.save()


def _messages(subject: Subject) -> list[Any]:
    theirs = list(rows_of(Message, Message.ticket, subject.tickets))
    return theirs + list(rows_of(Message, Message.id, subject.messages))


def _attachments(subject: Subject) -> list[Any]:
    theirs = list(rows_of(TicketAttachment, TicketAttachment.ticket, subject.tickets))
    return theirs + list(rows_of(TicketAttachment, TicketAttachment.message, subject.messages))


def _personal_values(subject: Subject) -> list[Any]:
    """Return the values beside the journal: of the tickets' events, and the person's addresses anywhere."""
    found: dict[int, Any] = {}
    for event in rows_of(JournalEvent, JournalEvent.ticket_id, subject.tickets):
        found |= {row.id: row for row in PersonalValue.select().where(PersonalValue.event == event)}
    for address in subject.addresses:
        found |= {row.id: row for row in PersonalValue.select().where(PersonalValue.value == address)}
    return list(found.values())


def _blobs(subject: Subject) -> frozenset[str]:
    """Return the files that only this person's mails and tickets need."""
    mails = {row.id: row.sha256 for row in rows_of(InboundEmail, InboundEmail.id, subject.mails)}
    files = {row.id: row.sha256 for row in _attachments(subject)}
    return frozenset({*mails.values(), *files.values()}) - needed_by_others(mails, files)
