"""Show one ticket: its form, its stage clocks and its conversation."""

from typing import Annotated

import typer

from daemon.app import open_records
from daemon.cli import ConfigOption, Failure, JsonOption, load_config
from daemon.desk.tickets import by_number
from daemon.printing import Column, print_facts, print_json, print_table
from daemon.reports import listings

FACTS = (
    *("number", "subject", "status", "type", "category", "priority"),
    *("requester", "assignee", "channel", "rating", "links"),
)
STAGES = (
    Column("Stage", "name"),
    Column("Opened", "opened_at"),
    Column("Closed", "closed_at"),
    Column("Service s", "seconds"),
    Column("Target s", "target_seconds"),
    Column("Paused s", "paused_seconds"),
)
MESSAGES = (
    Column("Time", "sent_at"),
    Column("Way", "direction"),
    Column("From", "from"),
    Column("Text", "text"),
)


def command(
    number: Annotated[str, typer.Argument(help="The ticket's number, such as PDI-2611-0042.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show one ticket: its form, its stage clocks and its conversation."""
    with open_records(load_config(config)) as records:
        ticket = by_number(number.strip("[]").upper())
        if ticket is None:
            raise Failure(f"there is no ticket {number}")
        row = listings.ticket(records, ticket, records.now())
        if json:
            print_json([row])
            return
        print_facts({name: row[name] for name in FACTS})
        print_facts(row["fields"])
        print_table("Stages", STAGES, row["stages"])
        print_table("Conversation", MESSAGES, row["messages"])
