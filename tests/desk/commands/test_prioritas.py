"""`!prioritas`."""

from typing import Any

import pytest

from daemon.desk.planning.plan import SetField


@pytest.mark.parametrize(
    ("line", "priority"),
    [("!prioritas tinggi", "high"), ("!priority urgent", "urgent"), ("!prioritas Rendah", "low")],
)
def test_priority_is_set_from_either_language(counter: Any, line: str, priority: str) -> None:
    assert counter.effects(line) == (SetField(7, "priority", "normal", priority),)


def test_usual_priority_has_two_indonesian_names(counter: Any) -> None:
    high = counter.ticket(priority="high")
    assert counter.effects("!prioritas biasa", high) == counter.effects("!prioritas normal", high)


def test_mistyped_priority_is_suggested(counter: Any) -> None:
    assert counter.refusal("!prioritas tingi").facts["similar"] == "tinggi"
