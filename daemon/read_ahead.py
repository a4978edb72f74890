"""Have the next mails read while one is dealt with, and give them out in their order."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from daemon.reading.message import Reading
from models.mail import InboundEmail


class Begun(Protocol):
    """A mail that is being read."""

    @property
    def is_ready(self) -> bool:
        """Say whether the result is there."""

    def result(self) -> Reading:
        """Wait for the reading. Raises: LimitExceeded, or ReadingFailed when the mail broke the reader."""

    def leave(self) -> None:
        """Do without the result."""


class Reader(Protocol):
    """Understands mails from their octets, where a crash, hang or memory bomb cannot hurt this process."""

    @property
    def size(self) -> int:
        """Return how many mails can be read at once."""

    def begin(self, raw: bytes) -> Begun:
        """Begin to read a mail."""


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail that was read, or why it could not be."""

    inbound: InboundEmail
    raw: bytes
    reading: Reading | None
    fault: Exception | None

    def understood(self) -> Reading:
        """Return the reading. Raises: what kept the mail from being read."""
        if self.reading is None:
            raise self.fault or ValueError("a mail was not read")
        return self.reading


@dataclass(frozen=True, slots=True)
class _BegunMail:
    inbound: InboundEmail
    raw: bytes
    begun: Begun | None
    fault: Exception | None = None  # why it could not be begun


class ReadAhead:
    """Mails in their order, of which the next few are being read. Use it as a context manager."""

    def __init__(self, mails: Iterable[InboundEmail], reader: Reader, octets: Callable[[InboundEmail], bytes]) -> None:
        """Begin to read the first ones; `octets` fetches a mail."""
        self._waiting = deque(mails)
        self._begun: deque[_BegunMail] = deque()
        self._reader = reader
        self._octets = octets
        self._top_up()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give back what is still being read."""
        for mail in self._begun:
            if mail.begun is not None:
                mail.begun.leave()

    def __bool__(self) -> bool:
        """Say whether there are more mails."""
        return bool(self._begun)

    @property
    def is_ready(self) -> bool:
        """Say whether the next mail is there and need not be waited for."""
        return bool(self._begun) and (self._begun[0].begun is None or self._begun[0].begun.is_ready)

    def next(self) -> ReadMail:
        """Return the next mail; waits until it is read."""
        mail = self._begun.popleft()
        read = ReadMail(mail.inbound, mail.raw, *_outcome(mail))
        self._top_up()
        return read

    def _top_up(self) -> None:
        while self._waiting and len(self._begun) < self._reader.size:
            self._begun.append(self._begin(self._waiting.popleft()))

    def _begin(self, inbound: InboundEmail) -> _BegunMail:
        try:
            raw = self._octets(inbound)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is told when the mail's turn comes
            return _BegunMail(inbound, b"", None, fault)
        return _BegunMail(inbound, raw, self._reader.begin(raw))


def _outcome(mail: _BegunMail) -> tuple[Reading | None, Exception | None]:
    if mail.begun is None:
        return None, mail.fault
    try:
        return mail.begun.result(), None
    except Exception as fault:  # noqa: BLE001 - told when the mail's turn comes
        return None, fault
