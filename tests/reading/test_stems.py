"""Hold that what belongs together is one word, and what a text's words rule out is not there."""

import pytest

from daemon.reading.findings.language import wished_language
from daemon.reading.findings.plain_words import plain_words
from daemon.reading.findings.stems import stems_of


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("e-mail", "email"), ("wi-fi", "wifi"), ("non-aktif", "nonaktif"), ("non aktif", "nonaktif")),
        *(("mata kuliah", "matakuliah"), ("program studi", "prodi"), ("perguruan tinggi", "kampus")),
        *(("lab komputer", "labkomputer"), ("laboratorium komputer", "labkomputer"), ("nama bapak", "nama ayah")),
        *(("ibu kandung", "ibukandung"), ("ibu saya", "ibukandung"), ("bapak saya", "ayah")),
        ("nama ibu kandung salah, e-mail juga", "ibukandung kandung nama salah, email juga"),
    ],
)
def test_words_that_belong_together_have_one_stem(written: str, meant: str) -> None:
    assert stems_of(f"yth {written} hilang") == stems_of(f"yth {meant} hilang")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I can\u2019t speak English", "id"),
        ("saya tidak bisa berbahasa Inggris", "id"),
        ("saya tidak bisa berbahasa Indonesia", "en"),
        ("saya tidak bisa berbahasa", "en"),
        ("I cannot read Indonesian", "en"),
        ("please use Bahasa", "id"),
        ("tolong balas pakai bahasa Indonesia", "id"),
    ],
)
def test_wish_is_among_the_words_that_are_looked_for(text: str, language: str) -> None:
    assert wished_language(text, frozenset(plain_words(text))) == language
