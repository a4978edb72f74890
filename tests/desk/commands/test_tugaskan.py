"""`!tugaskan`."""

from typing import Any

import pytest

from daemon.desk.commands.ambil import COMMAND as TAKE
from daemon.desk.planning.plan import MailStaff, SetField, SetStatus
from daemon.desk.statuses import Status


@pytest.mark.parametrize("word", ["rina", "Rina", "rina.contoh@kampus.example", "RINA@kampus.example"])
def test_colleague_is_found_by_id_and_by_any_address(counter: Any, word: str) -> None:
    assert counter.effects(f"!tugaskan {word}")[0] == SetField(7, "assignee", None, "rina")


def test_new_assignee_is_told_with_the_ticket_as_it_will_stand(counter: Any) -> None:
    letter = counter.effects("!tugaskan rina")[1]
    assert isinstance(letter, MailStaff)
    assert (letter.staff_id, letter.content.event) == ("rina", "assigned")
    assert letter.content.ticket.assignee_name == "Rina Contoh"


def test_new_assignee_is_offered_only_what_they_may_use(counter: Any) -> None:
    letter = counter.effects("!tugaskan rina")[1]
    assert [offer.line for offer in letter.content.offers] == ["!take"]  # in her language


def test_offer_is_in_the_words_of_who_reads_it() -> None:
    assert (TAKE.offered("id"), TAKE.offered("en")) == (("Ambil", "!ambil"), ("Take", "!take"))


@pytest.mark.parametrize("word", ["saya", "me", "budi"])
def test_actor_gets_no_mail_about_their_own_order(counter: Any, word: str) -> None:
    assert counter.effects(f"!assign {word}") == (SetField(7, "assignee", None, "budi"),)


def test_assignee_is_not_told_again(counter: Any) -> None:
    assert counter.effects("!tugaskan rina", counter.ticket(assignee="rina")) == (
        SetField(7, "assignee", "rina", "rina"),
    )


def test_dash_gives_the_ticket_back(counter: Any) -> None:
    assert counter.effects("!tugaskan -", counter.ticket("in_progress", assignee="rina")) == (
        SetField(7, "assignee", "rina", None),
        SetStatus(7, Status.IN_PROGRESS, Status.NEW),
    )


def test_mistyped_colleague_is_suggested(counter: Any) -> None:
    refusal = counter.refusal("!tugaskan rinna")
    assert (refusal.code, refusal.facts["similar"], refusal.facts["known"]) == ("unknown-word", "rina", "budi, rina")


@pytest.mark.parametrize(("line", "problem"), [("!tugaskan", "missing"), ("!tugaskan rina budi", "extra")])
def test_exactly_one_colleague_is_wanted(counter: Any, line: str, problem: str) -> None:
    assert counter.refusal(line).facts["problem"] == problem
