"""Read a mail of ours back, as its readers see it."""

from daemon.desk.writing.letters import ShownMail
from daemon.desk.writing.sent_words import plain_text
from models.outgoing import OutgoingEmail, OutgoingRecipient, octets_of


def shown(number: int) -> ShownMail:
    """Return the letter of an outbox row."""
    email = OutgoingEmail.get_by_id(number)
    recipients = tuple(row.address for row in OutgoingRecipient.rows(email=email))
    return ShownMail(recipients, email.kind, email.subject, plain_text(octets_of(email)))
