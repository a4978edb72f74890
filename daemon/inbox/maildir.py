"""Watch a Maildir: record what is delivered, put what is finished elsewhere in it (https://cr.yp.to/proto/maildir.html).

Mail is known by the unique part of its file name, so it may be read, flagged and moved to cur/ by people meanwhile.
The name of a file says nothing about when it came; its time does.
"""

import logging
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from daemon import failpoints
from daemon.config import MaildirMailbox
from daemon.inbox import BATCH_MAILS, BATCH_OCTETS, HEADER_OCTETS, Arrival, Health, Unreachable
from daemon.inbox.health import HealthRecord
from daemon.inbox.ledger import (
    Cursor,
    finished_uids,
    known_uids,
    load_cursor,
    refetch_since,
    remember_marked,
    remember_refetched,
    save_cursor,
)
from daemon.inbox.recording import Recorder
from daemon.inbox.stub import header_of
from models.database import DatabaseFault, close_database

MARK_MAILS = 200
CONTACT_EVERY = 30.0  # seconds between notes that the folder can be read
_HEARTBEAT = 0.5  # seconds between looks at whether something was delivered
_PAUSE = 5.0  # seconds after trouble
_NO_UIDVALIDITY = 0
_SEEN_BY_A_PROGRAM = ":2,"  # the end of a name in cur/ without flags

log = logging.getLogger("loket.inbox")


