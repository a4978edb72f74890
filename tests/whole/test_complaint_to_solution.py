"""A complaint comes in over IMAP, is worked on by mail, and its solution goes out over SMTP."""

from typing import Any

import pytest
from installation import STAFF, SUPPORT, wait_until
from writing import write

pytestmark = pytest.mark.server

STUDENT = "Siti Contoh <siti@mhs.kampus.example>"
COMPLAINT = """Assalamualaikum, saya mahasiswa Biologi.

NIK saya di PDDIKTI salah, mohon diperbaiki.

NIM: 2190000001

Terima kasih,
Siti"""
FORM = """NIM: 2190000001
Nama ibu kandung: Aminah Contoh
NIK yang benar: 1671014508010002
NIK seperti tercatat sekarang: 1671014508010001

Terima kasih"""


def test_complaint_goes_the_whole_way(imap_counter: Any) -> None:
    student, staff = "siti@mhs.kampus.example", STAFF
    with imap_counter.loket.daemon():
        imap_counter.deliver(write(STUDENT, COMPLAINT, "NIK salah di PDDIKTI"))
        acknowledgement = imap_counter.letter(student, "PDI-")
        notice = imap_counter.letter(staff, "NIK saya di PDDIKTI salah")

        imap_counter.deliver(write(f"Rina Contoh <{staff}>", "!ambil", in_reply_to=notice.message_id))
        imap_counter.letter(student, "ditangani oleh Rina Contoh")
        imap_counter.deliver(
            write(f"Rina <{staff}>", "!tunggu\n\nApakah KTP Anda sudah elektronik?", in_reply_to=notice.message_id)
        )
        question = imap_counter.letter(student, "Apakah KTP Anda sudah elektronik?")
        assert _status(imap_counter) == "waiting"

        imap_counter.deliver(write(STUDENT, "Sudah, Bu.\n\n" + FORM, in_reply_to=question.message_id))
        imap_counter.letter(staff, "Sudah, Bu.")
        assert _status(imap_counter) == "in_progress"
        imap_counter.deliver(write(f"Rina <{staff}>", "!solusi dikoreksi data=NIK", in_reply_to=notice.message_id))
        solution = imap_counter.letter(student, "Yang diperbaiki: NIK")
        imap_counter.deliver(write(STUDENT, "5", in_reply_to=solution.message_id))
        imap_counter.letter(student, "Nilai 5 dari 5")
    ticket = imap_counter.loket.rows("tickets")[0]
    assert (ticket["status"], ticket["rating"], ticket["assignee"]) == ("solved", 5, "rina")
    assert acknowledgement.message["Auto-Submitted"] == "auto-replied"
    stages = {stage["name"]: stage for stage in ticket["stages"]}
    assert all(stages[name]["closed_at"] for name in ("contact", "notification", "total"))


def test_finished_mail_is_moved_and_never_marked_as_read(imap_counter: Any, account: Any) -> None:
    with imap_counter.loket.daemon():
        imap_counter.deliver(write(STUDENT, COMPLAINT))
        moved = wait_until(lambda: account.files("Loket"), what="the mail in the folder Loket")
    assert account.files() == []
    assert "S" not in moved[0].name.rpartition(":2,")[2]


def test_acknowledgement_threads_with_the_complaint(counter: Any) -> None:
    counter.deliver(write(STUDENT, COMPLAINT, "NIK salah", message_id="keluhan@mhs.kampus.example"))
    counter.loket.once()
    letter = counter.sink.to("siti@mhs.kampus.example")[0]
    assert letter.message["In-Reply-To"] == "<keluhan@mhs.kampus.example>"
    assert str(letter.message["Subject"]).startswith("Re: [PDI-")
    assert SUPPORT in str(letter.message["From"])


def test_later_letter_is_threaded_by_the_complaint_for_who_has_nothing_else(counter: Any) -> None:
    counter.deliver(write(STUDENT, COMPLAINT, "NIK salah", message_id="keluhan@mhs.kampus.example"))
    counter.loket.once()
    first = counter.sink.to("siti@mhs.kampus.example")[0].message_id
    answer = {"in_reply_to": first, "message_id": "jawaban@mhs.kampus.example"}
    counter.deliver(write(STUDENT, "Nama lengkap: Siti Contoh", "Re: NIK salah", **answer))
    counter.loket.once()
    letter = counter.sink.to("siti@mhs.kampus.example")[-1].message
    assert str(letter["References"]).split() == ["<keluhan@mhs.kampus.example>", "<jawaban@mhs.kampus.example>"]


def test_english_complaint_gets_an_english_answer(counter: Any) -> None:
    text = "Dear team,\n\nmy grade for Statistics is wrong in Feeder. Please correct it.\n\nBest regards,\nBudi"
    counter.deliver(write("Budi Contoh <budi@mhs.kampus.example>", text, "Wrong grade"))
    counter.loket.once()
    assert "Thank you" in _text(counter, "budi@mhs.kampus.example")


def test_mail_in_two_mailboxes_is_one_ticket(counter: Any) -> None:
    raw = write(STUDENT, COMPLAINT, message_id="sama@mhs.kampus.example")
    counter.deliver(raw)
    counter.deliver(raw.replace(b"with ESMTPS;", b"with ESMTPS id 2;"))
    counter.loket.once()
    assert counter.dispositions() == ["form_requested", "ignored"]
    assert len(counter.loket.rows("tickets")) == 1


def _status(counter: Any) -> str:
    return str(counter.loket.rows("tickets")[0]["status"])


def _text(counter: Any, address: str) -> str:
    body = counter.sink.to(address)[0].message.get_body(("plain",))
    return str(body.get_content())
