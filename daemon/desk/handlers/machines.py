"""Mail that nobody wrote: our own, re-delivered mail, automatic answers. Nothing is ever sent in answer."""

import logging

from daemon.desk import tickets
from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.journal import Entry, record
from daemon.desk.staffing import out_of_office
from daemon.reading.message import Kind
from daemon.trust.identity import is_one_of
from daemon.trust.levels import Level
from models.mail import CommandResult, ContentKey, InboundEmail

log = logging.getLogger("loket.machines")

NOT_AUTHENTICATED = "not authenticated"  # why the commands of a mail that only claims to be from staff did not run


def handle_own_mail(desk: Desk, case: Case) -> Outcome | None:
    """Ignore what this Loket sent itself."""
    sender = case.reading.message.sender.address.lower()
    if case.reading.classification.kind is not Kind.OWN and not is_one_of(sender, desk.rules.own_addresses):
        return None
    return Outcome(Disposition.IGNORED, "own mail")


def handle_redelivery(desk: Desk, case: Case) -> Outcome | None:
    """Ignore a mail whose content was acted on before: To and Cc, an alias, a restored mailbox.

    Another content under the same Message-ID is another mail, which is noted (trust.md §3.8).
    """
    earlier, alike = tickets.earlier_mails(case)
    if earlier is None:
        if alike is not None:
            _note_reuse(case, alike)
        return None
    if case.authentication.level > Level.A0 and _was_unbelieved(earlier):
        ContentKey.update(inbound=case.inbound).where(ContentKey.inbound == earlier).execute()
        return None
    return Outcome(Disposition.IGNORED, f"same content as mail {earlier.id}", earlier.ticket_id)


def _note_reuse(case: Case, earlier: InboundEmail) -> None:
    record(Entry("mail.id-reused", case.cause, None, {"mail": int(earlier.id)}), case.now)
    log.warning("mail.id-reused", extra={"mail": case.inbound.id, "reason": f"as mail {earlier.id}"})


def _was_unbelieved(earlier: InboundEmail) -> bool:
    """Say whether nothing came of a mail because its sender was not proven: a copy may come by a straighter way."""
    refused = (CommandResult.inbound == earlier) & (CommandResult.reason == NOT_AUTHENTICATED)
    return earlier.state == "held" or CommandResult.select().where(refused).exists()


def handle_automatic_mail(desk: Desk, case: Case) -> Outcome | None:
    """Ignore out-of-office notes, receipts, calendar answers and challenges, but keep them in the journal."""
    classification = case.reading.classification
    if classification.kind is not Kind.AUTO_REPLY:
        return None
    ticket = tickets.by_message_ids(case.reading.reference.message_ids)
    ticket_id = None if ticket is None else int(ticket.id)
    record(Entry("mail.automatic", case.cause, ticket_id, {"reason": classification.reason}), case.now)
    is_away = out_of_office.take(desk, case)
    reason = "a staff member is away" if is_away else classification.reason
    return Outcome(Disposition.IGNORED, f"automatic: {reason}", ticket_id)
