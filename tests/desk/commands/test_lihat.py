"""`!lihat`."""

from typing import Any

import pytest


@pytest.mark.parametrize("line", ["!lihat PDI-2611-0042", "!show pdi-2611-0042", "!lihat [PDI-2611-0042]"])
def test_ticket_is_shown_with_its_conversation(counter: Any, line: str) -> None:
    sheet = counter.effects(line, None)[0].section
    assert (sheet.ticket.number, sheet.conversation[0].text) == ("PDI-2611-0042", "KRS saya hilang.")
    assert sheet.links == ("PDI-2611-0041",)


def test_without_a_number_the_mails_own_ticket_is_shown(counter: Any) -> None:
    assert counter.effects("!lihat", counter.ticket(number="PDI-2611-0007"))[0].section.ticket.number == "PDI-2611-0007"


def test_without_a_number_and_a_ticket_it_is_refused(counter: Any) -> None:
    assert counter.refusal("!lihat", None).code == "no-ticket"


def test_unknown_number_is_refused(counter: Any) -> None:
    refusal = counter.refusal("!lihat PDI-2611-9999")
    assert (refusal.code, refusal.facts) == ("unknown-ticket", {"number": "PDI-2611-9999"})
