"""List the mails that go out and how their delivery stands."""

from datetime import datetime
from typing import Annotated

import typer

from daemon.app import open_records
from daemon.cli import ConfigOption, Failure, JsonOption, load_config
from daemon.outbox.ledger import decide_held
from daemon.printing import Column, print_json, print_table
from daemon.reports import listings
from models.database import transaction

COLUMNS = (
    Column("Nr", "id"),
    Column("Letter", "kind"),
    Column("Ticket", "ticket"),
    Column("To", "recipients"),
    Column("State", "state"),
    Column("Tries", "attempts"),
    Column("Next try", "not_before"),
    Column("Last error", "last_error"),
)


def command(
    config: ConfigOption = None,
    json: JsonOption = False,
    last: Annotated[int, typer.Option("--last", metavar="N", min=0, help="Only the newest N; 0: all.")] = 0,
    release: Annotated[int, typer.Option("--release", metavar="NR", min=0, help="Send this held mail after all.")] = 0,
    drop: Annotated[int, typer.Option("--drop", metavar="NR", min=0, help="Never send this held mail.")] = 0,
) -> None:
    """List the mails that go out and how their delivery stands, oldest first; or decide about one that is held."""
    with open_records(load_config(config)) as records:
        if release or drop:
            _decide(release or drop, records.now(), is_sent=bool(release))
            return
        rows = listings.outbox(last or None)
        if json:
            print_json(rows)
        else:
            print_table("Outbox", COLUMNS, rows)


def _decide(number: int, now: datetime, *, is_sent: bool) -> None:
    with transaction():
        if not decide_held(number, now, is_sent=is_sent):
            raise Failure(f"mail {number} is not held")
    typer.echo(f"Mail {number} {'will be sent' if is_sent else 'was dropped'}.")
