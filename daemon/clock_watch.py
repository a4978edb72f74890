"""Notice that somebody set the clock, by comparing it with the time that really went by, also while we were down."""

import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemon.value_objects import value_object

log = logging.getLogger("loket.service")

SMALLEST_JUMP = timedelta(seconds=60)  # less is the ordinary work of a time daemon
LONGEST_ABSENCE = timedelta(days=30)  # over a start of the machine nobody knows; longer is taken for a clock set ahead
REMEMBERED_EVERY = 60.0  # seconds
_NONE = timedelta(0)
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def real_seconds() -> float:
    """Return seconds that nobody can set; they go on while the machine is suspended (Linux)."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def boot() -> str:
    """Return what names the machine's start since which real_seconds counts."""
    return _BOOT.read_text("ascii").strip()


@value_object
class _Reading:
    shown: datetime
    passed: float  # seconds since the machine's start
    boot: str


class ClockWatch:
    """Remembers what the clock showed, and what it should show by now."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        seconds: Callable[[], float] = real_seconds,
        file: Path | None = None,
        boot: str = "",
    ) -> None:
        """Compare `clock` with `seconds` since the last look that `file` holds, which a process before us left."""
        self._clock, self._seconds, self._file, self._boot = clock, seconds, file, boot
        self._last = self._remembered() or self._look()
        self._written = 0.0  # when, in seconds

    def jump(self) -> timedelta:
        """Return by how much the clock was set since the last look, negative when back; zero when it was not."""
        before, self._last = self._last, self._look()
        went = self._last.shown - before.shown
        if before.boot == self._boot:
            jump = went - timedelta(seconds=self._last.passed - before.passed)
        else:
            jump = went if went < _NONE or went > LONGEST_ABSENCE else _NONE
        is_jump = abs(jump) >= SMALLEST_JUMP
        if is_jump or not self._written or self._last.passed - self._written >= REMEMBERED_EVERY:
            self.remember()
        return jump if is_jump else _NONE

    def remember(self) -> None:
        """Leave for the next process what the clock shows; when that cannot be written it does without."""
        self._written = self._last.passed
        if self._file is None:
            return
        kept = {"shown": self._last.shown.timestamp(), "passed": self._last.passed, "boot": self._boot}
        fresh = self._file.with_name(f"{self._file.name}.new")
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.write_text(json.dumps(kept), "ascii")
            fresh.replace(self._file)
        except OSError as error:
            log.warning("what the clock shows cannot be kept", extra={"reason": error.strerror or ""})

    def _look(self) -> _Reading:
        return _Reading(self._clock(), self._seconds(), self._boot)

    def _remembered(self) -> _Reading | None:
        """Return the last look of the process before; None when there was none, or its file is damaged."""
        if self._file is None:
            return None
        try:
            kept = json.loads(self._file.read_text("ascii"))
            return _Reading(datetime.fromtimestamp(kept["shown"], UTC), float(kept["passed"]), str(kept["boot"]))
        except FileNotFoundError:
            return None
        except (OSError, OverflowError, ValueError, TypeError, KeyError):
            log.warning("what the clock showed cannot be read")
            return None
