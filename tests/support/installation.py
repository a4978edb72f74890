"""A whole Loket of its own for tests: configuration, keys, database in one folder, run as a real process."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TextIO

import pytest
import warm_start

from daemon.app import App, build, open_records, utc_now
from daemon.cli import main
from daemon.config import load
from daemon.desk.timekeeping.targets import Clockwork
from daemon.duties import Duties
from daemon.readers import isolation
from daemon.reports import listings
from daemon.service import Service
from daemon.watching import Watch, alarms_of

Daemon = warm_start.WarmProcess | subprocess.Popen[bytes]
LOKET = Path(sys.executable).with_name("loket")
SUPPORT = "bantuan@kampus.example"
AUTHSERV = "mx.kampus.example"
STAFF = "rina@kampus.example"
TEMPLATE = """
[institution]
name = "UIN Contoh"
unit = "Pusat Data"
timezone = "Asia/Jakarta"

{mailboxes}

[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
from_address = "{support}"
timeout = "5s"
per_hour = 100000

[authentication]
authserv_ids = ["{authserv}"]
require = "authentication-results"

[[staff]]
id = "rina"
name = "Rina Contoh"
addresses = ["{staff}"]
roles = ["petugas"]

[[staff]]
id = "joko"
name = "Joko Contoh"
addresses = ["joko@kampus.example"]
roles = ["petugas"]

[roles.petugas]
commands = ["*"]

[teams."sarpras"]
staff = ["joko"]

[teams."data-mahasiswa"]
staff = ["rina"]

[teams."akademik"]
staff = ["rina"]

[teams."lain"]
staff = ["rina"]

[database]
url = "{url}"

[storage]
folder = "{folder}/storage"

[keys]
folder = "{folder}/keys"

[health]
admins = ["admin@kampus.example"]

[limits]
staff_letters_per_hour = 100000
{limits}

[commands]
hold = "0s"

[digest]
at = "never"

[log]
format = "json"
"""


@dataclass
class Installation:
    """One Loket: its folder, its mailboxes, and where it sends."""

    folder: Path
    smtp_port: int
    mailboxes: str  # [[mailbox]] tables
    limits: str = ""  # lines of [limits]
    url: str = ""  # of the database; empty: SQLite in the folder
    processes: list[Daemon] = field(default_factory=list)
    _app: App | None = None
    _written: str = ""  # the configuration that the app was built from
    _stack: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        """Write the configuration, one signing key and the folders."""
        (self.folder / "keys").mkdir(mode=0o700)
        key = self.folder / "keys" / "a.key"
        key.write_bytes(bytes(range(32)))
        key.chmod(0o600)
        self.config.write_text(
            TEMPLATE.format(
                mailboxes=self.mailboxes,
                smtp_port=self.smtp_port,
                support=SUPPORT,
                authserv=AUTHSERV,
                staff=STAFF,
                folder=self.folder,
                url=self.url or f"sqlite:///{self.folder}/loket.db",
                limits=self.limits,
            )
        )
        self.config.chmod(0o640)

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.folder / "loket.toml"

    def run(self, *arguments: str, stdin: bytes = b"", **environment: str) -> "subprocess.CompletedProcess[bytes]":
        """Run one command of `loket` to its end."""
        with TemporaryFile() as given, TemporaryFile() as told, TemporaryFile() as complained:
            given.write(stdin)
            given.seek(0)
            process = warm_start.start(self._order(arguments, environment), given, told, complained)
            try:
                status = process.wait(timeout=60)
            finally:
                process.kill()
            told.seek(0)
            complained.seek(0)
            return subprocess.CompletedProcess(arguments, status, told.read(), complained.read())

    def do(self, *arguments: str, terminal: TextIO | None = None) -> "subprocess.CompletedProcess[bytes]":
        """Run one command of `loket` in this process: for tests whose subject is not the process, which takes a second.

        What runs in this process ends before. With a terminal its complaints go there instead.
        """
        self.leave()
        told, own = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        complained = terminal or own
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(told), redirect_stderr(complained):
            patch.setenv("LOKET_CONFIG", str(self.config))
            patch.setattr(sys, "argv", ["loket", *arguments])
            mask = os.umask(0o077)
            try:
                main()
            except SystemExit as end:
                status = int(end.code or 0)
            else:
                status = 0
            finally:
                os.umask(mask)
        return subprocess.CompletedProcess(arguments, status, told.buffer.getvalue(), own.buffer.getvalue())

    @property
    def app(self) -> App:
        """The program in this process, built anew when its configuration changed."""
        written = self.config.read_text()
        if self._app is None or written != self._written:
            self._stack.close()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(isolation, "_start", warm_start.start_reader)
                self._app = self._stack.enter_context(build(load(self.config), waits_for_keys=True))
            self._written = written
        return self._app

    def once(self) -> int:
        """Do everything that waits, in this process, and return how many mails were processed."""
        app = self.app
        return Service(app.sources, app.pipeline, app.delivery, leases=app.leases, integrator=app.integrator).once()

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the lines that `loket NAME --json` prints, asked for in this process."""
        if self._app is not None:
            return _listed(name, self._app.desk)
        with open_records(load(self.config)) as records:
            return _listed(name, records)

    def kept(self) -> dict[str, list[dict[str, Any]]]:
        """Return the lists of tickets, mails and letters without what grows by itself: the time of clocks that run."""
        lists = {name: self.rows(name) for name in ("tickets", "inbox", "outbox")}
        for ticket in lists["tickets"]:
            for stage in ticket["stages"]:
                if stage["closed_at"] is None:
                    del stage["seconds"], stage["paused_seconds"]
        return lists

    def leave(self) -> None:
        """End what runs in this process, so that another one may exchange the database."""
        self._stack.close()
        self._app = None

    def sweep(self) -> None:
        """Remove what is older than the configuration lets it be kept."""
        self.leave()
        with build(load(self.config)) as app:
            Duties(app).sweep()

    def tell_witnesses(self) -> None:
        """Do what the daemon does once a day for the journal's witnesses."""
        self.leave()
        with build(load(self.config)) as app:
            next(job for job in Watch(app, alarms_of(app.config)).jobs() if job.name == "journal head").run()

    def wait_for_log(self, word: str) -> str:
        """Return the daemon's log once it has the word."""
        wait_until(lambda: word in self.log(), 20, f"{word!r} in the log")
        return self.log()

    def close(self) -> None:
        """End what runs in this process and kill what runs beside it."""
        self._stack.close()
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait(timeout=10)

    @contextmanager
    def daemon(self, environment: Mapping[str, str] | None = None) -> Iterator[Daemon]:
        """Run the daemon while the block lasts and stop it with SIGTERM afterwards."""
        process = self.start(environment or {})
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=40)

    def start(self, environment: Mapping[str, str], changes: str = "") -> Daemon:
        """Start the daemon after some lines of Python; its log goes to daemon.log in the folder."""
        with (self.folder / "daemon.log").open("ab") as log:
            process = warm_start.start(self._order(["run"], environment, changes), subprocess.DEVNULL, log, log)
        self.processes.append(process)
        return process

    def _order(self, arguments: Sequence[str], environment: Mapping[str, str], changes: str = "") -> warm_start.Order:
        all_of_it = {**os.environ, "LOKET_CONFIG": str(self.config), **environment}
        return warm_start.Order([str(LOKET), *arguments], all_of_it, changes, str(Path.cwd()))

    def log(self) -> str:
        """Return what the daemon logged so far."""
        path = self.folder / "daemon.log"
        return path.read_text(errors="replace") if path.exists() else ""


