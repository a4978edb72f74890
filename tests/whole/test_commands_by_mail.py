"""What staff write from their mail programs, and what comes of it."""

from typing import Any

import pytest
from installation import STAFF
from writing import write

pytestmark = pytest.mark.server

STUDENT = "siti@mhs.kampus.example"
RINA = f"Rina Contoh <{STAFF}>"


def complain(counter: Any, text: str = "NIK saya salah di PDDIKTI.\nNIM: 2190000001", sender: str = STUDENT) -> Any:
    """Have a student complain and return the notification that staff got."""
    counter.deliver(write(f"Siti Contoh <{sender}>", text, "NIK salah"))
    counter.loket.once()
    return counter.sink.to(STAFF)[-1]


def order(counter: Any, notice: Any, text: str, subject: str = "Re: NIK salah") -> dict[str, Any]:
    """Have Rina answer a notification and return what became of her mail."""
    counter.sink.clear()
    counter.deliver(write(RINA, text, subject, in_reply_to=notice.message_id))
    counter.loket.once()
    row: dict[str, Any] = counter.loket.rows("inbox")[-1]
    return row


def ticket(counter: Any, number: int = 0) -> dict[str, Any]:
    row: dict[str, Any] = counter.loket.rows("tickets")[number]
    return row


def text_to(counter: Any, address: str) -> str:
    return "\n".join(str(mail.message.get_body(("plain",)).get_content()) for mail in counter.sink.to(address))


def test_bare_word_from_a_phone_is_a_command(counter: Any) -> None:
    notice = complain(counter)
    assert order(counter, notice, "Ambil")["disposition"] == "commands_executed"
    assert ticket(counter)["assignee"] == "rina"


def test_bare_word_without_a_token_is_no_command(counter: Any) -> None:
    notice = complain(counter)
    counter.deliver(write(RINA, "selesai", str(notice.message["Subject"])))
    counter.loket.once()
    assert ticket(counter)["status"] == "new"
    assert counter.sink.to(STUDENT)[1:] == []


def test_list_is_answered_by_numbers(counter: Any) -> None:
    complain(counter)
    notice = complain(counter, "Nilai saya salah.", "budi@mhs.kampus.example")
    order(counter, notice, "!antrean")
    listing = counter.sink.to(STAFF)[-1]
    assert order(counter, listing, "1 ambil\n2 proses")["disposition"] == "commands_executed"
    assert (ticket(counter, 0)["assignee"], ticket(counter, 1)["assignee"]) == ("rina", None)
    assert ticket(counter, 1)["status"] == "in_progress"


def test_commands_for_several_tickets(counter: Any) -> None:
    notice = complain(counter)
    complain(counter, "Nilai saya salah.", "budi@mhs.kampus.example")
    numbers = " ".join(row["number"] for row in counter.loket.rows("tickets"))
    assert order(counter, notice, f"!tiket {numbers}\n!ambil")["disposition"] == "commands_executed"
    assert [row["assignee"] for row in counter.loket.rows("tickets")] == ["rina", "rina"]


def test_text_below_the_commands_is_a_public_reply(counter: Any) -> None:
    order(counter, complain(counter), "!prioritas tinggi\n\nSedang kami periksa, mohon tunggu.")
    assert "Sedang kami periksa, mohon tunggu." in text_to(counter, STUDENT)
    assert "!prioritas" not in text_to(counter, STUDENT)
    assert "Dikirim ke pelapor" in text_to(counter, STAFF)


def test_commands_alone_send_the_requester_nothing(counter: Any) -> None:
    order(counter, complain(counter), "!prioritas tinggi")
    assert counter.sink.to(STUDENT) == []


def test_note_never_reaches_the_requester(counter: Any) -> None:
    notice = complain(counter)
    order(counter, notice, "!catatan\n\nOrangnya pernah minta hal yang sama.")
    order(counter, notice, "!selesai\n\nSudah diperbaiki.")
    assert "pernah minta" not in text_to(counter, STUDENT)
    assert any(message["direction"] == "note" for message in ticket(counter)["messages"])


def test_reply_without_commands_goes_to_the_requester(counter: Any) -> None:
    order(counter, complain(counter), "Mohon ditunggu sampai besok pagi.")
    assert "Mohon ditunggu sampai besok pagi." in text_to(counter, STUDENT)


def test_command_below_prose_is_not_run_and_the_receipt_says_so(counter: Any) -> None:
    row = order(counter, complain(counter), "!prioritas tinggi\n\nBaik.\n!selesai")
    assert ticket(counter)["status"] == "new"
    assert [command["name"] for command in row["commands"]] == ["prioritas"]
    assert "!selesai" in text_to(counter, STAFF)
    assert "!selesai" not in text_to(counter, STUDENT)


def test_english_alias_and_capitals_work(counter: Any) -> None:
    assert order(counter, complain(counter), "!Take")["disposition"] == "commands_executed"


def test_mistyped_command_is_answered_with_a_suggestion(counter: Any) -> None:
    order(counter, complain(counter), "!amibl")
    assert "ambil" in text_to(counter, STAFF)
    assert ticket(counter)["assignee"] is None


def test_refusal_outside_the_scope_tells_the_requester_why(counter: Any) -> None:
    order(counter, complain(counter, "Saya ingin menyewa aula."), "!tolak luar-lingkup")
    assert ticket(counter)["status"] == "rejected"
    assert "di luar" in text_to(counter, STUDENT)


def test_help_is_made_from_the_commands(counter: Any) -> None:
    order(counter, complain(counter), "!bantuan")
    assert "!tugaskan alamat" in text_to(counter, STAFF)
