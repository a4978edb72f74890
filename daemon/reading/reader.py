"""Read a mail: run the stages of reading in their order."""

from dataclasses import replace

from daemon.reading.findings.findings import read_findings
from daemon.reading.kinds.classification import classify
from daemon.reading.message import Reading, Reference, ReplyText
from daemon.reading.mime.parsing import parse
from daemon.reading.orders.commands import read_commands
from daemon.reading.references import find_references
from daemon.reading.replies.reply import split_reply
from daemon.reading.vocabulary import Vocabulary


def read(raw: bytes, vocabulary: Vocabulary) -> Reading:
    """Return everything that can be known about a mail from its octets and the campus's words.

    Raises: LimitExceeded, when the mail exceeds a limit of trust.md §4.4.
    """
    message = parse(raw)
    classification = classify(message, vocabulary)
    reply = split_reply(message, vocabulary)
    reference = find_references(message, vocabulary)
    return Reading(
        message=message,
        classification=classification,
        reference=reference,
        reply=reply,
        commands=read_commands(message, reply, classification, vocabulary),
        findings=read_findings(message, _with_attached(reply, reference), vocabulary),
    )


def _with_attached(reply: ReplyText, reference: Reference) -> ReplyText:
    """Return what there is to understand: with the text of a mail that was forwarded as an attachment."""
    if not reference.is_attached:
        return reply
    return replace(reply, reply=f"{reply.reply}\n\n{reference.original_text}".strip())
