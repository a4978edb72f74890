"""Failpoints do what the variable says, once, and nothing without it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAM = "from daemon.failpoints import reach\nfor _ in range(3):\n    reach('here')\n    print('passed')\n"


def run(setting: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LOKET_FAILPOINT": setting, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)


def test_nothing_happens_without_a_setting() -> None:
    assert run("").stdout.count("passed") == 3


def test_other_points_are_passed() -> None:
    assert run("there:kill").stdout.count("passed") == 3


def test_kill_ends_the_process_at_the_point() -> None:
    done = run("here:kill")
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "")


def test_raise_names_the_point() -> None:
    assert "InjectedFault: here" in run("here:raise").stderr


def test_a_later_pass_can_be_chosen() -> None:
    done = run("here:raise:3")
    assert (done.stdout.count("passed"), done.returncode) == (2, 1)


def test_setting_that_makes_no_sense_stops_the_program() -> None:
    assert "LOKET_FAILPOINT must be" in run("here:explode").stderr
