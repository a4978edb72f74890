"""`!solusi`."""

from typing import Any

import pytest

from daemon.desk.planning.plan import SetStatus
from daemon.desk.statuses import Status

LINE = '!solusi data-diperbaiki data="nama ibu"'


def test_template_solves_in_the_requesters_language(counter: Any) -> None:
    status, letter = counter.effects(LINE, counter.ticket("in_progress", language="en"))
    assert status == SetStatus(7, Status.IN_PROGRESS, Status.SOLVED)
    assert (letter.content.kind, letter.content.text) == ("solution", "en: nama ibu sudah diperbaiki.")


def test_text_below_is_added_and_used(counter: Any) -> None:
    plan = counter.plan(LINE, text="Silakan cek.\n")
    assert plan.uses_text
    assert plan.effects[1].content.text == "id: nama ibu sudah diperbaiki.\n\nSilakan cek."


def test_without_text_nothing_is_used(counter: Any) -> None:
    assert not counter.plan("!solution Data-Diperbaiki DATA=nama").uses_text


def test_mistyped_code_is_suggested(counter: Any) -> None:
    refusal = counter.refusal("!solusi data-diperbaik")
    assert (refusal.code, refusal.facts["similar"]) == ("unknown-word", "data-diperbaiki")


def test_missing_value_is_named(counter: Any) -> None:
    assert counter.refusal("!solusi data-diperbaiki").code == "solution-values"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("!solusi data=nama", "missing"),
        ("!solusi data-diperbaiki nama", "no-key"),
        ("!solusi data-diperbaiki data=a DATA=b", "key-twice"),
    ],
)
def test_ill_written_values_are_refused(counter: Any, line: str, problem: str) -> None:
    assert counter.refusal(line).facts["problem"] == problem


def test_without_a_code_and_a_usual_solution_the_codes_are_named(counter: Any) -> None:
    refusal = counter.refusal("!solusi")
    assert refusal.code == "solution-missing"
    assert "data-diperbaiki" in refusal.facts["known"]


def test_without_a_code_the_usual_solution_of_the_type_is_sent(counter: Any) -> None:
    letter = counter.effects("!solusi data=nilai", counter.ticket("in_progress", type_code="M02"))[1]
    assert letter.content.text == "id: nilai sudah diperbaiki."


def test_value_may_contain_an_equals_sign(counter: Any) -> None:
    assert "a=b" in counter.effects("!solusi data-diperbaiki data=a=b")[1].content.text


def test_kept_solution_is_sent_by_its_code(counter: Any) -> None:
    letter = counter.effects("!solusi wifi-login")[1]
    assert letter.content.text == "Silakan login ulang di wifi.kampus.example."


def test_kept_solution_takes_no_values(counter: Any) -> None:
    assert counter.refusal("!solusi wifi-login data=x").code == "solution-extra"


def test_kept_solution_of_the_other_language_is_refused(counter: Any) -> None:
    assert counter.refusal("!solusi wifi-login", counter.ticket(language="en")).code == "solution-language"


def test_solved_ticket_is_refused(counter: Any) -> None:
    assert counter.refusal(LINE, counter.ticket("solved")).code == "transition"
