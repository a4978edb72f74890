"""What the tests of incoming mail share: an empty database, a blob store and mails."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.inbox import Arrival
from daemon.inbox.recording import Recorder
from daemon.storage import Blobs
from models.database import close_database, open_database
from models.schema import migrate


@pytest.fixture
def database_file(tmp_path: Path) -> Iterator[Path]:
    """Return the file of an open, empty database."""
    open_database(f"sqlite:///{tmp_path / 'loket.db'}")
    migrate()
    yield tmp_path / "loket.db"
    close_database()


@pytest.fixture
def recorder(tmp_path: Path, database_file: Path) -> Recorder:
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
