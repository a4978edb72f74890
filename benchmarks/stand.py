"""Put up what the measurements need: a Dovecot on loopback, an SMTP server that counts, and a daemon between them."""

import base64
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests" / "support")]

import workload
from dns_stand_in import DnsStandIn
from dovecot import PASSWORD, Account, Dovecot, make_folder

CONFIG = """
[institution]
name = "UIN Contoh"
unit = "Pusat Data"
timezone = "Asia/Jakarta"

[[mailbox]]
name = "bantuan"
kind = "imap"
address = "{desk}"
sub_addressing = true
host = "127.0.0.1"
port = {imap_port}
security = "none"
username = "{account}"
password_file = "{folder}/imap-password"
finished = "move"
finished_folder = "Loket"
poll = "60s"

[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
from_address = "{desk}"
per_hour = 100000000

[authentication]
authserv_ids = ["{authserv}"]
require = "both"
resolver = "{resolver}"

[[staff]]
id = "rina"
name = "Rina Contoh"
addresses = ["rina@kampus.example"]
roles = ["petugas"]
enabled = {with_staff}

[roles.petugas]
commands = ["*"]

[limits]
staff_letters_per_hour = 100000000

[database]
url = "sqlite:///{folder}/loket.db"

[storage]
folder = "{folder}/storage"

[keys]
folder = "{folder}/keys"

[log]
format = "json"
level = "info"
"""


@dataclass
class Sink:
    """The counting SMTP server."""

    process: "subprocess.Popen[str]"
    port: int
    _asked: int

    def tally(self) -> dict[str, Any]:
        """Return what came so far."""
        with socket.create_connection(("127.0.0.1", self._asked), timeout=30) as connection:
            told = b"".join(iter(lambda: connection.recv(65536), b""))
        return dict(json.loads(told))

    def wait_for(self, mails: int, seconds: float) -> dict[str, Any]:
        """Return the figures once so many mails came. Raises: TimeoutError."""
        deadline = time.monotonic() + seconds
        while (tally := self.tally())["mails"] < mails:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{tally['mails']} of {mails} mails came")
            time.sleep(0.1)
        return tally


@contextmanager
def sink() -> Iterator[Sink]:
    """Run the counting server."""
    process = subprocess.Popen([sys.executable, HERE / "sink.py"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        port, asked = map(int, process.stdout.readline().split())
        yield Sink(process, port, asked)
    finally:
        process.kill()
        process.wait()


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Run an IMAP server with empty mailboxes."""
    folder = make_folder()
    server = Dovecot(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


@contextmanager
def name_server(signer: workload.Signer, staff: workload.Signer | None = None) -> Iterator[str]:
    """Serve the DKIM keys of students and staff."""
    records = {workload.KEY_NAME: (signer.record,)}
    if staff is not None:
        records[workload.STAFF_KEY_NAME] = (staff.record,)
    with DnsStandIn(records) as server:
        yield server.address


def fill(accounts: tuple[Account, ...], raws: Iterable[bytes]) -> None:
    """Put the same mails into all the mailboxes; each is written once."""
    first, *others = accounts
    for raw in raws:
        path = first.deliver(raw)
        for other in others:
            os.link(path, other.folder / "new" / path.name)


@dataclass(frozen=True)
class Place:
    """Where a daemon works."""

    folder: Path
    imap_port: int
    account: str
    smtp_port: int
    resolver: str
    with_staff: bool = False


def configure(place: Place) -> Path:
    """Write the configuration, the key and the password, and return the configuration's file."""
    keys = place.folder / "keys"
    keys.mkdir(mode=0o700)
    _secret(keys / "a.key", bytes(range(32)))
    _secret(place.folder / "imap-password", PASSWORD.encode())
    config = place.folder / "loket.toml"
    config.write_text(
        CONFIG.format(
            desk=workload.DESK,
            authserv=workload.AUTHSERV,
            imap_port=place.imap_port,
            account=place.account,
            smtp_port=place.smtp_port,
            folder=place.folder,
            resolver=place.resolver,
            with_staff=str(place.with_staff).lower(),
        )
    )
    config.chmod(0o640)
    return config


def _secret(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)


class MeasuredDaemon:
    """The daemon in a process of its own; see measured_daemon.py."""

    def __init__(self, config: Path) -> None:
        """Start it and wait until it is ready."""
        self._log = config.with_name("daemon.log")
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, HERE / "measured_daemon.py", config, workload.KEY_NAME],
                env={**os.environ, "MALLOC_ARENA_MAX": "1"},  # as in deploy/loket.service
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        if self._line() != "ready":
            raise RuntimeError(self._log.read_text())

    def go(self) -> float:
        """Let it work, and return when that was."""
        assert self.process.stdin is not None
        at = time.monotonic()
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return at

    def stop(self) -> dict[str, float]:
        """Stop it with SIGTERM and return what it used."""
        self.process.send_signal(signal.SIGTERM)
        line = self._line()
        self.process.wait(timeout=60)
        return dict(json.loads(line))

    def kill(self) -> None:
        """End it, if it still lives."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


class MeasuredDesk:
    """The way of a mail without a mailbox, in a process of its own; see measured_desk.py."""

    def __init__(self, config: Path) -> None:
        """Start it and wait until it is ready."""
        self._names = itertools.count(1)
        self.process = subprocess.Popen(
            [sys.executable, HERE / "measured_desk.py", config],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._line()

    def deal_with(self, raws: Iterable[bytes]) -> dict[str, Any]:
        """Have mails dealt with and return what they cost and became."""
        assert self.process.stdin is not None
        mails = [[str(next(self._names)), base64.b64encode(raw).decode("ascii")] for raw in raws]
        self.process.stdin.write(json.dumps({"mails": mails}) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self._line()))

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()
