"""Be the process in which mails are read: take octets, return readings, obey the limits of trust.md §4.4.

It starts as a fresh Python (see isolation.py), so no thread, lock or database handle of the daemon lives in it.
On the channel: first a `Start` in and READY out; then lists of mails in, by their names or with their octets
behind the list, and an `Answer` out for each in its order. DKIM keys that the parent learnt come in between.
"""

import gc
import os
import pickle
import resource
import signal
import socket
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from types import TracebackType

from daemon import failpoints
from daemon.readers.answers import READY, Answer, KnownKeys, Start, Stored, read_asked, written
from daemon.readers.channel import Channel
from daemon.reading.limits import LimitExceeded
from daemon.reading.reader import read
from daemon.trust import keys
from daemon.trust.authentication import Arrival, authenticate, examine

MEMORY_OCTETS = 512 * 1024 * 1024  # address space above what the process has when it starts
CPU_SECONDS = 20  # for one mail
MAILS_PER_PROCESS = 10_000  # then a fresh one is started, which costs as much as reading 100: whatever leaks is gone
_MAILS_PER_COLLECTION = 50  # then cycles are looked for, which takes a tenth of the time when done all along
_WORN_OCTETS = 256 * 1024 * 1024  # resident memory above which a fresh process is started


class _Reported:
    """Report an exception that ends the process to the parent, without the mail's words."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or not issubclass(kind, Exception):
            return
        self._channel.send(written(Answer(failure=f"{kind.__name__} at {_place(trace)}", is_worn=True)))
        os._exit(1)


def main(handle: int) -> None:
    """Serve the socket with this file descriptor until its other end closes."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they reach the whole group; the parent finishes its mail, then we end
    channel = Channel(socket.socket(fileno=handle), pickle.loads)
    try:
        start = channel.receive()
        restrict()
        gc.freeze()  # what was imported stays
        gc.disable()  # what a mail leaves is nearly always free of cycles; see _MAILS_PER_COLLECTION
        channel.send(READY)
        _serve(channel, start)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        sys.exit(0)  # the parent is gone


class _Handed:
    """The DKIM keys that the parent has handed over."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[keys.Answer, float]] = {}
        self.has_missed = False  # a key was wanted that the parent has not told, or that held no longer

    def learn(self, told: KnownKeys) -> None:
        """Take keys over."""
        self._known |= told

    def lookup(self, name: str) -> keys.KeyAnswer:
        """Tell what is known; what is not, the parent finds out."""
        answer, until = self._known.get(name, (keys.Pending(), 0.0))
        if time.monotonic() < until:
            return answer
        self.has_missed = True
        return keys.Pending()


def _serve(channel: Channel, start: Start) -> None:
    handed, granted = _Handed(), -1  # the second of processor time in which it was granted last
    for number, asked in enumerate(islice(_wanted(channel, handed), MAILS_PER_PROCESS), 1):
        if number % _MAILS_PER_COLLECTION == 0:
            gc.collect()
            gc.freeze()  # what is left was remembered for the next mails: it need not be looked through each time
        raw = channel.receive_octets() if asked is None else _stored(asked)
        second = int(time.process_time())
        if second != granted:
            grant_cpu()
            granted = second
        with _Reported(channel):
            answer = Answer(is_missing=True) if raw is None else _answer(raw, asked, start, handed)
            is_worn = number == MAILS_PER_PROCESS or _is_swollen()
            channel.send(written(replace(answer, is_worn=True) if is_worn else answer))


def _wanted(channel: Channel, handed: _Handed) -> Iterator[Stored | None]:
    """Yield where the next mails lie, None for one whose octets follow, and learn the keys that are told meanwhile."""
    while True:
        told = channel.receive()
        if isinstance(told, dict):
            handed.learn(told)
        else:
            yield from read_asked(told)


def _stored(mail: Stored) -> bytes | None:
    """Return the octets of a mail on the disk; None when they are not there or not as they were."""
    try:
        with open(mail.path, "rb", buffering=0) as file:  # noqa: PTH123 - read for every mail, a Path costs more
            raw = file.read()
    except OSError:
        return None
    return raw if sha256(raw).hexdigest() == mail.sha256 else None


def _answer(raw: bytes, asked: Stored | None, start: Start, handed: _Handed) -> Answer:
    try:
        failpoints.reach("while_reading")
        reading = read(raw, start.vocabulary)
    except LimitExceeded as error:
        return Answer(limit=error.reason)
    if asked is None or start.settings is None:
        return Answer(reading=reading)
    arrival = Arrival(examine(raw), reading.message.headers, asked.received_at, asked.now)
    handed.has_missed = False
    authentication = authenticate(arrival, start.settings, handed)
    return Answer(reading=reading, authentication=None if handed.has_missed else authentication)


def restrict() -> None:
    """Set what holds for the whole life of the process: memory, no core dump, no file written."""
    ceiling = _address_space_octets() + MEMORY_OCTETS
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def grant_cpu() -> None:
    """Let the next mail use its seconds; the kernel ends the process (SIGXCPU) when they are spent.

    The limit has whole seconds: granted again within the same one, it stays as it is.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(time.process_time()) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _address_space_octets() -> int:
    return _memory_pages(0) * resource.getpagesize()


def _is_swollen() -> bool:
    """Say whether too much memory is held; what it ever held at most is asked first, which costs a tenth."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return most > _WORN_OCTETS and _resident_octets() > _WORN_OCTETS


def _resident_octets() -> int:
    return _memory_pages(1) * resource.getpagesize()


def _memory_pages(column: int) -> int:
    with open("/proc/self/statm", encoding="ascii") as figures:  # noqa: PTH123 - read for every mail, a Path costs more
        return int(figures.read().split()[column])


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "unknown place"  # noqa: PTH119
