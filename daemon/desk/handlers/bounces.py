"""Reports that a mail of ours could not be delivered. Only those about our own Message-IDs change anything."""

from daemon.desk.case import Case, Desk, Disposition, Outcome
from daemon.desk.journal import Entry, record
from daemon.desk.requesters import people
from daemon.desk.writing import correspondence
from daemon.reading.message import Bounce, Kind
from models.outgoing import OutgoingEmail, OutgoingRecipient

HARD_BOUNCES_UNTIL_UNDELIVERABLE = 3


def handle_bounce(desk: Desk, case: Case) -> Outcome | None:
    """Record the bounce at the mail and the recipient it is about, and tell staff; never answer."""
    classification = case.reading.classification
    if classification.kind is not Kind.BOUNCE:
        return None
    bounce = classification.bounce
    email = _bounced_email(case, bounce)
    if email is None or bounce is None:
        return Outcome(Disposition.BOUNCE_RECORDED, "not about a mail of ours")
    is_news = _mark_recipients(email, bounce, case)
    ticket_id = None if email.ticket is None else int(email.ticket.id)
    data = {"outgoing": int(email.id), "permanent": bounce.is_permanent, "status": bounce.status}
    record(Entry("mail.bounced", case.cause, ticket_id, data), case.now)
    if is_news and email.ticket is not None and email.audience == "requester":
        correspondence.notify(
            desk, email.ticket, correspondence.News("undeliverable", bounce.reason), case.cause, case.now
        )
    return Outcome(Disposition.BOUNCE_RECORDED, bounce.status or "bounce", ticket_id)


def _bounced_email(case: Case, bounce: Bounce | None) -> OutgoingEmail | None:
    own = bounce.original_message_id if bounce else ""
    for message_id in (own, *case.reading.reference.message_ids):
        found: OutgoingEmail | None = OutgoingEmail.get_or_none(OutgoingEmail.message_id == message_id)
        if message_id and found is not None:
            return found
    return None


def _mark_recipients(email: OutgoingEmail, bounce: Bounce, case: Case) -> bool:
    """Note what the bounce says at the recipients it names; say whether a failure for good is new.

    Anybody who got a mail of ours can make up bounces of it: the same one again counts for nothing.
    """
    recipients = OutgoingRecipient.rows(email=email)
    named = [row for row in recipients if row.address.lower() in bounce.recipients]
    is_news = False
    for recipient in named or (recipients if len(recipients) == 1 else []):
        if bounce.is_permanent and recipient.state != "bounced":
            _count_hard_bounce(recipient, case)
            is_news = True
        OutgoingRecipient.update(
            state="bounced" if bounce.is_permanent else recipient.state,
            response=bounce.reason,
            changed_at=case.now,
        ).where(OutgoingRecipient.id == recipient.id).execute()
    return is_news


def _count_hard_bounce(recipient: OutgoingRecipient, case: Case) -> None:
    address = people.address_row(recipient.address.lower())
    address.hard_bounces += 1
    if address.hard_bounces >= HARD_BOUNCES_UNTIL_UNDELIVERABLE and address.undeliverable_since is None:
        address.undeliverable_since = case.now
    address.save()
