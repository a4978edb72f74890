"""Take one mail from standard input, as a mail server pipes it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from daemon.cli import EXIT_TRY_AGAIN, ConfigOption, Failure, load_config
from daemon.config import Config, ConfigError, PipeMailbox
from daemon.inbox.recording import Recorder
from daemon.inbox.stdin import receive
from daemon.instance import AlreadyRunning, no_restoring
from daemon.storage import Blobs
from models.database import DatabaseFault, UnusableDatabase, close_database, is_postgresql, open_database, sqlite_path
from models.versions import refuse_newer


def command(
    config: ConfigOption = None,
    mailbox: Annotated[
        str, typer.Option(help="The mailbox of kind pipe that the mail is for; needed when there are several.")
    ] = "",
) -> None:
    """Take one mail from standard input and keep it; the daemon handles it.

    Exit status 0: it is on the disk. 75: it is not, for whatever reason, and the mail server shall try again.
    """
    with _try_again_later():
        loaded = load_config(config)
        name = _mailbox(loaded, mailbox)
        with no_restoring(loaded):
            _keep(loaded, name)


def _keep(config: Config, mailbox: str) -> None:
    """Record what stands on standard input. Raises: Failure, OSError, DatabaseFault, UnusableDatabase."""
    if sys.stdin is None:
        raise Failure("standard input is closed")
    _open_database(config)
    try:
        receive(mailbox, sys.stdin.buffer, Recorder(Blobs(config.storage.folder)), int(config.limits.mail_size))
    finally:
        close_database()


@contextmanager
def _try_again_later() -> Iterator[None]:
    """Turn every fault into exit status 75 (sysexits.h EX_TEMPFAIL): with another the mail server bounces the mail."""
    try:
        yield
    except ConfigError as error:
        raise Failure(f"the mail was not kept: {error}", EXIT_TRY_AGAIN) from error
    except (OSError, MemoryError, AlreadyRunning, DatabaseFault, UnusableDatabase, Failure) as error:
        raise Failure(f"the mail was not kept: {error}", EXIT_TRY_AGAIN) from error


def _open_database(config: Config) -> None:
    """Open the database without checking it through, which takes seconds when it is large, and mails may be many.

    Raises: Failure when there is none: the daemon makes it, with the owner it needs; UnusableDatabase when it is newer.
    """
    if not is_postgresql(config.database.url) and not sqlite_path(config.database.url).is_file():
        raise Failure("there is no database yet: start the daemon, or run `loket migrate`")
    open_database(config.database.url, config.database.password)
    refuse_newer()


def _mailbox(config: Config, name: str) -> str:
    """Return the name of the pipe mailbox that is meant. Raises: Failure."""
    names = [box.name for box in config.mailboxes if isinstance(box, PipeMailbox)]
    if name in names:
        return name
    if name or len(names) != 1:
        there = ", ".join(names) or "none"
        raise Failure(f"name a mailbox of kind pipe with --mailbox; there is: {there}")
    return names[0]
