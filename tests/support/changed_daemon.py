"""Run the daemon of an installation with figures changed that no operator can set, such as how long it waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from installation import Daemon, Installation


def start_with(loket: Installation, changes: str, **environment: str) -> Daemon:
    """Start the daemon after some lines of Python; the installation ends it at the latest."""
    return loket.start(environment, changes)


@contextmanager
def daemon_with(office: Any, changes: str, **environment: str) -> Iterator[Daemon]:
    """Run the daemon after some lines of Python, which shorten its patience."""
    process = start_with(office.loket, changes, **environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
