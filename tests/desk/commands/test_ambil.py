"""`!ambil`."""

from typing import Any

import pytest

from daemon.desk.planning.plan import MailRequester, SetField, SetStatus
from daemon.desk.statuses import Status
from daemon.desk.writing.letters import Taken


def test_new_ticket_becomes_the_actors_and_its_requester_is_told(counter: Any) -> None:
    assert counter.effects("!ambil") == (
        SetField(7, "assignee", None, "budi"),
        SetStatus(7, Status.NEW, Status.IN_PROGRESS),
        MailRequester(7, Taken("PDI-2611-0042", "KRS hilang", "Budi Contoh")),
    )


def test_ticket_of_a_colleague_is_taken_over_without_a_letter(counter: Any) -> None:
    assert counter.effects("!ambil", counter.ticket("in_progress", assignee="rina")) == (
        SetField(7, "assignee", "rina", "budi"),
        SetStatus(7, Status.IN_PROGRESS, Status.IN_PROGRESS),
    )


def test_waiting_ticket_is_taken_up_again(counter: Any) -> None:
    effects = counter.effects("!ambil", counter.ticket("waiting", assignee="budi"))
    assert SetStatus(7, Status.WAITING, Status.IN_PROGRESS) in effects


def test_text_below_is_left_for_the_public_reply(counter: Any) -> None:
    assert not counter.plan("!ambil", text="Kami periksa dulu.").uses_text


@pytest.mark.parametrize("status", ["solved", "rejected", "cancelled", "closed", "merged"])
def test_ended_ticket_cannot_be_taken(counter: Any, status: str) -> None:
    assert counter.refusal("!ambil", counter.ticket(status)).code == "transition"


def test_argument_is_refused(counter: Any) -> None:
    assert counter.refusal("!ambil rina").facts["problem"] == "extra"


def test_mail_about_no_ticket_is_refused(counter: Any) -> None:
    assert counter.refusal("!ambil", None).code == "no-ticket"
