"""The systemd unit: how far it shuts the daemon in, and that the daemon works there."""

import ctypes
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
UNIT = ROOT / "deploy" / "loket.service"
PR_SET_MDWE, REFUSE_EXEC_GAIN = 65, 1  # prctl(2), Linux 6.3
EVERYTHING = """
import importlib, pkgutil, daemon, models
for package in (daemon, models):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
from lxml import html
from nacl.signing import SigningKey
from cryptography.hazmat.primitives.asymmetric import rsa
html.fromstring("<p>x</p>"), SigningKey.generate().sign(b"x"), rsa.generate_private_key(65537, 2048)
print("all of it")
"""


def analyzed(*arguments: str) -> str:
    command = ["systemd-analyze", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout


def allowed_calls() -> set[str]:
    """Return the system calls that the unit allows, groups resolved."""
    allowed: set[str] = set()
    for line in re.findall("^SystemCallFilter=(.*)$", UNIT.read_text("utf-8"), re.MULTILINE):
        calls = set().union(*(members(name) for name in line.lstrip("~").split()))
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    return allowed


def members(name: str) -> set[str]:
    if not name.startswith("@"):
        return {name}
    words = (line.strip() for line in analyzed("syscall-filter", name).splitlines()[1:])
    return set().union(*(members(word) for word in words if word and not word.startswith("#")))


def test_exposure_is_below_two() -> None:
    found = re.search(r"exposure level for loket\.service: ([\d.]+)", analyzed("security", "--offline=true", str(UNIT)))

    assert found is not None, "systemd-analyze is missing: `make system-packages` installs it"
    assert float(found[1]) < 2.0


def test_limits_of_the_parsers_can_be_set() -> None:
    assert {
        "prlimit64",
        "clone",
        "clone3",
        "execve",
        "wait4",
        "socketpair",
        "fsync",
        "syncfs",
        "statfs",
    } <= allowed_calls()


def test_what_only_root_does_is_not_allowed() -> None:
    assert {"chown", "mount", "setuid", "ptrace", "bpf"} & allowed_calls() == set()


def _refuse_executable_memory() -> None:
    if ctypes.CDLL(None).prctl(PR_SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0) != 0:
        os._exit(77)


def test_nothing_needs_memory_that_is_written_and_executed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", EVERYTHING],
        preexec_fn=_refuse_executable_memory,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    if done.returncode == 77:
        pytest.skip("this kernel cannot refuse it (older than Linux 6.3)")
    assert done.stdout == "all of it\n", done.stderr
