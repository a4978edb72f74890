"""`!antrean`."""

from typing import Any

import pytest

from daemon.desk.planning.command import QueueFilter
from daemon.desk.planning.plan import TellActor


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("!antrean", QueueFilter()),
        ("!antrean saya", QueueFilter(assignee="budi")),
        ("!list me", QueueFilter(assignee="budi")),
        ("!queue -", QueueFilter(assignee="-")),
        ("!antrean sarpras", QueueFilter(category="sarpras")),
        ("!antrean Sarpras -", QueueFilter(assignee="-", category="sarpras")),
        ("!antrean rina menunggu", QueueFilter(assignee="rina", status="waiting")),
        ("!antrean tinggi lewat", QueueFilter(priority="high", is_overdue=True)),
        ("!antrean m01 baru", QueueFilter(type_code="M01", status="new")),
    ],
)
def test_choice_becomes_the_question(counter: Any, line: str, asked: QueueFilter) -> None:
    counter.plan(line)
    assert counter.queries.asked == [asked]


def test_rows_are_told_to_the_actor_without_a_ticket(counter: Any) -> None:
    (told,) = counter.effects("!antrean", None)
    assert isinstance(told, TellActor)
    assert (told.section.title, told.section.rows[0].number) == ("queue", "PDI-2611-0042")


def test_own_list_says_so(counter: Any) -> None:
    assert counter.effects("!antrean saya")[0].section.title == "own"


@pytest.mark.parametrize("line", ["!antrean saya -", "!antrean sarpras akademik", "!antrean baru menunggu"])
def test_two_choices_of_one_kind_are_refused(counter: Any, line: str) -> None:
    assert counter.refusal(line).facts["problem"] == "extra"


def test_mistyped_category_is_suggested(counter: Any) -> None:
    assert counter.refusal("!antrean akademi").facts["similar"] == "akademik"
