"""What the tests of incoming mail share: an empty database, a blob store and mails."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from dovecot import PASSWORD, Account, Dovecot

from daemon.config import ImapMailbox
from daemon.inbox import Arrival, Source
from daemon.inbox.imap_source import ImapSource, Pace
from daemon.inbox.recording import Recorder
from daemon.storage import Blobs
from models.database import close_database, open_database
from models.mail import InboundEmail
from models.schema import migrate

ACCOUNTS = count(1)
QUICK = Pace(first=0.02, longest=0.1)


@pytest.fixture
def inbox_database(database_url: str) -> Iterator[str]:
    """Return the address of an open, empty database."""
    open_database(database_url)
    migrate()
    yield database_url
    close_database()


@pytest.fixture
def recorder(tmp_path: Path, inbox_database: str) -> Recorder:
    return Recorder(Blobs(tmp_path / "storage"))


@pytest.fixture
def make_mail() -> Callable[..., bytes]:
    """Return a function that makes the mail of a number, of about `size` octets, with the line end."""

    def make(number: int = 1, size: int = 0, line_end: str = "\r\n") -> bytes:
        lines = [
            "From: Siti Contoh <siti@mahasiswa.kampus.example>",
            "To: bantuan@kampus.example",
            f"Subject: Nama salah di PDDikti ({number})",
            f"Message-ID: <{number}@mahasiswa.kampus.example>",
            "",
            "Mohon diperbaiki.",
            *["Terima kasih banyak atas bantuannya, salam hormat dari saya." for _ in range(size // 62)],
            "",
        ]
        return line_end.join(lines).encode()

    return make


@pytest.fixture
def make_arrival(make_mail: Callable[..., bytes]) -> Callable[..., Arrival]:
    """Return a function that makes the arrival of the mail of a number."""

    def make(number: int = 1, **changed: object) -> Arrival:
        raw = make_mail(number)
        fields: dict[str, object] = {
            "mailbox": "bantuan",
            "uidvalidity": 7,
            "uid": str(number),
            "received_at": datetime(2026, 11, 20, 2, 0, number % 60, tzinfo=UTC),
            "size": len(raw),
            "raw": raw,
        }
        return Arrival(**{**fields, **changed})  # type: ignore[arg-type]

    return make


@pytest.fixture
def account(dovecot: Dovecot, request: pytest.FixtureRequest) -> Account:
    """Return a new account of the test server."""
    return dovecot.account(f"u{next(ACCOUNTS)}")


@pytest.fixture
def make_box(dovecot: Dovecot, account: Account, tmp_path: Path) -> Callable[..., ImapMailbox]:
    """Return a function that makes the configuration of the account's INBOX."""
    password_file = tmp_path / "imap-password"
    password_file.write_text(PASSWORD + "\n")
    password_file.chmod(0o600)

    def make(**changed: object) -> ImapMailbox:
        fields = {
            "name": "bantuan",
            "address": "bantuan@kampus.example",
            "host": "127.0.0.1",
            "security": "none",
            "port": dovecot.port,
            "username": account.name,
            "password_file": password_file,
            "timeout": "5s",
        }
        return ImapMailbox.model_validate(fields | changed)

    return make


@pytest.fixture
def make_source(make_box: Callable[..., ImapMailbox], recorder: Recorder) -> Callable[..., ImapSource]:
    """Return a function that makes a source of the account's INBOX; trouble makes it wait a few hundredths."""

    def make(largest: int = 25_000_000, pace: Pace = QUICK, **changed: object) -> ImapSource:
        return ImapSource(make_box(**changed), recorder, largest, pace)

    return make


@pytest.fixture
def watch() -> Iterator[Callable[[Source], threading.Event]]:
    """Return a function that runs a source in a thread until the test ends; the event is set after each batch."""
    stop, threads = threading.Event(), []

    def start(source: Source) -> threading.Event:
        woken = threading.Event()
        threads.append(threading.Thread(target=source.run, args=(stop, woken.set), name=source.name))
        threads[-1].start()
        return woken

    yield start
    stop.set()
    for thread in threads:
        thread.join(timeout=20)
        assert not thread.is_alive()


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], None]:
    """Return a function that waits until a condition holds, and fails when it does not within twenty seconds."""

    def wait(condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline, "it did not happen within twenty seconds"
            time.sleep(0.02)

    return wait


@pytest.fixture
def finish() -> Callable[[], None]:
    """Return a function that does as if every recorded mail had been handled."""

    def finish_all() -> None:
        InboundEmail.update(state="done").execute()

    return finish_all
