"""Do what an administrator does with all that is kept: back it up and bring it back, hand it out, have it erased."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from daemon.app import open_current_database, open_for_migration, utc_now
from daemon.config import Config
from daemon.instance import AlreadyRunning, no_other_restoring, only_instance
from daemon.keeping import backup, erasing, exporting, restoring
from daemon.keeping.backup import Keepsakes, Progress
from daemon.keeping.disks import file_system_of
from daemon.keeping.erasing import Erasing, Erasure
from daemon.keeping.exporting import Exported
from daemon.keeping.manifest import BadBackup, Manifest
from daemon.keeping.restoring import Place, Restored
from daemon.keeping.sent_log import FOLDER, SentLog
from daemon.keeping.subject import find_subject
from daemon.leases import at_work
from daemon.storage import Blobs
from models import schema
from models.database import close_database, is_postgresql, sqlite_path
from models.snapshot import put_aside, scrub_free_pages
from models.transfer import copy_in, copy_out

SHOWN = 10  # lines of one kind
UNFIT = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.glusterfs", "overlay", "ceph"})
_CARRIED = "postgresql.db"  # in the storage folder, while a backup is being restored to PostgreSQL


def sent_log_of(config: Config) -> SentLog:
    """Return the log of sent mails."""
    return SentLog(config.storage.folder / FOLDER)


def make_backup(config: Config, target: Path, progress: Progress) -> Manifest:
    """Write a backup while the daemon may be at work. Raises: BadBackup, UnusableDatabase, OSError, DatabaseFault."""
    if not is_postgresql(config.database.url) and not sqlite_path(config.database.url).is_file():
        raise BadBackup("there is no database yet: nothing to back up")
    with _opened(config):
        kept = Keepsakes(Blobs(config.storage.folder), sent_log_of(config), metadata.version("loket"))
        return backup.make_backup(target.absolute(), kept, utc_now(), progress)


def restore(config: Config, source: Path, progress: Progress) -> Restored:
    """Bring a backup back. Raises: AlreadyRunning, BadBackup, UnusableDatabase, OSError, DatabaseFault."""
    if is_postgresql(config.database.url):
        return _restore_postgresql(config, source, progress)
    with only_instance(config), no_other_restoring(config):
        return restoring.restore(source, _place(config, sqlite_path(config.database.url)), utc_now(), progress)


def _restore_postgresql(config: Config, source: Path, progress: Progress) -> Restored:
    """Do with a file what is done on SQLite, and then put the file's content into the database in one transaction."""
    file = config.storage.folder / _CARRIED
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    put_aside(file, "left-over")
    with open_for_migration(config):
        if len(schema.pending_migrations()) < schema.count_migrations():  # else there is nothing in it
            _refuse_company()
            schema.migrate()
            copy_out(file)
    done = restoring.restore(source, _place(config, file), utc_now(), progress)
    with open_for_migration(config):
        progress("filling the database", 0, 0)
        copy_in(file)
    file.unlink()
    return done


def _refuse_company() -> None:
    if workers := at_work():
        raise AlreadyRunning(f"{', '.join(workers)} works on this database already")


def _place(config: Config, database: Path) -> Place:
    return Place(
        database=database,
        blobs=Blobs(config.storage.folder),
        sent=sent_log_of(config),
        mailboxes=tuple(box.name for box in config.mailboxes),
    )


def export(config: Config, person: str, target: Path, progress: Progress) -> Exported:
    """Write everything about a person to an archive. Raises: NobodyFound, UnusableDatabase, OSError, DatabaseFault."""
    with _opened(config):
        return exporting.write_archive(target, find_subject(person), Blobs(config.storage.folder), utc_now(), progress)


def exported(config: Config, person: str) -> exporting.Record:
    """Return everything about a person as plain data. Raises: NobodyFound, UnusableDatabase, DatabaseFault."""
    with _opened(config):
        return exporting.collect(find_subject(person), utc_now())


def survey_erasure(config: Config, person: str) -> Erasure:
    """Return what erasing a person would do. Raises: NobodyFound, UnusableDatabase, DatabaseFault."""
    with _opened(config):
        return erasing.survey(find_subject(person))


def erase(config: Config, person: str, progress: Progress) -> Erasure:
    """Erase a person, and overwrite what the database's files still held of them.

    Raises: NobodyFound, StillOpen, CopyInProgress, UnusableDatabase, OSError, DatabaseFault.
    """
    with _opened(config):
        done = Erasing(person, utc_now(), progress).work(Blobs(config.storage.folder))
        progress("overwriting what was deleted", 0, 0)
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
