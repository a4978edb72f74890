"""The mails that the desk writes, as typed data; templates/mail/KIND.LANGUAGE.j2 says them in words.

Each class is one kind of letter; its fields are all that its template may use, besides what the theme gives to every
template (institution, links). Values that came by mail are plain strings and are escaped or prefixed by the theme.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from daemon.desk.letter_parts import (
    AnswerSection,
    Audience,
    Change,
    FileFacts,
    FormField,
    Help,
    HelpEntry,
    LineResult,
    Offer,
    PlannedItem,
    SentFacts,
    StageFacts,
    TicketFacts,
    TicketList,
    TicketRow,
    TicketSheet,
    Utterance,
)

__all__ = [
    "Acknowledgement",
    "AnswerSection",
    "ApprovalRequest",
    "Audience",
    "Canary",
    "Change",
    "ConfirmationRequest",
    "FileFacts",
    "FormComplete",
    "FormField",
    "FormRequest",
    "Help",
    "HelpEntry",
    "JournalHead",
    "Letter",
    "LetterContent",
    "LineResult",
    "Offer",
    "PlanOutcome",
    "PlannedItem",
    "Post",
    "Receipt",
    "RefusedInYourName",
    "Rejection",
    "Reply",
    "RequesterDone",
    "SentFacts",
    "Solution",
    "StaffNotification",
    "StageFacts",
    "StatusReport",
    "Taken",
    "TicketFacts",
    "TicketList",
    "TicketRow",
    "TicketSheet",
    "TokenMisused",
    "TooLarge",
    "Trouble",
    "Utterance",
    "WaitingReminder",
]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """We have your complaint; this is its number, this is what is missing."""

    kind: ClassVar[str] = "acknowledgement"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    type_name: str  # "" when it was not understood
    missing: tuple[FormField, ...]  # required and not there or not valid
    form: tuple[FormField, ...]  # all of the type's fields
    documents: tuple[str, ...]  # still needed
    targets: tuple[StageFacts, ...]  # what the SOP promises
    outside_hours: bool  # it came in outside the service hours


@dataclass(frozen=True, slots=True)
class FormRequest:
    """Some answers are missing or do not fit; these are they."""

    kind: ClassVar[str] = "form-request"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    type_name: str
    missing: tuple[FormField, ...]
    form: tuple[FormField, ...]
    documents: tuple[str, ...]
    text: str = ""  # what a member of staff wrote with it; "" when nobody did
    staff_name: str = ""  # "" when it was sent by itself


@dataclass(frozen=True, slots=True)
class FormComplete:
    """Everything is there, we are working on it."""

    kind: ClassVar[str] = "form-complete"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    form: tuple[FormField, ...]
    processing_minutes: int  # the SOP's target


@dataclass(frozen=True, slots=True)
class Taken:
    """A member of staff works on your complaint now."""

    kind: ClassVar[str] = "taken"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    staff_name: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A member of staff writes to the requester; `is_question` means that we wait for the answer."""

    kind: ClassVar[str] = "reply"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    text: str
    staff_name: str
    is_question: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """The complaint is solved, and how. A rating is asked for."""

    kind: ClassVar[str] = "solution"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    text: str
    staff_name: str
    is_done: bool = True  # False: what remains is for somebody else, or for the requester


@dataclass(frozen=True, slots=True)
class Rejection:
    """The complaint cannot be served, and why, and where to go."""

    kind: ClassVar[str] = "rejection"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    text: str
    staff_name: str


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The answer to STATUS."""

    kind: ClassVar[str] = "status-report"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    status: str
    since: datetime
    missing: tuple[FormField, ...]
    stages: tuple[StageFacts, ...]


@dataclass(frozen=True, slots=True)
class RequesterDone:
    """What the requester's word did: cancelled, solved, reopened, rated."""

    kind: ClassVar[str] = "requester-done"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    done: str  # cancelled, solved, reopened, rated
    rating: int | None


