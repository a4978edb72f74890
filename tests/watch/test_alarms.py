from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daemon.watch.alarms import Alarms, Trouble, by_command

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
AFTER = timedelta(minutes=10)
TROUBLE = Trouble("server outgoing", "connection refused")


class Listener:
    """A way that keeps what it was told, and can be broken."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.works = True

    def __call__(self, subject: str, text: str) -> bool:
        if self.works:
            self.heard.append(subject)
        return self.works


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def make_alarms(tmp_path: Path, listener: Listener) -> Callable[[], Alarms]:
    return lambda: Alarms(tmp_path / "alarms.json", AFTER, (listener,), "Loket")


def test_trouble_that_passes_wakes_nobody(make_alarms: Callable[[], Alarms], listener: Listener) -> None:
    alarms = make_alarms()
    alarms.look([TROUBLE], NOW)
    alarms.look([], NOW + AFTER / 2)
    assert listener.heard == []


def test_trouble_that_lasts_is_told_once_and_its_end_once(
    make_alarms: Callable[[], Alarms], listener: Listener
) -> None:
    alarms = make_alarms()
    for minutes in (0, 10, 20, 30):
        alarms.look([TROUBLE], NOW + timedelta(minutes=minutes))
    for minutes in (40, 50):
        alarms.look([], NOW + timedelta(minutes=minutes))
    assert listener.heard == ["[Loket] ALARM server outgoing", "[Loket] OK server outgoing"]


def test_urgent_trouble_is_told_at_once(make_alarms: Callable[[], Alarms], listener: Listener) -> None:
    make_alarms().look([Trouble("disk", "full", is_urgent=True)], NOW)
    assert listener.heard == ["[Loket] ALARM disk"]


def test_restart_tells_nothing_twice(make_alarms: Callable[[], Alarms], listener: Listener) -> None:
    urgent = Trouble("start", "no database", is_urgent=True)
    for minutes in range(3):
        make_alarms().look([urgent], NOW + timedelta(minutes=minutes))
    assert len(listener.heard) == 1


def test_alarm_that_nobody_heard_is_told_again(make_alarms: Callable[[], Alarms], listener: Listener) -> None:
    alarms = make_alarms()
    listener.works = False
    alarms.look([Trouble("disk", "full", is_urgent=True)], NOW)
    listener.works = True
    alarms.look([Trouble("disk", "full", is_urgent=True)], NOW + timedelta(minutes=1))
    assert listener.heard == ["[Loket] ALARM disk"]


def test_unreadable_memory_stops_no_alarm(
    make_alarms: Callable[[], Alarms], listener: Listener, tmp_path: Path
) -> None:
    (tmp_path / "alarms.json").write_text("[broken")
    make_alarms().look([Trouble("disk", "full", is_urgent=True)], NOW)
    assert listener.heard == ["[Loket] ALARM disk"]


def test_word_of_somebody_who_knows_little_ends_no_other_trouble(
    make_alarms: Callable[[], Alarms], listener: Listener
) -> None:
    make_alarms().look([Trouble("disk", "full", is_urgent=True)], NOW)
    make_alarms().look([Trouble("service", "does not run", is_urgent=True)], NOW, is_all=False)
    make_alarms().look([], NOW)
    assert sorted(listener.heard) == [
        "[Loket] ALARM disk",
        "[Loket] ALARM service",
        "[Loket] OK disk",
        "[Loket] OK service",
    ]


def test_command_gets_the_words_without_a_shell(tmp_path: Path) -> None:
    target = tmp_path / "$(touch x); told"
    program = tmp_path / "alarm"
    program.write_text('#!/bin/sh\ncat > "$1"\n')
    program.chmod(0o700)
    assert by_command((str(program), str(target)))("[Loket] ALARM disk", "full; rm -rf /")
    assert target.read_text() == "[Loket] ALARM disk\n\nfull; rm -rf /\n"


@pytest.mark.parametrize("command", [("/bin/false",), ("/nowhere/alarm",)])
def test_command_that_fails_was_not_heard(command: tuple[str, ...]) -> None:
    assert not by_command(command)("subject", "text")
