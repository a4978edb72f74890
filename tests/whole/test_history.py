"""Staff ask what happened to a ticket, what somebody has had before, and for a part of the queue."""

from typing import Any

import pytest
from installation import STAFF
from writing import write

from models.outgoing import OutgoingEmail

pytestmark = [pytest.mark.server, pytest.mark.database]

STUDENT = "siti@mhs.kampus.example"


@pytest.fixture
def notice(counter: Any) -> Any:
    """Return what Rina was told of a complaint about one's data."""
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", "NIK saya salah di PDDIKTI.\nNIM: 2190000001", "NIK salah"))
    counter.loket.once()
    return counter.sink.to(STAFF)[-1]


def ask(counter: Any, notice: Any, text: str) -> str:
    """Have Rina answer a mail of ours and return what her receipt says, on one line."""
    counter.sink.clear()
    counter.deliver(write(f"Rina Contoh <{STAFF}>", text, "Re: NIK salah", in_reply_to=notice.message_id))
    counter.loket.once()
    return " ".join(str(counter.sink.to(STAFF)[-1].message.get_body(("plain",)).get_content()).split())


def test_history_names_what_happened_and_who_did_it(counter: Any, notice: Any) -> None:
    ask(counter, notice, "!prioritas tinggi")
    told = ask(counter, notice, "!riwayat")
    assert "pelapor: tiket dibuat: surel" in told
    assert "Loket: surat dikirim: tanda terima" in told
    assert "Rina Contoh: prioritas: biasa → tinggi" in told


def test_history_says_which_mail_never_went_out(counter: Any, notice: Any) -> None:
    OutgoingEmail.update(state="cancelled").where(OutgoingEmail.kind == "acknowledgement").execute()
    assert "Loket: surat tidak dikirim: tanda terima" in ask(counter, notice, "!riwayat")


def test_history_says_what_was_taken_back(counter: Any, notice: Any) -> None:
    ask(counter, notice, "!prioritas tinggi")
    ask(counter, notice, "!urung")
    assert "prioritas: biasa → tinggi (dibatalkan)" in ask(counter, notice, "!riwayat")


@pytest.mark.parametrize("who", [STUDENT, "2190000001"])
def test_all_tickets_of_a_requester_are_listed_closed_ones_too(counter: Any, notice: Any, who: str) -> None:
    ask(counter, notice, "!selesai\n\nSudah.")
    assert "1. PDI-" in ask(counter, notice, f"!riwayat {who}")


@pytest.mark.parametrize(
    ("words", "is_listed"),
    [("baru", True), ("menunggu", False), ("- data-mahasiswa", True), ("saya", False), ("lewat", False)],
)
def test_queue_is_narrowed(counter: Any, notice: Any, words: str, is_listed: bool) -> None:
    assert ("1. PDI-" in ask(counter, notice, f"!antrean {words}")) is is_listed
