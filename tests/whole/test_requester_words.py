"""One-word answers, thanks, silence and coming back."""

from datetime import timedelta
from typing import Any

import pytest
from installation import STAFF
from writing import write

from daemon.app import utc_now
from daemon.desk.timekeeping import reminders
from models.tickets import Ticket

pytestmark = pytest.mark.server

STUDENT = "siti@mhs.kampus.example"


@pytest.fixture
def solved(counter: Any) -> Any:
    """Return the solution mail of a solved ticket."""
    say(counter, "NIK saya salah di PDDIKTI.\nNIM: 2190000001", None)
    order(counter, "!selesai\n\nSudah diperbaiki.")
    return counter.sink.to(STUDENT)[-1]


def say(counter: Any, text: str, answered: Any) -> None:
    reference = answered.message_id if answered else ""
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", text, "Re: NIK salah", in_reply_to=reference))
    counter.loket.once()


def order(counter: Any, text: str) -> None:
    notice = counter.sink.to(STAFF)[0]
    counter.deliver(write(f"Rina <{STAFF}>", text, "Re: NIK salah", in_reply_to=notice.message_id))
    counter.loket.once()


def status(counter: Any) -> str:
    return str(counter.loket.rows("tickets")[0]["status"])


def last_text(counter: Any) -> str:
    return str(counter.sink.to(STUDENT)[-1].message.get_body(("plain",)).get_content())


def later(counter: Any, days: float) -> None:
    reminders.run(counter.loket.app.desk, utc_now() + timedelta(days=days))
    counter.loket.once()


def test_status_is_answered(counter: Any) -> None:
    say(counter, "NIK saya salah.", None)
    say(counter, "STATUS", counter.sink.to(STUDENT)[0])
    assert "baru" in last_text(counter)


def test_batal_cancels_and_buka_reopens(counter: Any) -> None:
    say(counter, "NIK saya salah.", None)
    first = counter.sink.to(STUDENT)[0]
    say(counter, "batal", first)
    assert status(counter) == "cancelled"
    say(counter, "BUKA", first)
    assert status(counter) == "new"


def test_thanks_do_not_reopen_but_content_does(counter: Any, solved: Any) -> None:
    say(counter, "Terima kasih banyak, Bu 🙏", solved)
    assert status(counter) == "solved"
    say(counter, "Maaf, NIK-nya masih salah di SIMAK.", solved)
    assert status(counter) == "new"


def test_rating_counts_only_for_a_solution(counter: Any) -> None:
    say(counter, "NIK saya salah.", None)
    say(counter, "5", counter.sink.to(STUDENT)[0])
    assert counter.loket.rows("tickets")[0]["rating"] is None


def test_solved_ticket_is_closed_after_a_week_and_opens_again_within_a_month(counter: Any, solved: Any) -> None:
    later(counter, 6.9)
    assert status(counter) == "solved"
    later(counter, 7.1)
    assert status(counter) == "closed"
    say(counter, "Ternyata masih salah.", solved)
    assert status(counter) == "new"
    assert len(counter.loket.rows("tickets")) == 1


def test_silent_requester_is_chased_warned_and_closed_once_each(counter: Any) -> None:
    say(counter, "NIK saya salah.", None)
    order(counter, "!tunggu\n\nKirim KTP ya.")
    before = len(counter.sink.to(STUDENT))
    for days in (2.9, 3.1, 3.2, 7.1, 7.2, 10.1):
        later(counter, days)
    assert len(counter.sink.to(STUDENT)) - before == 3
    assert status(counter) == "closed"


def test_reply_long_after_closing_is_a_new_ticket_that_is_linked(counter: Any, solved: Any) -> None:
    later(counter, 7.1)
    Ticket.update(closed_at=utc_now() - timedelta(days=31)).execute()
    say(counter, "NIK saya salah lagi.", solved)
    assert [row["status"] for row in counter.loket.rows("tickets")] == ["closed", "new"]


def test_content_that_reopens_is_confirmed_once(counter: Any, solved: Any) -> None:
    before = len(counter.sink.to(STUDENT))
    say(counter, "Belum, NIK saya masih yang lama.", solved)
    assert "sudah dibuka lagi" in last_text(counter)
    say(counter, "Mohon dicek sekali lagi ya.", counter.sink.to(STUDENT)[-1])
    assert len(counter.sink.to(STUDENT)) == before + 1
