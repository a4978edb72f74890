"""`!laporan` understands the month, the week, a month named, and two days."""

from datetime import date
from typing import Any

import pytest

from daemon.desk.planning.plan import OrderReport


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("", (2026, 10, 1), (2026, 10, 31)),
        ("bulan", (2026, 10, 1), (2026, 10, 31)),
        ("week", (2026, 11, 16), (2026, 11, 22)),
        ("bulan ini", (2026, 11, 1), (2026, 11, 23)),
        ("minggu ini", (2026, 11, 23), (2026, 11, 23)),
        ("2026-02", (2026, 2, 1), (2026, 2, 28)),
        ("2026-11-15 2026-11-02", (2026, 11, 2), (2026, 11, 15)),
    ],
)
def test_time_is_understood(counter: Any, words: str, first: tuple[int, ...], last: tuple[int, ...]) -> None:
    assert counter.effects(f"!laporan {words}".strip()) == (OrderReport("budi", date(*first), date(*last)),)


@pytest.mark.parametrize("words", ["2026-13", "kemarin-kemarin", "2026-11-02 entah"])
def test_time_that_cannot_be_is_refused(counter: Any, words: str) -> None:
    assert counter.refusal(f"!laporan {words}").code == "day"


def test_more_than_two_days_are_too_many(counter: Any) -> None:
    assert counter.refusal("!laporan 2026-11-01 2026-11-02 2026-11-03").code == "argument"
