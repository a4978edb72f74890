"""Have the next mails read while one is dealt with, and give them out in their order."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from daemon.readers.answers import Stored, Understood
from daemon.readers.isolation import ReadingFailed
from daemon.reading.limits import LimitExceeded
from models.mail import InboundEmail

BATCH_MAILS = 20  # handed to a process at once
BATCH_OCTETS = 2_000_000  # of their sizes together: what was understood of them is kept until all were dealt with
PATIENCE = 1.0  # seconds that what is read waits for what comes behind it: a mail that hangs its reader takes 20


class Begun(Protocol):
    """A mail that is being read."""

    @property
    def is_ready(self) -> bool:
        """Say whether the result is there."""

    def is_ready_by(self, until: float) -> bool:
        """Wait for the result until a moment of the monotonic clock, and say whether it is there."""

    def result(self) -> Understood:
        """Wait for the reading. Raises: LimitExceeded, or ReadingFailed when the mail broke the reader."""

    def leave(self) -> None:
        """Do without the result."""


class Reader(Protocol):
    """Understands mails from their octets, where a crash, hang or memory bomb cannot hurt this process."""

    @property
    def size(self) -> int:
        """Return how many mails can be read at once."""

    def begin(self, mails: Sequence[Stored]) -> Sequence[Begun]:
        """Begin to read mails, one after the other."""


@dataclass(slots=True)
class ReadMail:
    """A mail whose turn it is; what was understood is kept as long as it is, for it may be dealt with twice."""

    inbound: InboundEmail
    begun: Begun
    last: Begun  # of the mails that are read together with it
    go_on: Callable[[], None]  # takes in what was read meanwhile, and has the next mails read
    outcome: Understood | Exception | None = None  # None: not asked for yet

    def wait(self) -> Understood | Exception:
        """Wait until it is read, and return what was understood, or whatever kept it from being read."""
        if self.outcome is None:
            self.outcome = self._result()
        return self.outcome

    def understood(self) -> Understood:
        """Return what was understood; waits for it. Raises: whatever kept the mail from being read."""
        outcome = self.wait()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _result(self) -> Understood | Exception:
        try:
            return self.begun.result()
        except (LimitExceeded, ReadingFailed) as failure:
            return failure
        finally:
            self.go_on()


class ReadAhead:
    """Mails in their order, of which the next are being read. Use it as a context manager."""

    def __init__(self, mails: Iterable[InboundEmail], reader: Reader, stored: Callable[[InboundEmail], Stored]) -> None:
        """Begin to read the first ones; `stored` says where a mail lies."""
        self._waiting = deque(mails)
        self._begun: deque[ReadMail] = deque()
        self._reader = reader
        self._stored = stored
        self._ends: deque[Begun] = deque()  # the last mail of each batch that is being read
        self._top_up()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give back what is still being read."""
        for mail in self._begun:
            mail.begun.leave()

    def __bool__(self) -> bool:
        """Say whether there are more mails."""
        return bool(self._begun)

    @property
    def run_low(self) -> bool:
        """Say whether the reading process would soon have nothing more to read."""
        return len(self._waiting) < BATCH_MAILS

    def add(self, mails: Iterable[InboundEmail]) -> None:
        """Have more mails read behind these."""
        self._waiting.extend(mails)
        self._top_up()

    @property
    def is_ready(self) -> bool:
        """Say whether the next mail is there and need not be waited for."""
        return bool(self._begun) and self._begun[0].begun.is_ready

    def wait(self, first: ReadMail) -> None:
        """Wait until a mail is read, and for a while for those behind it that are being read together with it."""
        first.wait()
        until = time.monotonic() + PATIENCE
        for mail in (first, *self._begun):
            if mail.outcome is None and not mail.begun.is_ready_by(until):
                return
            mail.wait()
            if mail.begun is first.last:
                return

    def next(self) -> ReadMail:
        """Return the mail whose turn it is."""
        return self._begun.popleft()

    def _top_up(self) -> None:
        """Take in what was read, lest the process waits for us, and have the next batch read as soon as it is free."""
        while self._ends and self._ends[0].is_ready:
            self._ends.popleft()
        while self._waiting and (not self._begun or self._has_room):
            batch = self._next_batch()
            begun = self._reader.begin([self._stored(mail) for mail in batch])
            mails = (ReadMail(*pair, begun[-1], self._top_up) for pair in zip(batch, begun, strict=True))
            self._begun.extend(mails)
            self._ends.append(begun[-1])

    @property
    def _has_room(self) -> bool:
        """Say whether a process is free, and not so much was read already that it would be too much to keep."""
        if len(self._ends) >= self._reader.size or len(self._begun) > BATCH_MAILS:
            return False
        return sum(mail.inbound.size for mail in self._begun) <= BATCH_OCTETS

    def _next_batch(self) -> list[InboundEmail]:
        """Take the next mails, one at least."""
        batch = [self._waiting.popleft()]
        octets = batch[0].size
        while self._waiting and len(batch) < BATCH_MAILS and octets + self._waiting[0].size <= BATCH_OCTETS:
            batch.append(self._waiting.popleft())
            octets += batch[-1].size
        return batch
