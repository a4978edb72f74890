"""`!antrean`."""

from typing import Any

import pytest

from daemon.desk.plan import TellActor


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("!antrean", (None, None)),
        ("!antrean saya", ("budi", None)),
        ("!list me", ("budi", None)),
        ("!queue -", ("-", None)),
        ("!antrean sarpras", (None, "sarpras")),
        ("!antrean Sarpras -", ("-", "sarpras")),
    ],
)
def test_choice_becomes_the_question(counter: Any, line: str, asked: tuple[str | None, str | None]) -> None:
    counter.plan(line)
    assert counter.queries.asked == [asked]


def test_rows_are_told_to_the_actor_without_a_ticket(counter: Any) -> None:
    (told,) = counter.effects("!antrean", None)
    assert isinstance(told, TellActor)
    assert (told.section.title, told.section.rows[0].number) == ("queue", "PDI-2611-0042")


def test_own_list_says_so(counter: Any) -> None:
    assert counter.effects("!antrean saya")[0].section.title == "own"


@pytest.mark.parametrize("line", ["!antrean saya -", "!antrean sarpras akademik"])
def test_two_choices_of_one_kind_are_refused(counter: Any, line: str) -> None:
    assert counter.refusal(line).facts["problem"] == "extra"


def test_mistyped_category_is_suggested(counter: Any) -> None:
    assert counter.refusal("!antrean akademi").facts["similar"] == "akademik"
