"""The mails that the desk writes, as typed data; templates/mail/KIND.LANGUAGE.j2 says them in words.

Each class is one kind of letter; its fields are all that its template may use, besides what the theme gives to every
template (institution, links). Values that came by mail are plain strings and are escaped or prefixed by the theme.
"""

from datetime import datetime
from typing import ClassVar, Protocol

from daemon.desk.writing.action_letters import (
    ActionAnswer,
    ActionStopped,
    ActionWaiting,
    OutageNotice,
    RouteNotice,
    SheetFacts,
)
from daemon.desk.writing.letter_parts import (
    NOTHING_ENCLOSED,
    AbsentColleague,
    AlreadyThere,
    AnswerSection,
    Audience,
    Change,
    Choice,
    CollectedTicket,
    DigestSection,
    Enclosure,
    Enclosures,
    FileFacts,
    FormField,
    HandedTicket,
    Help,
    HelpEntry,
    History,
    HistoryEntry,
    LineResult,
    LongPlan,
    Offer,
    PlannedItem,
    SentFacts,
    ShownMail,
    SimilarTicket,
    SolutionList,
    SolutionRow,
    StageFacts,
    TicketFacts,
    TicketList,
    TicketRow,
    TicketSheet,
    Utterance,
)
from daemon.desk.writing.report_sheet import Sheet
from daemon.desk.writing.requester_letters import (
    Acknowledgement,
    Binding,
    BindingCodeLetter,
    CopyNotice,
    FormComplete,
    FormRequest,
    Merged,
    MergedOutcome,
    OwnTicket,
    Rejection,
    Reply,
    RequesterDone,
    Solution,
    StatusList,
    StatusReport,
    Taken,
    TooLarge,
    WaitingReminder,
)
from daemon.desk.writing.staff_letters import (
    ApprovalRequest,
    AwayNoted,
    ClockWarning,
    ConfirmationRequest,
    Digest,
    DryRun,
    Files,
    Handover,
    IncidentProposal,
    NewsDigest,
    PlanOutcome,
    Receipt,
    RefusedInYourName,
    StaffNotification,
    TokenMisused,
)
from daemon.value_objects import value_object

__all__ = [
    "NOTHING_ENCLOSED",
    "AbsentColleague",
    "Acknowledgement",
    "ActionAnswer",
    "ActionStopped",
    "ActionWaiting",
    "AlreadyThere",
    "AnswerSection",
    "ApprovalRequest",
    "Audience",
    "AwayNoted",
    "Binding",
    "BindingCodeLetter",
    "Canary",
    "Change",
    "Choice",
    "ClockWarning",
    "CollectedTicket",
    "ConfirmationRequest",
    "CopyNotice",
    "Digest",
    "DigestSection",
    "DryRun",
    "Enclosure",
    "Enclosures",
    "FileFacts",
    "Files",
    "FormComplete",
    "FormField",
    "FormRequest",
    "HandedTicket",
    "Handover",
    "Help",
    "HelpEntry",
    "History",
    "HistoryEntry",
    "IncidentProposal",
    "JournalHead",
    "Letter",
    "LetterContent",
    "LineResult",
    "LongPlan",
    "Merged",
    "MergedOutcome",
    "NewsDigest",
    "Offer",
    "OperatorReport",
    "OutageNotice",
    "OwnTicket",
    "PlanOutcome",
    "PlannedItem",
    "Post",
    "Receipt",
    "RefusedInYourName",
    "Rejection",
    "Reply",
    "ReportMail",
    "RequesterDone",
    "RouteNotice",
    "SentFacts",
    "SheetFacts",
    "ShownMail",
    "SimilarTicket",
    "Solution",
    "SolutionList",
    "SolutionRow",
    "StaffNotification",
    "StageFacts",
    "StatusList",
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


@value_object
class Trouble:
    """Something needs the administrator: a mail in quarantine, a server that refuses us."""

    kind: ClassVar[str] = "trouble"
    audience: ClassVar[Audience] = Audience.ADMIN
    what: str  # code: quarantined, held, undeliverable, plan-manual
    detail: str  # no bodies, no personal data
    command: str  # what to type next: "loket quarantine show 12"


@value_object
class JournalHead:
    """The daily word to the journal's witnesses: its last event and the hash that stands for all before it."""

    kind: ClassVar[str] = "journal-head"
    audience: ClassVar[Audience] = Audience.ADMIN
    day: str  # "2026-11-22"
    event: int
    hash: str


@value_object
class ReportMail:
    """How the SOP was kept in a week, a month or the days that somebody asked for."""

    kind: ClassVar[str] = "report"
    audience: ClassVar[Audience] = Audience.STAFF
    sheet: Sheet


@value_object
class OperatorReport:
    """The figures of a faculty operator's own unit, in a month."""

    kind: ClassVar[str] = "operator-report"
    audience: ClassVar[Audience] = Audience.REQUESTER
    unit: str
    sheet: Sheet


@value_object
class Canary:
    """A mail to ourselves that shows that the whole loop works."""

    kind: ClassVar[str] = "canary"
    audience: ClassVar[Audience] = Audience.ADMIN


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
    | DryRun
    | Handover
    | IncidentProposal
    | ClockWarning
    | Digest
    | NewsDigest
    | AwayNoted
    | ConfirmationRequest
    | ApprovalRequest
    | PlanOutcome
    | Trouble
    | JournalHead
    | Canary
    | ReportMail
    | OperatorReport
    | RefusedInYourName
    | TokenMisused
    | Files
    | ActionAnswer
    | ActionStopped
    | ActionWaiting
    | OutageNotice
    | RouteNotice
    | Merged
    | MergedOutcome
    | CopyNotice
    | Binding
    | BindingCodeLetter
    | StatusList
)


@value_object
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
    enclosures: Enclosures = NOTHING_ENCLOSED


@value_object
class Posted:
    """A letter in the outbox."""

    number: int  # of the outbox's row
    message_id: str
    subject: str
    recipients: tuple[str, ...]  # addr-specs


class Post(Protocol):
    """Where the desk leaves its letters: rendered and stored at once, inside the desk's transaction."""

    def send(self, letter: Letter) -> int:
        """Enqueue the letter and return its outbox row's id."""

    def enqueue(self, letter: Letter) -> Posted:
        """Do the same, and return what stands in the outbox."""

    def show(self, number: int) -> ShownMail:
        """Return the letter of an outbox row as it will be read."""
