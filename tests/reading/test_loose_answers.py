"""Names are found behind mistyped labels and in sentences, and nothing else is taken for one."""

import pytest

from daemon.reading.findings.loose_answers import loose_answers
from daemon.reading.vocabulary import FieldWords

NAME = FieldWords("nama", ("Nama lengkap", "Full name", "nama", "nama saya"), "[^0-9@:]{2,100}", "text")
RIGHT = FieldWords("nama_benar", ("Nama yang benar", "Correct name"), "[^0-9@:]{2,100}", "text")


def found(text: str, *fields: FieldWords, writer: str = "nama") -> dict[str, str]:
    return {one.name: one.value for one in loose_answers(text, fields or (NAME,), writer)}


@pytest.mark.parametrize(
    "text",
    [
        "NAMA LENGKAP BUDI CONTOH",
        "Nma lengkap: Budi Contoh",
        "Nama lengkpa; Budi Contoh",
        "[x] Nama: Budi Contoh",
        "Nama lengkap ... Budi Contoh",
        "Nama yaitu Budi Contoh",
        "NIM saya 2190000001. Nama lengkap saya adalah Budi Contoh. Terima kasih",
        "nama budi contoh nim 2190000001 semester genap",
        "Saya Budi Contoh dengan NIM 2190000001, mohon dibantu",
        "my name is Budi Contoh, my student number is 2190000001",
        "Nama (lengkap): Budi Contoh (sesuai ijazah)",
    ],
)
def test_name_is_found_however_it_is_typed(text: str) -> None:
    assert found(text).get("nama", "").casefold() == "budi contoh"


@pytest.mark.parametrize(
    "text",
    [
        "Nama saya salah di PDDIKTI",
        "Saya lupa NIM saya",
        "saya mahasiswa semester lima",
        "Nama lengkap",
        "Namun belum berubah",
        "Nama ibu kandung Siti",
        "Saya Sudah Mengirim berkas itu kemarin",
        "nama " * 400,
    ],
)
def test_other_words_are_no_name(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Mohon diubah dari Budi Conto menjadi Budi Contoh",
        "Salah: Budi Conto\nBenar: Budi Contoh",
        "nama tercatat Budi Conto, yang benar Budi Contoh",
    ],
)
def test_wrong_and_right_name_are_told_apart(text: str) -> None:
    assert found(text, NAME, RIGHT, writer="") == {"nama": "Budi Conto", "nama_benar": "Budi Contoh"}
