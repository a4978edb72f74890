"""Run the daemon of an installation with figures changed that no operator can set, such as how long it waits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

RUN = '\nimport os, pathlib\nfrom daemon.cli.run import command\ncommand(pathlib.Path(os.environ["LOKET_CONFIG"]))\n'


@contextmanager
def daemon_with(office: Any, changes: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the daemon after some lines of Python, which shorten its patience."""
    with (office.loket.folder / "daemon.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", changes + RUN],
            stdout=log,
            stderr=log,
            env={**os.environ, "LOKET_CONFIG": str(office.loket.config), **environment},
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
