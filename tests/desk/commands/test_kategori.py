"""`!kategori`."""

from typing import Any

import pytest

from daemon.desk.planning.plan import SetField


@pytest.mark.parametrize("line", ["!kategori sarpras", "!category SARPRAS"])
def test_type_of_another_category_is_taken_back(counter: Any, line: str) -> None:
    assert counter.effects(line) == (
        SetField(7, "type_code", "M01", ""),
        SetField(7, "category", "data-mahasiswa", "sarpras"),
    )


def test_ticket_without_a_type_changes_only_its_category(counter: Any) -> None:
    assert counter.effects("!kategori akademik", counter.ticket(type_code="")) == (
        SetField(7, "category", "data-mahasiswa", "akademik"),
    )


def test_same_category_keeps_the_type(counter: Any) -> None:
    assert counter.effects("!kategori data-mahasiswa") == ()


def test_mistyped_category_is_suggested(counter: Any) -> None:
    refusal = counter.refusal("!kategori sarpas")
    assert (refusal.facts["kind"], refusal.facts["similar"]) == ("category", "sarpras")
