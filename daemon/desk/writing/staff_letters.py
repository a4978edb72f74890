"""What staff are written, as typed data; see daemon.desk.writing.letters."""

from datetime import datetime
from typing import ClassVar

from daemon.desk.writing.action_letters import SheetFacts
from daemon.desk.writing.letter_parts import (
    AnswerSection,
    Audience,
    Change,
    CollectedTicket,
    DigestSection,
    HandedTicket,
    LineResult,
    LongPlan,
    Offer,
    PlannedItem,
    SentFacts,
    ShownMail,
    SimilarTicket,
    StageFacts,
    TicketFacts,
    TicketRow,
)
from daemon.value_objects import value_object


@value_object
class StaffNotification:
    """A ticket wants attention: it is new, answered, assigned, reopened, cancelled, rated."""

    kind: ClassVar[str] = "notification"
    audience: ClassVar[Audience] = Audience.STAFF
    event: str  # new, answered, complete, assigned, reopened, cancelled, solved-by-requester, rated, undeliverable
    ticket: TicketFacts
    text: str  # what the requester wrote; "" when nothing
    remarks: tuple[str, ...]  # codes: third-person, unauthenticated, stranger-linked, ... the template has the words
    offers: tuple[Offer, ...]
    similar: tuple[SimilarTicket, ...] = ()  # solved tickets about the same
    sheets: tuple[SheetFacts, ...] = ()  # what another system has about the person, and what differs


@value_object
class Receipt:
    """What the actor's commands did, or why none of them ran."""

    kind: ClassVar[str] = "receipt"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str  # of the ticket; "" when the commands were about none
    subject: str
    is_done: bool  # False: nothing ran, nothing was sent
    lines: tuple[LineResult, ...]
    sent: tuple[SentFacts, ...]  # who was mailed, and what
    stray: tuple[str, ...]  # command lines outside the block, not run
    sections: tuple[AnswerSection, ...]
    undo_until: datetime | None = None  # until when `!urung` takes the block back; None: not at all
    recalled: tuple[SentFacts, ...] = ()  # letters that `!urung` took out of the outbox
    kept: tuple[Change, ...] = ()  # what is kept with the ticket though no command said so: files
    silent_until: datetime | None = None  # no further mistake is answered before; None: the next one is


@value_object
class DryRun:
    """What the actor's commands would do; nothing was changed and nothing was sent."""

    kind: ClassVar[str] = "dry-run"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str  # of the ticket; "" when the commands are about none
    subject: str
    lines: tuple[LineResult, ...]
    mails: tuple[ShownMail, ...]  # those that would go out, whole
    stray: tuple[str, ...]
    sections: tuple[AnswerSection, ...]
    elsewhere: str = ""  # what the integrator would be asked for: look-up, change; "" when nothing
    kept: tuple[Change, ...] = ()  # what is kept with the ticket though no command said so: files


@value_object
class ConfirmationRequest:
    """The commands were understood and wait for `!ya CODE`."""

    kind: ClassVar[str] = "confirmation"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str
    subject: str
    code: str
    hours: int  # how long the code holds
    reason: str  # code: no-token, html-only, bulk, stale
    commands: tuple[str, ...]
    items: tuple[PlannedItem, ...]  # what would be changed and mailed
    approvers: tuple[str, ...]  # names: one of them is asked after the confirmation
    whole: LongPlan | None = None  # None: the items are all there is


@value_object
class ApprovalRequest:
    """A colleague's plan waits for `!setuju CODE` of a second person."""

    kind: ClassVar[str] = "approval"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str  # of the ticket that it was asked from; "" for none
    subject: str
    actor_name: str
    code: str
    hours: int  # how long the code holds
    commands: tuple[str, ...]
    items: tuple[PlannedItem, ...]
    whole: LongPlan | None = None  # None: the items are all there is


@value_object
class PlanOutcome:
    """What became of a plan that needs more than one person."""

    kind: ClassVar[str] = "plan-outcome"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str
    subject: str
    state: str  # confirmed, done, failed, unknown, manual, stale, rejected, cancelled, expired
    actor_name: str
    by_name: str  # who decided; "" when time or the program did
    others: tuple[str, ...]  # confirmed: who was asked to approve
    reason: str  # in the letter's language, or a colleague's words; "" for none
    commands: tuple[str, ...]
    items: tuple[PlannedItem, ...]
    whole: LongPlan | None = None  # None: the items are all there is


@value_object
class ClockWarning:
    """A stage's clock runs towards its target, or past it."""

    kind: ClassVar[str] = "warning"
    audience: ClassVar[Audience] = Audience.STAFF
    step: str  # assignee, unassigned, team, head: why this person is told
    share: int  # per cent of the target that is used
    stage: StageFacts
    ticket: TicketFacts
    offers: tuple[Offer, ...]


@value_object
class Digest:
    """The morning's list of tickets for one member of staff, numbered for the answer."""

    kind: ClassVar[str] = "digest"
    audience: ClassVar[Audience] = Audience.STAFF
    day: str  # "2026-11-23"
    sections: tuple[DigestSection, ...]


@value_object
class IncidentProposal:
    """Many similar complaints came in a short time, which may be one disturbance."""

    kind: ClassVar[str] = "incident"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str  # of the oldest, which would be the parent
    subject: str
    type_name: str  # in the letter's language
    minutes: int  # within which they came
    rows: tuple[TicketRow, ...]


@value_object
class Handover:
    """These tickets are yours now, because a colleague is away."""

    kind: ClassVar[str] = "handover"
    audience: ClassVar[Audience] = Audience.STAFF
    from_name: str
    last_day: str  # of the absence, "2026-11-30"
    tickets: tuple[HandedTicket, ...]


@value_object
class AwayNoted:
    """We took your out-of-office note for an absence; this is what became of your tickets."""

    kind: ClassVar[str] = "away-noted"
    audience: ClassVar[Audience] = Audience.STAFF
    last_day: str  # "2026-11-30"
    changes: tuple[Change, ...]


@value_object
class NewsDigest:
    """What happened to many tickets at once, instead of a notification for each."""

    kind: ClassVar[str] = "news-digest"
    audience: ClassVar[Audience] = Audience.STAFF
    tickets: tuple[CollectedTicket, ...]
    more: int  # tickets that the list has no room for


@value_object
class RefusedInYourName:
    """The daily word to a staff member: so many mails in your name were refused."""

    kind: ClassVar[str] = "refused-in-your-name"
    audience: ClassVar[Audience] = Audience.STAFF
    count: int
    day: str  # "2026-11-22"


@value_object
class TokenMisused:
    """The word to a staff member, at most once a day: somebody else answered with your reply key."""

    kind: ClassVar[str] = "token-misused"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str  # of the ticket whose notification got around; "" for none
    is_revoked: bool  # that notification can no longer be answered with commands


@value_object
class Files:
    """The files of a ticket that a member of staff asked for."""

    kind: ClassVar[str] = "files"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str
    subject: str
    part: int  # 1 for the first mail of `parts`
    parts: int
