"""`!urung` and `!coba`: words about the block itself."""

from typing import Any

from daemon.desk.planning.plan import Plan, TakeBack


def test_undo_takes_the_last_block_back(counter: Any) -> None:
    (effect,) = counter.effects("!undo")
    assert isinstance(effect, TakeBack)


def test_text_below_undo_reaches_nobody(counter: Any) -> None:
    assert counter.plan("!urung", text="Maaf, salah tiket.").uses_text


def test_word_that_only_tries_does_nothing_itself(counter: Any) -> None:
    assert counter.plan("!coba") == Plan(())


def test_word_that_only_tries_stands_on_a_line_of_its_own(counter: Any) -> None:
    assert counter.refusal("!coba selesai").code == "argument"
