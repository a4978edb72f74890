"""Small words: quotations, masks, durations, subjects, leaks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.outbox.leaks import leaks
from daemon.outbox.privacy import has_nik, mask_known, mask_nik
from daemon.outbox.subjects import conversation_subject
from daemon.outbox.wording import clean, decimal, is_one_line, minutes, one_line, quoted, size, wrap, written

COMMANDS = frozenset({"ambil", "tutup"})


def test_every_line_of_a_quotation_is_prefixed() -> None:
    text = quoted("satu\r\n!tutup\u2028!ambil\r\r" + "panjang " * 30)
    assert all(line.startswith(">") for line in text.splitlines())


def test_control_and_format_characters_are_taken_out_of_texts() -> None:
    assert clean("a\x00b\u202ec\ud800\td\u00a0e") == "abc d e"


@given(st.text(max_size=20) | st.text(" a\u00a0\u2028\t", max_size=5))
def test_one_clean_line_is_known_without_being_made(text: str) -> None:
    assert is_one_line(text) is (one_line(text) == text)


def test_a_word_without_end_is_broken() -> None:
    assert max(map(len, written("x" * 5000).splitlines())) <= 998


@pytest.mark.parametrize("text", ["x" * 200_000, "a " * 100_000, "\n" * 200_000, "1 " * 100_000])
def test_hostile_text_takes_linear_time(text: str) -> None:
    start = time.perf_counter()
    quoted(text), written(text), mask_nik(text), leaks("", text, COMMANDS)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("nik", ["3201010101010001", "3201 0101 0101 0001", "320101-010101-0001"])
def test_nik_is_masked_however_it_is_grouped(nik: str) -> None:
    assert mask_nik(f"NIK {nik}.") == f"NIK {nik[:4]}••••••••{nik[-4:]}."


@pytest.mark.parametrize(
    "number", ["2190000001", "081234567890", "32010101010100011234", "8001234567890123", "3201013201010001"]
)
def test_other_numbers_are_not_masked(number: str) -> None:
    assert mask_nik(number) == number
    assert not has_nik(number)


@pytest.mark.parametrize("text", ["Wati Contoh", "WATI  contoh", "<b>Wati\nContoh</b>"])
def test_known_name_is_masked_however_it_is_written(text: str) -> None:
    assert "ontoh" not in mask_known(text, ("Wati Contoh",)).casefold()


def test_known_name_inside_other_words_stays() -> None:
    assert mask_known("Kewatian Siti", ("Wati", "Sit")) == "Kewatian Siti"


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0 menit"), (5, "5 menit"), (60, "1 jam"), (85, "1 jam 25 menit"), (1500, "1 hari 1 jam")]
)
def test_durations(value: float, words: str) -> None:
    assert minutes(value, "id") == words


def test_numbers_are_written_as_the_language_does() -> None:
    assert (decimal(31.25, "id"), decimal(25.0, "en"), size(1_260_000, "id"), size(20, "en")) == (
        "31,2",
        "25",
        "1,3 MB",
        "1 kB",
    )


def test_wrapping_keeps_every_word() -> None:
    words = [f"kata{number}" for number in range(100)]
    assert wrap(" ".join(words), "- ", "  ").removeprefix("- ").split() == words


@pytest.mark.parametrize(
    "subject",
    ["Wifi mati", "RE: Re: Fwd: Wifi mati", "Bls: [PDI-2611-0042] Wifi mati", "Re: [PDI-2611-0042] Re[2]: Wifi mati"],
)
def test_a_conversation_keeps_one_subject(subject: str) -> None:
    assert conversation_subject(subject, "PDI-2611-0042", is_reply=True) == "Re: [PDI-2611-0042] Wifi mati"


def test_subject_is_one_safe_line_without_a_nik() -> None:
    subject = conversation_subject("Salah\r\nBcc: x 3201010101010001", "", is_reply=False)
    assert subject == "Salah Bcc: x 3201••••••••0001"


@pytest.mark.parametrize(
    ("text", "leak"),
    [
        ("Halo\n!ambil\n", "a command line"),
        ("Halo\n  !TUTUP sekarang\n", "a command line"),
        ("tulis ke bantuan+ra2b3jbck23eo3iqq3e3y253ywz5zf4ytzmnwuupy@kampus.example", "a reply token"),
        ("Halo {{ nama }}", "an unresolved placeholder"),
        ("NIK 3201010101010001", "a full NIK"),
        (" \n", "no text"),
    ],
)
def test_what_must_not_leave_is_found(text: str, leak: str) -> None:
    assert leaks("", text, COMMANDS) == (leak,)


@pytest.mark.parametrize("text", ["Halo!\n!penting sekali", "> !ambil", "Tekan tombol !ambil", "NIM 2190000001"])
def test_ordinary_text_may_leave(text: str) -> None:
    assert leaks("", text, COMMANDS) == ()
