"""Be the process in which mails are read: take octets, return readings, obey the limits of trust.md §4.4.

It starts as a fresh Python (see isolation.py), so no thread, lock or database handle of the daemon lives in it.
On the connection: first the pickled vocabulary in and `Ready` out, then the octets of a mail in and an `Answer` out.
"""

import os
import resource
import signal
import sys
import time
import traceback
from multiprocessing.connection import Connection
from types import TracebackType

from daemon import failpoints
from daemon.reading.limits import LimitExceeded
from daemon.reading.reader import read
from daemon.reading.vocabulary import Vocabulary
from daemon.reading_answers import Answer, Ready

MEMORY_OCTETS = 512 * 1024 * 1024  # address space above what the process has when it starts
CPU_SECONDS = 20  # for one mail
MAILS_PER_PROCESS = 2000  # then a fresh one is started: whatever leaks is gone
_WORN_OCTETS = 256 * 1024 * 1024  # resident memory above which a fresh process is started


class _Reported:
    """Report an exception that ends the process to the parent, without the mail's words."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or not issubclass(kind, Exception):
            return
        self._connection.send(Answer(failure=f"{kind.__name__} at {_place(trace)}", is_worn=True))
        os._exit(1)


def main(handle: int) -> None:
    """Serve the connection with this file descriptor until its other end closes."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they reach the whole group; the parent finishes its mail, then we end
    connection = Connection(handle)
    try:
        vocabulary = connection.recv()
        restrict()
        connection.send(Ready())
        _serve(connection, vocabulary)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        sys.exit(0)  # the parent is gone


def _serve(connection: Connection, vocabulary: Vocabulary) -> None:
    for number in range(1, MAILS_PER_PROCESS + 1):
        raw = connection.recv_bytes()
        grant_cpu()
        with _Reported(connection):
            connection.send(_answer(raw, vocabulary, is_last=number == MAILS_PER_PROCESS))


def _answer(raw: bytes, vocabulary: Vocabulary, *, is_last: bool) -> Answer:
    try:
        failpoints.reach("while_reading")
        reading = read(raw, vocabulary)
    except LimitExceeded as error:
        return Answer(limit=error.reason, is_worn=is_last)
    return Answer(reading=reading, is_worn=is_last or _resident_octets() > _WORN_OCTETS)


def restrict() -> None:
    """Set what holds for the whole life of the process: memory, no core dump, no file written."""
    ceiling = _address_space_octets() + MEMORY_OCTETS
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def grant_cpu() -> None:
    """Let the next mail use its seconds; the kernel ends the process (SIGXCPU) when they are spent."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(time.process_time()) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _address_space_octets() -> int:
    return _memory_pages(0) * resource.getpagesize()


def _resident_octets() -> int:
    return _memory_pages(1) * resource.getpagesize()


def _memory_pages(column: int) -> int:
    with open("/proc/self/statm", encoding="ascii") as figures:  # noqa: PTH123 - read for every mail, a Path costs more
        return int(figures.read().split()[column])


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "unknown place"  # noqa: PTH119
