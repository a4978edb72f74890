"""Act on what the outgoing server said about a mail: clocks, the ticket's journal, and a word to staff."""

from collections.abc import Sequence
from datetime import datetime

from daemon.desk.case import Desk
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.timekeeping import clock_face, clocks
from daemon.desk.timekeeping.clock_face import Faculties
from daemon.desk.writing import correspondence
from daemon.desk.writing.letters import Trouble
from models.clocks import StageRun
from models.outgoing import OutgoingEmail, ticket_of
from models.tickets import Ticket


def read_ahead(emails: Sequence[OutgoingEmail]) -> Faculties:
    """Read at once what will be asked for when the server took all these mails."""
    tickets = {number for email in emails if (number := ticket_of(email)) is not None}
    Ticket.read_ahead(tickets)
    StageRun.read_ahead(tickets)
    return clock_face.faculties_of(tickets)


def accepted(desk: Desk, email: OutgoingEmail, at: datetime, faculties: Faculties) -> None:
    """Note that the server took a mail: it closes the stage of its ticket that waited for it."""
    ticket_id = ticket_of(email)
    record(Entry("letter.accepted", _cause(email), ticket_id, {"letter": email.kind, "outgoing": int(email.id)}), at)
    clocks.mail_accepted(desk, email, at, faculties)


def failed(desk: Desk, email_id: int, reason: str, at: datetime) -> None:
    """Note that a mail will not reach somebody, and tell staff, or the administrators when it is about no ticket."""
    email = OutgoingEmail.get_by_id(email_id)
    ticket_id = ticket_of(email)
    record(Entry("letter.failed", _cause(email), ticket_id, {"letter": email.kind, "outgoing": email_id}), at)
    if email.audience == "requester" and email.ticket is not None:
        correspondence.notify(desk, email.ticket, correspondence.News("undeliverable", reason), _cause(email), at)
    elif email.audience != "admin":
        trouble = Trouble("undeliverable", f"{email.kind} {email_id}", "loket outbox")
        correspondence.tell_admins(desk, trouble, _cause(email))


def lightened(desk: Desk, email_id: int, left_out: tuple[str, ...], at: datetime) -> None:
    """Note that a mail goes out without its files, or with the beginning of its text alone, and tell staff."""
    email = OutgoingEmail.get_by_id(email_id)
    ticket_id = ticket_of(email)
    data = {"letter": email.kind, "outgoing": email_id, "files": len(left_out)}
    record(Entry("letter.lightened", _cause(email), ticket_id, data), at)
    if email.audience == "requester" and email.ticket is not None:
        news = correspondence.News("lightened", "\n".join(left_out) or email.last_error)
        correspondence.notify(desk, email.ticket, news, _cause(email), at)


def held(desk: Desk, email_id: int, reason: str, at: datetime) -> None:
    """Ask staff what to do about a mail that may not go to its requester as it is."""
    email = OutgoingEmail.get_by_id(email_id)
    ticket_id = ticket_of(email)
    data = {"letter": email.kind, "outgoing": email_id, "reason": reason}
    record(Entry("letter.held", _cause(email), ticket_id, data), at)
    if email.ticket is not None:
        choices = (f"loket outbox {choice} {email_id}" for choice in ("show", "release", "drop"))
        news = correspondence.News("held", "\n".join((reason, *choices)), ("held",))
        correspondence.notify(desk, email.ticket, news, _cause(email), at)


def trouble(desk: Desk, what: str, detail: str) -> None:
    """Tell the administrators about the outgoing server, once it can be used again."""
    correspondence.tell_admins(desk, Trouble(what, detail, "loket status"), Cause("loket"))


def _cause(email: OutgoingEmail) -> Cause:
    return Cause("loket", message_id=email.message_id)
