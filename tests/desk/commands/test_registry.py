"""All commands together: complete, distinct, and every refusal of theirs has its words."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from daemon.desk.planning.command import Command, find_commands
from daemon.integrator.action import find_actions
from daemon.integrator.ordering import registry_of
from daemon.trust.levels import CommandClass

ROOT = Path(__file__).parents[3]
REGISTRY = registry_of(find_actions())
COMMANDS = sorted({command.name: command for command in REGISTRY.values()}.values(), key=lambda command: command.name)
PLANNING = (
    "planning/arguments.py",
    "planning/effects.py",
    "statuses.py",
    "planning/command.py",
    "planning/block.py",
    "planning/undoing.py",
    "staffing/absences.py",
)
CLASSES = {
    CommandClass.K0: {"antrean", "balas", "bantuan", "catatan", "coba", "lihat", "riwayat"},
    CommandClass.K1: {
        *(
            "ambil",
            "buka",
            "jenis",
            "kategori",
            "lepas",
            "prioritas",
            "proses",
            "tugaskan",
            "cuti",
            "insiden",
            "tunggu",
            "tutup",
            "urung",
        ),
    },
    CommandClass.K2: {"selesai", "solusi", "tolak"},
}
NAMES = frozenset().union(*CLASSES.values())


def raised_codes() -> Iterator[str]:
    """Yield the code of every refusal that planning can raise."""
    desk = ROOT / "daemon" / "desk"
    for path in (*(desk / "commands").glob("*.py"), *(desk / name for name in PLANNING)):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}: the code of a refusal is not written out"
                yield str(node.args[0].value)


def test_commands_of_the_counter_are_there() -> None:
    assert set(REGISTRY) >= NAMES


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_command_explains_itself_in_both_languages(command: Command) -> None:
    assert command.summary_id.strip()
    assert command.summary_en.strip()
    assert bool(command.help_id) == bool(command.help_en)
    assert command.summary_id != command.summary_en


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_usage_starts_with_the_command(command: Command) -> None:
    assert command.usage.split()[0] == f"!{command.name}"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_command_has_an_english_name_of_its_own(command: Command) -> None:
    assert command.aliases
    names = (command.name, *command.aliases)
    assert all(name.isascii() and name.islower() and name.replace("-", "").isalpha() for name in names)


@pytest.mark.parametrize(("command_class", "names"), CLASSES.items(), ids=lambda value: str(value)[:2])
def test_command_needs_the_proof_that_its_harm_asks_for(command_class: CommandClass, names: set[str]) -> None:
    assert {name for name in NAMES if REGISTRY[name].command_class is command_class} == names


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("code", sorted(set(raised_codes())))
def test_refusal_has_its_words(code: str, language: str) -> None:
    texts: dict[str, Any] = tomllib.loads((ROOT / "templates/refusals/commands.toml").read_text("utf-8"))
    assert texts[code][language].strip()


def test_taken_name_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.desk.commands.lepas.COMMAND", REGISTRY["ambil"])
    with pytest.raises(ValueError, match="taken"):
        find_commands()


def test_file_without_a_command_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.desk.commands.lepas.COMMAND", None)
    with pytest.raises(TypeError, match=r"lepas\.py"):
        find_commands()
