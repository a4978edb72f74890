"""Many similar complaints are proposed as one disturbance, and answered by one solution."""

from pathlib import Path
from typing import Any

import pytest
from writing import write

from models import images
from models.staffing import Incident
from models.tickets import Ticket

pytestmark = [pytest.mark.server, pytest.mark.database]

JOKO = "Joko Contoh <joko@kampus.example>"
NAMES = ("siti", "budi", "ani", "dewi", "eko", "fajar", "gita")
OUTAGE = "Internet dan WiFi gedung B mati sejak pagi."


@pytest.fixture
def desk(counter: Any) -> Any:
    """Return a counter that proposes a disturbance when three complaints are alike."""
    config: Path = counter.loket.config
    config.write_text(f"{config.read_text()}\n[incidents]\ncomplaints = 3\n")
    return counter


def complain(desk: Any, *names: str, text: str = OUTAGE, subject: str = "WiFi mati") -> None:
    for name in names:
        desk.deliver(write(f"<{name}@mhs.kampus.example>", text, subject))
    desk.loket.once()


def to_joko(desk: Any, word: str) -> list[Any]:
    mails = desk.sink.to("joko@kampus.example")
    return [mail for mail in mails if word in str(mail.message.get_body(("plain",)).get_content())]


def order(desk: Any, text: str) -> str:
    """Have Joko answer the proposal and return what became of his mail."""
    (proposal,) = to_joko(desk, "keluhan serupa")
    desk.deliver(write(JOKO, text, "Re: WiFi mati", in_reply_to=proposal.message_id))
    desk.loket.once()
    return str(desk.loket.rows("inbox")[-1]["disposition"])


def statuses(desk: Any) -> list[str]:
    return [row["status"] for row in desk.loket.rows("tickets")]


def test_few_complaints_are_no_disturbance(desk: Any) -> None:
    complain(desk, "siti", "budi")
    assert to_joko(desk, "keluhan serupa") == []


def test_different_complaints_are_no_disturbance(desk: Any) -> None:
    complain(desk, "siti", "budi")
    complain(desk, "ani", text="Lab komputer lantai 3 terkunci, kursi rusak.", subject="Lab")
    assert to_joko(desk, "keluhan serupa") == []


def test_corrections_of_personal_data_are_no_disturbance(desk: Any) -> None:
    complain(desk, "siti", "budi", "ani", text="Nama saya salah di PDDIKTI, mohon diperbaiki.", subject="Nama salah")
    assert Incident.select().count() == 0


def test_disturbance_is_proposed_once(desk: Any) -> None:
    complain(desk, "siti", "budi", "ani")
    complain(desk, "dewi", "eko", "fajar")
    assert len(to_joko(desk, "keluhan serupa")) == 1


def test_nothing_is_linked_before_staff_accept(desk: Any) -> None:
    complain(desk, "siti", "budi", "ani")
    (number, *_) = (row["number"] for row in desk.loket.rows("tickets"))
    desk.deliver(write(JOKO, "selesai\n\nSudah.", "Re", in_reply_to=to_joko(desk, number)[0].message_id))
    desk.loket.once()
    assert statuses(desk) == ["solved", "new", "new"]


def test_each_requester_gets_a_mail_of_their_own(desk: Any) -> None:
    complain(desk, *NAMES)
    order(desk, "insiden")
    assert order(desk, "!selesai\n\nSudah menyala lagi.") == "commands_executed"
    for name in NAMES:
        (mail,) = [mail for mail in desk.sink.to(f"{name}@mhs.kampus.example") if "menyala lagi" in str(mail.message)]
        assert mail.recipients == (f"{name}@mhs.kampus.example",)


def test_ticket_that_does_not_fit_is_taken_out(desk: Any) -> None:
    complain(desk, "siti", "budi", "ani")
    order(desk, "insiden")
    order(desk, f"!insiden lepas {desk.loket.rows('tickets')[2]['number']}")
    order(desk, "!selesai\n\nSudah menyala lagi.")
    assert statuses(desk) == ["solved", "solved", "new"]


def test_declined_proposal_links_nothing(desk: Any) -> None:
    complain(desk, "siti", "budi", "ani")
    order(desk, "!insiden bubar")
    order(desk, "!selesai\n\nSudah menyala lagi.")
    assert statuses(desk) == ["solved", "new", "new"]


def test_later_complaint_joins_without_a_mail_to_the_team(desk: Any) -> None:
    complain(desk, "siti", "budi", "ani")
    order(desk, "insiden")
    desk.sink.clear()
    complain(desk, "dewi")
    assert desk.sink.to("joko@kampus.example") == []
    assert "sudah kami ketahui" in " ".join(
        str(desk.sink.to("dewi@mhs.kampus.example")[0].message.get_body(("plain",)).get_content()).split()
    )


def test_other_complaint_does_not_join(desk: Any) -> None:
    complain(desk, "siti", "budi", "ani")
    order(desk, "insiden")
    desk.sink.clear()
    complain(desk, "dewi", text="WiFi ruang dosen lambat sekali setiap sore.", subject="WiFi lambat")
    assert len(desk.sink.to("joko@kampus.example")) == 1


@pytest.mark.parametrize("words", ["insiden", "!selesai\n\nSudah menyala lagi."])
def test_word_about_a_disturbance_is_taken_back(desk: Any, words: str) -> None:
    config: Path = desk.loket.config
    config.write_text(config.read_text().replace('hold = "0s"', 'hold = "20s"'))
    complain(desk, "siti", "budi", "ani")
    if words != "insiden":
        order(desk, "insiden")
    before = state()
    order(desk, words)
    assert order(desk, "urung") == "commands_executed"
    assert state() == before


def state() -> dict[Any, Any]:
    rows = images.picture([int(row.id) for row in Ticket.select()])
    return {
        key: {name: row[name] for name in row if name not in {"version", "updated_at"}} for key, row in rows.items()
    }
