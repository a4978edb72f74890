"""Hold that what is passed at a glance is nothing that begins or ends a quotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.reading.replies.forwarding import separator_at
from daemon.reading.replies.header_block import read_label
from daemon.reading.replies.plain_lines import is_plain, may_hold, telling_lines
from daemon.reading.replies.quotation_phrases import (
    FORWARDED_MESSAGE,
    HEADER_LABELS,
    HIDDEN_QUOTATION,
    ORIGINAL_MESSAGE,
    REPLY_ABOVE,
)


@pytest.mark.parametrize("phrase", sorted({*FORWARDED_MESSAGE, *ORIGINAL_MESSAGE, *HIDDEN_QUOTATION}))
def test_separator_is_not_plain_however_it_is_written(phrase: str) -> None:
    for line in (phrase, phrase.title(), phrase.upper(), f"{phrase} -----", f"{phrase}:", f"*{phrase}*"):
        assert not is_plain(line)
        assert telling_lines([line]) == [0]


def test_header_line_is_not_plain() -> None:
    lines = [f"{label}: x" for labels in HEADER_LABELS.values() for label in labels]
    assert not [line for line in lines if is_plain(line) and read_label(line)]


@pytest.mark.parametrize("line", ["Saya sudah mengisi KRS", "NIK saya salah, mohon diperbaiki", "on leave - since May"])
def test_sentence_is_plain(line: str) -> None:
    assert is_plain(line)
    assert separator_at([line], 0) is None


@pytest.mark.parametrize("line", ["", " a", "> a", "-- ", "a:", "a -", "a - *", "2. a", "\u201ca\u201d", "caf\u00e9"])
def test_line_with_a_sign_or_other_letters_is_not_plain(line: str) -> None:
    assert not is_plain(line)


@pytest.mark.parametrize("phrase", sorted(REPLY_ABOVE))
def test_marker_may_be_held_by_a_text_that_breaks_it(phrase: str) -> None:
    assert may_hold("x\n" + phrase.replace(" ", " \n\t"), (phrase,))


@pytest.mark.parametrize(
    "line", [" a", "> a", "-- ", "a:", "a -", "a - *", "2. a", "\u201ca\u201d", "caf\u00e9", "Pada", "on a"]
)
def test_line_with_a_sign_or_a_beginning_is_looked_at(line: str) -> None:
    assert telling_lines(["Saya sudah mengisi KRS", "", line]) == [2]


@given(st.lists(st.text("aOp:->*_ \t\u00e9\u00a0-12", max_size=6)))
def test_every_line_that_says_something_and_is_not_plain_is_looked_at(lines: list[str]) -> None:
    assert {number for number, line in enumerate(lines) if line and not is_plain(line)} <= {*telling_lines(lines)}


def test_some_words_are_enough_to_tell_that_no_marker_is_there() -> None:
    assert not may_hold("saya mohon nama saya diperbaiki di pddikti", tuple(REPLY_ABOVE))
