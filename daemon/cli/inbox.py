"""List the mails that came in and what became of each."""

from typing import Annotated

import typer

from daemon.app import open_records
from daemon.cli import ConfigOption, JsonOption, load_config
from daemon.printing import Column, print_json, print_table
from daemon.reports import listings

COLUMNS = (
    Column("Nr", "id"),
    Column("Received", "received_at"),
    Column("From", "from"),
    Column("Subject", "subject"),
    Column("Became", "disposition"),
    Column("Ticket", "ticket"),
    Column("Why", "reason"),
)


def command(
    config: ConfigOption = None,
    json: JsonOption = False,
    last: Annotated[int, typer.Option("--last", metavar="N", min=0, help="Only the newest N; 0: all.")] = 0,
) -> None:
    """List the mails that came in and what became of each, oldest first."""
    with open_records(load_config(config)):
        rows = listings.inbox(last or None)
        if json:
            print_json(rows)
        else:
            print_table("Inbox", COLUMNS, rows)
