"""What went out in the last hour is counted exactly, and takes little memory however much it is."""

import tracemalloc
from datetime import UTC, datetime, timedelta

from daemon.outbox.pacing import Pacing

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_hours_mails_are_counted_to_the_last_one() -> None:
    pacing = Pacing(2000, [NOW + timedelta(seconds=2 * number) for number in range(1000)])
    full = NOW + timedelta(minutes=50)
    for _ in range(999):
        pacing.went_out(full)
    assert pacing.allows(full)
    pacing.went_out(full)
    assert not pacing.allows(full)


def test_mails_leave_the_count_after_an_hour() -> None:
    pacing = Pacing(100)
    for number in range(100):
        pacing.went_out(NOW + timedelta(milliseconds=number))
    assert not pacing.allows(NOW + timedelta(minutes=59))
    assert pacing.allows(NOW + timedelta(hours=1, seconds=1))


def test_many_mails_a_second_take_the_memory_of_few() -> None:
    pacing = Pacing(10_000_000)
    tracemalloc.start()
    for number in range(20_000):
        pacing.went_out(NOW + timedelta(milliseconds=number))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 20_000
