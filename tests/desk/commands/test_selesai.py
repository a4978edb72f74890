"""`!selesai`."""

from typing import Any

import pytest

from daemon.desk.planning.plan import MailRequester, SetStatus
from daemon.desk.statuses import Status
from daemon.desk.writing.letters import Solution


@pytest.mark.parametrize("keyword", ["!selesai", "!solve", "!solved"])
def test_text_below_is_the_solution(counter: Any, keyword: str) -> None:
    plan = counter.plan(keyword, text="KRS sudah muncul kembali.\n")
    letter = Solution("PDI-2611-0042", "KRS hilang", "KRS sudah muncul kembali.", "Budi Contoh")
    assert plan.effects == (SetStatus(7, Status.NEW, Status.SOLVED), MailRequester(7, letter))
    assert plan.uses_text


def test_no_ticket_is_solved_without_a_word_to_its_requester(counter: Any) -> None:
    mail = counter.plan("!selesai", text="  \n").effects[1]
    assert isinstance(mail, MailRequester)
    assert mail.content.text == "id: selesai"


def test_solved_ticket_is_not_solved_again(counter: Any) -> None:
    assert counter.refusal("!selesai", counter.ticket("solved"), text="Sudah.").code == "transition"


def test_solution_on_the_command_line_is_refused(counter: Any) -> None:
    assert counter.refusal("!selesai sudah diperbaiki").facts["problem"] == "extra"
