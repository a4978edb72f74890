"""The stories together show the whole desk: every command, every word, both languages, and types enough."""

import re
from functools import cache
from pathlib import Path

import pytest
from story_scripts import Incoming, Story, TicketState, read_story

from daemon.desk.planning.command import Command, find_commands
from daemon.integrator.action import find_actions
from daemon.reading.findings.short_replies import keyword_of

FOLDER = Path(__file__).parent
COMMANDS = {command.name: command for command in find_commands().values()}
STAFF = ("rina", "joko")
WORDS = ("STATUS", "BATAL", "SELESAI", "BUKA", "KELUAR", *"12345", *"ABCDE")


@cache
def stories() -> tuple[Story, ...]:
    return tuple(read_story(path) for path in sorted(FOLDER.glob("*.story")))


def mails(*, of_staff: bool) -> list[Incoming]:
    every = (step for story in stories() for step in story.steps if isinstance(step, Incoming))
    return [mail for mail in every if (mail.who in STAFF) is of_staff]


@cache
def given() -> frozenset[str]:
    """Return the commands that staff give, as they write them: with the mark, or bare and alone in an answer."""
    texts = [mail.text.strip() for mail in mails(of_staff=True)]
    marked = [word for text in texts for word in re.findall(r"^!([\w-]+)", text, re.MULTILINE)]
    return frozenset(word.lower() for word in (*marked, *texts))


@cache
def told() -> frozenset[str]:
    """Return the words of requesters that stand alone in a mail, as the program reads them."""
    return frozenset(keyword_of(mail.text.strip(), "") for mail in mails(of_staff=False))


def facts(name: str) -> set[str]:
    states = (step for story in stories() for step in story.steps if isinstance(step, TicketState))
    return {step.facts[name] for step in states if name in step.facts}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_command_is_given_in_a_story(command: Command) -> None:
    assert given() & {command.name, *command.aliases}


def test_two_actions_of_the_integrator_are_given_in_stories() -> None:
    assert len(given() & set(find_actions())) >= 2


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_requesters_is_said_in_a_story(word: str) -> None:
    assert word in told()


@pytest.mark.parametrize("word", ["IKAT", "KODE"])
def test_an_address_is_bound_by_words_in_a_story(word: str) -> None:
    assert any(mail.text.strip().startswith(f"{word} ") for mail in mails(of_staff=False))


def test_stories_are_about_thirty_types_of_complaints() -> None:
    assert len({code for code in facts("type") if re.fullmatch(r"[MDFS]\d\d", code)}) >= 30


@pytest.mark.parametrize("words", ["Masih diperlukan", "Still needed"])
def test_stories_are_told_in_both_languages(words: str) -> None:
    assert any(words in line for story in stories() for step in story.steps for line in getattr(step, "has", ()))


def test_there_are_twenty_stories() -> None:
    assert len(stories()) >= 20
