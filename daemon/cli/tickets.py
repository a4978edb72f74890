"""List the tickets."""

from typing import Annotated

import typer

from daemon.app import open_records
from daemon.cli import ConfigOption, JsonOption, load_config
from daemon.desk.statuses import Status
from daemon.printing import Column, print_json, print_table
from daemon.reports import listings

COLUMNS = (
    Column("Number", "number"),
    Column("Status", "status"),
    Column("Type", "type"),
    Column("Subject", "subject"),
    Column("Requester", "requester"),
    Column("Assignee", "assignee"),
    Column("Received", "received_at"),
)


def command(
    config: ConfigOption = None,
    json: JsonOption = False,
    status: Annotated[Status | None, typer.Option(help="Only tickets of this status.", show_default=False)] = None,
) -> None:
    """List the tickets, oldest first."""
    with open_records(load_config(config)) as records:
        rows = (row for row in listings.tickets(records, records.now()) if status in (None, row["status"]))
        if json:
            print_json(rows)
        else:
            print_table("Tickets", COLUMNS, rows)
