"""Words for times, in Indonesian and English, at a counter in Palembang that closes at 16:00."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from daemon.desk.timekeeping.moments import understood

ZONE = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # 09:30
WORDS = {
    "besok": "2026-11-24 16:00",
    "tomorrow": "2026-11-24 16:00",
    "hari ini": "2026-11-23 16:00",
    "today 15:00": "2026-11-23 15:00",
    "lusa 10.30": "2026-11-25 10:30",
    "jumat": "2026-11-27 16:00",
    "Jumat, 14:00": "2026-11-27 14:00",
    "hari jumat pukul 14.00": "2026-11-27 14:00",
    "senin": "2026-11-30 16:00",
    "senin depan": "2026-11-30 16:00",
    "monday 08:00": "2026-11-30 08:00",
    "3 hari": "2026-11-26 16:00",
    "3 days": "2026-11-26 16:00",
    "2 minggu lagi": "2026-12-07 16:00",
    "minggu depan": "2026-11-30 16:00",
    "4 jam": "2026-11-23 13:30",
    "in 2 hours": "2026-11-23 11:30",
    "2026-12-01": "2026-12-01 16:00",
    "2026-12-01 10:00": "2026-12-01 10:00",
    "1/12/2026": "2026-12-01 16:00",
    "1 desember": "2026-12-01 16:00",
    "1 des 2026 09:00": "2026-12-01 09:00",
    "5 januari": "2027-01-05 16:00",
    "09:10": "2026-11-23 09:10",
    "kemarin 14:00": "2026-11-22 14:00",
}
NONSENSE = ("", " ", "kapan-kapan", "31 februari", "2026-13-01", "25:00", "besok 10:75", "0/0/2026", "9" * 5000)


@pytest.mark.parametrize(("words", "meant"), WORDS.items())
def test_words_mean_a_moment(words: str, meant: str) -> None:
    found = understood(words, MONDAY, ZONE, lambda _day: time(16))
    assert found is not None
    assert f"{found.astimezone(ZONE):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize("words", NONSENSE[2:])
def test_other_words_mean_nothing(words: str) -> None:
    assert understood(words, MONDAY, ZONE, lambda _day: time(16)) is None
