"""Bring back a backup: nothing that came later is lost or answered twice, as far as that can be known (trust.md F47).

The storage folder is added to, never emptied, and the database that was there is put aside under another name. What
came since the backup was made is fetched again from the mailboxes, or taken over from the database that was put
aside; each content is handled once. A mail that was sent already is not sent again. Plans that waited for somebody
are stale, for nobody knows whether they were carried out meanwhile.
"""

import hashlib
import tarfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from daemon.desk.journal import Cause, Entry, record
from daemon.keeping.backup import Progress, referenced, sha256_of
from daemon.keeping.manifest import BLOBS, DATABASE, NAME, SENT, BadBackup, Manifest, read_manifest
from daemon.keeping.sent_log import IDENTITY, MONTH, SentLog
from daemon.storage import Blobs
from daemon.value_objects import value_object
from models import schema
from models.database import UnusableDatabase, close_database, delete_rows, open_database, transaction
from models.mail import InboundEmail, MailboxCursor
from models.outgoing import OutgoingEmail, OutgoingRecipient
from models.plans import StoredPlan
from models.snapshot import check_copy, leave_wal, mails_of, put_aside
from models.tickets import TicketCounter
from models.upkeep import Lease
from models.versions import unknown

OVERLAP = timedelta(days=1)  # fetched again from before the backup: a server's INTERNALDATE may differ from our clock
_LARGEST_MANIFEST = 10_000_000  # octets
_OPEN_PLANS = ("requested", "confirmed", "approved", "executing")
_DOUBT = "restored from a backup: it may have been sent since; release or drop it"


@value_object
class Place:
    """Where to restore to."""

    database: Path
    blobs: Blobs
    sent: SentLog
    mailboxes: tuple[str, ...]  # names in the configuration


@value_object
class Restored:
    """What was done."""

    manifest: Manifest
    aside: Path | None  # where the database is that was there
    unreadable: str  # why that could not be read; "" when it could, or when there was none
    blobs: int  # files that were missing in the storage folder
    missing: tuple[str, ...]  # files that the database names and that are nowhere
    taken_over: int  # mails that only the database put aside knew
    sent: int  # outgoing mails that the log of sent mails knows as sent
    held: int  # outgoing mails of which nobody knows whether they were sent
    stale: int  # plans


@value_object
class _Letters:
    sent: int
    held: int


def describe(backup: Path) -> Manifest:
    """Return the description of a backup. Raises: BadBackup, OSError."""
    for name, octets in _members(backup):
        if name == NAME:
            return read_manifest(octets.read(_LARGEST_MANIFEST))
    raise BadBackup(f"{backup} has no {NAME}: this is no backup of Loket's")


def restore(backup: Path, place: Place, now: datetime, progress: Progress) -> Restored:
    """Bring a backup back to its place. Nobody else may work on the database meanwhile.

    Until everything is verified nothing is changed but files added to the storage folder.

    Raises: BadBackup, UnusableDatabase, OSError, DatabaseFault.
    """
    manifest = describe(backup)
    staged = place.database.with_name(f"{place.database.name}.restoring")
    put_aside(staged, f"old-{now:%Y%m%dT%H%M%S}")
    staged.unlink(missing_ok=True)
    log_is_whole = False
    blobs = number = 0
    for name, octets in _members(backup):
        folder, _, file = name.partition("/")
        if name == DATABASE:
            _stage_database(octets, staged, manifest)
        elif name == f"{SENT}/{IDENTITY}":
            log_is_whole = octets.read().decode("ascii", "replace").strip() == place.sent.identity(is_made=False)
        elif folder == SENT and file:
            _merge_log(place.sent, file, octets.read())
        elif folder == BLOBS and file:
            number += 1
            progress("restoring mails and attachments", number, manifest.blobs)
            blobs += _keep_blob(place.blobs, name.rpartition("/")[2], octets)
    if not staged.exists():
        raise BadBackup(f"{backup} has no {DATABASE}: it is not whole")
    progress("preparing the database", 0, 0)
    return _put_in_place(staged, place, _Found(manifest, blobs, log_is_whole), now)


@value_object
class _Found:
    manifest: Manifest
    blobs: int
    log_is_whole: bool  # the log of sent mails here goes on from the backup's


def _put_in_place(staged: Path, place: Place, found: _Found, now: datetime) -> Restored:
    """Make the staged database fit for use and swap it with the one that is there."""
    open_database(f"sqlite:///{staged}")
    try:
        schema.migrate()
        taken_over, unreadable = _take_over(place.database)
        with transaction():
            letters = _settle_letters(place.sent, now, is_known=found.log_is_whole)
            stale = _end_plans(now)
            _raise_counters(place.sent)
            _free_claims()
            _fetch_again(place.mailboxes, found.manifest.moment - OVERLAP)
            data = {"made_at": found.manifest.made_at, "letters_held": letters.held, "mails_taken_over": taken_over}
            record(Entry("service.restored", Cause("console"), None, data), now)
        missing = tuple(name for name in sorted(referenced()) if not place.blobs.exists(name))
        leave_wal()
    finally:
        close_database()
    aside = put_aside(place.database, f"before-restore-{now:%Y%m%dT%H%M%S}")
    staged.rename(place.database)
    return Restored(
        manifest=found.manifest,
        aside=aside,
        unreadable=unreadable,
        blobs=found.blobs,
        missing=missing,
        taken_over=taken_over,
        sent=letters.sent,
        held=letters.held,
        stale=stale,
    )


