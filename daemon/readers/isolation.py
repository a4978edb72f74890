"""Read mails in warm child processes, so that a crash, an endless loop or a memory bomb never hurts the caller.

    ReadingFailed           the mail could not be read; the next one can
    ├── ReadingCrashed      the process died or met an exception
    ├── ReadingTimedOut     it took more than its time (30 s of the clock, 20 s of CPU)
    └── MailMissing         it does not lie on the disk as it was stored

The children are fresh Pythons started with an empty environment and one socket: nothing of the parent is inherited.
They authenticate, too, as far as they were told the keys: what they say of a mail has to be believed in any case.
More they cannot do to the daemon: only plain values are taken from them (see channel.py).
"""

import os
import queue
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import daemon
from daemon import failpoints
from daemon.readers.answers import READY, Answer, Start, Stored, Understood, asked, read_answer
from daemon.readers.channel import Channel, Nonsense, plain_values
from daemon.reading import limits
from daemon.reading.limits import LimitExceeded
from daemon.reading.message import Reading
from daemon.reading.vocabulary import Vocabulary
from daemon.trust.keys import SharedKeys
from daemon.trust.settings import AuthenticationSettings

WALL_SECONDS = 30.0  # for one mail
START_SECONDS = 60.0  # for a process to come up, on a busy machine
_ARRIVING_SECONDS = 1.0  # for the rest of an answer whose time was over before anybody asked for it
_DYING_SECONDS = 5.0  # between closing the channel and the exit status
_ROOT = str(Path(daemon.__file__).resolve().parent.parent)
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from daemon.readers.process import main; main(int(sys.argv[2]))"
)
_KEPT_VARIABLES = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "MALLOC_ARENA_MAX",
    failpoints.VARIABLE,
)
# glibc's malloc keeps what a mail took for the next one, instead of giving it back and asking the kernel for each page
# again; only blocks of 2 MiB and more go back at once (mallopt(3)).
_MALLOC = {"MALLOC_TRIM_THRESHOLD_": str(4 * 1024 * 1024), "MALLOC_MMAP_THRESHOLD_": str(2 * 1024 * 1024)}


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


class MailMissing(ReadingFailed):
    """Say that the mail does not lie on the disk as it was stored."""


class Trust(NamedTuple):
    """What authenticating takes."""

    settings: AuthenticationSettings
    keys: SharedKeys


