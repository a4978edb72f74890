"""Make a backup while the daemon works: the database at one moment, every file that it names, and what was sent.

A backup is a folder, or a tar archive of one, described by its `loket-backup.json`. It gets its name when it is whole
and verified; what is there under another name ending in ".partial" is not.
"""

import hashlib
import os
import shutil
import tarfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from daemon.keeping.manifest import BLOBS, DATABASE, SENT, BadBackup, Manifest
from daemon.keeping.sent_log import IDENTITY, SentLog
from daemon.storage import Blobs
from daemon.value_objects import value_object
from models.journal import JournalEvent
from models.mail import InboundEmail
from models.snapshot import check_copy, copy_database
from models.tickets import TicketAttachment

ARCHIVE = ".tar"
_CHUNK = 1_000_000  # octets

Progress = Callable[[str, int, int], None]  # what is done, how much of it, and how much there is


@value_object
class Keepsakes:
    """What a backup is made of, beside the open database."""

    blobs: Blobs
    sent: SentLog
    version: str  # of Loket


def make_backup(target: Path, kept: Keepsakes, now: datetime, progress: Progress) -> Manifest:
    """Write a backup and return its description; a target that ends in ".tar" becomes an archive.

    Raises: BadBackup when something is there already or the copy is not whole; OSError, DatabaseFault.
    """
    if target.exists():
        raise BadBackup(f"{target} is there already: name a new folder or archive for each backup")
    folder = target.with_name(f"{target.name}.partial")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True)
    try:
        manifest = _fill(folder, kept, now, progress)
        if target.suffix == ARCHIVE:
            _pack(folder, target, progress)
            shutil.rmtree(folder)
        else:
            folder.rename(target)
        _synchronise(target.parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return manifest


def referenced() -> frozenset[str]:
    """Return the names of the files that the open database needs, without those that were removed on purpose."""
    mails = InboundEmail.select(InboundEmail.sha256).where(InboundEmail.raw_removed_at.is_null()).tuples()
    files = TicketAttachment.select(TicketAttachment.sha256).where(TicketAttachment.removed_at.is_null()).tuples()
    return frozenset(name for (name,) in mails.iterator()) | frozenset(name for (name,) in files.iterator())


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fill(folder: Path, kept: Keepsakes, now: datetime, progress: Progress) -> Manifest:
    with kept.blobs.unchanging():
        progress("copying the database", 0, 0)
        last = JournalEvent.select().order_by(JournalEvent.id.desc()).first()
        copy_database(folder / DATABASE)
        needed = referenced()
        octets = _take_blobs(folder / BLOBS, kept.blobs, needed, progress)
    progress("checking the database", 0, 0)
    _take_sent(folder / SENT, kept.sent)
    manifest = Manifest(
        version=kept.version,
        made_at=now.isoformat(),
        migrations=check_copy(folder / DATABASE),
        database_sha256=sha256_of(folder / DATABASE),
        database_octets=(folder / DATABASE).stat().st_size,
        blobs=len(octets),
        blob_octets=sum(octets.values()),
        missing=tuple(sorted(needed - octets.keys())),
        last_event=int(last.id) if last else 0,
        journal_head=last.hash if last else "",
    )
    manifest.write(folder)
    return manifest


def _take_blobs(folder: Path, blobs: Blobs, needed: frozenset[str], progress: Progress) -> dict[str, int]:
    """Link or copy every file, check each against its name, and return their sizes.

    Raises: BadBackup when a file does not hold what its name stands for.
    """
    folder.mkdir(mode=0o700)
    names = sorted(needed)
    octets: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        progress("copying mails and attachments", number, len(names))
        copy = folder / name[:2] / name
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            _link_or_copy(blobs.path(name), copy)
            if sha256_of(copy) != name:
                raise BadBackup(f"{blobs.path(name)} is damaged: take it from an older backup, then make a new one")
            octets[name] = copy.stat().st_size
    return octets


def _take_sent(folder: Path, sent: SentLog) -> None:
    folder.mkdir(mode=0o700)
    sent.identity()
    for file in (sent.folder / IDENTITY, *sent.files()):
        _copy(file, folder / file.name)


def _link_or_copy(source: Path, target: Path) -> None:
    """Give a file that never changes a second name, or copy it where that is not possible."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # another file system, or one without hard links
        _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as octets, target.open("xb") as copy:
        os.fchmod(copy.fileno(), 0o600)
        shutil.copyfileobj(octets, copy, _CHUNK)
        copy.flush()
        os.fsync(copy.fileno())


def _pack(folder: Path, target: Path, progress: Progress) -> None:
    """Write a folder into an archive beside it, read the archive again, and give it its name."""
    partial = target.with_name(f"{target.name}.partial.tar")
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    partial.unlink(missing_ok=True)
    with partial.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT, dereference=True) as archive:
            for number, path in enumerate(files, 1):
                progress("packing", number, len(files))
                archive.add(path, path.relative_to(folder).as_posix(), filter=_anonymous)
        file.flush()
        os.fsync(file.fileno())
    _check_archive(partial, len(files), progress)
    partial.rename(target)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _check_archive(path: Path, count: int, progress: Progress) -> None:
    """Read the archive to its end. Raises: BadBackup when the disk gives back something else than was written."""
    found = 0
    with tarfile.open(path) as archive:
        for member in archive:
            found += 1
            progress("reading the archive again", found, count)
            name = member.name.rpartition("/")[2]
            octets = archive.extractfile(member)
            if octets is None:
                raise BadBackup(f"{path}: {member.name} cannot be read back")
            digest = hashlib.file_digest(octets, "sha256").hexdigest()  # type: ignore[arg-type]
            if member.name.startswith(f"{BLOBS}/") and digest != name:
                raise BadBackup(f"{path}: {member.name} is damaged: is the disk sound?")
    if found != count:
        raise BadBackup(f"{path} lacks files: is the disk sound?")


def _synchronise(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
