"""The text below a block goes to one place only."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from daemon.desk.planning.block import PlannedBlock, Planner, Request
from daemon.desk.planning.plan import AddNote, MailRequester
from daemon.reading.message import CommandLine

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def block(counter: Any, *lines: str, text: str = "Minta NIM.") -> PlannedBlock:
    call = counter.call("!lihat")
    desk: Any = SimpleNamespace(
        registry=call.registry,
        directory=call.directory,
        catalogue=call.catalogue,
        texts=call.texts,
        calendar=None,
        rules=SimpleNamespace(reopen_within=timedelta(days=30), zone=UTC, own_addresses=()),
    )
    typed = tuple(CommandLine(f"!{line}", line, (), None, is_bare=False) for line in lines)
    return Planner(desk, call.queries, Request(call.actor, typed, text, counter.ticket(), {}), NOW).plan()


def test_note_never_becomes_a_question_to_the_requester(counter: Any) -> None:
    planned = block(counter, "catatan", "tunggu")
    assert [line.refusal and line.refusal.code for line in planned.lines] == [None, "text-twice"]
    assert not planned.is_sound


@pytest.mark.parametrize("lines", [("ambil", "catatan"), ("catatan", "ambil")])
def test_note_is_not_sent_as_a_reply_too(counter: Any, lines: tuple[str, ...]) -> None:
    planned = block(counter, *lines)
    assert AddNote(7, "Minta NIM.") in planned.effects
    assert planned.reply == ()


def test_text_that_no_command_takes_is_a_public_reply(counter: Any) -> None:
    (reply,) = block(counter, "ambil").reply
    assert isinstance(reply, MailRequester)
    assert reply.content.text == "Minta NIM."


def test_later_line_sees_what_the_earlier_one_did(counter: Any) -> None:
    planned = block(counter, "selesai", "selesai")
    assert [line.refusal and line.refusal.code for line in planned.lines] == [None, "transition"]


@pytest.mark.parametrize("lines", [("ambil",), ("ambil", "selesai"), ("selesai", "ambil")])
def test_requester_of_a_ticket_that_is_taken_and_answered_at_once_gets_one_letter(
    counter: Any, lines: tuple[str, ...]
) -> None:
    letters = [effect for effect in block(counter, *lines).effects if isinstance(effect, MailRequester)]
    assert [letter.content.kind for letter in letters] == ["solution" if "selesai" in lines else "reply"]


def test_requester_of_a_ticket_that_is_only_taken_is_told(counter: Any) -> None:
    (letter,) = [effect for effect in block(counter, "ambil", text="").effects if isinstance(effect, MailRequester)]
    assert letter.content.kind == "taken"