class Readers:
    """A few warm processes that read mails; threads may share it. Use it as a context manager, or close it."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        size: int = 1,
        wall_seconds: float = WALL_SECONDS,
        trust: Trust | None = None,
    ) -> None:
        """Start `size` processes, which come up while the caller goes on; with `trust` they authenticate, too."""
        self._start = Start(vocabulary, trust.settings if trust else None)
        self._trust = trust
        self._wall_seconds = wall_seconds
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._size = size
        for _ in range(size):
            self._idle.put(self._child())

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
        if len(raw) > limits.RAW_OCTETS:
            raise LimitExceeded("mail too large")
        (begun,) = self._begin((raw,))
        return begun.result().reading

    def begin(self, mails: Sequence[Stored]) -> tuple["BegunReading", ...]:
        """Have mails read one after the other while the caller goes on; waits while all processes are busy.

        Who begins must ask for each result, or leave it: the process is lent until then.
        """
        return self._begin(mails)

    def _begin(self, mails: Sequence[Stored | bytes]) -> tuple["BegunReading", ...]:
        batch = _Batch(self, mails, self._wall_seconds)
        return tuple(BegunReading(batch, number) for number in range(len(mails)))

    @property
    def size(self) -> int:
        """Return how many processes there are."""
        return self._size

    def borrow(self) -> "_Child":
        """Lend a process; waits while all are busy."""
        return self._idle.get()

    def give_back(self, child: "_Child") -> None:
        """Take a process back, and put a fresh one in its place when it is spent."""
        self._idle.put(self.renewed(child) if child.is_spent else child)

    def renewed(self, child: "_Child") -> "_Child":
        """Return a fresh process for one that is spent."""
        child.end()
        return self._child()

    def close(self) -> None:
        """End the processes; a mail that is being read by another thread is waited for."""
        for _ in range(self._size):
            self._idle.get().end()
        self._size = 0

    def _child(self) -> "_Child":
        return _Child(self._start, self._trust)


class BegunReading:
    """A mail that is being read, or waits for it."""

    def __init__(self, batch: "_Batch", number: int) -> None:
        """Be one mail of a batch."""
        self._batch, self._number = batch, number

    @property
    def is_ready(self) -> bool:
        """Say whether `result` would answer at once."""
        return self._batch.is_ready(self._number)

    def is_ready_by(self, until: float) -> bool:
        """Wait for the result until a moment of the monotonic clock, and say whether it is there."""
        return self._batch.is_ready(self._number, until)

    def result(self) -> Understood:
        """Return what was understood; waits for it. Raises: LimitExceeded; ReadingFailed."""
        answer = self._batch.answer(self._number)
        if answer.limit:
            raise LimitExceeded(answer.limit)
        if answer.is_missing:
            raise MailMissing("the mail is not on the disk as it was")
        if answer.reading is None:
            raise ReadingCrashed(answer.failure)
        return Understood(answer.reading, answer.authentication)

    def leave(self) -> None:
        """Do without the result."""
        self._batch.leave()


_GIVEN = ReadingFailed("the reading was given already")


class _Batch:
    """Mails that one process reads in their order; what comes behind one that broke it is read by a fresh one."""

    def __init__(self, readers: Readers, mails: Sequence[Stored | bytes], wall_seconds: float) -> None:
        self._readers = readers
        self._mails = mails
        self._wall_seconds = wall_seconds
        self._answers: list[Answer | ReadingFailed] = []
        self._until = 0.0  # monotonic seconds
        self._fault: ReadingFailed | None = None  # why the next mail could not be handed over
        self._child: _Child | None = readers.borrow()
        self._hand_over()

    def is_ready(self, number: int, until: float = 0.0) -> bool:
        """Take in what was answered, unless this mail's answer is there, and say whether it is; waits until then."""
        while number >= len(self._answers) and self._child is not None and self._is_due(self._child, until):
            self._take_answer()
        return number < len(self._answers)

    def _is_due(self, child: "_Child", until: float) -> bool:
        """Say whether the next answer need not be waited for, at that moment of the monotonic clock at the latest."""
        return self._fault is not None or child.has_answered(until)

    def answer(self, number: int) -> Answer:
        """Return the answer about a mail; waits for it. Raises: ReadingFailed."""
        while number >= len(self._answers):
            self._take_answer()
        found, self._answers[number] = self._answers[number], _GIVEN
        if isinstance(found, ReadingFailed):
            raise found
        return found

    def leave(self) -> None:
        """Do without the answers that are not there yet; a process that is still reading is ended."""
        child, self._child = self._child, None
        if child is not None:
            self._readers.give_back(child)
        missing = len(self._mails) - len(self._answers)
        self._answers.extend([ReadingCrashed("nobody waited for the reading")] * missing)

    def _take_answer(self) -> None:
        """Wait for the next answer; a process that fails is replaced, and the mails behind are handed over again."""
        if self._child is None:
            raise ReadingCrashed("nothing was begun")
        try:
            self._answers.append(self._fault or self._child.answer(self._until, self._wall_seconds))
        except ReadingFailed as fault:
            self._answers.append(fault)
        self._fault = None
        self._until = time.monotonic() + self._wall_seconds
        if len(self._answers) == len(self._mails):
            self._child.is_spent = self._child.is_worn
            self.leave()
        elif self._child.is_worn:
            self._child = self._readers.renewed(self._child)
            self._hand_over()

    def _hand_over(self) -> None:
        """Give the process the mails without an answer; one that cannot be given is the first to have failed."""
        if self._child is None:
            return
        try:
            self._child.hand_over(self._mails[len(self._answers) :])
        except ReadingFailed as fault:  # told when the answer is asked for
            self._fault = fault
        self._until = time.monotonic() + self._wall_seconds


