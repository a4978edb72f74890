"""What a reading process and its parent tell each other; apart, so that the parent need not load what reads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from daemon.readers.channel import Nonsense
from daemon.readers.plain_rows import rows_of
from daemon.reading.message import Reading
from daemon.reading.vocabulary import Vocabulary
from daemon.trust import keys
from daemon.trust.authentication import Authentication
from daemon.trust.settings import AuthenticationSettings
from daemon.value_objects import value_object

READY = "ready"  # the process has read its vocabulary and waits for mail
KnownKeys = Mapping[str, tuple[keys.Answer, float]]  # by host name: what the DNS says, until when (CLOCK_MONOTONIC)


@value_object
class Start:
    """What holds for all mails."""

    vocabulary: Vocabulary
    settings: AuthenticationSettings | None = None  # None: mails are read and not authenticated


@value_object
class Stored:
    """A mail that lies on the disk."""

    path: str
    sha256: str  # hexadecimal; what does not have it is damaged
    received_at: datetime  # aware UTC
    now: datetime  # aware UTC


@value_object
class Answer:
    """What became of one mail: exactly one of the first four says something."""

    reading: Reading | None = None
    limit: str = ""  # the reason of a LimitExceeded
    failure: str = ""  # kind and place of an exception, never its text: that may quote the mail
    is_missing: bool = False  # there are no such octets on the disk, or they are damaged
    authentication: Authentication | None = None  # with a reading, when settings and all the keys were given
    is_worn: bool = False  # the parent should start a fresh process


@value_object
class Understood:
    """A mail that was read."""

    reading: Reading
    authentication: Authentication | None  # None: nobody asked for it, or a key was not known


_ANSWERS, _PLACES = rows_of(Answer), rows_of(Stored)


def written(answer: Answer) -> object:
    """Return an answer as it is sent."""
    return _ANSWERS.write(answer)


def read_answer(sent: object) -> Answer:
    """Return an answer that was sent. Raises: Nonsense when it is none."""
    try:
        answer: Answer = _ANSWERS.read(sent)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise Nonsense("an answer is none") from error
    return answer


def asked(mails: Sequence[Stored | bytes]) -> object:
    """Return a list of mails as it is sent; the octets of those that do not lie on the disk follow."""
    return [None if isinstance(mail, bytes) else _PLACES.write(mail) for mail in mails]


def read_asked(sent: Iterable[object]) -> Iterator[Stored | None]:
    """Yield where the mails of a list lie; None for one whose octets follow."""
    return (None if place is None else _PLACES.read(place) for place in sent)
