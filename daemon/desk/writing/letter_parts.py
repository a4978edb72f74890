"""What letters are made of: facts about tickets, command lines and plans, as their templates show them."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from daemon.value_objects import value_object


class Audience(StrEnum):
    """For whom a letter is; decides what it may contain."""

    REQUESTER = "requester"
    STAFF = "staff"
    ADMIN = "admin"


@value_object
class FormField:
    """One line of the form."""

    name: str
    label: str  # in the letter's language
    help: str
    example: str
    value: str  # "" when still missing
    problem: str  # why the value does not fit; "" when it does or is missing
    is_required: bool
    is_suggested: bool = False  # we filled it in, for the requester to look over


@value_object
class StageFacts:
    """One stage clock, for people."""

    name: str  # contact, form, processing, notification, total
    target_minutes: int
    service_minutes: float | None  # so far, or when it closed; None: not measured
    is_closed: bool


@value_object
class ServiceDays:
    """Neighbouring weekdays with the same service hours."""

    first: int  # Monday is 0
    last: int
    hours: tuple[tuple[int, int], ...]  # from and to, in minutes since midnight


@value_object
class FileFacts:
    """A file of a ticket."""

    filename: str
    size: int  # octets
    document: str
    is_internal: bool = False  # of a note; requesters never get it


@value_object
class Enclosure:
    """A file that is to go along with a letter; its octets lie in the blob store."""

    filename: str  # safe to show and to send (daemon/reading/mime/filenames.py)
    size: int  # octets
    sha256: str
    is_dangerous: bool = False  # it runs when it is opened: named, never sent
    is_shown: bool = False  # a picture within the text: may be a signature's


@value_object
class Enclosures:
    """What goes along with a letter, and what does not."""

    enclosed: tuple[Enclosure, ...] = ()
    too_large: tuple[Enclosure, ...] = ()  # all together would be more than a mail may carry
    dangerous: tuple[Enclosure, ...] = ()


NOTHING_ENCLOSED = Enclosures()


@value_object
class TicketFacts:
    """A ticket as letters show it. Personal values are masked unless the audience may see them."""

    number: str
    subject: str
    status: str  # "in_progress": the theme has the word
    type_code: str
    type_name: str  # in the letter's language; "" while unknown
    category: str
    priority: str
    requester_name: str
    requester_address: str
    requester_role: str
    assignee_name: str  # "" while nobody has it
    channel: str
    received_at: datetime
    fields: tuple[FormField, ...]
    files: tuple[FileFacts, ...]
    stages: tuple[StageFacts, ...]
    unit: str = ""  # the faculty or office that the requester asks for
    labels: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()  # addr-specs of who takes part besides the requester
    due_at: datetime | None = None


@value_object
class TicketRow:
    """A ticket in a list."""

    number: str
    subject: str
    status: str
    category: str
    requester_name: str
    assignee_name: str
    age_minutes: int  # calendar minutes since it came in


@value_object
class SimilarTicket:
    """A solved ticket about the same, without personal data."""

    number: str
    subject: str
    outcome: str  # the beginning of its solution


@value_object
class Choice:
    """A complaint type that the requester may choose by its letter."""

    letter: str  # "A"
    name: str  # in the letter's language


@value_object
class DigestSection:
    """A part of the morning's list; its numbers go on where the part before it ended."""

    title: str  # code: overdue, own, waiting, unassigned, team
    first: int  # number of its first ticket
    rows: tuple[TicketRow, ...]
    more: int  # tickets that are not shown


@value_object
class HandedTicket:
    """A ticket that changes hands, in short."""

    row: TicketRow
    type_name: str  # in the letter's language; "" while unknown
    is_form_complete: bool
    stages: tuple[StageFacts, ...]
    last_at: datetime  # of the newest mail or note
    last_direction: str  # in, out, note


@value_object
class CollectedTicket:
    """A ticket about which something happened while staff were told so much that it waited."""

    row: TicketRow
    events: tuple[str, ...]  # codes, as in a notification; the template has the words


@value_object
class Offer:
    """A command that a mailto link prefills."""

    label: str
    line: str  # "!ambil"


