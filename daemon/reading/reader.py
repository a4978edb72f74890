"""Read a mail: run the stages of reading in their order."""

from daemon.reading.findings.findings import read_findings
from daemon.reading.kinds.classification import classify
from daemon.reading.message import Reading
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
    return Reading(
        message=message,
        classification=classification,
        reference=find_references(message, vocabulary),
        reply=reply,
        commands=read_commands(message, reply, classification, vocabulary),
        findings=read_findings(message, reply, vocabulary),
    )
