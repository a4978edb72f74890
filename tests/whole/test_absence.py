"""Who is away gets no tickets, and those they had go to colleagues."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from installation import STAFF
from writing import write

from daemon.desk.staffing import absences
from models.staffing import Absence

pytestmark = [pytest.mark.server, pytest.mark.database]

RINA = f"Rina Contoh <{STAFF}>"
JOKO = "joko@kampus.example"
LAST = datetime.now(UTC).date() + timedelta(days=30)  # of the absence; ahead, whatever the day is
NOTE = f"Saya sedang cuti sampai dengan {LAST:%d-%m-%Y}. Hubungi rekan saya."
AUTOMATIC = ("Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All")


@pytest.fixture
def team(counter: Any) -> Any:
    """Return a counter where Rina and Joko serve all categories."""
    configure(counter, '[teams."lain"]\nstaff = ["rina"]', '[teams."lain"]\nstaff = ["rina", "joko"]')
    return counter


def configure(counter: Any, before: str, after: str) -> None:
    config: Path = counter.loket.config
    assert before in config.read_text()
    config.write_text(config.read_text().replace(before, after))


def in_turn(counter: Any) -> None:
    configure(counter, "[commands]", "[assignment]\nin_turn = true\n\n[commands]")


def complain(counter: Any, name: str = "siti") -> Any:
    """Have a student ask something that belongs to no category, and return the notification that Rina got."""
    counter.deliver(write(f"<{name}@mhs.kampus.example>", "Apakah kantin buka?", f"Kantin {name}"))
    counter.loket.once()
    return (counter.sink.to(STAFF) or [None])[-1]


def send(
    counter: Any, sender: str, text: str, answers: Any, headers: tuple[str, ...] = (), verdict: str = "pass"
) -> str:
    counter.sink.clear()
    counter.deliver(write(sender, text, "Re: Kantin", in_reply_to=answers.message_id, headers=headers, verdict=verdict))
    counter.loket.once()
    return str(counter.loket.rows("inbox")[-1]["disposition"])


def text_to(counter: Any, address: str) -> str:
    return "\n".join(str(mail.message.get_body(("plain",)).get_content()) for mail in counter.sink.to(address))


def assignees(counter: Any) -> list[str | None]:
    return [row["assignee"] for row in counter.loket.rows("tickets")]


def test_tickets_go_round_in_turn(team: Any) -> None:
    in_turn(team)
    for name in ("siti", "ani", "dewi"):
        complain(team, name)
    assert assignees(team) == ["rina", "joko", "rina"]


def test_tickets_stay_with_the_team_unless_configured(team: Any) -> None:
    complain(team)
    assert assignees(team) == [None]


def test_who_is_away_is_left_out(team: Any) -> None:
    in_turn(team)
    send(team, RINA, "!cuti sampai besok", complain(team))
    complain(team, "ani")
    complain(team, "dewi")
    assert assignees(team)[1:] == ["joko", "joko"]


def test_open_tickets_are_handed_over_with_a_summary(team: Any) -> None:
    notice = complain(team)
    send(team, RINA, "!ambil", notice)
    send(team, RINA, "!cuti sampai besok", notice)
    assert assignees(team) == ["joko"]
    assert "Rina Contoh tidak bertugas" in text_to(team, JOKO)


def test_handover_is_answered_by_numbers(team: Any) -> None:
    notice = complain(team)
    send(team, RINA, "!ambil", notice)
    send(team, RINA, "!cuti sampai besok", notice)
    handover = team.sink.to(JOKO)[-1]
    assert send(team, f"Joko Contoh <{JOKO}>", "1 selesai", handover) == "commands_executed"


def test_absence_can_be_taken_back(team: Any) -> None:
    configure(team, 'hold = "0s"', 'hold = "20s"')
    notice = complain(team)
    send(team, RINA, "!ambil", notice)
    send(team, RINA, "!cuti sampai besok", notice)
    send(team, RINA, "!urung", notice)
    assert assignees(team) == ["rina"]
    assert Absence.select().count() == 0


def test_own_out_of_office_answer_hands_over(team: Any) -> None:
    notice = complain(team)
    send(team, RINA, "!ambil", notice)
    assert send(team, RINA, NOTE, notice, AUTOMATIC) == "ignored"
    assert assignees(team) == ["joko"]
    assert team.sink.to(STAFF) == []


def test_out_of_office_answer_is_told_when_its_sender_is_back(team: Any) -> None:
    send(team, RINA, NOTE, complain(team), AUTOMATIC)
    letter = team.loket.rows("outbox")[-1]
    assert (letter["kind"], letter["not_before"][:10]) == ("away-noted", LAST.isoformat())  # midnight in Palembang


def test_second_out_of_office_answer_brings_no_second_mail(team: Any) -> None:
    notice = complain(team)
    send(team, RINA, NOTE, notice, AUTOMATIC)
    send(team, RINA, NOTE, notice, AUTOMATIC)
    assert team.sink.to(STAFF) == []


Forge = Callable[[Any, Any], None]
FORGERIES: dict[str, Forge] = {
    "unproven": lambda team, notice: send(team, RINA, NOTE, notice, AUTOMATIC, "fail") and None,
    "without our token": lambda team, notice: send_alone(team),
    "of somebody else": lambda team, notice: send(team, f"Joko Contoh <{JOKO}>", NOTE, notice, AUTOMATIC) and None,
    "no absence": lambda team, notice: send(team, RINA, "Surat Anda kami terima.", notice, AUTOMATIC) and None,
}


def send_alone(team: Any) -> None:
    team.deliver(write(RINA, NOTE, "Automatic reply: Kantin", headers=AUTOMATIC))
    team.loket.once()


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_automatic_mail_that_proves_nothing_moves_no_ticket(team: Any, forge: Forge) -> None:
    notice = complain(team)
    send(team, RINA, "!ambil", notice)
    forge(team, notice)
    assert assignees(team) == ["rina"]


def test_out_of_office_answers_can_be_left_alone(team: Any) -> None:
    configure(team, "[commands]", "[assignment]\nout_of_office = false\n\n[commands]")
    send(team, RINA, NOTE, complain(team), AUTOMATIC)
    assert absences.absent(team.loket.app.desk.clock()) == frozenset()


def test_assigning_to_who_is_away_warns_in_the_receipt(team: Any) -> None:
    complain(team)
    notice = team.sink.to(JOKO)[-1]
    send(team, RINA, "!cuti sampai besok", team.sink.to(STAFF)[-1])
    send(team, f"Joko Contoh <{JOKO}>", "!tugaskan rina", notice)
    assert "Rina Contoh sedang tidak bertugas sampai" in " ".join(text_to(team, JOKO).split())
    assert assignees(team) == ["rina"]
