"""Hold what deploy/prepare does to a machine, with commands that only write down how they were called."""

import os
import subprocess
from pathlib import Path

import pytest

PREPARE = Path(__file__).parent.parent / "deploy" / "prepare"
APT = 'echo "apt-get $*" >>"$LOG"; [ ! -e "$POLICY_RC_D" ] || echo "no service may start" >>"$LOG"'


class Machine:
    """A made-up machine: its commands, and what was called."""

    def __init__(self, folder: Path) -> None:
        self.commands = folder / "bin"
        self.commands.mkdir()
        self.log = folder / "log"
        self.lists = folder / "lists"
        self.lists.mkdir()
        (self.lists / "deb_Packages").touch()
        self.policy = folder / "policy-rc.d"
        self.has("dpkg-query", 'echo "unknown ok not-installed"; exit 1')
        self.has("apt-get", APT)
        self.has("sudo", "exit 1")
        self.has("id", "echo 1000")

    def has(self, name: str, script: str) -> None:
        path = self.commands / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def prepare(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        own = {"LOG": str(self.log), "POLICY_RC_D": str(self.policy), "APT_LISTS": str(self.lists)}
        environment = os.environ | own | variables | {"PATH": f"{self.commands}:{os.environ['PATH']}"}
        command = [str(PREPARE), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)

    @property
    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_packages_that_are_there_cost_nothing(machine: Machine) -> None:
    machine.has("dpkg-query", 'echo "install ok installed"')

    assert machine.prepare("packages", "dovecot-imapd").returncode == 0
    assert machine.calls == []


def test_root_installs_what_is_missing_and_starts_no_service(machine: Machine) -> None:
    machine.has("id", "echo 0")

    assert machine.prepare("packages", "one", "two").returncode == 0
    assert machine.calls == ["apt-get -qy --no-install-recommends install one two", "no service may start"]
    assert not machine.policy.exists()


def test_only_the_missing_packages_are_installed(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("dpkg-query", '[ "$4" = one ] && echo "install ok installed"')

    machine.prepare("packages", "one", "two")

    assert machine.calls[0] == "apt-get -qy --no-install-recommends install two"


def test_missing_lists_are_fetched_first(machine: Machine) -> None:
    machine.has("id", "echo 0")
    (machine.lists / "deb_Packages").unlink()

    machine.prepare("packages", "one")

    assert next(call for call in machine.calls if call.startswith("apt-get")) == "apt-get -q update"


def test_old_lists_are_fetched_again(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", f'{APT}; case "$*" in *update) touch "$LOG.new" ;; esac; [ -e "$LOG.new" ]')

    assert machine.prepare("packages", "one").returncode == 0
    assert [call.split()[-1] for call in machine.calls if call.startswith("apt-get")] == ["one", "update", "one"]


def test_sudo_without_a_password_is_used(machine: Machine) -> None:
    machine.has("sudo", 'shift; echo "sudo" >>"$LOG"; exec "$@"')

    assert machine.prepare("packages", "one").returncode == 0
    assert "apt-get -qy --no-install-recommends install one" in machine.calls


def test_others_are_told_the_exact_command(machine: Machine) -> None:
    result = machine.prepare("packages", "one", "two")

    assert result.returncode == 1
    assert "sudo apt-get update && sudo apt-get install --no-install-recommends one two" in result.stderr
    assert machine.calls == []


def test_python_without_ensurepip_gets_its_package_first(machine: Machine, tmp_path: Path) -> None:
    machine.has("id", "echo 0")
    machine.has("old", 'case "$*" in *"import ensurepip"*) exit 1 ;; "-m venv"*) exit 3 ;; esac')

    assert machine.prepare("venv", str(tmp_path / "venv"), PYTHON="old").returncode == 3
    assert machine.calls[0] == "apt-get -qy --no-install-recommends install python3-venv"


def test_a_python_that_can_make_environments_is_preferred(machine: Machine) -> None:
    machine.has("bare", 'case "$*" in *"import ensurepip"*) exit 1 ;; esac')
    machine.has("whole", "exit 0")

    assert machine.prepare("python", PYTHON="bare whole").stdout == f"{machine.commands / 'whole'}\n"
    assert machine.prepare("python", PYTHON="bare").stdout == f"{machine.commands / 'bare'}\n"


def test_python_that_is_too_old_is_refused(machine: Machine) -> None:
    machine.has("old", "exit 1")
    result = machine.prepare("python", PYTHON="old")

    assert result.returncode == 1
    assert "3.11 or newer" in result.stderr
