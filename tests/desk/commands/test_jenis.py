"""`!jenis`."""

from typing import Any

import pytest

from daemon.desk.planning.plan import SetField


@pytest.mark.parametrize("line", ["!jenis F07", "!type f07"])
def test_type_brings_its_category(counter: Any, line: str) -> None:
    assert counter.effects(line) == (
        SetField(7, "type_code", "M01", "F07"),
        SetField(7, "category", "data-mahasiswa", "sarpras"),
    )


def test_category_that_stays_is_not_mentioned(counter: Any) -> None:
    assert counter.effects("!jenis M02") == (SetField(7, "type_code", "M01", "M02"),)


def test_type_that_the_ticket_has_changes_nothing(counter: Any) -> None:
    assert counter.effects("!jenis M01") == ()


def test_mistyped_type_is_suggested(counter: Any) -> None:
    refusal = counter.refusal("!jenis FO7")
    assert (refusal.code, refusal.facts["similar"]) == ("unknown-word", "F07")


def test_type_is_wanted(counter: Any) -> None:
    assert counter.refusal("!jenis").facts["problem"] == "missing"
