"""`!tutup`."""

from typing import Any

import pytest

from daemon.desk.planning.plan import MailRequester, SetStatus
from daemon.desk.statuses import Status
from daemon.desk.writing.letters import Reply


@pytest.mark.parametrize("status", ["solved", "rejected", "cancelled"])
def test_decided_ticket_is_closed_silently(counter: Any, status: str) -> None:
    plan = counter.plan("!tutup", counter.ticket(status), text="Terima kasih.")
    assert plan.effects == (SetStatus(7, Status(status), Status.CLOSED),)
    assert not plan.uses_text


def test_open_ticket_is_closed_with_the_text_below(counter: Any) -> None:
    letter = Reply("PDI-2611-0042", "KRS hilang", "Sudah diurus di loket.", "Budi Contoh", False, "closed")
    plan = counter.plan("!close", text="Sudah diurus di loket.")
    assert plan.effects == (SetStatus(7, Status.NEW, Status.CLOSED), MailRequester(7, letter))
    assert plan.uses_text


def test_open_ticket_is_not_closed_without_a_word_to_its_requester(counter: Any) -> None:
    assert counter.refusal("!tutup").code == "text-missing"


def test_closed_ticket_is_refused(counter: Any) -> None:
    assert counter.refusal("!tutup", counter.ticket("closed")).code == "transition"
