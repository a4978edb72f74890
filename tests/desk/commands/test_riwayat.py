"""`!riwayat`."""

from typing import Any

import pytest


@pytest.mark.parametrize("line", ["!riwayat", "!riwayat PDI-2611-0042", "!history [pdi-2611-0042]"])
def test_history_of_a_ticket_is_told(counter: Any, line: str) -> None:
    assert counter.effects(line)[0].section.number == "PDI-2611-0042"


def test_tickets_of_a_requester_are_listed(counter: Any) -> None:
    assert counter.effects("!riwayat Siti@kampus.example", None)[0].section.title == "history"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("!riwayat PDI-1", "unknown-ticket"),
        ("!riwayat x@y.example", "no-history"),
        ("!riwayat 2190000001", "no-history"),
    ],
)
def test_nothing_known_is_said_so(counter: Any, line: str, code: str) -> None:
    assert counter.refusal(line).code == code


def test_history_needs_a_ticket_or_a_name(counter: Any) -> None:
    assert counter.refusal("!riwayat", None).code == "no-ticket"
