"""Notice that somebody set the clock, by comparing it with the time that really went by."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

SMALLEST_JUMP = timedelta(seconds=60)  # less is the ordinary work of a time daemon
_NONE = timedelta(0)


def real_seconds() -> float:
    """Return seconds that nobody can set; they go on while the machine is suspended (Linux)."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class ClockWatch:
    """Remembers what the clock showed, and what it should show by now."""

    def __init__(self, clock: Callable[[], datetime], seconds: Callable[[], float] = real_seconds) -> None:
        """Compare `clock` with `seconds` from now on."""
        self._clock, self._seconds = clock, seconds
        self._shown, self._passed = clock(), seconds()

    def jump(self) -> timedelta:
        """Return by how much the clock was set since the last look, negative when back; zero when it was not."""
        shown, passed = self._clock(), self._seconds()
        jump = shown - self._shown - timedelta(seconds=passed - self._passed)
        self._shown, self._passed = shown, passed
        return jump if abs(jump) >= SMALLEST_JUMP else _NONE
