"""Days as people write them, and the last day that an out-of-office note names."""

from datetime import date

import pytest

from daemon.reading.findings.days import day_of, last_day_away

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("30 November", date(2026, 11, 30)),
        ("30 Nov 2026", date(2026, 11, 30)),
        ("November 30, 2026", date(2026, 11, 30)),
        ("30th november", date(2026, 11, 30)),
        ("2026-11-30", date(2026, 11, 30)),
        ("30/11/2026", date(2026, 11, 30)),
        ("30-11", date(2026, 11, 30)),
        ("2 Januari", date(2027, 1, 2)),
        ("jumat", date(2026, 11, 27)),
        ("Jum'at", date(2026, 11, 27)),
        ("senin", date(2026, 11, 30)),
        ("wednesday", date(2026, 11, 25)),
        ("besok", date(2026, 11, 24)),
        ("lusa", date(2026, 11, 25)),
        ("hari ini", MONDAY),
    ],
)
def test_day_is_understood(words: str, day: date) -> None:
    assert day_of(words, MONDAY) == day


@pytest.mark.parametrize(
    "words", ["", "nanti", "31 Februari", "32-11", "sampai", "5", "november", "30 november 2026 x"]
)
def test_what_is_no_day_is_none(words: str) -> None:
    assert day_of(words, MONDAY) is None


@pytest.mark.parametrize(
    ("note", "day"),
    [
        ("Saya cuti sampai dengan 30 November 2026.", date(2026, 11, 30)),
        ("Saya sedang dinas luar s.d. 27/11/2026, terima kasih.", date(2026, 11, 27)),
        ("I am out of the office until Friday.", date(2026, 11, 27)),
        ("I will be back in the office on 1 December 2026.", date(2026, 11, 30)),
        ("Saya kembali bekerja pada tanggal 30 November.", date(2026, 11, 29)),
        ("Sampai jumpa, saya cuti hingga 2026-12-04", date(2026, 12, 4)),
    ],
)
def test_last_day_of_an_out_of_office_note(note: str, day: date) -> None:
    assert last_day_away(note, MONDAY) == day


def test_note_without_a_day_has_none() -> None:
    assert last_day_away("Saya sedang di luar kantor. Hubungi rekan saya.", MONDAY) is None


def test_hostile_note_takes_linear_time() -> None:
    assert last_day_away("sampai " * 10_000 + "until on the on the " * 10_000, MONDAY) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("besok lusa", date(2026, 11, 25)),
        ("Senin depan", date(2026, 11, 30)),
        ("minggu", date(2026, 11, 29)),
        ("minggu depan", date(2026, 11, 30)),
        ("dua minggu", date(2026, 12, 7)),
        ("akhir bulan", date(2026, 11, 30)),
        ("in 3 days", date(2026, 11, 26)),
        ("tanggal 5", date(2026, 12, 5)),
        ("a month", date(2026, 12, 23)),
    ],
)
def test_day_is_named_from_today(words: str, day: date) -> None:
    assert day_of(words, MONDAY) == day


def test_month_has_no_day_that_it_does_not_have() -> None:
    assert day_of("sebulan", date(2027, 1, 31)) == date(2027, 2, 28)


def test_week_that_has_ended_on_friday_is_followed_by_the_next() -> None:
    assert day_of("akhir minggu", date(2026, 11, 28)) == date(2026, 12, 4)