def _members(backup: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the files of a folder or an archive with their names, in the order of the names. Raises: BadBackup."""
    if backup.is_dir():
        for path in sorted(path for path in backup.rglob("*") if path.is_file()):
            with path.open("rb") as octets:
                yield path.relative_to(backup).as_posix(), octets
        return
    try:
        with tarfile.open(backup) as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if content is not None:
                    yield member.name, content
    except tarfile.TarError as error:
        raise BadBackup(f"{backup} is no backup of Loket's, or it is damaged ({error})") from error


def _stage_database(octets: IO[bytes], staged: Path, manifest: Manifest) -> None:
    """Write the backup's database beside the place where it will be, and verify it."""
    with staged.open("xb") as file:
        staged.chmod(0o600)
        while chunk := octets.read(1_000_000):
            file.write(chunk)
    if sha256_of(staged) != manifest.database_sha256:
        staged.unlink()
        raise BadBackup(f"{DATABASE} in the backup is damaged: take another backup")
    names = check_copy(staged)
    if newer := unknown(names):
        staged.unlink()
        raise UnusableDatabase(f"the backup is of a newer Loket (it has {newer[-1]}); install that version or newer")


def _keep_blob(blobs: Blobs, name: str, octets: IO[bytes]) -> int:
    """Add a file to the storage folder unless it is there, and return how many were added.

    Raises: BadBackup when it is damaged.
    """
    try:
        if blobs.exists(name) and sha256_of(blobs.path(name)) == name:
            return 0
        content = octets.read()
        if hashlib.sha256(content).hexdigest() != name:
            raise BadBackup(f"{BLOBS}/{name} in the backup is damaged: take another backup")
        blobs.remove(name)
        blobs.put(content)
    except ValueError as error:
        raise BadBackup(f"{BLOBS}/{name} does not belong into a backup") from error
    return 1


def _merge_log(sent: SentLog, name: str, octets: bytes) -> None:
    """Add to the log of sent mails what it lacks."""
    path = sent.folder / name
    if not MONTH.fullmatch(name):
        raise BadBackup(f"{SENT}/{name} does not belong into a backup")
    there = path.read_bytes() if path.exists() else b""
    if there.startswith(octets):
        return
    known = set(there.split(b"\n"))
    missing = [line for line in octets.split(b"\n") if line not in known]
    sent.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("ab") as file:
        file.writelines(b"\n" + line for line in missing)


def _take_over(displaced: Path) -> tuple[int, str]:
    """Take mails that only the database knows that is to be replaced; return how many, and why it cannot be read.

    Mail that was piped in lies on no server. Its octets are in the storage folder.
    """
    if not displaced.exists():
        return 0, ""
    known = set(InboundEmail.select(InboundEmail.mailbox, InboundEmail.sha256).tuples().iterator())
    count = 0
    try:
        for mail in mails_of(displaced):
            if (mail.mailbox, mail.sha256) in known:
                continue
            InboundEmail.create(
                mailbox=mail.mailbox,
                sha256=mail.sha256,
                size=mail.size,
                is_stub=mail.is_stub,
                received_at=mail.received_at,
                recorded_at=mail.recorded_at,
            )
            count += 1
    except UnusableDatabase as fault:
        return count, str(fault)
    return count, ""


def _settle_letters(sent: SentLog, now: datetime, *, is_known: bool) -> _Letters:
    """End what was sent since the backup; hold what may have been when the log cannot tell."""
    rows = list(OutgoingEmail.select().where(OutgoingEmail.state.in_(("pending", "sending"))))
    went_out = {line.message_id for line in sent.lines()} if rows else set()
    done = [row for row in rows if row.message_id in went_out]
    for row in done:
        row.state, row.finished_at, row.last_error = "sent", now, "sent before the backup was restored"
        waiting = (OutgoingRecipient.email == row) & (OutgoingRecipient.state == "pending")
        OutgoingRecipient.update(state="accepted", changed_at=now).where(waiting).execute()
    doubtful = [] if is_known else [row for row in rows if row.message_id not in went_out]
    for row in doubtful:
        row.state, row.last_error = "held", _DOUBT
    for row in rows:
        row.state = "pending" if row.state == "sending" else row.state
        row.claimed_by = None
        row.save()
    return _Letters(len(done), len(doubtful))


def _end_plans(now: datetime) -> int:
    return int(StoredPlan.update(state="stale", finished_at=now).where(StoredPlan.state.in_(_OPEN_PLANS)).execute())


def _raise_counters(sent: SentLog) -> None:
    """Never give out a ticket number again that people have in their mail already."""
    highest: dict[str, int] = {}
    for line in sent.lines():
        _, _, rest = line.ticket.partition("-")
        period, _, number = rest.partition("-")
        if number.isdecimal():
            highest[period] = max(highest.get(period, 0), int(number))
    for period, last in highest.items():
        row, _ = TicketCounter.found_or_made({"last": last}, period=period)
        if row.last < last:
            TicketCounter.update(last=last).where(TicketCounter.period == period).execute()


def _free_claims() -> None:
    InboundEmail.update(claimed_by=None).where(InboundEmail.state.in_(("new", "waiting"))).execute()
    delete_rows(Lease, Lease.token >= 0)


def _fetch_again(mailboxes: tuple[str, ...], since: datetime) -> None:
    for name in mailboxes:
        MailboxCursor.found_or_made({}, mailbox=name)
    MailboxCursor.update(refetch_since=since, reconciled_at=None).execute()
