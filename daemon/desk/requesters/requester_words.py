"""The one-word replies of requesters: STATUS, BATAL, SELESAI, BUKA, and 1 to 5 as a rating (product.md §5)."""

from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.facts import view_of
from daemon.desk.form_filling.form_view import form_of
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.learning import knowledge
from daemon.desk.planning.applying import Applier
from daemon.desk.planning.plan import SetStatus
from daemon.desk.refusal import Refusal
from daemon.desk.requesters import merged_others
from daemon.desk.requesters.acknowledging import may_use_words
from daemon.desk.statuses import OPEN, Move, Status, next_status
from daemon.desk.tickets import touch
from daemon.desk.timekeeping import stage_times
from daemon.desk.timekeeping.clock_face import described
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import RequesterDone, StatusReport
from models.journal import JournalEvent
from models.outgoing import OutgoingEmail, OutgoingRecipient
from models.tickets import Ticket

MOVES = {
    "BATAL": (Move.CANCEL, "cancelled"),
    "SELESAI": (Move.SOLVE, "solved"),
    "BUKA": (Move.REOPEN, "reopened"),
}
_ANSWERED = 20  # references looked at, newest first
RATED = frozenset({Status.SOLVED, Status.CLOSED})


def obey(desk: Desk, case: Case, ticket: Ticket) -> Outcome | None:
    """Do what the word asks, or return None when the mail is no such word or the word does not apply now."""
    word = case.reading.findings.keyword
    sender = case.reading.message.sender.address.lower()
    if not word or sender != ticket.requester_address.address:
        return None
    if not may_use_words(case, is_answer_to_us=answers_us(case, sender)):
        return None
    if word == "STATUS":
        return report(desk, case, ticket)
    if word in MOVES:
        return _move(desk, case, ticket, *MOVES[word])
    if word.isdigit() and Status(ticket.status) in RATED:
        return _rate(desk, case, ticket, int(word))
    return None


def obey_merged(own: Ticket, desk: Desk, case: Case, surviving: Ticket) -> Outcome | None:
    """Answer STATUS about a ticket that was merged into somebody else's; None when the mail asks for nothing like it.

    What else its requester writes is about the surviving ticket.
    """
    sender = case.reading.message.sender.address.lower()
    is_theirs = own.id != surviving.id and sender == own.requester_address.address
    is_others = sender != surviving.requester_address.address
    if not (is_theirs and is_others) or case.reading.findings.keyword != "STATUS":
        return None
    if not may_use_words(case, is_answer_to_us=answers_us(case, sender)):
        return None
    return report(desk, case, own)


def answers_us(case: Case, sender: str) -> bool:
    """Say whether the mail answers one that we sent to this address."""
    return bool(
        OutgoingRecipient.select()
        .join(OutgoingEmail)
        .where(
            (OutgoingRecipient.address == sender)
            & OutgoingEmail.message_id.in_(case.reading.reference.message_ids[:_ANSWERED])
        )
        .exists()
    )


def report(desk: Desk, case: Case, ticket: Ticket) -> Outcome:
    """Tell the requester how their ticket stands."""
    view = view_of(ticket)
    form = form_of(desk.catalogue, view, view.language)
    content = StatusReport(
        number=view.number,
        subject=view.subject,
        status=view.status.value,
        since=ticket.updated_at,
        missing=form.missing if view.status in OPEN else (),
        stages=stage_times.facts(desk, ticket, case.now),
        documents=form.documents if view.status in OPEN else (),
    )
    correspondence.to_requester(desk, ticket, content, case.cause, case.now)
    return Outcome(Disposition.APPENDED, "STATUS", view.id)


def _move(desk: Desk, case: Case, ticket: Ticket, move: Move, done: str) -> Outcome | None:
    view = view_of(ticket)
    try:
        target = next_status(view.status, move, has_assignee=view.assignee is not None)
    except Refusal:
        return None
    cause = case.caused_by(f"address:{ticket.requester_address.id}")
    Applier(desk, cause, case.now).apply((SetStatus(view.id, view.status, target),))
    if target is Status.SOLVED:
        _note_own_solution(ticket, cause, case)
    _confirm(desk, case, ticket, done, None)
    event = {"cancelled": "cancelled", "solved": "solved-by-requester", "reopened": "reopened"}[done]
    if target is Status.CANCELLED:
        merged_others.let_go_on(desk, ticket, case.cause, case.now)
    told = merged_others.tell_solved(desk, ticket, case.cause, case.now) if target is Status.SOLVED else 0
    news = correspondence.News(event, "", ("merged-others",) if told else ())
    correspondence.notify(desk, ticket, news, case.cause, case.now)
    return Outcome(Disposition.APPENDED, case.reading.findings.keyword, view.id)


def _note_own_solution(ticket: Ticket, cause: Cause, case: Case) -> None:
    """Note that the curated solution of the acknowledgement was enough, when there was one."""
    given = JournalEvent.rows(ticket_id=int(ticket.id), name=knowledge.ADVISED)
    if given:
        record(Entry("ticket.self-solved", cause, int(ticket.id), {"solution": given[-1].data["solution"]}), case.now)


def _rate(desk: Desk, case: Case, ticket: Ticket, rating: int) -> Outcome:
    ticket.rating = rating
    touch(ticket, case.now)
    cause = case.caused_by(f"address:{ticket.requester_address.id}")
    data = {"rating": rating, "of": described(ticket)}
    record(Entry("ticket.rated", cause, int(ticket.id), data), case.now)
    _confirm(desk, case, ticket, "rated", rating)
    correspondence.notify(desk, ticket, correspondence.News("rated", str(rating)), case.cause, case.now)
    return Outcome(Disposition.APPENDED, "rating", int(ticket.id))


def _confirm(desk: Desk, case: Case, ticket: Ticket, done: str, rating: int | None) -> None:
    content = RequesterDone(ticket.number, ticket.subject, done, rating)
    correspondence.to_requester(desk, Ticket.get_by_id(ticket.id), content, case.cause, case.now)
