"""Effects on how tickets hang together, on who takes part in them, and on tickets that staff open."""

from dataclasses import field
from datetime import datetime
from typing import ClassVar

from daemon.desk.planning.undo_ways import Undo
from daemon.desk.writing.letters import Enclosure
from daemon.value_objects import value_object


@value_object
class Merge:
    """Let another ticket go on with a ticket's matter; its status is changed by a SetStatus of the same plan."""

    undo: ClassVar[Undo] = Undo.ROWS
    ticket: int
    into: int
    into_number: str
    shares_requester: bool  # what is known and the files go along only then


@value_object
class SetLink:
    """Note, or no longer note, that two tickets have to do with each other."""

    undo: ClassVar[Undo] = Undo.ROWS
    ticket: int
    other: int
    other_number: str
    is_linked: bool


@value_object
class SetLabels:
    """Change a ticket's labels."""

    undo: ClassVar[Undo] = Undo.ROWS
    ticket: int
    before: tuple[str, ...]  # sorted
    after: tuple[str, ...]


@value_object
class SetCopies:
    """Change who gets copies of what the requester is written, or takes part otherwise."""

    undo: ClassVar[Undo] = Undo.ROWS
    ticket: int
    added: tuple[str, ...]  # addr-specs, lower case; they get copies from now on
    removed: tuple[str, ...]


@value_object
class SetDue:
    """Change when a ticket is to be done."""

    undo: ClassVar[Undo] = Undo.ROWS
    ticket: int
    before: datetime | None
    after: datetime | None
    shown: tuple[str, str]  # both in the service's time, for people


@value_object
class BindRequester:
    """Note whose address the requester's is, as staff checked."""

    undo: ClassVar[Undo] = Undo.ROWS
    ticket: int
    before: str  # "nim 2190000001"; "" for nobody known
    after: str


@value_object
class Understood:
    """What the words of a mail say about the complaint in it."""

    type_code: str = ""
    category: str = "lain"
    language: str = "id"
    fields: tuple[tuple[str, str], ...] = ()  # form values that fit: name and value


NOTHING_UNDERSTOOD = Understood()


@value_object
class Whom:
    """For whom a ticket is opened."""

    address: str  # addr-spec, lower case
    name: str = ""
    role: str = ""
    unit: str = ""


@value_object
class Times:
    """When a complaint came, and when its form was complete; None: nobody said."""

    received_at: datetime | None = None
    complete_at: datetime | None = None


@value_object
class OpenTicket:
    """Open a ticket: on somebody's behalf, or for a part of another ticket; its requester gets a letter."""

    undo: ClassVar[Undo] = Undo.ROWS
    ticket: int  # that it is split off from; 0 for none
    whom: Whom
    subject: str
    text: str
    channel: str
    times: Times
    understood: Understood
    staff_name: str
    files: tuple[Enclosure, ...] = field(default=())


StructureEffect = Merge | SetLink | SetLabels | SetCopies | SetDue | BindRequester | OpenTicket
