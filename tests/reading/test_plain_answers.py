"""Answers without labels are taken for what was asked, and ordinary sentences for nothing."""

import pytest

from daemon.reading.findings.plain_answers import plain_answers
from daemon.reading.vocabulary import FieldWords

NIM = FieldWords("nim", (), "[0-9A-Za-z./-]{4,24}", "nim")
NAME = FieldWords("nama", (), "[^0-9@:]{2,100}", "text")
NIK = FieldWords("nik", (), "[0-9]{16}", "nik")
PLACE = FieldWords("lokasi", (), ".{2,150}", "text")
BUDI = {"nama": "Budi Contoh", "nik": "1671010101010001"}


def answers(text: str, *wanted: FieldWords) -> dict[str, str]:
    return {found.name: found.value for found in plain_answers(text, wanted)}


@pytest.mark.parametrize(
    "text",
    [
        "Budi Contoh\n1671010101010001",
        "Budi Contoh, 1671010101010001",
        "Budi Contoh dan 1671010101010001",
        "1671010101010001\nBudi Contoh",
        "1. Budi Contoh\n2. 1671 0101 0101 0001",
        "Assalamualaikum Pak\n\n- Budi Contoh\n- 1671010101010001\n\nTerima kasih",
        "Best regards to all\nBudi Contoh; 1671010101010001",
    ],
)
def test_bare_answers_are_taken_in_the_order_asked(text: str) -> None:
    assert answers(text, NAME, NIK) == BUDI


def test_text_answers_are_taken_only_when_there_are_as_many_as_fields() -> None:
    assert answers("Budi Contoh\nGedung C lantai 2", NAME, PLACE) == {
        "nama": "Budi Contoh",
        "lokasi": "Gedung C lantai 2",
    }
    assert answers("Gedung C lantai 2", PLACE, NAME) == {}


def test_name_may_come_alone() -> None:
    assert answers("Budi Contoh", NAME, PLACE) == {"nama": "Budi Contoh"}


@pytest.mark.parametrize(
    "text",
    [
        "Sudah saya kirim kemarin",
        "Kenapa lama sekali?",
        "Baik Pak, nanti sore",
        "Terima kasih banyak",
        "!ambil",
        "ambil",
        "",
    ],
)
def test_sentences_answer_nothing(text: str) -> None:
    assert answers(text, NAME, NIM) == {}


def test_nothing_asked_is_nothing_answered() -> None:
    assert answers("Budi Contoh") == {}


def test_long_letters_are_no_bare_answers() -> None:
    assert answers("Budi Contoh\n" * 300, NAME) == {}


@pytest.mark.parametrize("text", ["Kelasnya Kalkulus A.", "Nilai Kalkulus A", "Siti sudah lulus."])
def test_sentence_about_something_else_is_no_name(text: str) -> None:
    assert plain_answers(text, [NAME], frozenset({"kelas", "nilai"})) == ()


@pytest.mark.parametrize("text", ["Siti Contoh.", "siti contoh", "Siti binti Contoh.", "Siti C."])
def test_name_stays_a_name_whatever_ends_it(text: str) -> None:
    assert [found.name for found in plain_answers(text, [NAME], frozenset({"kelas", "nilai"}))] == ["nama"]


def test_course_may_be_called_like_a_field() -> None:
    course = FieldWords("nama_mk", (), ".{2,100}", "text")
    assert [found.value for found in plain_answers("Skripsi", [course], frozenset({"skripsi"}))] == ["Skripsi"]
