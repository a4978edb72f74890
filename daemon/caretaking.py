"""Do what an administrator does with all that is kept: back it up and bring it back, hand it out, have it erased."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from daemon.app import open_current_database, utc_now
from daemon.config import Config
from daemon.instance import no_other_restoring, only_instance
from daemon.keeping import backup, erasing, exporting, restoring
from daemon.keeping.backup import Keepsakes, Progress
from daemon.keeping.disks import file_system_of
from daemon.keeping.erasing import Erasure
from daemon.keeping.exporting import Exported
from daemon.keeping.manifest import BadBackup, Manifest
from daemon.keeping.restoring import Place, Restored
from daemon.keeping.sent_log import FOLDER, SentLog
from daemon.keeping.subject import find_subject
from daemon.storage import Blobs
from models.database import close_database, is_postgresql, sqlite_path
from models.snapshot import scrub_free_pages

SHOWN = 10  # lines of one kind
UNFIT = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.glusterfs", "overlay", "ceph"})
_POSTGRESQL = (
    "this is for SQLite: on PostgreSQL use `pg_dump --format=custom` and pg_restore, and copy the storage folder "
    "after the dump was made"
)


def sent_log_of(config: Config) -> SentLog:
    """Return the log of sent mails."""
    return SentLog(config.storage.folder / FOLDER)


def make_backup(config: Config, target: Path, progress: Progress) -> Manifest:
    """Write a backup while the daemon may be at work. Raises: BadBackup, UnusableDatabase, OSError, DatabaseFault."""
    _refuse_postgresql(config)
    if not sqlite_path(config.database.url).is_file():
        raise BadBackup("there is no database yet: nothing to back up")
    with _opened(config):
        kept = Keepsakes(Blobs(config.storage.folder), sent_log_of(config), metadata.version("loket"))
        return backup.make_backup(target.absolute(), kept, utc_now(), progress)


def restore(config: Config, source: Path, progress: Progress) -> Restored:
    """Bring a backup back. Raises: AlreadyRunning, BadBackup, UnusableDatabase, OSError, DatabaseFault."""
    _refuse_postgresql(config)
    place = Place(
        database=sqlite_path(config.database.url),
        blobs=Blobs(config.storage.folder),
        sent=sent_log_of(config),
        mailboxes=tuple(box.name for box in config.mailboxes),
    )
    with only_instance(config), no_other_restoring(config):
        return restoring.restore(source, place, utc_now(), progress)


def export(config: Config, person: str, target: Path) -> Exported:
    """Write everything about a person to an archive. Raises: NobodyFound, UnusableDatabase, OSError, DatabaseFault."""
    with _opened(config):
        return exporting.write_archive(target, find_subject(person), Blobs(config.storage.folder), utc_now())


def exported(config: Config, person: str) -> exporting.Record:
    """Return everything about a person as plain data. Raises: NobodyFound, UnusableDatabase, DatabaseFault."""
    with _opened(config):
        return exporting.collect(find_subject(person), utc_now())


def survey_erasure(config: Config, person: str) -> Erasure:
    """Return what erasing a person would do. Raises: NobodyFound, UnusableDatabase, DatabaseFault."""
    with _opened(config):
        return erasing.survey(find_subject(person))


def erase(config: Config, person: str) -> Erasure:
    """Erase a person, and overwrite what the database's files still held of them.

    Raises: NobodyFound, StillOpen, CopyInProgress, UnusableDatabase, OSError, DatabaseFault.
    """
    with _opened(config):
        done = erasing.erase(find_subject(person), Blobs(config.storage.folder), utc_now())
        scrub_free_pages()
    return done


def missing_files(config: Config) -> tuple[str, ...]:
    """Return what the database names and the storage folder lacks, one line each, the first ten."""
    blobs = Blobs(config.storage.folder)
    with _opened(config):
        missing = sorted(name for name in backup.referenced() if not blobs.exists(name))
    lines = tuple(f"{blobs.path(name)} is missing: `loket restore` of a backup adds it" for name in missing[:SHOWN])
    return lines + ((f"and {len(missing) - SHOWN} more",) if len(missing) > SHOWN else ())


def unfit_disks(config: Config) -> tuple[str, ...]:
    """Return a line when the database lies where locks or power cuts are not what they seem."""
    if is_postgresql(config.database.url):
        return ()
    path = sqlite_path(config.database.url)
    kind = file_system_of(path)
    if kind not in UNFIT:
        return ()
    return (f"{path} is on {kind}: SQLite needs a local disk, or it may be damaged when two programs write",)


@contextmanager
def _opened(config: Config) -> Iterator[None]:
    open_current_database(config)
    try:
        yield
    finally:
        close_database()


def _refuse_postgresql(config: Config) -> None:
    if is_postgresql(config.database.url):
        raise BadBackup(_POSTGRESQL)
