"""Words for times, in Indonesian and English, at a counter in Palembang that closes at 16:00."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from daemon.desk.timekeeping.moments import Opening, understood

ZONE = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # 09:30
OPENING = Opening(lambda _day: time(16), lambda day: day.weekday() < 5 and day.day != 25)
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
    "besok pagi": "2026-11-24 10:00",
    "besok siang": "2026-11-24 13:00",
    "lusa sore": "2026-11-25 16:00",
    "nanti sore": "2026-11-23 16:00",
    "sore ini": "2026-11-23 16:00",
    "hari ini sore": "2026-11-23 16:00",
    "nanti malam": "2026-11-23 20:00",
    "tonight": "2026-11-23 20:00",
    "tomorrow afternoon": "2026-11-24 16:00",
    "tomorrow morning": "2026-11-24 10:00",
    "this afternoon": "2026-11-23 16:00",
    "tomorrow at noon": "2026-11-24 12:00",
    "friday in the morning": "2026-11-27 10:00",
    "end of day": "2026-11-23 16:00",
    "jumat sore": "2026-11-27 16:00",
    "Senin depan pagi": "2026-11-30 10:00",
    "senin minggu depan": "2026-11-30 16:00",
    "jumat minggu depan": "2026-12-04 16:00",
    "friday next week": "2026-12-04 16:00",
    "next monday": "2026-11-30 16:00",
    "this friday": "2026-11-27 16:00",
    "jumat ini": "2026-11-27 16:00",
    "akhir bulan": "2026-11-30 16:00",
    "akhir bulan depan": "2026-12-31 16:00",
    "end of the month": "2026-11-30 16:00",
    "by the end of next month": "2026-12-31 16:00",
    "akhir minggu": "2026-11-27 16:00",
    "akhir pekan depan": "2026-12-04 16:00",
    "end of week": "2026-11-27 16:00",
    "awal bulan depan": "2026-12-01 16:00",
    "bulan depan": "2026-12-23 16:00",
    "akhir tahun": "2026-12-31 16:00",
    "3 hari lagi": "2026-11-26 16:00",
    "tiga hari lagi": "2026-11-26 16:00",
    "in three days": "2026-11-26 16:00",
    "in a week": "2026-11-30 16:00",
    "seminggu lagi": "2026-11-30 16:00",
    "dua minggu lagi": "2026-12-07 16:00",
    "3 hari kerja": "2026-11-27 16:00",
    "2 working days": "2026-11-26 16:00",
    "the day after tomorrow": "2026-11-25 16:00",
    "lusa jam 2 siang": "2026-11-25 14:00",
    "besok jam 9 pagi": "2026-11-24 09:00",
    "besok jam 11 siang": "2026-11-24 11:00",
    "besok jam 2": "2026-11-24 14:00",
    "besok pukul 14.00 WIB": "2026-11-24 14:00",
    "tomorrow 2 pm": "2026-11-24 14:00",
    "tomorrow at 2:30 pm": "2026-11-24 14:30",
    "sebelum jumat": "2026-11-27 16:00",
    "setengah jam lagi": "2026-11-23 10:00",
    "satu jam lagi": "2026-11-23 10:30",
    "tanggal 30": "2026-11-30 16:00",
    "tanggal 5 pagi": "2026-12-05 10:00",
    "30/11": "2026-11-30 16:00",
    "kemarin 14:00": "2026-11-22 14:00",
}
NONSENSE = (
    *("", " ", "kapan-kapan", "31 februari", "2026-13-01", "25:00", "besok 10:75", "0/0/2026", "jumat kliwon"),
    *("besok jam 14 pm", "tanggal 32", "0 hari kerja", "sore besok kapan", "9" * 5000),
)


@pytest.mark.parametrize(("words", "meant"), WORDS.items())
def test_words_mean_a_moment(words: str, meant: str) -> None:
    found = understood(words, MONDAY, ZONE, OPENING)
    assert found is not None
    assert f"{found.astimezone(ZONE):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize("words", NONSENSE[2:])
def test_other_words_mean_nothing(words: str) -> None:
    assert understood(words, MONDAY, ZONE, OPENING) is None
