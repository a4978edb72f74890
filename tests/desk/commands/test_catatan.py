"""`!catatan`."""

from typing import Any

from daemon.desk.planning.plan import AddNote, Plan


def test_text_below_becomes_a_note_and_nothing_else(counter: Any) -> None:
    assert counter.plan("!catatan", text="Pelapor menelepon.\n") == Plan((AddNote(7, "Pelapor menelepon."),), True)


def test_note_may_stand_behind_the_keyword(counter: Any) -> None:
    assert counter.plan("!note cek lagi besok") == Plan((AddNote(7, "cek lagi besok"),))


def test_words_behind_and_below_are_one_note(counter: Any) -> None:
    assert counter.plan("!catatan telepon", text="Minta NIM.") == Plan((AddNote(7, "telepon\n\nMinta NIM."),), True)


def test_empty_note_is_refused(counter: Any) -> None:
    assert counter.refusal("!catatan", text="\n").code == "text-missing"


def test_closed_ticket_can_be_noted_upon(counter: Any) -> None:
    assert counter.effects("!catatan arsip", counter.ticket("closed")) == (AddNote(7, "arsip"),)
