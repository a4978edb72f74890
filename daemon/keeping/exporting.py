"""Hand out everything that is kept about a person: the data as JSON, their mails and files as they came."""

import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from daemon.keeping.subject import Subject, rows_of
from daemon.storage import Blobs, DamagedBlob
from daemon.value_objects import value_object
from models.clocks import StageRun
from models.journal import JournalEvent, PersonalValue
from models.mail import InboundEmail
from models.outgoing import OutgoingEmail, OutgoingRecipient, octets_of
from models.people import Address, Person
from models.tickets import Message, Ticket, TicketAttachment, TicketField

Record = dict[str, Any]
Progress = Callable[[str, int, int], None]  # what is done, how much of it, and of how much (0: unknown)


@value_object
class Exported:
    """What was handed out."""

    tickets: int
    mails: int
    files: int
    missing: int  # mails and files that are no longer kept


def collect(subject: Subject, now: datetime) -> Record:
    """Return what is kept about a person as plain data for JSON; moments are ISO 8601, UTC."""
    return {
        "exported_at": now.isoformat(),
        "addresses": [_plain(row) for row in rows_of(Address, Address.id, subject.address_ids)],
        "persons": [_plain(row) for row in rows_of(Person, Person.id, subject.persons)],
        "tickets": [_ticket(row) for row in rows_of(Ticket, Ticket.id, subject.tickets)],
        "messages_in_tickets_of_others": [_plain(row) for row in rows_of(Message, Message.id, subject.messages)],
        "mails_received": [_plain(row) for row in rows_of(InboundEmail, InboundEmail.id, subject.mails)],
        "mails_sent": [_letter(row) for row in rows_of(OutgoingEmail, OutgoingEmail.id, subject.letters)],
        "journal": [_event(row) for row in rows_of(JournalEvent, JournalEvent.ticket_id, subject.tickets)],
    }


def write_archive(target: Path, subject: Subject, blobs: Blobs, now: datetime, progress: Progress) -> Exported:
    """Write a zip archive that nobody else can read: data.json, mails/ID.eml, sent/ID.eml, files/ID/NAME.

    Raises: FileExistsError, OSError.
    """
    missing = mails = files = 0
    with (
        open(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file,  # noqa: PTH123 - the mode
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr("data.json", json.dumps(collect(subject, now), ensure_ascii=False, indent=1))
        for letter in _told(rows_of(OutgoingEmail, OutgoingEmail.id, subject.letters), "Sent mails", progress):
            if letter.content_removed_at is None:
                archive.writestr(f"sent/{letter.id}.eml", octets_of(letter))
        for mail in _told(rows_of(InboundEmail, InboundEmail.id, subject.mails), "Mails", progress):
            is_there = _add(archive, f"mails/{mail.id}.eml", mail.sha256, blobs)
            mails, missing = mails + is_there, missing + (not is_there)
        for found in _told(_attachments(subject), "Files", progress):
            is_there = _add(archive, f"files/{found.id}/{found.filename or 'file'}", found.sha256, blobs)
            files, missing = files + is_there, missing + (not is_there)
    return Exported(len(subject.tickets), mails, files, missing)


def _told(rows: Iterable[Any], what: str, progress: Progress) -> Iterator[Any]:
    """Yield the rows, and tell how many there were."""
    for number, row in enumerate(rows, 1):
        yield row
        progress(what, number, 0)


def _attachments(subject: Subject) -> list[Any]:
    theirs = list(rows_of(TicketAttachment, TicketAttachment.ticket, subject.tickets))
    return theirs + list(rows_of(TicketAttachment, TicketAttachment.message, subject.messages))


def _add(archive: zipfile.ZipFile, name: str, sha256: str, blobs: Blobs) -> bool:
    """Put a file into the archive, and say whether it was there."""
    try:
        archive.writestr(name, blobs.get(sha256))
    except (FileNotFoundError, DamagedBlob):
        return False
    return True


def _ticket(row: Ticket) -> Record:
    return {
        **_plain(row),
        "fields": [_plain(found) for found in TicketField.rows(ticket=row)],
        "messages": [_plain(found) for found in Message.select().where(Message.ticket == row)],
        "attachments": [_plain(found) for found in TicketAttachment.select().where(TicketAttachment.ticket == row)],
        "stages": [_plain(found) for found in StageRun.rows(ticket=row)],
    }


def _letter(row: OutgoingEmail) -> Record:
    recipients = OutgoingRecipient.rows(email=row)
    return {**_plain(row), "recipients": [_plain(found) for found in recipients]}


def _event(row: JournalEvent) -> Record:
    values = PersonalValue.rows(event=row)
    return {**_plain(row), "personal_values": {found.name: found.value for found in values}}


def _plain(row: Any) -> Record:
    """Return a row's columns as JSON knows them; octets are left out."""
    found: Record = dict(row.__data__)
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in found.items()
        if not isinstance(value, bytes | memoryview)
    }
