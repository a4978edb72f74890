"""Hold what the documentation says against what the program does."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from daemon.cli import build_application
from daemon.config import ConfigError, from_mapping
from daemon.integrator.action import find_actions
from daemon.integrator.ordering import registry_of

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")})


def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def programs_commands() -> set[str]:
    """Return the names of the commands of `loket`."""
    application = build_application()
    names = {info.name for info in (*application.registered_commands, *application.registered_groups)}
    return {str(name) for name in names}


def targets_of_make() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def unknown_keys(text: str) -> list[str]:
    """Return the keys of a piece of configuration that the program would refuse."""
    try:
        from_mapping(tomllib.loads(text), ROOT / "loket.toml")
    except ConfigError as error:
        return [fault.key for fault in error.faults if "is no key" in fault.reason]
    return []


def test_every_command_of_the_program_is_in_the_readme() -> None:
    assert {name for name in programs_commands() if f"loket {name}" not in readme()} == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_of_the_program_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"(?:`|^\s*\$? ?)loket ([a-z][a-z-]*)", path.read_text("utf-8"), re.MULTILINE))

    assert named - programs_commands() == set()


def test_every_mail_command_is_in_the_readme_with_its_summary() -> None:
    commands = set(registry_of(find_actions()).values())
    text = readme()

    assert {command.name for command in commands if f"`{command.usage}`" not in text} == set()
    assert {command.name for command in commands if command.summary_en not in text} == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_mail_command_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"(?:^|[\s`>])!([a-z][a-z-]+)", path.read_text("utf-8"), re.MULTILINE))

    assert named - set(registry_of(find_actions())) == set()


def test_every_library_is_in_the_readme() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    libraries = {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for group in groups for requirement in group}
    text = readme().lower()

    assert {library for library in libraries if library.lower() not in text} == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_target_of_make_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"(?:`|^\s*\$? ?)make ([a-z][a-z-]*)", path.read_text("utf-8"), re.MULTILINE))

    assert named - targets_of_make() == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_piece_of_configuration_is_understood(path: Path) -> None:
    pieces = re.findall(r"^```toml\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)

    assert [key for piece in pieces for key in unknown_keys(piece)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_inside_the_project_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text("utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_changelog_starts_with_what_is_not_released() -> None:
    headings = re.findall(r"^## \[(.*?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert headings[0] == "Unreleased"


def test_generated_parts_of_the_readme_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, ROOT / "deploy" / "write_readme.py", "--check"], cwd=ROOT, check=False)

    assert done.returncode == 0, "run `make readme`"
