"""Move the SOP's stage clocks when something happens to a ticket (product.md §1).

contact       from receipt until the acknowledgement, or else the first mail, is accepted by the requester's server
form          from then until every required field and document is there
processing    from the complete form until the decision; stands still while it is paused
notification  from the decision until its mail is accepted
total         from receipt until the decision's mail is accepted; stands still together with processing

A stage that nobody timed has no row and is shown as not measured. A clock that is stopped by anything but its own end
(the ticket was cancelled, merged, closed or reopened meanwhile) is "broken" and counts in no figure.
All functions work in the caller's transaction and write what they move into the journal (clock_face.py).
"""

from datetime import datetime

from daemon.desk.journal import LOKET, Cause
from daemon.desk.statuses import OPEN, Status
from daemon.desk.timekeeping.clock_face import WAITING, ClockFace, Faculties
from daemon.desk.timekeeping.targets import STAGES, Clockwork
from daemon.desk.writing.letters import Acknowledgement, CopyNotice, Rejection, RequesterDone, Solution
from daemon.value_objects import value_object
from models.clocks import StageRun
from models.outgoing import OutgoingEmail
from models.tickets import Message, Ticket

_DECISIONS = frozenset({Solution.kind, Rejection.kind, RequesterDone.kind})


@value_object
class Stated:
    """When somebody came to the counter and when their form was complete, as staff state it; None: not stated."""

    received_at: datetime | None = None
    complete_at: datetime | None = None


NOTHING_STATED = Stated()


