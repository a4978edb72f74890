"""Share the work among several daemons on one PostgreSQL database: who is alive, and who holds which mailbox.

Each daemon keeps a row fresh. One whose row stays the same for EXPIRY seconds, by the monotonic clock of the one that
looks, is shut out (models/leasing.py) and its work is taken up; a clock that is set changes nothing. A daemon that was
shut out ends itself, and whatever supervises it starts it anew.
"""

import hashlib
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from daemon.value_objects import value_object
from models import leasing
from models.leasing import MAILBOX, NOBODY, Sighting

log = logging.getLogger("loket.leases")

BEAT = 3.0  # seconds between signs of life
EXPIRY = 15.0  # seconds without one after which a daemon is taken for dead
CALENDAR = "calendar"  # the role of the one that reminds, closes and carries out plans


class Alone:
    """The leases of a daemon that has the database to itself (SQLite): everything is its own."""

    is_shared = False

    def join(self) -> None:
        """Begin to work."""

    def look(self) -> bool:
        """Say whether another daemon ended, whose work is to be taken up: never."""
        return False

    def leave(self) -> None:
        """End to work."""

    def holds(self, role: str) -> bool:  # noqa: ARG002 - what Shared needs
        """Say whether a role is this daemon's."""
        return True

    def has_mailbox(self, name: str) -> bool:  # noqa: ARG002 - what Shared needs
        """Say whether a mailbox is this daemon's to read."""
        return True

    def let_go(self, name: str) -> None:
        """Note that a mailbox is read no more."""


class Shared(Alone):
    """The leases of one daemon among several. `look` is for one thread, `has_mailbox` and `holds` are for any."""

    is_shared = True

    def __init__(
        self,
        worker: str,
        mailboxes: Iterable[str],
        clock: Callable[[], datetime],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Work under this name (see worker_name) and share these mailboxes; `clock` gives aware UTC."""
        self._worker, self._clock, self._now = worker, clock, now
        self._mailboxes = tuple(MAILBOX + name for name in mailboxes)
        self._held: frozenset[str] = frozenset()
        self._leaving: set[str] = set()  # roles whose work is being ended
        self._seen: dict[Sighting, float] = {}  # when each row was first seen as it is
        self._looked_at = now()
        self._lock = threading.Lock()

    def join(self) -> None:
        """Enter this daemon."""
        leasing.join(self._worker, self._clock())

    def look(self) -> bool:
        """Give a sign of life, shut out who gave none, share the roles; say whether somebody was shut out.

        Raises: LeaseLost when this daemon was shut out itself; DatabaseFault.
        """
        leasing.beat(self._worker, self._clock())
        others = [seen for seen in leasing.live() if seen.worker != self._worker]
        self._remember(others)
        ended = [seen.worker for seen in others if self._is_dead(seen) and leasing.end(seen)]
        for worker in ended:
            log.warning("a daemon gave no sign of life, its work is taken up", extra={"reason": worker})
        self._share(1 + len(others) - len(ended))
        return bool(ended)

    def leave(self) -> None:
        """Hand everything back, for the others to take at once."""
        self._held = frozenset()
        leasing.leave(self._worker)

    def holds(self, role: str) -> bool:
        """Say whether a role is this daemon's."""
        return role in self._held

    def has_mailbox(self, name: str) -> bool:
        """Say whether a mailbox is this daemon's to read."""
        return MAILBOX + name in self._held

    def let_go(self, name: str) -> None:
        """Hand a mailbox back once it is read no more."""
        role = MAILBOX + name
        with self._lock:
            is_leaving = role in self._leaving
            self._leaving.discard(role)
        if is_leaving:
            leasing.give_up(role, self._worker)

    def _remember(self, others: list[Sighting]) -> None:
        """Note since when each row is as it is; what was not looked at for a while says nothing about anybody."""
        now = self._now()
        known = self._seen if now - self._looked_at < 2 * BEAT + 1 else {}
        self._seen = {seen: known.get(seen, now) for seen in others}
        self._looked_at = now

    def _is_dead(self, seen: Sighting) -> bool:
        return self._now() - self._seen[seen] >= EXPIRY or has_ended(seen.worker)

    def _share(self, daemons: int) -> None:
        """Hold a fair share of the mailboxes: take free ones below it, hand back what is above it."""
        holders = leasing.roles((CALENDAR, *self._mailboxes))
        mine = [role for role in self._mailboxes if holders[role] == self._worker]
        share = -(-len(self._mailboxes) // daemons)
        for role in mine[share:]:
            with self._lock:
                self._leaving.add(role)
        free = [role for role in self._mailboxes if holders[role] == NOBODY][: max(0, share - len(mine))]
        if holders[CALENDAR] == NOBODY:
            free.append(CALENDAR)
        taken = {role for role in free if leasing.take(role, self._worker, self._clock())}
        for role in taken:
            log.info("taken over", extra={"job": role})
        kept = {role for role, holder in holders.items() if holder == self._worker}
        self._held = frozenset((kept | taken) - self._leaving)


def at_work(seconds: float = 2 * BEAT + 1) -> tuple[str, ...]:
    """Return the daemons that gave a sign of life while one looked for so long; nobody entered costs no time."""
    before = {seen for seen in leasing.live() if not has_ended(seen.worker)}
    if before:
        time.sleep(seconds)
    return tuple(seen.worker for seen in leasing.live() if seen not in before and not has_ended(seen.worker))


@value_object
class _Process:
    """A process on a machine since it was started."""

    host: str
    pid: int
    started: str  # clock ticks after the boot (proc(5), stat)
    space: str  # names the boot and the process id namespace

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}:{self.started}:{self.space}"


def worker_name() -> str:
    """Return a name for this process's work that no other ever has, and that tells where to look whether it lives."""
    process = _Process(socket.gethostname(), os.getpid(), _started(os.getpid()), _space())
    return f"{process}:{secrets.token_hex(4)}"


def has_ended(worker: str) -> bool:
    """Say whether the process of that name surely ended: it was one of this machine, and is gone."""
    host, pid, started, space, _ = (worker + "::::").split(":", 4)
    is_near = host == socket.gethostname() and space == _space() and pid.isdigit()
    return is_near and _started(int(pid)) != started


def _started(pid: int) -> str:
    """Return when a process was started; "" when there is none."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    fields = state.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[19]  # proc(5): state is the third field, starttime the 22nd


def _space() -> str:
    boot = Path("/proc/sys/kernel/random/boot_id").read_text()
    return hashlib.sha256(f"{boot} {Path('/proc/self/ns/pid').readlink()}".encode()).hexdigest()[:8]