@dataclass(frozen=True, slots=True)
class WaitingReminder:
    """We still wait for your answer: a chaser, the last warning, or the word that the ticket was closed."""

    kind: ClassVar[str] = "waiting-reminder"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    step: str  # chased, warned, closed
    days_left: int
    missing: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Your mail was larger than we can take; nothing of it was read."""

    kind: ClassVar[str] = "too-large"
    audience: ClassVar[Audience] = Audience.REQUESTER
    size_megabytes: float
    limit_megabytes: float


@dataclass(frozen=True, slots=True)
class StaffNotification:
    """A ticket wants attention: it is new, answered, assigned, reopened, cancelled, rated."""

    kind: ClassVar[str] = "notification"
    audience: ClassVar[Audience] = Audience.STAFF
    event: str  # new, answered, complete, assigned, reopened, cancelled, solved-by-requester, rated, undeliverable
    ticket: TicketFacts
    text: str  # what the requester wrote; "" when nothing
    remarks: tuple[str, ...]  # codes: third-person, unauthenticated, stranger-linked, ... the template has the words
    offers: tuple["Offer", ...]


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
    items: tuple["PlannedItem", ...]  # what would be changed and mailed
    approvers: tuple[str, ...]  # names: one of them is asked after the confirmation


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something needs the administrator: a mail in quarantine, a server that refuses us."""

    kind: ClassVar[str] = "trouble"
    audience: ClassVar[Audience] = Audience.ADMIN
    what: str  # code: quarantined, held, undeliverable, plan-manual
    detail: str  # no bodies, no personal data
    command: str  # what to type next: "loket quarantine show 12"


@dataclass(frozen=True, slots=True)
class JournalHead:
    """The daily word to the journal's witnesses: its last event and the hash that stands for all before it."""

    kind: ClassVar[str] = "journal-head"
    audience: ClassVar[Audience] = Audience.ADMIN
    day: str  # "2026-11-22"
    event: int
    hash: str


@dataclass(frozen=True, slots=True)
class Canary:
    """A mail to ourselves that shows that the whole loop works."""

    kind: ClassVar[str] = "canary"
    audience: ClassVar[Audience] = Audience.ADMIN


@dataclass(frozen=True, slots=True)
class RefusedInYourName:
    """The daily word to a staff member: so many mails in your name were refused."""

    kind: ClassVar[str] = "refused-in-your-name"
    audience: ClassVar[Audience] = Audience.STAFF
    count: int
    day: str  # "2026-11-22"


@dataclass(frozen=True, slots=True)
class TokenMisused:
    """The word to a staff member, at most once a day: somebody else answered with your reply key."""

    kind: ClassVar[str] = "token-misused"
    audience: ClassVar[Audience] = Audience.STAFF
    number: str  # of the ticket whose notification got around; "" for none
    is_revoked: bool  # that notification can no longer be answered with commands


LetterContent = (
    Acknowledgement
    | FormRequest
    | FormComplete
    | Taken
    | Reply
    | Solution
    | Rejection
    | StatusReport
    | RequesterDone
    | WaitingReminder
    | TooLarge
    | StaffNotification
    | Receipt
    | ConfirmationRequest
    | ApprovalRequest
    | PlanOutcome
    | Trouble
    | JournalHead
    | Canary
    | RefusedInYourName
    | TokenMisused
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be enqueued."""

    content: LetterContent
    to: str  # one addr-spec
    language: str  # "id" or "en"
    ticket_id: int | None = None
    ticket_number: str = ""  # shown in the subject in brackets
    subject: str = ""  # the conversation's subject; "" lets the template make one
    cc: tuple[str, ...] = ()  # only for letters to requesters
    in_reply_to: str = ""  # Message-ID without angle brackets
    references: tuple[str, ...] = ()
    inbound_id: int | None = None  # the mail that caused it
    staff_id: str = ""  # staff letters get a reply token of this person; "" makes none
    code: str = ""  # what is typed after !ya or !setuju; goes into the notification row
    plan_id: int | None = None
    snapshot_hash: str = ""  # of the plan; the code counts for it alone
    numbered: tuple[int, ...] = ()  # ticket ids that the numbers 1, 2, 3 … in it stand for
    is_automatic: bool = True  # False for what a person wrote (reply, solution, rejection)
    null_sender: bool = False
    not_before: datetime | None = None


class Post(Protocol):
    """Where the desk leaves its letters: rendered and stored at once, inside the desk's transaction."""

    def send(self, letter: Letter) -> int:
        """Enqueue the letter and return its outbox row's id."""
