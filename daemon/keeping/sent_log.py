"""Remember outside of the database which mails a server accepted, so that a restored backup sends none of them again.

One JSON object a line, only ever appended to, one file a month: "2026-11.log". Each is written with the line end before
it, so that one that a power cut broke spoils no other. It holds no personal data.
"""

import json
import logging
import os
import re
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from daemon.value_objects import value_object

log = logging.getLogger("loket.keeping")

MONTH = re.compile(r"[0-9]{4}-[0-9]{2}\.log")
FOLDER = "sent"  # in the storage folder
IDENTITY = "id"  # a file beside the log
_MODE = 0o600
_written = json.JSONEncoder().encode


@value_object
class Sent:
    """One mail that a server accepted."""

    message_id: str
    kind: str
    ticket: str  # the number; "" when it is about none


@dataclass(slots=True)
class SentLog:
    """The log in a folder, made when it is first written."""

    folder: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_in_trouble: bool = False

    def add(self, *mails: tuple[Sent, datetime]) -> None:
        """Append a line for each mail and when it was accepted.

        Trouble is logged once and never raised: the mails are gone, and the database knows it.
        """
        months: dict[str, list[str]] = {}
        for sent, at in mails:
            line = {"at": at.isoformat(), "id": sent.message_id, "kind": sent.kind, "ticket": sent.ticket}
            months.setdefault(f"{at.year:04}-{at.month:02}", []).append("\n" + _written(line))
        try:
            with self._lock:
                for month, lines in months.items():
                    self._append(f"{month}.log", "".join(lines).encode())
        except OSError as error:
            if not self._is_in_trouble:
                log.warning("the log of sent mails cannot be written", extra={"reason": error.strerror})
            self._is_in_trouble = True
        else:
            self._is_in_trouble = False

    def lines(self) -> Iterator[Sent]:
        """Yield everything that was sent; lines that a power cut broke are passed over."""
        for file in self.files():
            for line in file.read_bytes().split(b"\n"):
                if (sent := _read(line)) is not None:
                    yield sent

    def files(self) -> tuple[Path, ...]:
        """Return the files, oldest first."""
        return tuple(sorted(path for path in self.folder.glob("*.log") if MONTH.fullmatch(path.name)))

    def identity(self, *, is_made: bool = True) -> str:
        """Return what tells this log from another, made when there is none yet and that is wanted; else ""."""
        path = self.folder / IDENTITY
        if is_made and not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=_MODE)
            path.write_text(secrets.token_hex(16) + "\n", "ascii")
        return path.read_text("ascii").strip() if path.exists() else ""

    def forget(self, before: datetime) -> int:
        """Remove the months that ended before a moment, and return how many those were."""
        old = [file for file in self.files() if file.stem < f"{before:%Y-%m}"]
        for file in old:
            file.unlink(missing_ok=True)
        return len(old)

    def _append(self, name: str, octets: bytes) -> None:
        try:
            descriptor = self._opened(name)
        except FileNotFoundError:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = self._opened(name)
        try:
            os.write(descriptor, octets)
        finally:
            os.close(descriptor)

    def _opened(self, name: str) -> int:
        return os.open(f"{self.folder}/{name}", os.O_WRONLY | os.O_APPEND | os.O_CREAT, _MODE)


def _read(line: bytes) -> Sent | None:
    try:
        found = json.loads(line)
        return Sent(str(found["id"]), str(found["kind"]), str(found["ticket"]))
    except (ValueError, KeyError, TypeError):
        return None
