"""One inbound mail on the desk, what became of it, and the desk's tools."""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from daemon.desk.complaint_types.catalogue import Catalogue
from daemon.desk.four_eyes.plan_kind import PlanKind
from daemon.desk.journal import Cause
from daemon.desk.limits import Limit
from daemon.desk.planning.command import Registry, Texts
from daemon.desk.timekeeping.service_calendar import ServiceCalendar
from daemon.desk.timekeeping.targets import Targets
from daemon.desk.views import Directory
from daemon.desk.writing.letters import Post
from daemon.reading.message import Reading
from daemon.trust.authentication import Authentication
from daemon.trust.tokens import KeyRing
from daemon.value_objects import value_object
from models.mail import InboundEmail


class Disposition(StrEnum):
    """What became of an inbound mail (product.md §3)."""

    TICKET_CREATED = "ticket_created"
    APPENDED = "appended"
    FORM_REQUESTED = "form_requested"
    COMMANDS_EXECUTED = "commands_executed"
    COMMANDS_REFUSED = "commands_refused"
    CONFIRMATION_REQUESTED = "confirmation_requested"
    BOUNCE_RECORDED = "bounce_recorded"
    IGNORED = "ignored"
    HELD = "held"
    QUARANTINED = "quarantined"


class Result(StrEnum):
    """What became of one command line."""

    EXECUTED = "executed"
    REFUSED = "refused"
    CONFIRMATION_REQUESTED = "confirmation_requested"
    NOT_RUN = "not_run"


@value_object
class CommandOutcome:
    """One command line and its result, for the list of mails."""

    name: str
    result: Result
    reason: str = ""


@value_object
class Outcome:
    """The end of a mail's way."""

    disposition: Disposition
    reason: str = ""  # short English phrase for the administrator, no personal data
    ticket_id: int | None = None
    commands: tuple[CommandOutcome, ...] = ()


@value_object
class Case:
    """One inbound mail with everything that is known about it."""

    inbound: InboundEmail
    reading: Reading
    authentication: Authentication
    now: datetime
    cause: Cause = field(init=False)  # this mail, with no actor but the service

    def __post_init__(self) -> None:
        """Make the cause once: most of what a mail does is written down with it."""
        object.__setattr__(self, "cause", self.caused_by("loket"))

    @property
    def received_at(self) -> datetime:
        """Return when the mail came in, never later than now: what its sender did is counted from then."""
        return min(self.inbound.received_at, self.now)

    def caused_by(self, actor: str, command: str = "") -> Cause:
        """Return this mail as a cause of what `actor` did."""
        return Cause(actor, int(self.inbound.id), self.reading.message.message_id, command)


@value_object
class Escalation:
    """Who is told when a stage's clock runs towards its target."""

    stages: tuple[str, ...]
    steps: tuple[tuple[str, int], ...]  # assignee, team, head, reassign; per cent, lowest first
    head_role: str


@value_object
class IncidentRules:
    """When similar complaints are proposed as one disturbance."""

    complaints: int  # so many of one type; 0: never
    within: timedelta
    categories: tuple[str, ...]  # those that are not about one person's data


@value_object
class Rules:
    """The numbers of the configuration that the desk obeys."""

    prefix: str  # of ticket numbers
    zone: ZoneInfo
    own_addresses: tuple[str, ...]  # of the desk, lower case
    language: str  # when the requester's is not known
    acknowledge: bool
    hold: timedelta  # mails that a command causes are held for so long
    undo: timedelta  # commands that mailed nobody can be taken back for so long
    in_turn: bool  # new tickets go to the people of their team in turn
    out_of_office: bool  # a staff member's out-of-office answer counts like !cuti
    escalation: Escalation
    incidents: IncidentRules
    digest_at: int | None  # minutes after local midnight; None: never
    close_after: timedelta
    chase: timedelta
    warn: timedelta
    close_waiting: timedelta
    reopen_within: timedelta
    command_max_age: timedelta
    confirmation_hours: int
    confirmation_tries: int
    approval_hours: int
    bulk_tickets: int  # of one block; more need a second person
    staff_letters: int  # to one member of staff in an hour; further news is told in a list
    mail_size: int  # octets
    tickets: tuple[Limit, ...]
    acknowledgements: tuple[Limit, ...]  # for an authenticated sender; of one name
    unverified_acknowledgements: tuple[Limit, ...]
    refusals: tuple[Limit, ...]
    writes: tuple[Limit, ...]  # changes in other systems that one person may ask for
    enclosed_size: int = 10_000_000  # octets of files that go along with one letter
    own_pictures: frozenset[str] = frozenset()  # SHA-256 of the pictures that our own mails bring


@value_object
class Desk:
    """The tools at the counter, put together once by app.py."""

    rules: Rules
    directory: Directory
    catalogue: Catalogue
    registry: Registry
    calendar: ServiceCalendar
    targets: Targets
    post: Post
    texts: Texts
    keys: KeyRing
    store: Callable[[bytes], str]  # keeps an attachment's octets and returns their sha256
    random: Callable[[int], bytes]
    clock: Callable[[], datetime] = field(repr=False, kw_only=True)
    looks_up: bool = False  # staff notifications wait a moment for what the Feeder knows
    plan_kinds: Mapping[str, PlanKind] = field(default_factory=dict)  # those that reach outside, by name
