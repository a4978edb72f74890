"""Read a mail of ours back, as its readers see it."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from daemon.desk.letters import ShownMail
from models.outgoing import OutgoingEmail, OutgoingRecipient


def shown(number: int) -> ShownMail:
    """Return the letter of an outbox row."""
    email = OutgoingEmail.get_by_id(number)
    recipients = tuple(row.address for row in OutgoingRecipient.rows(email=email))
    return ShownMail(recipients, email.kind, email.subject, plain_text(bytes(email.content)))


def plain_text(content: bytes) -> str:
    """Return the plain text of a mail of ours."""
    message: EmailMessage = message_from_bytes(content, policy=policy.default)
    body = message.get_body(("plain",))
    return "" if body is None else str(body.get_content()).replace("\r\n", "\n")
