"""List the mails that go out and how their delivery stands."""

from typing import Annotated

import typer

from daemon.app import open_records
from daemon.cli import ConfigOption, JsonOption, load_config
from daemon.printing import Column, print_json, print_table
from daemon.reports import listings

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
) -> None:
    """List the mails that go out and how their delivery stands, oldest first."""
    with open_records(load_config(config)):
        rows = listings.outbox(last or None)
        if json:
            print_json(rows)
        else:
            print_table("Outbox", COLUMNS, rows)
