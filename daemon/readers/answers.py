"""What a reading process and its parent tell each other; apart, so that the parent need not load what reads."""

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from daemon.reading import message
from daemon.reading.message import Reading
from daemon.reading.vocabulary import Vocabulary
from daemon.trust import keys
from daemon.trust.authentication import Authentication
from daemon.trust.settings import AuthenticationSettings

KnownKeys = Mapping[str, tuple[keys.Answer, float]]  # by host name: what the DNS says, until when (CLOCK_MONOTONIC)


@dataclass(frozen=True, slots=True)
class Start:
    """What holds for all mails."""

    vocabulary: Vocabulary
    settings: AuthenticationSettings | None = None  # None: mails are read and not authenticated


@dataclass(frozen=True, slots=True)
class Octets:
    """A mail whose octets follow."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A mail that lies on the disk."""

    path: str
    sha256: str  # hexadecimal; what does not have it is damaged
    received_at: datetime  # aware UTC
    now: datetime  # aware UTC


@dataclass(frozen=True, slots=True)
class Ready:
    """The process has read its vocabulary and waits for mail."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one mail: exactly one of the first four says something."""

    reading: Reading | None = None
    limit: str = ""  # the reason of a LimitExceeded
    failure: str = ""  # kind and place of an exception, never its text: that may quote the mail
    is_missing: bool = False  # there are no such octets on the disk, or they are damaged
    authentication: Authentication | None = None  # with a reading, when settings and all the keys were given
    is_worn: bool = False  # the parent should start a fresh process


@dataclass(frozen=True, slots=True)
class Understood:
    """A mail that was read."""

    reading: Reading
    authentication: Authentication | None  # None: nobody asked for it, or a key was not known


def _send_compactly(kind: type) -> None:
    """Have records of a kind pickled as a call with their values, in a third of a slotted dataclass's own time."""
    values = attrgetter(*(field.name for field in fields(kind)))
    copyreg.pickle(kind, lambda record: (kind, values(record)))


for _kind in (
    Stored,
    Answer,
    Authentication,
    Reading,
    message.InboundMessage,
    message.Header,
    message.Mailbox,
    message.Attachment,
    message.HtmlText,
    message.Classification,
    message.Reference,
    message.ReplyText,
    message.CommandBlock,
    message.Findings,
    message.FoundField,
    message.Suggestion,
):  # what comes with nearly every mail, each of several values
    _send_compactly(_kind)
