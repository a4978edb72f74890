"""List the keys that sign reply tokens, and add a new one."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import typer

from daemon.app import open_records
from daemon.cli import ConfigOption, Failure, JsonOption, load_config
from daemon.config import Config
from daemon.configuration.connections import KEY_OCTETS, key_files
from daemon.configuration.key_rotation import NoNameLeft, add_key, next_name
from daemon.desk.authorising import CONSOLE, Act, require
from daemon.desk.journal import Cause, Entry, record
from daemon.outbox.posting import REPLY_LIFETIME
from daemon.printing import Column, print_json, print_table
from daemon.trust.levels import CommandClass
from models.database import transaction

COLUMNS = (Column("Key", "key"), Column("Since", "since"), Column("Use", "use"), Column("Needed until", "needed_until"))
group = typer.Typer(no_args_is_help=True)


@group.command("list")
def list_keys(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List the keys, newest first: which one signs, and until when the older ones are still needed."""
    rows = _rows(load_config(config))
    if json:
        print_json(rows)
    else:
        print_table("Keys", COLUMNS, rows)


@group.command()
def rotate(config: ConfigOption = None) -> None:
    """Add a new key, which signs from the service's next start on; the old ones stay and still count.

    Do it once a year, and when somebody may have read a key: then delete that key's file as well, and
    answers to mails from before are asked about instead of obeyed.
    """
    loaded = load_config(config)
    with open_records(loaded) as records, transaction():
        require(records.directory, CONSOLE, Act(CommandClass.K4))
        try:
            name = next_name(loaded.keys.folder)
            record(Entry("keys.rotated", Cause(CONSOLE.name), None, {"key": name}), records.now())
            path = add_key(loaded.keys.folder, secrets.token_bytes(KEY_OCTETS))
        except NoNameLeft as error:
            raise Failure(f"{loaded.keys.folder} has a key {error}.key, and no name comes after it") from error
    typer.echo(f"wrote {path}")
    typer.echo("Next: restart Loket (systemctl restart loket); `loket keys list` says when an old key may be deleted.")


def _rows(config: Config) -> Iterator[dict[str, Any]]:
    """Yield the keys, newest first; one is needed as long as what it signed, up to the next key, may be answered."""
    followed_at: datetime | None = None
    for file in key_files(config.keys.folder):
        since = datetime.fromtimestamp(file.stat().st_mtime, UTC).replace(microsecond=0)
        until = followed_at + REPLY_LIFETIME if followed_at else None
        yield {
            "key": file.stem,
            "since": since.isoformat(),
            "use": "signs" if until is None else "verifies",
            "needed_until": until.isoformat() if until else "",
        }
        followed_at = since
