"""Start `loket` as a process of its own without the second that Python takes to load it.

Each session of tests keeps one process that has loaded the program and done nothing else. For a start it forks: what
runs is a real process with its own number, environment, files and signals, that begins where `loket` begins and is
killed as any other. What has to be seen by the dynamic loader or by Python itself is started the ordinary way.
"""

import atexit
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import IO, Any

_LARGEST_ORDER = 200_000  # octets
_KEPT = ("PATH", "LOKET_FAILPOINT")  # of the environment, where mail is read
_BEGIN = "from daemon.cli import main; main()"
_SEEN_AT_THE_START = ("LD_", "PYTHON", "MALLOC_", "TZ")  # what begins so has its effect before the program's first line


@dataclass(frozen=True)
class Order:
    """What to start."""

    arguments: Sequence[str]  # `loket` and its words
    environment: Mapping[str, str]  # all of it
    changes: str = ""  # lines of Python to run before
    folder: str = ""


class WarmProcess:
    """A process that was forked; does what tests do with a subprocess.Popen."""

    def __init__(self, arguments: Sequence[str], status: int) -> None:
        """Take the reading end of the pipe on which its number is told, and its exit status at the end."""
        self.args = arguments
        self.returncode: int | None = None
        self._status = status
        self.pid = int(os.read(status, 20))

    def poll(self) -> int | None:
        """Return the exit status, negative for a signal; None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status once there is one. Raises: subprocess.TimeoutExpired."""
        status = self._look(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(list(self.args), timeout or 0.0)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None and self._has_ended(timeout):
            self.returncode = int(os.read(self._status, 20))
            os.close(self._status)
        return self.returncode

    def _has_ended(self, timeout: float | None) -> bool:
        waiting = select.poll()
        waiting.register(self._status)
        return bool(waiting.poll(None if timeout is None else timeout * 1000))


class _Nursery:
    """The process that is forked, kept until the tests end."""

    def __init__(self) -> None:
        self._near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            self._process = subprocess.Popen(
                [sys.executable, "-P", __file__, str(far.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=(far.fileno(),),
                env={name: value for name, value in os.environ.items() if not name.startswith("LOKET_")},
            )
        self._at_start = _seen_at_the_start(os.environ)
        atexit.register(self.close)

    def can_start(self, environment: Mapping[str, str]) -> bool:
        """Say whether forking does the same as starting."""
        return _seen_at_the_start(environment) == self._at_start

    def start(self, order: Order, files: Sequence[int]) -> WarmProcess:
        """Fork, with these files as its standard input, output and error."""
        reading, writing = os.pipe()
        try:
            socket.send_fds(self._near, [json.dumps(asdict(order)).encode()], [*files, writing])
        finally:
            os.close(writing)
        return WarmProcess(order.arguments, reading)

    def close(self) -> None:
        """End it; what it started goes on."""
        self._near.close()
        self._process.wait()


_nurseries: list[_Nursery] = []
_making = Lock()


def start(
    order: Order, stdin: IO[Any] | int, stdout: IO[Any], stderr: IO[Any]
) -> "WarmProcess | subprocess.Popen[bytes]":
    """Start `loket`: by forking where that does the same. `stdin` may be subprocess.DEVNULL."""
    nursery = _nursery()
    if not nursery.can_start(order.environment):
        return subprocess.Popen(
            [sys.executable, "-c", f"{order.changes}\n{_BEGIN}", *order.arguments[1:]],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=order.environment,
            cwd=order.folder,
        )
    with Path(os.devnull).open("rb") as nothing:
        files = [file.fileno() for file in (nothing if isinstance(stdin, int) else stdin, stdout, stderr)]
        return _fork(order, files)


def start_reader(connection: Connection) -> WarmProcess:
    """Start a process that reads mail for the program in this process, as daemon.readers.isolation does."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    order = Order(["reader"], environment, "from daemon.readers.process import main\nmain(3)", "/")
    with Path(os.devnull).open("r+b") as nothing:
        return _fork(order, [nothing.fileno()] * 3 + [connection.fileno()])


def _fork(order: Order, files: Sequence[int]) -> WarmProcess:
    """Fork; with a new process to fork from when somebody killed the one there was."""
    nursery = _nursery()
    try:
        return nursery.start(order, files)
    except BrokenPipeError:
        with _making, suppress(ValueError):
            _nurseries.remove(nursery)
        return _nursery().start(order, files)


def _nursery() -> _Nursery:
    with _making:
        if not _nurseries:
            _nurseries.append(_Nursery())
        return _nurseries[0]


def _seen_at_the_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_SEEN_AT_THE_START)}


def _await_birth(orders: socket.socket) -> Order:
    """Fork for each order, and return it in the new process."""
    while True:
        message, files, _, _ = socket.recv_fds(orders, _LARGEST_ORDER, 5)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            orders.close()
            _watch_over_a_child(files)
            return Order(**json.loads(message))
        for file in files:
            os.close(file)


def _watch_over_a_child(files: Sequence[int]) -> None:
    """Return in a child of this process with its files in their places; here, tell its number and how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *standard, status = files
    child = os.fork()
    if child:
        for file in standard:
            os.close(file)
        os.write(status, f"{child}".ljust(20).encode())
        os.write(status, f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}".ljust(20).encode())
        os._exit(0)
    for number, file in enumerate(standard):
        os.dup2(file, number)
    for file in files:
        if file >= len(standard):
            os.close(file)


def _become(order: Order) -> None:
    """Take on what a process is given when it starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environment)
    sys.argv = list(order.arguments)
    importlib.reload(sys.modules["daemon.failpoints"])  # it looks at the environment once
    exec(order.changes, {})


def _load_the_program() -> None:
    for name in ("daemon.app", "daemon.cli.run", "daemon.cli.once", "daemon.readers.process"):
        importlib.import_module(name)
    gc.freeze()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody has to wait for those that watch
    _load_the_program()
    _become(_await_birth(socket.socket(fileno=int(sys.argv[1]))))
    sys.exit(importlib.import_module("daemon.cli").main())