def ticket_created(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Start the contact and total clocks at the complaint's receipt; for mail, on somebody's behalf or not.

    The caller sets the ticket's `received_at`: the receipt of the mail, or the date of a forwarded one.
    """
    if not _is_measured(ticket):
        _face(desk, ticket, cause, now).record("opened", {})
        return
    face = ClockFace(desk, ticket, cause, min(ticket.received_at, now), [])
    face.start("contact", 1)
    face.start("total", 1)
    face.record("opened", {})


def walked_in(desk: Clockwork, ticket: Ticket, stated: Stated, cause: Cause, now: datetime) -> None:
    """Start the clocks of somebody who came in person or rang, by the times that staff state.

    To be received at the counter is the contact. What is not stated is not measured. The caller completes the form by
    `form_completed` as always when it is complete and `complete_at` is not stated.
    """
    received, complete = stated.received_at, stated.complete_at
    if received is None:
        _face(desk, ticket, cause, now).record("opened", {})
    else:
        face = _face(desk, ticket, cause, min(received, now))
        face.start("contact", 1)
        face.start("total", 1)
        face.stop("contact")
        face.start("form", 1)
        face.record("opened", {})
    if complete is not None:
        form_completed(desk, ticket, cause, min(max(complete, received or complete), now))


def split_off(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Start the clocks of a ticket that was split off from another one, which made the contact for both.

    Call it once the new ticket has its form's values: its form or its processing begins with the split.
    """
    face = _face(desk, ticket, cause, now)
    if _is_measured(ticket):
        face.start("total", 1)
    if ticket.is_form_complete:
        face.start("processing", 1)
    elif _is_measured(ticket):
        face.start("form", 1)
    face.record("opened", {"split": True})


def form_completed(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """End the form stage and start processing, once per round."""
    face = _face(desk, ticket, cause, now)
    face.stop("form")
    face.start("processing")
    if Ticket.get_by_id(ticket.id).status == Status.WAITING:  # the caller's row may be older than the answer
        face.pause(WAITING)
    face.record("completed")


def mail_accepted(desk: Clockwork, email: OutgoingEmail, at: datetime, faculties: Faculties | None = None) -> None:
    """Note that the requester's server accepted a mail; staff mail and mail without a ticket change nothing.

    `faculties`: of the tickets at hand, when they were read already.
    """
    if email.audience != "requester" or email.ticket is None or email.kind == CopyNotice.kind:
        return
    face = _face(desk, email.ticket, Cause(LOKET, message_id=email.message_id), at)
    face.faculties = faculties
    if face.running("contact") and _is_contact(email):
        _contact(face)
        face.record("contacted")
    if email.kind in _DECISIONS and face.running("notification"):
        notified = _face(desk, email.ticket, face.cause, at)
        notified.stop("notification", "total")
        notified.record("notified")


def paused(desk: Clockwork, ticket: Ticket, reason: str, cause: Cause, now: datetime) -> None:
    """Let processing and total stand still, while processing runs: clock_face.WAITING, clock_face.INTEGRATOR.

    Twice for one reason is once. Two reasons at a time are one standstill, which ends with the later of them.
    The form stage is the requester's own and goes on.
    """
    face = _face(desk, ticket, cause, now)
    face.pause(reason)
    face.record("paused")


def resumed(desk: Clockwork, ticket: Ticket, reason: str, cause: Cause, now: datetime) -> None:
    """Let the clocks go on that stood still for this reason."""
    face = _face(desk, ticket, cause, now)
    face.resume(reason)
    face.record("resumed")


def waiting_started(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Let the clocks stand still while the requester is asked."""
    paused(desk, ticket, WAITING, cause, now)


def waiting_ended(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Let the clocks go on when the requester answered."""
    resumed(desk, ticket, WAITING, cause, now)


def decided(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """End processing, break off the form if it was still open, and start the notification stage."""
    face = _face(desk, ticket, cause, now)
    face.stop("form", ending="broken")
    face.stop("processing")
    face.resume()
    face.start("notification")
    mails = Message.select().where((Message.ticket == ticket) & (Message.direction == "in")).count()
    face.record("decided", {"status": ticket.status, "mails": mails, "round": face.round})


def reopened(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Start a new round: the total, and the form or processing; contact is made once."""
    face = _face(desk, ticket, cause, now)
    is_measured = _is_measured(ticket) or any(run.stage == "total" for run in face.runs)
    face.stop("form", "processing", "notification", "total", ending="broken")
    number = face.round + 1
    if is_measured:
        face.start("total", number)
    if ticket.is_form_complete:
        face.start("processing", number)
    elif is_measured:
        face.start("form", number)
    face.record("reopened", {"round": number})


def abandoned(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Break off the clocks of a ticket that was cancelled, merged or closed while it was open.

    Only closing ends the contact without a mail. The ticket that a merged one went into keeps its own clocks.
    """
    stages = STAGES if ticket.status == Status.CLOSED else STAGES[1:]
    face = _face(desk, ticket, cause, now)
    face.stop(*stages, ending="broken")
    face.record("abandoned", {"status": ticket.status})


def closed(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Break off what still runs of a ticket that is closed some days after its end: a mail was never accepted."""
    face = _face(desk, ticket, cause, now)
    face.stop(*STAGES, ending="broken")
    face.record("closed")


def retargeted(desk: Clockwork, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Give the running clocks the targets of the ticket's new category or type."""
    face = _face(desk, ticket, cause, now)
    face.retarget()
    face.record("retargeted")


def _face(desk: Clockwork, ticket: Ticket, cause: Cause, at: datetime) -> ClockFace:
    return ClockFace(desk, ticket, cause, at, StageRun.rows(ticket=ticket.id))


def _is_measured(ticket: Ticket) -> bool:
    """Say whether a ticket's first stages can be timed: nobody timed how a walk-in came."""
    return ticket.channel == "email"


def _is_contact(email: OutgoingEmail) -> bool:
    """Say whether a mail makes the contact: the acknowledgement, or any while none is on its way."""
    if email.kind == Acknowledgement.kind:
        return True
    pending = OutgoingEmail.select().where(
        (OutgoingEmail.ticket == email.ticket)
        & (OutgoingEmail.kind == Acknowledgement.kind)
        & OutgoingEmail.state.in_(["pending", "sending"])
    )
    return not pending.exists()


def _contact(face: ClockFace) -> None:
    """End the contact and begin the form, which may be complete already and takes no time then."""
    face.stop("contact")
    ticket = face.ticket
    if face.round == 1 and (ticket.is_form_complete or ticket.status in OPEN):
        face.start("form", 1)
    if ticket.is_form_complete:
        face.stop("form")
