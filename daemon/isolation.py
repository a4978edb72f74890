"""Read mails in warm child processes, so that a crash, an endless loop or a memory bomb never hurts the caller.

    ReadingFailed           the mail could not be read; the next one can
    ├── ReadingCrashed      the process died or met an exception
    └── ReadingTimedOut     it took more than its time (30 s of the clock, 20 s of CPU)

The children are fresh Pythons started with an empty environment and one socket: nothing of the parent is inherited.
"""

import os
import queue
import signal
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

import daemon
from daemon import failpoints
from daemon.reading import limits
from daemon.reading.limits import LimitExceeded
from daemon.reading.message import Reading
from daemon.reading.vocabulary import Vocabulary
from daemon.reading_answers import Answer, Ready

WALL_SECONDS = 30.0  # for one mail
START_SECONDS = 60.0  # for a process to come up, on a busy machine
_DYING_SECONDS = 5.0  # between closing the connection and the exit status
_ROOT = str(Path(daemon.__file__).resolve().parent.parent)
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from daemon.reading_process import main; main(int(sys.argv[2]))"
)
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", failpoints.VARIABLE)


class ReadingFailed(Exception):
    """Say that a mail could not be read, and why: one short English phrase without anything of the mail."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


class ReadingCrashed(ReadingFailed):
    """Say that the process died while reading, or met an exception it should not have met."""


class ReadingTimedOut(ReadingFailed):
    """Say that reading took too long."""


class Readers:
    """A few warm processes that read mails; threads may share it. Use it as a context manager, or close it."""

    def __init__(self, vocabulary: Vocabulary, size: int = 1, wall_seconds: float = WALL_SECONDS) -> None:
        """Start `size` processes; they come up while the caller goes on."""
        self._vocabulary = vocabulary
        self._wall_seconds = wall_seconds
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._size = size
        for _ in range(size):
            self._idle.put(_Child(vocabulary))

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def read(self, raw: bytes) -> Reading:
        """Return the reading of a mail; waits while all processes are busy.

        Raises: LimitExceeded; ReadingFailed.
        """
        return self.begin(raw).result()

    def begin(self, raw: bytes) -> "BegunReading":
        """Have a mail read while the caller goes on; waits while all processes are busy.

        Who begins must ask for the result: the process is lent until then.
        """
        begun = BegunReading(self, self._wall_seconds)
        begun.begin(raw)
        return begun

    @property
    def size(self) -> int:
        """Return how many mails can be read at once."""
        return self._size

    def borrow(self) -> "_Child":
        """Lend a process; waits while all are busy."""
        return self._idle.get()

    def give_back(self, child: "_Child") -> None:
        """Take a process back, and put a fresh one in its place when it is spent."""
        if child.is_spent:
            child.end()
            child = _Child(self._vocabulary)
        self._idle.put(child)

    def close(self) -> None:
        """End the processes; a mail that is being read by another thread is waited for."""
        for _ in range(self._size):
            self._idle.get().end()
        self._size = 0


class BegunReading:
    """A mail that is being read."""

    def __init__(self, readers: Readers, wall_seconds: float) -> None:
        """Belong to these readers; nothing is begun yet."""
        self._readers = readers
        self._wall_seconds = wall_seconds
        self._child: _Child | None = None
        self._fault: Exception | None = None
        self._until = 0.0  # monotonic seconds

    def begin(self, raw: bytes) -> None:
        """Hand the mail over; what goes wrong is told by `result`."""
        if len(raw) > limits.RAW_OCTETS:
            self._fault = LimitExceeded("mail too large")
            return
        self._child = self._readers.borrow()
        try:
            self._child.hand_over(raw)
        except ReadingFailed as fault:
            self._fault = fault
        self._until = time.monotonic() + self._wall_seconds

    @property
    def is_ready(self) -> bool:
        """Say whether `result` would answer at once."""
        return self._fault is not None or self._child is None or self._child.has_answered

    def result(self) -> Reading:
        """Return the reading, once; waits for it. Raises: LimitExceeded; ReadingFailed."""
        try:
            if self._fault is not None or self._child is None:
                raise self._fault or ReadingCrashed("nothing was begun")
            answer = self._child.answer(self._until, self._wall_seconds)
        finally:
            self.leave()
        if answer.limit:
            raise LimitExceeded(answer.limit)
        if answer.reading is None:
            raise ReadingCrashed(answer.failure)
        return answer.reading

    def leave(self) -> None:
        """Give the process back; one that is still reading is ended."""
        child, self._child = self._child, None
        if child is not None:
            self._readers.give_back(child)


class _Child:
    """One process and the connection to it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.is_spent = False
        self._is_ready = False
        self._vocabulary = vocabulary
        self._connection: Connection | None = None
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):  # no process to be had just now: ask() tries again and says so
            self._start()

    def hand_over(self, raw: bytes) -> None:
        """Give the process a mail to read. Whatever goes wrong until it answered, the process is spent."""
        self.is_spent = True
        try:
            self._ready_connection().send_bytes(raw)
        except (EOFError, OSError):
            raise self._death() from None

    @property
    def has_answered(self) -> bool:
        """Say whether an answer, or the end of the process, is there."""
        return self._connection is None or self._connection.poll(0)

    def answer(self, until: float, wall_seconds: float) -> Answer:
        """Return what became of the mail; waits until a moment of the monotonic clock."""
        try:
            connection = self._ready_connection()
            if not connection.poll(max(0.0, until - time.monotonic())):
                raise ReadingTimedOut(f"reading took more than {wall_seconds:g} s")
            answer: Answer = connection.recv()
        except (EOFError, OSError):
            raise self._death() from None
        self.is_spent = answer.is_worn
        return answer

    def end(self) -> None:
        """End the process at once."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _start(self) -> Connection:
        self._connection, far_end = Pipe()
        with far_end:
            self._process = _start(far_end)
        self._connection.send(self._vocabulary)
        return self._connection

    def _ready_connection(self) -> Connection:
        """Return the connection once the process waits for mail."""
        connection = self._start() if self._process is None or self._connection is None else self._connection
        if self._is_ready:
            return connection
        if not connection.poll(START_SECONDS) or not isinstance(connection.recv(), Ready):
            raise ReadingTimedOut("the reading process did not start in time")
        self._is_ready = True
        return connection

    def _death(self) -> ReadingFailed:
        """Say how the process ended."""
        if self._process is None:
            return ReadingCrashed("no reading process could be started")
        try:
            status = self._process.wait(timeout=_DYING_SECONDS)
        except subprocess.TimeoutExpired:
            return ReadingCrashed("the reading process closed its connection")
        if status == -signal.SIGXCPU:
            return ReadingTimedOut("reading took more than its CPU time")
        name = signal.Signals(-status).name if status < 0 else f"status {status}"
        return ReadingCrashed(f"the reading process ended with {name}")


def _start(far_end: Connection) -> subprocess.Popen[bytes]:
    handle = far_end.fileno()
    return subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", _PROGRAM, _ROOT, str(handle)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(handle,),
        env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
        cwd="/",
    )
