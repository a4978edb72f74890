import re
from pathlib import Path

import pytest

from daemon.integrator.feeder import error_table, faults
from daemon.integrator.feeder.answers import Envelope
from daemon.integrator.feeder.refusals import refusal_of

DOCUMENT = Path(__file__).parents[3] / "docs" / "feeder.md"
# feeder-api.md §4.4, as it stands there.
TREE = {
    faults.FeederAuthError: "12 106",
    faults.TokenExpired: "100",
    faults.FeederConfig: "101 104 107",
    faults.FeederDuplicate: "119 200 211 219 400 500 600 630 700 730 800 806 810 820 900 907 920 940 960 1209",
    faults.FeederNotFound: "111 112 117 203 205 210 214 303 305 310 403 406 410 504 506 510 606 607 609 610 631 632 "
    "636 702 705 706 731 732 736 803 813 930 950 980 981 982",
    faults.FeederLocked: "105 120 216 217 300 301 302 635 735 805 815",
    faults.FeederPeriodClosed: "116 221",
    faults.FeederReferenced: "215 218 222 224 411 412 413 511 711 712 911 971 991",
}
MEANT = {int(code): fault for fault, codes in TREE.items() for code in codes.split()}
CODES = sorted(int(topic) for topic in error_table.table() if re.fullmatch(r"-?\d+", topic) and int(topic) > 10)


def fault_of(code: int | None, words: str = "") -> faults.FeederRefusal:
    refusal = refusal_of("UpdateBiodataMahasiswa", Envelope(code, words, None), ())
    assert refusal is not None
    return refusal


@pytest.mark.parametrize("code", CODES)
def test_code_is_the_fault_of_the_reference(code: int) -> None:
    assert type(fault_of(code)) is MEANT.get(code, faults.FeederValidation)


def test_every_code_of_the_tree_is_in_the_table() -> None:
    assert set(MEANT) <= set(CODES)


@pytest.mark.parametrize("topic", error_table.table())
def test_everybody_is_told_something_in_both_languages(topic: str) -> None:
    for language in error_table.LANGUAGES:
        said = error_table.meaning_of(topic).explanations[language]

        assert all(text.strip() == text and len(text) > 10 for text in (said.happened, said.advice, said.requester))


@pytest.mark.parametrize("topic", error_table.table())
def test_requesters_are_told_nothing_internal(topic: str) -> None:
    said = " ".join(
        error_table.meaning_of(topic).explanations[language].requester for language in error_table.LANGUAGES
    )

    assert not re.search(r"Feeder|Loket|token|server|JSON|SQL|\bkode\b|!\w|\d{3}", said)


@pytest.mark.parametrize(
    ("words", "topic", "field"),
    [
        ("nisn tidak boleh kosong", "field-empty", "nisn"),
        ("Field id_jalur_daftar wajib diisi", "field-empty", "id_jalur_daftar"),
        ('null value in column "biaya_kuliah_smt" violates not-null constraint', "field-empty", "biaya_kuliah_smt"),
        ("NIK 1671024205040001 sudah digunakan mahasiswa lain", "duplicate", ""),
        ('duplicate key value violates unique constraint "uq_nisn"', "duplicate", ""),
        ('violates foreign key constraint "fk_agama"', "reference", ""),
        ("id_wilayah tidak ditemukan", "reference", ""),
        ("value too long for type character varying(20)", "too-long", ""),
        ("Periode pelaporan sudah tertutup", "period", ""),
        ("Data sudah disinkronkan, tidak semua field boleh diubah", "locked", ""),
        ("NIK tidak valid, harus 16 digit angka", "nik", ""),
        ("Sesi token berakhir", "token", ""),
        ("Username atau password salah.", "login", ""),
        ("Terjadi kesalahan", "unknown-code", ""),
    ],
)
@pytest.mark.parametrize("code", [None, 999, 7])
def test_words_count_where_the_number_says_nothing(words: str, topic: str, field: str, code: int | None) -> None:
    complaint = fault_of(code, words).complaint

    assert (complaint.topic, complaint.field) == (topic, field)


def test_number_counts_whatever_the_words_say() -> None:
    assert fault_of(217, "token sudah ada").complaint.topic == "217"
    assert fault_of(108, "Parameter yang dikirim tidak valid").complaint.topic == "108"
    assert fault_of(108, "NIK tidak valid").complaint.topic == "nik"


def test_long_numbers_in_the_servers_words_are_masked() -> None:
    assert fault_of(999, "NIK 1671024205040001 salah").complaint.server_text == "NIK ••••••••••••0001 salah"


@pytest.mark.parametrize("topic", error_table.table())
def test_document_has_every_entry(topic: str) -> None:
    assert re.search(rf"^\| {re.escape(topic)} \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
