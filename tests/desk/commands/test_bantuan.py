"""`!bantuan`."""

from typing import Any

import pytest

from daemon.desk.writing.letters import HelpEntry


def test_every_command_is_listed_once(counter: Any) -> None:
    entries = counter.effects("!bantuan", None)[0].section.entries
    assert len(entries) == len({command.name for command in counter.registry.values()})


def test_list_holds_only_what_the_actor_may_use(counter: Any, rina: Any) -> None:
    entries = counter.plan("!help", None, actor=rina).effects[0].section.entries
    assert [entry.usage for entry in entries] == [
        counter.registry[name].usage for name in ("ambil", "antrean", "bantuan", "lihat")
    ]


@pytest.mark.parametrize("line", ["!bantuan lepas", "!bantuan !lepas", "!bantuan Release"])
def test_one_command_is_explained_by_any_of_its_names(counter: Any, line: str) -> None:
    command = counter.registry["lepas"]
    assert counter.effects(line, None)[0].section.entries == (
        HelpEntry("!lepas", ("release",), command.summary_id, command.help_id),
    )


def test_actors_language_is_used(counter: Any, rina: Any) -> None:
    (entry,) = counter.plan("!help ambil", None, actor=rina).effects[0].section.entries
    assert entry.summary == counter.registry["ambil"].summary_en


def test_unknown_command_is_suggested(counter: Any) -> None:
    refusal = counter.refusal("!bantuan ambl")
    assert (refusal.code, refusal.facts["suggestion"]) == ("unknown-command", "ambil")
