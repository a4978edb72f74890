"""What is handed to the outgoing server, and what it says about it."""

from enum import StrEnum

from daemon.outbox.file_parts import SentFile, encoded_size
from daemon.value_objects import value_object


class Verdict(StrEnum):
    """What became of a mail for one recipient."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"  # try again
    REFUSED = "refused"  # never try again
    UNKNOWN = "unknown"  # the connection broke between the final dot and the answer


@value_object
class Answer:
    """The server's word about one recipient."""

    verdict: Verdict
    code: int | None  # SMTP reply code; None when nobody answered
    text: str  # one line


@value_object
class Envelope:
    """What is handed over."""

    sender: str  # "" is the null sender
    recipients: tuple[str, ...]
    content: bytes  # CRLF line ends; multipart/mixed when files go along
    files: tuple[SentFile, ...] = ()
    left_out: tuple[str, ...] = ()  # names of files that cannot go along

    @property
    def size(self) -> int:
        """Return about how many octets the whole mail has; never too few."""
        return len(self.content) + encoded_size(self.files) if self.files else len(self.content)


@value_object
class Delivered:
    """The end of one dialogue."""

    answers: tuple[tuple[str, Answer], ...]  # for every recipient, in order
    is_throttled: bool  # the server asks us to go slower


class ServerTrouble(Exception):
    """There is no session with the server: unreachable, unwilling, wrong password, wrong certificate."""


class LoginRefused(ServerTrouble):
    """The server does not take our password or token: asking again soon could lock the account."""