def _listed(name: str, desk: Clockwork) -> list[dict[str, Any]]:
    lists: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
        "inbox": listings.inbox,
        "outbox": listings.outbox,
        "journal": listings.journal,
        "tickets": lambda: listings.tickets(desk, utc_now()),
    }
    return list(json.loads(json.dumps(list(lists[name]()))))


def wait_until(found: Callable[[], Any], seconds: float = 30.0, what: str = "", pause: float = 0.05) -> Any:
    """Return the first true value that `found` gives, asked again after each pause; fail when none comes in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(pause)
    raise AssertionError(f"nothing came within {seconds} s: {what or found}")


def maildir_box(path: Path) -> str:
    """Return the table of a Maildir mailbox."""
    return (
        f'[[mailbox]]\nname = "bantuan"\nkind = "maildir"\naddress = "{SUPPORT}"\n'
        f'sub_addressing = true\npath = "{path}"\nfinished = "move"\nfinished_folder = "Loket"\npoll = "1s"\n'
    )


def imap_box(port: int, username: str, password_file: Path, finished: str = "move", name: str = "bantuan") -> str:
    """Return the table of an IMAP mailbox on loopback."""
    return (
        f'[[mailbox]]\nname = "{name}"\nkind = "imap"\naddress = "{name}@kampus.example"\n'
        f'sub_addressing = true\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nusername = "{username}"\n'
        f'password_file = "{password_file}"\nfinished = "{finished}"\nfinished_folder = "Loket"\npoll = "2s"\n'
    )
