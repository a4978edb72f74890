"""The daemon under a real systemd, with all that the unit takes from it."""

import os
from collections.abc import Iterator

import pytest
from booted_machine import BootedMachine
from own_machine import ROOT, OwnMachine, make_wheel

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can boot a machine"),
    pytest.mark.soak,
    pytest.mark.timeout(600),
]
ANSWERS = """
institution = "UIN Contoh"
unit = "Pusat Data"
address = "bantuan@kampus.example"
imap_host = "127.0.0.1"
imap_security = "none"
imap_password = "rahasia"
smtp_security = "none"
smtp_username = "-"
authserv_id = "-"
staff_name = "Budi Contoh"
staff_address = "budi@kampus.example"
"""
OF_THE_DAEMON = "cat /proc/$(systemctl show loket.service -p MainPID --value)/status"


@pytest.fixture(scope="module")
def booted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BootedMachine]:
    with OwnMachine() as machine:
        (machine.folder / "answers.toml").write_text(ANSWERS)
        wheel = make_wheel(ROOT, tmp_path_factory.mktemp("wheel"))
        done = machine.run("make install", WHEEL=str(wheel), ANSWERS=str(machine.folder / "answers.toml"))
        assert done.returncode == 0, done.stdout
        with BootedMachine(machine) as running:
            yield running


def test_daemon_says_that_it_is_ready(booted: BootedMachine) -> None:
    state = booted.wait_until("systemctl show loket.service -p ActiveState -p SubState -p NRestarts", "running")

    assert state == "NRestarts=0\nActiveState=active\nSubState=running\n", booted.run("cat /tmp/log")


def test_daemon_has_no_rights_but_its_own(booted: BootedMachine) -> None:
    booted.wait_until("systemctl show loket.service -p SubState", "running")
    status = dict(line.split(":\t", 1) for line in booted.run(OF_THE_DAEMON).splitlines() if ":\t" in line)

    assert (status["CapBnd"], status["NoNewPrivs"], status["Seccomp"]) == ("0" * 16, "1", "2")
    assert status["Uid"].split()[0] != "0"


def test_daemon_is_given_its_secrets(booted: BootedMachine) -> None:
    booted.wait_until("systemctl show loket.service -p SubState", "running")

    assert booted.run("ls /run/credentials/loket.service") == "secrets_imap\n"


def test_parsers_run_beside_the_daemon(booted: BootedMachine) -> None:
    said = booted.wait_until("cat /proc/*/cmdline | tr '\\0' ' '", "readers.process")

    assert "readers.process" in said


def test_daemon_ends_in_order_when_it_is_told(booted: BootedMachine) -> None:
    booted.wait_until("systemctl show loket.service -p SubState", "running")
    booted.run("systemctl restart loket.service")

    assert "Result=success" in booted.run("systemctl show loket.service -p Result")
    assert '"stopped"' in booted.run("cat /tmp/log")
