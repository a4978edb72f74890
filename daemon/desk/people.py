"""Find and remember who writes to us."""

from datetime import datetime

from models.people import Address, Person, PersonAddress


def address_row(address: str, language: str = "id") -> Address:
    """Return the row of an addr-spec (lower case), made when it is new."""
    row, _ = Address.found_or_made({"language": language}, address=address)
    return row


def person_of(address: Address, name: str, now: datetime) -> Person:
    """Return the person who last used the address, made when nobody did."""
    if links := PersonAddress.rows(address=address):
        newest: Person = links[-1].person
        return newest
    person = Person.create(name=name, created_at=now)
    PersonAddress.create(person=person, address=address)
    return person
