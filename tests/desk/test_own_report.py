"""Which month an operator's LAPORAN asks for."""

from datetime import date

import pytest

from daemon.desk.requesters.own_report import Wish, wish_of

TODAY = date(2026, 11, 23)
LAST = (date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("LAPORAN", LAST),
        ("laporan bulan lalu.", LAST),
        ("Laporan oktober", LAST),
        ("LAPORAN 2026-10\n\nTerima kasih", LAST),
        ("LAPORAN ini", (date(2026, 11, 1), TODAY)),
        ("LAPORAN november", (date(2026, 11, 1), TODAY)),
        ("LAPORAN desember", (date(2025, 12, 1), date(2025, 12, 31))),
        ("LAPORAN februari 2024", (date(2024, 2, 1), date(2024, 2, 29))),
    ],
)
def test_a_month_is_understood(text: str, days: tuple[date, date]) -> None:
    assert wish_of(text, "", TODAY) == Wish(*days, "id")


def test_the_english_word_brings_an_english_report() -> None:
    assert wish_of("REPORT last month", "", TODAY) == Wish(*LAST, "en")


def test_an_empty_mail_may_say_it_in_the_subject() -> None:
    assert wish_of("", "LAPORAN", TODAY) == Wish(*LAST, "id")


@pytest.mark.parametrize(
    "text",
    ["Laporan kerusakan AC", "LAPORAN 2027-01", "LAPORAN 2026-13", "LAPORAN\nNilai saya salah.", "Nilai salah", ""],
)
def test_anything_else_is_text(text: str) -> None:
    assert wish_of(text, "", TODAY) is None