@value_object
class LineResult:
    """One command line and what became of it."""

    line: str
    result: str  # executed, refused, confirmation_requested, not_run
    reason: str  # in the letter's language; "" when it was executed
    suggestion: str  # the word that was probably meant; ""
    changes: tuple["Change", ...]


@value_object
class Change:
    """Before and after of one property of a ticket."""

    number: str
    name: str  # status, assignee, type_code, category, priority, note …
    before: str
    after: str
    label_id: str = ""  # what people call the property, where the phrases have no word for its name
    label_en: str = ""
    is_personal: bool = False  # masked for everybody but who approves


@value_object
class SentFacts:
    """A mail that was sent because of a command."""

    address: str
    kind: str
    text: str
    files: tuple[str, ...] = ()  # names of the files that went along
    left_out: tuple[str, ...] = ()  # names of the files that did not: too large, or dangerous


@value_object
class ShownMail:
    """A mail of ours as its readers will see it."""

    to: tuple[str, ...]  # addr-specs
    kind: str
    subject: str
    text: str


@value_object
class TicketList:
    """Open tickets, numbered so that "3 selesai" can answer."""

    title: str  # code: queue, found, own
    rows: tuple[TicketRow, ...]
    section: ClassVar[str] = "list"


@value_object
class SolutionRow:
    """A solution kept for use by its code."""

    code: str
    title: str
    language: str  # "id", "en"; "" for both
    type_code: str  # "" for any


@value_object
class SolutionList:
    """Solutions that `!solusi` can send."""

    rows: tuple[SolutionRow, ...]
    section: ClassVar[str] = "solutions"


@value_object
class AbsentColleague:
    """A warning: who was just given a ticket is away."""

    number: str
    name: str
    last_day: str  # of the absence, YYYY-MM-DD
    section: ClassVar[str] = "absent"


@value_object
class AlreadyThere:
    """A remark: the requester is asked for what is there already, and whether they are told why."""

    number: str
    names: tuple[str, ...]  # labels of the fields and documents
    has_reason: bool
    section: ClassVar[str] = "there"


@value_object
class TicketSheet:
    """One ticket with its conversation."""

    ticket: TicketFacts
    conversation: tuple["Utterance", ...]
    links: tuple[str, ...] = ()  # numbers of tickets that have to do with it
    section: ClassVar[str] = "sheet"


@value_object
class Utterance:
    """One message of a conversation."""

    at: datetime
    author: str
    direction: str  # in, out, note
    text: str  # "" for files alone
    files: tuple[str, ...] = ()  # their names


@value_object
class HelpEntry:
    """One command in a help text."""

    usage: str
    aliases: tuple[str, ...]
    summary: str
    help: str


@value_object
class Help:
    """What can be written, made from the commands themselves."""

    entries: tuple[HelpEntry, ...]
    section: ClassVar[str] = "help"


@value_object
class HistoryEntry:
    """One thing that happened to a ticket."""

    at: datetime
    actor: str  # a name, or a code: requester, loket, console
    event: str  # the journal's name of it
    detail: str  # "" for none
    group: str  # of words that the detail belongs to; "" when it is told as it is
    change: Change | None  # when a property was changed
    is_undone: bool  # the commands that did it were taken back


@value_object
class History:
    """What happened to a ticket, oldest first."""

    number: str
    subject: str
    entries: tuple[HistoryEntry, ...]
    section: ClassVar[str] = "history"


AnswerSection = AbsentColleague | AlreadyThere | TicketList | TicketSheet | SolutionList | History | Help


@value_object
class LongPlan:
    """How much a plan about many is, of which a mail shows the beginning."""

    records: int  # that would be changed
    problems: int  # lines that cannot be planned
    left_out: int  # of both, in the mail's text
    filename: str  # of the CSV with all of it; "" when none goes along


@value_object
class PlannedItem:
    """What a plan would do to one ticket or record."""

    number: str  # of the ticket; "" when it is about none
    title: str  # its subject and requester, for people
    changes: tuple[Change, ...]
    sent: tuple[SentFacts, ...]  # the mails that would go out
    remarks: tuple[str, ...] = ()  # codes of what to look at; the templates have the words
