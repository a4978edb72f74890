"""Warnings about the clocks: once each, in service hours, whatever restarts or is set back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from installation import STAFF
from writing import write

from daemon.desk.timekeeping import escalation
from models.clocks import StageRun
from models.staffing import StageWarning
from models.tickets import Ticket

pytestmark = [pytest.mark.server, pytest.mark.database]

RINA = f"Rina Contoh <{STAFF}>"
MONDAY = datetime(2030, 11, 25, 2, 0, tzinfo=UTC)  # 09:00 at the counter; far ahead: nothing is late when this runs
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(counter: Any) -> Any:
    """Return a counter with one complaint whose processing began at nine on a Monday, its mails sent."""
    counter.deliver(write("<siti@mhs.kampus.example>", "Apakah kantin buka?", "Kantin"))
    counter.loket.once()
    StageRun.update(opened_at=MONDAY).execute()
    StageRun.update(target_seconds=3600).where(StageRun.stage == "processing").execute()
    if not StageRun.select().where(StageRun.stage == "processing").exists():
        run = StageRun.get(StageRun.stage == "total")
        StageRun.create(
            ticket=run.ticket,
            stage="processing",
            expected_seconds=300,
            target_seconds=3600,
            opened_at=MONDAY,
            opened_by="loket",
            opened_cause="x",
        )
    counter.sink.clear()
    return counter


def configure(desk: Any, lines: str) -> None:
    config: Path = desk.loket.config
    config.write_text(config.read_text() + f"\n[escalation]\n{lines}\n")


def look(desk: Any, after: timedelta) -> list[tuple[str, int]]:
    """Let the counter look at its clocks so long after nine, and return the steps that it took now."""
    known = {row.id for row in StageWarning.select()}
    escalation.run(desk.loket.app.desk, MONDAY + after)
    return [(row.step, row.share) for row in StageWarning.select().order_by(StageWarning.id) if row.id not in known]


def sent(desk: Any) -> list[str]:
    desk.loket.once()
    return [str(mail.recipients[0]) for mail in desk.sink.mails]


def test_each_step_is_taken_at_its_share(desk: Any) -> None:
    assert look(desk, 0.4 * HOUR) == []
    assert look(desk, 0.5 * HOUR) == [("assignee", 50)]
    assert look(desk, 0.8 * HOUR) == [("team", 80)]
    assert look(desk, HOUR) == [("head", 100)]


def test_no_step_is_taken_twice(desk: Any) -> None:
    look(desk, 0.5 * HOUR)
    assert look(desk, 0.6 * HOUR) == []


def test_clock_set_back_warns_nobody_again(desk: Any) -> None:
    look(desk, 0.8 * HOUR)
    look(desk, 0.3 * HOUR)
    assert look(desk, 0.5 * HOUR) == []


def test_restart_with_other_shares_warns_nobody_again(desk: Any) -> None:
    look(desk, 0.5 * HOUR)
    configure(desk, "assignee = 55\nteam = 0\nhead = 0")
    assert look(desk, 0.6 * HOUR) == []


def test_steps_that_are_due_together_are_one_mail(desk: Any) -> None:
    look(desk, 2 * HOUR)
    assert [row.step for row in StageWarning.select() if row.is_sent] == ["head"]
    assert sent(desk) == [STAFF]


def test_nobody_is_warned_outside_service_hours(desk: Any) -> None:
    assert look(desk, 3.5 * HOUR) == []  # the break at noon
    assert look(desk, 10 * HOUR) == []


def test_break_does_not_count(desk: Any) -> None:
    StageRun.update(opened_at=MONDAY + 2.5 * HOUR).where(StageRun.stage == "processing").execute()
    assert look(desk, 4.1 * HOUR) == [("assignee", 50)]


def test_nobody_is_warned_while_the_requester_is_asked(desk: Any) -> None:
    number = desk.loket.rows("tickets")[0]["number"]
    desk.deliver(write(RINA, f"!tiket {number}\n!tunggu", "Tunggu"))
    desk.loket.once()
    notice = desk.sink.to(STAFF)[-1]
    code = str(notice.message.get_body(("plain",)).get_content()).partition("!ya ")[2].split()[0]
    desk.deliver(write(RINA, f"!ya {code}", "Re: Tunggu", in_reply_to=notice.message_id))
    desk.loket.once()
    assert look(desk, 2 * HOUR) == []


def test_late_ticket_goes_to_the_next_of_the_team_where_configured(desk: Any) -> None:
    config: Path = desk.loket.config
    config.write_text(
        config.read_text().replace('[teams."lain"]\nstaff = ["rina"]', '[teams."lain"]\nstaff = ["rina", "joko"]')
    )
    Ticket.update(assignee="rina").execute()
    configure(desk, "assignee = 0\nteam = 0\nhead = 0\nreassign = 100")
    assert look(desk, HOUR) == [("reassign", 100)]
    assert desk.loket.rows("tickets")[0]["assignee"] == "joko"
    assert sent(desk) == ["joko@kampus.example"]


def test_journal_tells_who_was_warned_of_what(desk: Any) -> None:
    look(desk, 0.5 * HOUR)
    (event,) = [event for event in desk.loket.rows("journal") if event["name"] == "ticket.warned"]
    assert event["data"]["step"] == "assignee"
