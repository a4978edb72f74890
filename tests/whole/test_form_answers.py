"""Answers to the form of a ticket: without labels, wrong ones, and all at once."""

from typing import Any

import pytest
from writing import write

pytestmark = pytest.mark.server

STUDENT = "siti@mhs.kampus.example"


def says(counter: Any, text: str, answers: str = "") -> str:
    """Return the text of the letter that an answer brings; "" for none."""
    before = len(counter.sink.to(STUDENT))
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", text, "NIK salah", in_reply_to=answers))
    counter.loket.once()
    letters = counter.sink.to(STUDENT)[before:]
    return str(letters[0].message.get_body(("plain",)).get_content()) if letters else ""


def fields(counter: Any) -> dict[str, str]:
    found: dict[str, str] = counter.loket.rows("tickets")[0]["fields"]
    return found


@pytest.fixture
def acknowledged(counter: Any) -> str:
    """Return the Message-ID of the acknowledgement of a complaint with a NIM."""
    says(counter, "NIK saya salah di PDDIKTI.\nNIM: 2190000001")
    return str(counter.sink.to(STUDENT)[0].message_id)


def test_answers_without_labels_count(counter: Any, acknowledged: str) -> None:
    says(counter, "Siti Contoh, 1671014101010002", acknowledged)
    assert (fields(counter)["nama"], fields(counter)["nik"]) == ("Siti Contoh", "1671014101010002")


def test_correction_that_does_not_fit_is_pointed_out_and_not_kept(counter: Any, acknowledged: str) -> None:
    letter = says(counter, "NIM: ?", acknowledged)
    assert "NIM terdiri atas angka" in letter
    assert fields(counter)["nim"] == "2190000001"


def test_correction_that_fits_is_kept(counter: Any, acknowledged: str) -> None:
    says(counter, "Maaf, NIM yang benar:\nNIM: 2190000009", acknowledged)
    assert fields(counter)["nim"] == "2190000009"


def test_sentence_is_no_answer(counter: Any, acknowledged: str) -> None:
    says(counter, "Mohon segera diproses ya Pak", acknowledged)
    assert fields(counter) == {"nim": "2190000001", "nama": "Siti Contoh"}  # the name that they let stand


def test_word_of_the_form_does_not_become_a_name(counter: Any, acknowledged: str) -> None:
    says(counter, "Kelasnya Kalkulus A.", acknowledged)
    assert fields(counter)["nama"] == "Siti Contoh"  # who writes, as suggested
