"""Who must not command does not, and nobody gets what is not theirs."""

from typing import Any

import pytest
from installation import STAFF
from writing import write

pytestmark = pytest.mark.server

STUDENT = "siti@mhs.kampus.example"
COMPLAINT = "NIK saya salah di PDDIKTI.\nNIM: 2190000001"


@pytest.fixture
def notice(counter: Any) -> Any:
    """Return the notification that staff got about a complaint."""
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", COMPLAINT, "NIK salah"))
    counter.loket.once()
    found = counter.sink.to(STAFF)[0]
    counter.sink.clear()
    return found


@pytest.mark.parametrize("verdict", ["fail", "none", ""])
def test_unauthenticated_staff_command_does_nothing_and_nobody_is_mailed(
    counter: Any, notice: Any, verdict: str
) -> None:
    counter.deliver(write(f"Rina <{STAFF}>", "!ambil", in_reply_to=notice.message_id, verdict=verdict))
    counter.loket.once()
    row = counter.loket.rows("inbox")[-1]
    assert (row["disposition"], row["commands"][0]["result"]) == ("commands_refused", "refused")
    assert counter.loket.rows("tickets")[0]["assignee"] is None
    assert counter.sink.mails == []


def test_verdict_about_another_domain_proves_nothing(counter: Any, notice: Any) -> None:
    raw = write(f"Rina <{STAFF}>", "!ambil", in_reply_to=notice.message_id)
    counter.deliver(raw.replace(b"header.from=kampus.example", b"header.from=evil.example"))
    counter.loket.once()
    assert counter.loket.rows("tickets")[0]["assignee"] is None
    assert counter.sink.mails == []


def test_command_without_token_is_asked_about_and_runs_once_confirmed(counter: Any, notice: Any) -> None:
    counter.deliver(write(f"Rina <{STAFF}>", "!ambil", str(notice.message["Subject"])))
    counter.loket.once()
    assert counter.dispositions()[-1] == "confirmation_requested"
    assert counter.loket.rows("tickets")[0]["assignee"] is None
    question = counter.sink.to(STAFF)[0]
    code = next(line for line in _text(question).splitlines() if "!ya " in line).partition("!ya ")[2].split()[0]
    counter.deliver(write(f"Rina <{STAFF}>", f"!ya {code}", in_reply_to=question.message_id))
    counter.loket.once()
    assert counter.dispositions()[-1] == "commands_executed"
    assert counter.loket.rows("tickets")[0]["assignee"] == "rina"
    counter.deliver(write(f"Rina <{STAFF}>", f"!ya {code}", in_reply_to=question.message_id))
    counter.loket.once()
    assert counter.dispositions()[-1] == "commands_refused"


def test_token_of_another_person_is_refused(counter: Any, notice: Any) -> None:
    counter.deliver(write("Joko <joko@kampus.example>", "!ambil", in_reply_to=notice.message_id))
    counter.loket.once()
    assert counter.dispositions()[-1] == "commands_refused"
    assert counter.loket.rows("tickets")[0]["assignee"] is None


def test_stranger_with_a_known_number_gets_a_ticket_of_their_own(counter: Any, notice: Any) -> None:
    number = counter.loket.rows("tickets")[0]["number"]
    counter.deliver(write("Orang Lain <lain@gmail.example>", "Bagaimana hasilnya?", f"Re: [{number}] pertanyaan"))
    counter.loket.once()
    tickets = counter.loket.rows("tickets")
    assert [ticket["links"] for ticket in tickets] == [[tickets[1]["number"]], [number]]
    assert "NIK salah" not in "".join(_text(mail) for mail in counter.sink.to("lain@gmail.example"))


def test_participant_with_the_number_alone_reaches_the_ticket(counter: Any, notice: Any) -> None:
    number = counter.loket.rows("tickets")[0]["number"]
    counter.deliver(write(f"Siti <{STUDENT}>", "Ini tambahan keterangan.", f"[{number}] tambahan"))
    counter.loket.once()
    assert len(counter.loket.rows("tickets")) == 1


def test_students_command_is_an_ordinary_reply(counter: Any, notice: Any) -> None:
    counter.deliver(write("Budi <budi@mhs.kampus.example>", "!selesai\n\nTolong diselesaikan.", "coba"))
    counter.loket.once()
    assert len(counter.loket.rows("tickets")) == 2
    assert all(ticket["status"] == "new" for ticket in counter.loket.rows("tickets"))


def test_failed_sender_gets_no_acknowledgement(counter: Any) -> None:
    counter.deliver(write("Korban <korban@bank.example>", COMPLAINT, verdict="fail"))
    counter.loket.once()
    assert counter.sink.to("korban@bank.example") == []
    assert len(counter.loket.rows("tickets")) == 1


def test_out_of_office_causes_nothing(counter: Any, notice: Any) -> None:
    headers = ("Auto-Submitted: auto-replied",)
    counter.deliver(write(f"Siti <{STUDENT}>", "Saya sedang cuti.", "Balasan otomatis", headers=headers))
    counter.loket.once()
    assert counter.dispositions()[-1] == "ignored"
    assert counter.sink.mails == []


def test_one_bad_line_and_nothing_of_the_block_runs(counter: Any, notice: Any) -> None:
    counter.deliver(write(f"Rina <{STAFF}>", "!ambil\n!prioritas tinggi\n!selesay", in_reply_to=notice.message_id))
    counter.loket.once()
    ticket = counter.loket.rows("tickets")[0]
    assert (ticket["assignee"], ticket["priority"]) == (None, "normal")
    assert "selesai" in _text(counter.sink.to(STAFF)[0])
    assert counter.sink.to(STUDENT) == []


def _text(mail: Any) -> str:
    return str(mail.message.get_body(("plain",)).get_content())
