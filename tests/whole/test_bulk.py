"""Commands about many tickets need a second person, who sees all of it, and run once."""

from typing import Any

import pytest
from installation import STAFF
from writing import write

from daemon.desk.journal import broken_links

pytestmark = pytest.mark.server

JOKO = "joko@kampus.example"
TICKETS = 6


@pytest.fixture
def office(counter: Any) -> Any:
    """Return a counter with six tickets, where Joko may approve what others do to many of them."""
    text = counter.loket.config.read_text()
    head, joko, tail = text.partition('addresses = ["joko@kampus.example"]')
    text = head + joko + tail.replace('["petugas"]', '["petugas", "penyetuju"]', 1)
    counter.loket.config.write_text(text.replace("[teams.", '[roles.penyetuju]\napprove = ["bulk"]\n\n[teams.', 1))
    for number in range(TICKETS):
        student = f"mahasiswa{number}@mhs.kampus.example"
        counter.deliver(write(f"Mahasiswa {number} <{student}>", f"Wifi lantai {number} mati.", f"Wifi {number}"))
    counter.loket.once()
    counter.sink.clear()
    return counter


def numbers(office: Any) -> list[str]:
    return [row["number"] for row in office.loket.rows("tickets")]


def priorities(office: Any) -> set[str]:
    return {row["priority"] for row in office.loket.rows("tickets")}


def send(office: Any, sender: str, text: str, in_reply_to: str = "") -> str:
    """Let a member of staff write, and return what became of the mail."""
    office.sink.clear()
    office.deliver(write(f"Petugas <{sender}>", text, "Perintah", in_reply_to=in_reply_to))
    office.loket.once()
    return str(office.dispositions()[-1])


def ask(office: Any, commands: str = "!prioritas tinggi") -> Any:
    """Let Rina command all tickets at once, and return the preview that she gets."""
    assert send(office, STAFF, f"!tiket {' '.join(numbers(office))}\n{commands}") == "confirmation_requested"
    (preview,) = office.sink.to(STAFF)
    return preview


def confirm(office: Any, preview: Any) -> Any:
    """Let Rina confirm, and return the request that Joko gets."""
    assert send(office, STAFF, f"!ya {code(preview, '!ya')}", preview.message_id) == "commands_executed"
    (request,) = office.sink.to(JOKO)
    return request


def text_of(mail: Any) -> str:
    return str(mail.message.get_body(("plain",)).get_content())


def code(mail: Any, word: str) -> str:
    line = next(line for line in text_of(mail).splitlines() if f"{word} " in line)
    return line.partition(f"{word} ")[2].split()[0]


def events(office: Any) -> list[str]:
    return [row["name"] for row in office.loket.rows("journal")]


def test_nothing_runs_before_the_second_person_approves(office: Any) -> None:
    preview = ask(office)
    assert priorities(office) == {"normal"}
    request = confirm(office, preview)
    assert priorities(office) == {"normal"}
    assert send(office, JOKO, f"!setuju {code(request, '!setuju')}", request.message_id) == "commands_executed"
    assert priorities(office) == {"high"}
    assert {row["priority"] for row in office.loket.rows("tickets")} == {"high"}
    assert len(office.sink.to(STAFF)) == len(office.sink.to(JOKO)) == 1
    assert [name for name in events(office) if name.startswith("plan.")] == [
        *("plan.requested", "plan.confirmed", "plan.approval", "plan.approved", "plan.executing", "plan.done"),
    ]
    assert list(broken_links()) == []


def test_request_shows_every_ticket_and_every_mail(office: Any) -> None:
    request = confirm(office, ask(office, "!selesai\n\nTitik akses sudah diganti."))
    text = text_of(request)
    for number, row in enumerate(office.loket.rows("tickets")):
        assert row["number"] in text
        assert f"mahasiswa{number}@mhs.kampus.example" in text
    assert text.count("Titik akses sudah diganti.") == TICKETS
    assert "baru → selesai" in text


def test_code_works_once(office: Any) -> None:
    request = confirm(office, ask(office))
    approve = f"!setuju {code(request, '!setuju')}"
    send(office, JOKO, approve, request.message_id)
    assert send(office, JOKO, approve, request.message_id) == "commands_refused"
    assert events(office).count("plan.executing") == 1


def test_actor_cannot_approve_with_the_approvers_code(office: Any) -> None:
    request = confirm(office, ask(office))
    assert send(office, STAFF, f"!setuju {code(request, '!setuju')}", request.message_id) == "commands_refused"
    assert priorities(office) == {"normal"}


def test_confirmation_code_approves_nothing(office: Any) -> None:
    preview = ask(office)
    assert send(office, STAFF, f"!setuju {code(preview, '!ya')}", preview.message_id) == "commands_refused"
    assert priorities(office) == {"normal"}


