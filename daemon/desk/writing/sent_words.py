"""Say what letters said: their text is kept once, in the outbox, and looked up when a conversation is shown."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from models.outgoing import OutgoingEmail, octets_of
from models.tickets import Message

_FOOTER = "\n-- \n"


def plain_text(content: bytes) -> str:
    """Return the plain text of a mail of ours."""
    message: EmailMessage = message_from_bytes(content, policy=policy.default)
    body = message.get_body(("plain",))
    return "" if body is None else str(body.get_content()).replace("\r\n", "\n")


def placeholder(kind: str) -> str:
    """Return what stands in the conversation for the text of an automatic letter."""
    return f"[{kind}]"


def said(row: Message) -> str:
    """Return what a mail or note of a conversation says; a letter without its footer, while its content is kept."""
    text = str(row.text)
    if row.direction != "out" or not (text.startswith("[") and text.endswith("]")):
        return text
    email = OutgoingEmail.get_or_none(OutgoingEmail.message_id == row.message_id)
    if email is None or text != placeholder(email.kind) or email.content is None:
        return text
    return plain_text(octets_of(email)).partition(_FOOTER)[0].strip()