class _Child:
    """One process and the channel to it."""

    def __init__(self, start: Start, trust: Trust | None) -> None:
        self.is_spent = False  # it was given mails and has not answered all
        self.is_worn = False  # it failed, or asked to be replaced
        self._is_ready = False
        self._greeting = start
        self._trust = trust
        self._told: dict[str, float] = {}  # the DKIM keys it knows
        self._channel: Channel | None = None
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):  # no process to be had just now: hand_over() tries again and says so
            self._start()

    def hand_over(self, mails: Sequence[Stored | bytes]) -> None:
        """Give the process mails to read. Until it has answered all, the process is spent."""
        self.is_spent = True
        try:
            channel = self._ready_channel()
            if self._trust is not None and (news := self._trust.keys.news(self._told)):
                channel.send(news)
            channel.send(asked(mails))
            for octets in mails:
                if isinstance(octets, bytes):
                    channel.send_octets(octets)
        except (EOFError, Nonsense, OSError) as error:
            self.is_worn = True
            raise self._failure(error) from None

    def has_answered(self, until: float) -> bool:
        """Say whether an answer, or the end of the process, is there; waits until a moment of the monotonic clock."""
        try:
            return self._channel is None or self._channel.has_message(until)
        except (EOFError, Nonsense, OSError):
            return True

    def answer(self, until: float, wall_seconds: float) -> Answer:
        """Return what became of the next mail; waits until a moment of the monotonic clock. Raises: ReadingFailed."""
        self.is_worn = True  # until it says otherwise
        try:
            channel = self._ready_channel()
            if not channel.has_message(max(until, time.monotonic() + _ARRIVING_SECONDS)):
                raise ReadingTimedOut(f"reading took more than {wall_seconds:g} s")
            answer = read_answer(channel.receive())
        except (EOFError, Nonsense, OSError) as error:
            raise self._failure(error) from None
        self.is_worn = answer.is_worn
        return answer

    def end(self) -> None:
        """End the process at once."""
        if self._channel is not None:
            self._channel.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _start(self) -> Channel:
        end, far_end = socket.socketpair()
        with far_end, ExitStack() as otherwise:
            otherwise.callback(end.close)
            self._process = _start(far_end)
            otherwise.pop_all()
        channel = self._channel = Channel(end, plain_values)
        channel.send(self._greeting)
        return channel

    def _ready_channel(self) -> Channel:
        """Return the channel once the process waits for mail."""
        channel = self._start() if self._process is None or self._channel is None else self._channel
        if self._is_ready:
            return channel
        if not channel.has_message(time.monotonic() + START_SECONDS) or channel.receive() != READY:
            raise ReadingTimedOut("the reading process did not start in time")
        self._is_ready = True
        return channel

    def _failure(self, error: Exception) -> ReadingFailed:
        """Say how the process ended, or that it must be ended."""
        if isinstance(error, Nonsense):
            return ReadingCrashed("the reading process answers nonsense")
        if self._process is None:
            return ReadingCrashed("no reading process could be started")
        try:
            status = self._process.wait(timeout=_DYING_SECONDS)
        except subprocess.TimeoutExpired:
            return ReadingCrashed("the reading process closed its channel")
        if status == -signal.SIGXCPU:
            return ReadingTimedOut("reading took more than its CPU time")
        name = signal.Signals(-status).name if status < 0 else f"status {status}"
        return ReadingCrashed(f"the reading process ended with {name}")


def _start(far_end: socket.socket) -> subprocess.Popen[bytes]:
    handle = far_end.fileno()
    return subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", _PROGRAM, _ROOT, str(handle)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(handle,),
        env=_MALLOC | {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
        cwd="/",
    )
