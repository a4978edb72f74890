"""Have the next mails read while one is dealt with, and give them out in their order."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from daemon.reading.message import Reading
from daemon.trust.authentication import Examined
from daemon.trust.identity import Identity
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
class Fetched:
    """A raw mail, and what its header block says about who sent it."""

    raw: bytes
    examined: Examined


_NOT_FETCHED = Examined(None, Identity(None, ""), "not fetched")


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail whose turn it is."""

    inbound: InboundEmail
    examined: Examined
    begun: Begun | None
    fault: Exception | None  # why it could not be begun
    go_on: Callable[[], None]  # has the next mail read

    def understood(self) -> Reading:
        """Return the reading, once; waits for it. Raises: whatever kept the mail from being read."""
        try:
            if self.begun is None:
                raise self.fault or ValueError("a mail was not begun")
            return self.begun.result()
        finally:
            self.go_on()


class ReadAhead:
    """Mails in their order, of which the next few are being read. Use it as a context manager."""

    def __init__(
        self, mails: Iterable[InboundEmail], reader: Reader, fetch: Callable[[InboundEmail], Fetched | Exception]
    ) -> None:
        """Begin to read the first ones; `fetch` fetches a mail, or says what is in the way."""
        self._waiting = deque(mails)
        self._begun: deque[ReadMail] = deque()
        self._reader = reader
        self._fetch = fetch
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
        """Return the mail whose turn it is."""
        return self._begun.popleft()

    def _top_up(self) -> None:
        while self._waiting and len(self._begun) < self._reader.size:
            self._begun.append(self._begin(self._waiting.popleft()))

    def _begin(self, inbound: InboundEmail) -> ReadMail:
        fetched = self._fetch(inbound)
        if isinstance(fetched, Exception):
            return ReadMail(inbound, _NOT_FETCHED, None, fetched, self._top_up)
        return ReadMail(inbound, fetched.examined, self._reader.begin(fetched.raw), None, self._top_up)
