"""What requesters are written, as typed data; see daemon.desk.writing.letters."""

from datetime import datetime
from typing import ClassVar

from daemon.desk.writing.letter_parts import Audience, Choice, FormField, ServiceDays, StageFacts
from daemon.value_objects import value_object


@value_object
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
    choices: tuple[Choice, ...] = ()  # while the type is in doubt
    advice: str = ""  # a curated solution to try meanwhile; "" for none
    service_days: tuple[ServiceDays, ...] = ()  # when the times count: the open days of this season
    outside: str = ""  # where else to ask, when it seems to be outside the scope; "" when it does not
    opened_by: str = ""  # the member of staff who opened the ticket; "" when the requester's mail did
    may_bind: bool = False  # a private address that names a campus identity: say how to prove it
    origin: str = ""  # number of the ticket that it was split off from; "" for none
    is_known_disturbance: bool = False  # others wrote the same, and it is being worked on
    answers: str = ""  # why a mail that answers an earlier ticket opened this one: strange, over; "" for none
    answered_number: str = ""  # of that ticket, as the mail's subject names it


@value_object
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
    choices: tuple[Choice, ...] = ()  # once more, after a letter that is none of them; then nothing else is asked for


@value_object
class FormComplete:
    """Everything is there, we are working on it."""

    kind: ClassVar[str] = "form-complete"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    form: tuple[FormField, ...]
    processing_minutes: int  # the SOP's target


@value_object
class Taken:
    """A member of staff works on your complaint now."""

    kind: ClassVar[str] = "taken"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    staff_name: str


@value_object
class Reply:
    """A member of staff writes to the requester; `is_question` means that we wait for the answer."""

    kind: ClassVar[str] = "reply"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    text: str
    staff_name: str
    is_question: bool
    ending: str = ""  # solved, closed …: of a ticket that is over, which other words answer; "" for an open one


@value_object
class Solution:
    """The complaint is solved, and how. A rating is asked for."""

    kind: ClassVar[str] = "solution"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    text: str
    staff_name: str
    is_done: bool = True  # False: what remains is for somebody else, or for the requester


@value_object
class Rejection:
    """The complaint cannot be served, and why, and where to go."""

    kind: ClassVar[str] = "rejection"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    text: str
    staff_name: str


@value_object
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
    documents: tuple[str, ...] = ()  # still needed


@value_object
class OwnTicket:
    """One of somebody's tickets, for themselves."""

    number: str
    subject: str
    status: str
    wanted: tuple[str, ...]  # fields and documents that are still needed from them


@value_object
class StatusList:
    """The answer to STATUS in a mail about no ticket: those of the sender that are open."""

    kind: ClassVar[str] = "status-list"
    audience: ClassVar[Audience] = Audience.REQUESTER
    tickets: tuple[OwnTicket, ...]  # newest first; none: nothing is open
    more: int = 0  # open ones that are not listed


@value_object
class RequesterDone:
    """What the requester's word did: cancelled, solved, reopened, rated."""

    kind: ClassVar[str] = "requester-done"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    done: str  # cancelled, solved, reopened, rated
    rating: int | None


@value_object
class WaitingReminder:
    """We still wait for your answer: a chaser, the last warning, or the word that the ticket was closed."""

    kind: ClassVar[str] = "waiting-reminder"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    step: str  # chased, warned, closed
    days_left: int
    missing: tuple[FormField, ...]
    documents: tuple[str, ...] = ()  # still needed


@value_object
class TooLarge:
    """Your mail was larger than we can take; nothing of it was read."""

    kind: ClassVar[str] = "too-large"
    audience: ClassVar[Audience] = Audience.REQUESTER
    size_megabytes: float
    limit_megabytes: float


@value_object
class Merged:
    """Your complaint is handled together with another one about the same."""

    kind: ClassVar[str] = "merged"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    other: str  # number of the ticket that goes on, when it is the same person's; "" when it is somebody else's


@value_object
class MergedOutcome:
    """What your complaint was merged into has ended; how, without a word of what the other person was written."""

    kind: ClassVar[str] = "merged-outcome"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    outcome: str  # solved, solved-by-requester, rejected, closed


@value_object
class CopyNotice:
    """Somebody in copy hears how a complaint ended; nothing of what was written about it."""

    kind: ClassVar[str] = "copy-notice"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str
    subject: str
    requester_name: str
    event: str  # solved, rejected, cancelled, left


@value_object
class Binding:
    """What became of the wish to bind a private address to a campus identity."""

    kind: ClassVar[str] = "binding"
    audience: ClassVar[Audience] = Audience.REQUESTER
    number: str  # "" to the campus address, whose owner may know nothing of the ticket
    subject: str
    step: str  # sent, refused, too-often, expired, wrong, bound; to the campus address: disowned, elsewhere
    domain: str = ""  # one of the campus, for an example


@value_object
class BindingCodeLetter:
    """The code, to the campus address: somebody says that this person writes from another address, too."""

    kind: ClassVar[str] = "binding-code"
    audience: ClassVar[Audience] = Audience.REQUESTER
    address: str  # the private one
    code: str
