"""`!cuti`: open tickets go to colleagues who are there, and come back to nobody."""

from datetime import UTC, datetime
from typing import Any

import pytest

from daemon.desk.planning.plan import SetAbsence, SetField, SetStatus, TellColleague
from daemon.desk.statuses import Status
from daemon.desk.writing.letters import Handover

BACK = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize("words", ["sampai 29 November", "until 29-11-2026", "sampai minggu"])
def test_absence_lasts_through_the_day_named(counter: Any, words: str) -> None:
    assert counter.effects(f"!cuti {words}")[0] == SetAbsence("budi", None, BACK, "command")


def test_colleague_gets_the_tickets_with_a_summary(counter: Any) -> None:
    _, change, letter = counter.effects("!cuti sampai besok")
    assert change == SetField(7, "assignee", "budi", "rina")
    assert isinstance(letter, TellColleague)
    assert isinstance(letter.content, Handover)
    assert (letter.staff_id, letter.tickets, letter.content.from_name) == ("rina", (7,), "Budi Contoh")


def test_ticket_goes_back_to_the_queue_when_nobody_is_there(counter: Any) -> None:
    counter.queries.is_rina_there = False
    assert counter.effects("!cuti sampai besok")[1:] == (
        SetField(7, "assignee", "budi", None),
        SetStatus(7, Status.IN_PROGRESS, Status.NEW),
    )


def test_end_of_an_absence_is_noted(counter: Any) -> None:
    counter.queries.away = BACK
    assert counter.effects("!cuti selesai") == (SetAbsence("budi", BACK, None, "command"),)


def test_who_is_here_cannot_come_back(counter: Any) -> None:
    assert counter.refusal("!cuti selesai").code == "not-absent"


@pytest.mark.parametrize("words", ["sampai nanti", "sampai 1 januari 2020", "sampai 1 januari 2036"])
def test_absence_needs_a_day_that_can_be(counter: Any, words: str) -> None:
    assert counter.refusal(f"!cuti {words}").code == "day"


def test_absence_needs_a_day(counter: Any) -> None:
    assert counter.refusal("!cuti").code == "argument"
