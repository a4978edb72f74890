"""Tell a part of the service that works from one that hangs: each gives signs of life, and silence has a limit."""

import threading
import time
from collections.abc import Callable

from daemon.value_objects import value_object


@value_object
class Patience:
    """How long a part may be silent, in seconds: the longest that its slowest lawful step takes, with room."""

    mailbox: float = 1800.0  # the largest mail from the slowest server that is not given up
    leases: float = 120.0  # a statement has a minute
    processing: float = 300.0  # a mail has 30 s to be read and a database lock 10 s
    integrator: float = 1800.0  # a file of some hundred records, each asked for within a minute
    sending: float = 1200.0  # a server has ten minutes to answer the final dot (RFC 5321 §4.5.3.2.6)


class Pulse(threading.Event):
    """The service's stop as one of its parts sees it: to look at it, or to wait for it, is a sign of life."""

    def __init__(self, stop: threading.Event, patience: float, now: Callable[[], float] = time.monotonic) -> None:
        """Follow `stop`; silence of more than `patience` seconds, by the monotonic clock `now`, means that it hangs."""
        super().__init__()
        self._stop, self._patience, self._now = stop, patience, now
        self._beaten_at = now()

    def is_set(self) -> bool:
        """Say whether the service is to stop."""
        self._beaten_at = self._now()
        return self._stop.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the service is to stop, and say whether it is."""
        self._beaten_at = self._now() + (timeout or 0.0)
        is_over = self._stop.wait(timeout)
        self._beaten_at = self._now()
        return is_over

    def while_(self, holds: Callable[[], bool]) -> "Pulse":
        """Return the same pulse for work that is also over when the condition holds no more."""
        return _Bounded(self, holds)

    @property
    def is_silent(self) -> bool:
        """Say whether the part hangs; for any thread."""
        return self._now() - self._beaten_at > self._patience


class _Bounded(Pulse):
    """A pulse that follows another one, and a condition."""

    def __init__(self, pulse: Pulse, holds: Callable[[], bool]) -> None:
        super().__init__(pulse, 0.0)
        self._holds = holds

    def is_set(self) -> bool:
        return super().is_set() or not self._holds()
