"""Find everything that is kept about a person (Law 27/2022: the data subject), by an address or an identity number."""

from collections.abc import Iterable
from typing import Any

from daemon.keeping.plan_contents import mentioning
from daemon.value_objects import value_object
from models.mail import InboundEmail
from models.outgoing import OutgoingEmail, OutgoingRecipient
from models.people import Address, Person, PersonAddress
from models.tickets import Message, Participant, Ticket, TicketField

_TOGETHER = 500  # values in one question to the database


class NobodyFound(Exception):
    """Nothing is kept about a person of that address or number."""


@value_object
class Subject:
    """What belongs to one person, as row ids, sorted."""

    addresses: tuple[str, ...]  # addr-specs, lower case
    address_ids: tuple[int, ...]
    persons: tuple[int, ...]
    tickets: tuple[int, ...]  # asked by the person, or about the person
    mails: tuple[int, ...]  # received: from the person, or about one of the tickets
    letters: tuple[int, ...]  # sent: to the person, or about one of the tickets
    messages: tuple[int, ...]  # written by the person in tickets of others
    numbers: tuple[str, ...] = ()  # NIM, NIP, NIDN, NIK that are known to be theirs


def find_subject(text: str) -> Subject:
    """Return what is kept about the person with this address, or with this identity number. Raises: NobodyFound."""
    wanted = text.strip()
    persons = _persons(wanted)
    address_ids = _address_ids(wanted, persons)
    addresses = tuple(sorted(row.address for row in rows_of(Address, Address.id, address_ids)))
    if "@" in wanted and not addresses:
        addresses = (wanted.lower(),)
    tickets = _tickets(wanted, persons, address_ids)
    subject = Subject(
        addresses=addresses,
        address_ids=address_ids,
        persons=persons,
        tickets=tickets,
        mails=_mails(addresses, tickets),
        letters=_letters(addresses, tickets),
        messages=_messages(addresses, tickets),
        numbers=_numbers(wanted, persons),
    )
    kept = (address_ids, persons, subject.tickets, subject.mails, subject.letters, subject.messages)
    if not any(kept) and not mentioning((*subject.numbers, *addresses)):
        raise NobodyFound(f"nothing is kept about {wanted}")
    return subject


def _persons(wanted: str) -> tuple[int, ...]:
    if "@" in wanted:
        links: Any = PersonAddress.select().join(Address).where(Address.address == wanted.lower())
        return _sorted(row.person_id for row in links)
    return _sorted(row.id for row in Person.select().where((Person.identifier == wanted) & (Person.identifier != "")))


def _numbers(wanted: str, persons: tuple[int, ...]) -> tuple[str, ...]:
    """Return the identity numbers of the person: the one that was named, and those that their address is bound to."""
    bound = {str(row.identifier) for row in rows_of(Person, Person.id, persons) if row.identifier}
    return tuple(sorted(bound if "@" in wanted else bound | {wanted}))


def _address_ids(wanted: str, persons: tuple[int, ...]) -> tuple[int, ...]:
    """Return the addresses: the one that was named, and those that serve only these people."""
    named = {int(row.id) for row in Address.select().where(Address.address == wanted.lower())}
    theirs = {row.address_id for row in rows_of(PersonAddress, PersonAddress.person, persons)}
    shared = {
        row.address_id
        for row in rows_of(PersonAddress, PersonAddress.address, _sorted(theirs))
        if row.person_id not in persons
    }
    return _sorted(named | (theirs - shared))


def _tickets(wanted: str, persons: tuple[int, ...], address_ids: tuple[int, ...]) -> tuple[int, ...]:
    found = {row.id for row in rows_of(Ticket, Ticket.requester, persons)}
    found |= {row.id for row in rows_of(Ticket, Ticket.requester_address, address_ids)}
    if "@" not in wanted:
        values: Any = TicketField.select().where(TicketField.value == wanted)
        found |= {row.ticket_id for row in values}
    return _sorted(found)


def _mails(addresses: tuple[str, ...], tickets: tuple[int, ...]) -> tuple[int, ...]:
    found = {row.id for row in rows_of(InboundEmail, InboundEmail.ticket_id, tickets)}
    for address in addresses:
        alike = InboundEmail.select(InboundEmail.id, InboundEmail.sender).where(InboundEmail.sender**address)
        found |= {row.id for row in alike if (row.sender or "").lower() == address}  # "_" stands for any letter in SQL
    return _sorted(found)


def _letters(addresses: tuple[str, ...], tickets: tuple[int, ...]) -> tuple[int, ...]:
    found = {row.id for row in rows_of(OutgoingEmail, OutgoingEmail.ticket, tickets)}
    for address in addresses:
        alike: Any = OutgoingRecipient.select().where(OutgoingRecipient.address**address)
        found |= {row.email_id for row in alike if row.address.lower() == address}
    return _sorted(found)


def _messages(addresses: tuple[str, ...], tickets: tuple[int, ...]) -> tuple[int, ...]:
    """Return what the person wrote in tickets of others, as one who takes part."""
    takes_part: Any = Participant.select(Participant.ticket).join(Address).where(Address.address.in_(addresses))
    elsewhere = {row.ticket_id for row in takes_part if row.ticket_id not in tickets}
    return _sorted(
        row.id for row in rows_of(Message, Message.ticket, _sorted(elsewhere)) if row.author.lower() in addresses
    )


def rows_of(table: Any, column: Any, values: tuple[int, ...]) -> Iterable[Any]:
    """Yield the rows whose column has one of the values."""
    for start in range(0, len(values), _TOGETHER):
        yield from table.select().where(column.in_(values[start : start + _TOGETHER]))


def _sorted(values: Iterable[Any]) -> tuple[int, ...]:
    return tuple(sorted({int(value) for value in values}))
