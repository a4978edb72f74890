"""Decide whether one more mail may go out now: so many in an hour, a tenth of them at once, the others evenly.

The even part is the leaky bucket as a meter (ITU-T I.371): each mail moves the moment when the bucket is empty.
The hour's mails are counted by the second, so that a large limit takes no more memory than a small one.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)
_SKEW = timedelta(minutes=1)  # what lies further in the future was counted before the clock was set back
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(minutes=16)
_BURST_SHARE = 0.1  # of the hourly limit may go out at once, however many wait
_SMALLEST_BURST = 20  # mails
_ALARM_SHARE = 0.8  # of the hourly limit (trust.md §3.9)
_PATIENCE = 3  # recipients in a row that were put off for 4.7.x before we take it for a rate limit, not greylisting


@dataclass(slots=True)
class _Sent:
    """The mails that went out within a second."""

    first: datetime
    last: datetime  # they count until this is an hour ago
    count: int = 1


class Pacing:
    """Counts what went out in the last hour, and pauses when the server asks for it."""

    def __init__(self, per_hour: int, sent: Iterable[datetime] = ()) -> None:
        """Take the limit, and when mails went out before this process started, oldest first."""
        self._per_hour = per_hour
        self._sent: deque[_Sent] = deque()
        self._count = 0  # in all of them
        self._interval = _HOUR / per_hour  # between two mails when many wait
        self._burst = max(_SMALLEST_BURST, round(per_hour * _BURST_SHARE)) * self._interval
        self._empty_at: datetime | None = None
        for at in sent:
            self._add(at)
        self._pause = _FIRST_PAUSE
        self._resume_at: datetime | None = None
        self._put_off = 0

    def allows(self, now: datetime) -> bool:
        """Say whether a mail may go out."""
        while self._sent and not now - _HOUR < self._sent[0].last <= now + _SKEW:
            self._count -= self._sent.popleft().count
        # a pause longer than the longest began before the clock was set back
        is_paused = self._resume_at is not None and now < self._resume_at <= now + _LONGEST_PAUSE
        return not is_paused and self._count < self._per_hour and self._has_room(now)

    def is_nearly_used_up(self) -> bool:
        """Say whether the hour's limit is nearly reached."""
        return self._count >= self._per_hour * _ALARM_SHARE

    def went_out(self, now: datetime) -> None:
        """Count a mail that the server took; it has no objection to our pace."""
        self._add(now)
        self._pause, self._resume_at, self._put_off = _FIRST_PAUSE, None, 0

    def _add(self, at: datetime) -> None:
        self._count += 1
        newest = self._sent[-1] if self._sent else None
        if newest is not None and newest.first <= at < newest.first + _SECOND:
            newest.last, newest.count = at, newest.count + 1
        else:
            self._sent.append(_Sent(at, at))
        self._fill(at)

    def _fill(self, at: datetime) -> None:
        begin = at if self._empty_at is None else max(at, self._empty_at)
        self._empty_at = begin + self._interval

    def _has_room(self, now: datetime) -> bool:
        if self._empty_at is not None and self._empty_at - now > self._burst + _SKEW:
            self._empty_at = None  # fuller than it can be: the clock was set back
        return self._empty_at is None or self._empty_at - now < self._burst

    def was_put_off(self, now: datetime) -> None:
        """Count a recipient that was put off for a reason that may be our pace."""
        self._put_off += 1
        if self._put_off >= _PATIENCE:
            self.slow_down(now)

    def slow_down(self, now: datetime) -> None:
        """Send nothing for a while, each time for twice as long."""
        self._resume_at = now + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