class MaildirSource:
    """A Maildir on a local disk (see Source)."""

    def __init__(self, box: MaildirMailbox, recorder: Recorder, largest: int) -> None:
        """Watch the Maildir of `box`; of mails over `largest` octets only the header is kept."""
        self._box, self._recorder, self._largest = box, recorder, largest
        self._health = HealthRecord(box.name, recorder.now)
        self._marking = threading.Event()
        self._seen_change: tuple[int, ...] = ()  # of new/ and cur/, in nanoseconds since 1970
        self._unreadable: set[str] = set()  # file names
        self._contacted = -CONTACT_EVERY

    @property
    def name(self) -> str:
        """Return the mailbox's name in the configuration."""
        return self._box.name

    @property
    def health(self) -> Health:
        """Return whether the folder can be read; safe from any thread."""
        return self._health.current

    def run(self, stop: threading.Event, wake: Callable[[], None]) -> None:
        """Record mail as it is delivered and put away what is finished until `stop`; call `wake` after each batch."""
        try:
            while not stop.is_set():
                try:
                    self._marking.clear()
                    self._poll(wake)
                    self._mark()
                    self._health.well()
                    self._wait(stop)
                except (Unreachable, OSError, DatabaseFault) as error:
                    self._health.trouble(str(error))
                    stop.wait(_PAUSE)
        finally:
            close_database()

    def poll_once(self) -> int:
        """Record what is new, and return how many mails that was.

        Raises: Unreachable; OSError or DatabaseFault when it could not be kept.
        """
        return self._poll(lambda: None)

    def mark(self) -> int:
        """Put away what is finished, and return how many mails that was.

        Raises: Unreachable, DatabaseFault.
        """
        return self._mark()

    def mark_soon(self) -> None:
        """Have `run` mark at once what is finished, instead of after its next look for mail; from any thread."""
        self._marking.set()

    def _wait(self, stop: threading.Event) -> None:
        """Return when something was delivered, after a poll's interval, or when there is something else to do."""
        until = time.monotonic() + self._box.poll.total_seconds()
        while not stop.is_set() and not self._marking.is_set() and time.monotonic() < until:
            if self._changes() != self._seen_change:
                return
            self._marking.wait(_HEARTBEAT)

    def _changes(self) -> tuple[int, ...]:
        """Return when something last came to or left the folders. Raises: Unreachable."""
        try:
            return tuple(folder.stat().st_mtime_ns for folder in self._folders())
        except OSError as error:
            raise Unreachable(f"the Maildir cannot be read: {error.strerror}") from error

    def _folders(self) -> tuple[Path, Path]:
        return self._box.path / "new", self._box.path / "cur"

    def _poll(self, wake: Callable[[], None]) -> int:
        """Record what is new in new/ and cur/ and return how many mails that was."""
        known = known_uids(self.name, _NO_UIDVALIDITY)
        self._bring_back(known)
        changes = self._changes()
        fresh = [path for uid, path in sorted(self._files().items()) if uid not in known]
        recorded = 0
        for batch in self._batches(fresh):
            failpoints.reach("after_fetch")
            created = self._recorder.record_many(batch)
            recorded += len(created)
            if created:
                wake()
        self._seen_change = changes
        self._note_contact()
        return recorded

    def _bring_back(self, known: set[str]) -> None:
        """Move finished mail that a restored database does not know back to where it was. Raises: Unreachable."""
        since = refetch_since(self.name)
        if since is None:
            return
        try:
            for path in self._finished_folder().iterdir() if self._box.finished == "move" else ():
                if path.stat().st_mtime >= since.timestamp() and _unique_part(path.name) not in known:
                    path.rename(self._box.path / "cur" / path.name)
        except OSError as error:
            raise Unreachable(f"finished mail cannot be moved back: {error.strerror}") from error
        remember_refetched(self.name)

    def _files(self) -> dict[str, Path]:
        """Return the mails that lie here, by the unique part of the name. Raises: Unreachable."""
        found: dict[str, Path] = {}
        try:
            for folder in self._folders():
                with os.scandir(folder) as entries:
                    found |= {_unique_part(entry.name): Path(entry.path) for entry in entries if _is_mail(entry)}
        except OSError as error:
            raise Unreachable(f"the Maildir cannot be read: {error.strerror}") from error
        return found

    def _batches(self, paths: list[Path]) -> Iterator[list[Arrival]]:
        """Read the files, as many at once as BATCH_MAILS and BATCH_OCTETS allow; one that is gone is passed over."""
        batch: list[Arrival] = []
        octets = 0
        for path in paths:
            arrival = self._read(path)
            if arrival is None:
                continue
            batch.append(arrival)
            octets += len(arrival.raw)
            if len(batch) == BATCH_MAILS or octets >= BATCH_OCTETS:
                yield batch
                batch, octets = [], 0
        if batch:
            yield batch

    def _read(self, path: Path) -> Arrival | None:
        """Return the mail of a file; None when a person moved it meanwhile, or when it cannot be read."""
        try:
            with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123 - the flags
                state = os.fstat(file.fileno())
                is_stub = state.st_size > self._largest
                raw = header_of(file.read(HEADER_OCTETS)) if is_stub else file.read(self._largest)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._say_unreadable(path, error)
            return None
        size = state.st_size if is_stub else len(raw)
        return Arrival(self.name, _NO_UIDVALIDITY, _unique_part(path.name), self._time(state), size, raw, is_stub)

    def _say_unreadable(self, path: Path, error: OSError) -> None:
        """Log once that a file cannot be read; it is tried again at every poll."""
        if path.name not in self._unreadable:
            self._unreadable.add(path.name)
            found = {"mailbox": self.name, "reason": error.strerror}
            log.error("the mail in the file %s cannot be read", path.name, extra=found)

    def _time(self, state: os.stat_result) -> datetime:
        try:
            return datetime.fromtimestamp(state.st_mtime, UTC)
        except (ValueError, OverflowError, OSError):  # a file may bear any time
            return self._recorder.now()

    def _note_contact(self) -> None:
        """Remember now and then that the folder can be read."""
        if time.monotonic() - self._contacted >= CONTACT_EVERY:
            cursor = load_cursor(self.name) or Cursor(self.name, _NO_UIDVALIDITY, 0)
            save_cursor(cursor, self._recorder.now())
            self._contacted = time.monotonic()

    def _mark(self) -> int:
        """Put away what is finished, and return how many mails that was."""
        if self._box.finished == "leave":
            return 0
        marked = 0
        while uids := finished_uids(self.name, _NO_UIDVALIDITY, MARK_MAILS):
            failpoints.reach("before_mark")
            self._put_away(uids)
            failpoints.reach("after_mark")
            remember_marked(self.name, _NO_UIDVALIDITY, uids)
            marked += len(uids)
        return marked

    def _put_away(self, uids: tuple[str, ...]) -> None:
        """Move mails to cur/ of this or of another folder; those that are gone are no fault. Raises: Unreachable."""
        files = self._files()
        try:
            target = self._finished_folder()
            for uid in uids:
                path = files.get(uid)
                if path is not None and path.parent != target:
                    with suppress(FileNotFoundError):
                        path.rename(target / (path.name if ":" in path.name else path.name + _SEEN_BY_A_PROGRAM))
        except OSError as error:
            raise Unreachable(f"finished mail cannot be moved: {error.strerror}") from error

    def _finished_folder(self) -> Path:
        """Return the cur/ that finished mail goes to, made when it is not there. Raises: OSError."""
        if self._box.finished == "flag":
            return self._box.path / "cur"
        folder = self._box.path / f".{self._box.finished_folder}"
        if not folder.is_dir():
            folder.mkdir(mode=0o700)
            (folder / "maildirfolder").touch(mode=0o600)  # Maildir++: this is a folder of a Maildir, none of its own
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir(mode=0o700, exist_ok=True)
        return folder / "cur"


def _is_mail(entry: "os.DirEntry[str]") -> bool:
    """Say whether it is a plain file that is not hidden; links are never followed."""
    with suppress(FileNotFoundError):
        return not entry.name.startswith(".") and stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
    return False


def _unique_part(name: str) -> str:
    """Return what stays the same when the flags change; octets that are no UTF-8 are written as escapes."""
    return os.fsencode(name).partition(b":")[0].decode("utf-8", "backslashreplace")
