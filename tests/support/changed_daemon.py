"""Run the daemon of an installation with figures changed that no operator can set, such as how long it waits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from installation import Installation

RUN = '\nimport os, pathlib\nfrom daemon.cli.run import command\ncommand(pathlib.Path(os.environ["LOKET_CONFIG"]))\n'


def start_with(loket: Installation, changes: str, **environment: str) -> "subprocess.Popen[bytes]":
    """Start the daemon after some lines of Python; the installation ends it at the latest."""
    with (loket.folder / "daemon.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", changes + RUN],
            stdout=log,
            stderr=log,
            env={**os.environ, "LOKET_CONFIG": str(loket.config), **environment},
        )
    loket.processes.append(process)
    return process


@contextmanager
def daemon_with(office: Any, changes: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the daemon after some lines of Python, which shorten its patience."""
    process = start_with(office.loket, changes, **environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