def test_ticket_that_changed_meanwhile_voids_the_plan_and_makes_a_new_preview(office: Any) -> None:
    request = confirm(office, ask(office))
    send(office, JOKO, f"!tiket {numbers(office)[0]}\n!kategori akademik")
    (question,) = office.sink.to(JOKO)
    send(office, JOKO, f"!ya {code(question, '!ya')}", question.message_id)
    approve = f"!setuju {code(request, '!setuju')}"
    assert send(office, JOKO, approve, request.message_id) == "commands_refused"
    assert priorities(office) == {"normal"}
    assert "plan.stale" in events(office)
    preview = next(mail for mail in office.sink.to(STAFF) if "!ya " in text_of(mail))
    request = confirm(office, preview)
    send(office, JOKO, f"!setuju {code(request, '!setuju')}", request.message_id)
    assert priorities(office) == {"high"}


def test_confirmation_of_what_changed_meanwhile_is_answered_with_a_new_preview(office: Any) -> None:
    send(office, STAFF, f"!tiket {numbers(office)[0]}\n!prioritas tinggi")
    first = office.sink.to(STAFF)[0]
    send(office, STAFF, f"!tiket {numbers(office)[0]}\n!kategori akademik")
    second = office.sink.to(STAFF)[0]
    send(office, STAFF, f"!ya {code(second, '!ya')}", second.message_id)
    assert send(office, STAFF, f"!ya {code(first, '!ya')}", first.message_id) == "commands_refused"
    assert priorities(office) == {"normal"}
    (renewed,) = office.sink.to(STAFF)
    assert send(office, STAFF, f"!ya {code(renewed, '!ya')}", renewed.message_id) == "commands_executed"
    assert priorities(office) == {"normal", "high"}


def test_no_with_its_reason_reaches_the_actor(office: Any) -> None:
    request = confirm(office, ask(office))
    said = f"!tolak-aksi {code(request, '!setuju')}\n\nTunggu teknisi dulu."
    assert send(office, JOKO, said, request.message_id) == "commands_executed"
    assert "Tunggu teknisi dulu." in text_of(office.sink.to(STAFF)[0])
    assert send(office, JOKO, f"!setuju {code(request, '!setuju')}", request.message_id) == "commands_refused"
    assert priorities(office) == {"normal"}


@pytest.mark.parametrize("sender", [STAFF, JOKO])
def test_actor_and_approver_can_withdraw_it(office: Any, sender: str) -> None:
    request = confirm(office, ask(office))
    answered = office.sink.to(sender)[0]
    assert send(office, sender, "!batal", answered.message_id) == "commands_executed"
    assert send(office, JOKO, f"!setuju {code(request, '!setuju')}", request.message_id) == "commands_refused"
    assert priorities(office) == {"normal"}


def test_without_anybody_to_approve_it_is_refused_and_says_what_is_missing(counter: Any) -> None:
    for number in range(TICKETS):
        student = f"mahasiswa{number}@mhs.kampus.example"
        counter.deliver(write(f"Mahasiswa {number} <{student}>", f"Wifi lantai {number} mati.", f"Wifi {number}"))
    counter.loket.once()
    assert send(counter, STAFF, f"!tiket {' '.join(numbers(counter))}\n!prioritas tinggi") == "commands_refused"
    assert 'approve = ["bulk"]' in " ".join(text_of(counter.sink.to(STAFF)[0]).split())


def test_five_tickets_need_nobody_else(office: Any) -> None:
    send(office, STAFF, f"!tiket {' '.join(numbers(office)[:5])}\n!prioritas tinggi")
    (question,) = office.sink.to(STAFF)
    send(office, STAFF, f"!ya {code(question, '!ya')}", question.message_id)
    assert [row["priority"] for row in office.loket.rows("tickets")].count("high") == 5
    assert office.sink.to(JOKO) == []


@pytest.mark.parametrize("point", ["plan_approved", "plan_executed", "after_handle", "before_commit", "after_commit"])
def test_killed_between_approval_and_the_end_it_runs_once(office: Any, point: str) -> None:
    request = confirm(office, ask(office))
    approve = f"!setuju {code(request, '!setuju')}"
    office.deliver(write(f"Joko <{JOKO}>", approve, "Perintah", in_reply_to=request.message_id))
    assert office.loket.run("once", LOKET_FAILPOINT=f"{point}:kill").returncode == -9
    office.loket.once()
    assert priorities(office) == {"high"}
    assert events(office).count("plan.done") == events(office).count("plan.executing") == 1
    assert events(office).count("ticket.changed") == TICKETS
    assert list(broken_links()) == []
