"""The mails about what the integrator found, does, or cannot do, as typed data; letters.py has the others.

Personal values are masked before they come here.
"""

from typing import ClassVar

from daemon.desk.writing.letter_parts import Audience, Offer
from daemon.value_objects import value_object


@value_object
class Fact:
    """One value of a record."""

    label: str  # in the letter's language
    value: str
    is_odd: bool = False  # differs from what the complaint says


@value_object
class TableRow:
    """One line of a table."""

    cells: tuple[str, ...]


@value_object
class SheetFacts:
    """What was found in another system: one record as facts, several as a table."""

    title: str
    facts: tuple[Fact, ...]
    head: tuple[str, ...]  # of the table; empty: there is none
    rows: tuple[TableRow, ...]
    remarks: tuple[str, ...]  # codes: synced, no-assignment, claim-name … the templates have the words


@value_object
class DocumentCheck:
    """A document that a way of changing data asks for."""

    label: str
    is_there: bool  # with the ticket


@value_object
class ActionAnswer:
    """What a read action found."""

    kind: ClassVar[str] = "action-answer"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str  # of the ticket; "" when it was about none
    subject: str
    line: str  # as the actor wrote it
    sheets: tuple[SheetFacts, ...]
    is_result: bool = False  # of changes that were made; False: something was looked up


@value_object
class ActionStopped:
    """Why an action was not done, and what can be done instead."""

    kind: ClassVar[str] = "action-stopped"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str
    subject: str
    line: str
    reason: str  # in the letter's language
    route: str  # pdm, sister, periode-tutup; "" for none
    checklist: tuple[DocumentCheck, ...]  # what the route asks for
    offers: tuple[Offer, ...]


@value_object
class ActionWaiting:
    """A system cannot be reached: what was asked of it waits, and goes on by itself."""

    kind: ClassVar[str] = "action-waiting"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str
    subject: str
    system: str
    state: str  # waiting, resumed; stopped, released: it answers, but changes fail


@value_object
class OutageNotice:
    """The word to a requester that a system is down and nothing is lost."""

    kind: ClassVar[str] = "outage"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str


@value_object
class RouteNotice:
    """The word to a requester that their data is changed by another way, and how far that is."""

    kind: ClassVar[str] = "route"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    route: str  # pdm, sister, periode-tutup
    data: str  # what is to be changed, in the letter's language; "" when unknown
    checklist: tuple[DocumentCheck, ...]
    submission: str  # the number of the PDM submission; "" while there is none
    progress: str  # "", submitted, waiting, verification, invalid, approved, rejected
    text: str  # what staff add; "" for nothing
