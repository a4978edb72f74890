"""Find and remember who writes to us."""

from datetime import datetime
from typing import Protocol

from daemon.desk.planning.structure_effects import Whom
from daemon.desk.views import Directory
from models.people import Address, Person, PersonAddress


def address_row(address: str, language: str = "id") -> Address:
    """Return the row of an addr-spec (lower case), made when it is new."""
    row, _ = Address.found_or_made({"language": language}, address=address)
    return row


def whose(address: str, name: str, language: str, now: datetime) -> tuple[Person, Address]:
    """Return the person who last used an addr-spec (lower case), and its row, both made when they are new."""
    row, is_new = Address.found_or_made({"language": language}, address=address)
    return _new_person(row, name, now) if is_new else person_of(row, name, now), row


def person_of(address: Address, name: str, now: datetime) -> Person:
    """Return the person who last used the address, made when nobody did."""
    if links := PersonAddress.rows(address=address):
        newest: Person = links[-1].person
        return newest
    return _new_person(address, name, now)


def _new_person(address: Address, name: str, now: datetime) -> Person:
    person = Person.create(name=name, created_at=now)
    PersonAddress.create(person=person, address=address)
    return person


class Desklike(Protocol):
    """What is asked for people; the desk is one."""

    @property
    def directory(self) -> Directory:
        """Return who works here, and what the configuration says about requesters."""


def whom_of(desk: Desklike, address: str) -> Whom:
    """Return what is known about who uses an addr-spec (lower case): their name, role and unit."""
    standing = desk.directory.standing_of(address)
    row = Address.get_or_none(Address.address == address)
    links = PersonAddress.rows(address=row) if row is not None else []
    return Whom(address, links[-1].person.name if links else "", standing.role, standing.unit)
