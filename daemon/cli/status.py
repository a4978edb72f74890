"""Say how the service is: queues, lag, last contact with each server."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from daemon.app import Records, open_records
from daemon.cli import ConfigOption, JsonOption, load_config
from daemon.printing import Column, duration, print_facts, print_json, print_table, repeat
from daemon.reports import condition

SERVERS = (
    Column("Server", "server"),
    Column("Last success", "succeeded_at"),
    Column("In trouble since", "failing_since"),
    Column("Why", "reason"),
)
OUTAGES = (
    Column("System", "system"),
    Column("In trouble since", "began_at"),
    Column("Next try", "next_try_at"),
    Column("Why", "reason"),
)
CLOCKS = (
    Column("Ticket", "ticket"),
    Column("Stage", "stage"),
    Column("Service time", "seconds"),
    Column("Target", "target_seconds"),
    Column("Due", "due_at"),
    Column("Late", "is_late"),
    Column("Assignee", "assignee"),
)
MAILBOXES = (Column("Mailbox", "mailbox"), Column("Last contact", "contacted_at"), Column("Last UID", "last_uid"))


WatchOption = Annotated[float, typer.Option("--watch", metavar="SECONDS", min=0, help="Show it anew every so often.")]


def command(config: ConfigOption = None, json: JsonOption = False, watch: WatchOption = 0) -> None:
    """Say how the service is; exit status 1 when something needs a person."""
    loaded = load_config(config)
    with open_records(loaded) as records:
        if watch:
            repeat(lambda: _show(records, json=json), watch)
        found = _show(records, json=json)
        raise typer.Exit(1 if found["needs_attention"] else 0)


def _show(records: Records, *, json: bool) -> dict[str, Any]:
    """Print how the service is now, and return it."""
    found = condition.read(records, records.now())
    if json:
        print_json([found])
        return found
    facts = {name: value for name, value in found.items() if not isinstance(value, list)}
    print_facts({name.removesuffix("_seconds"): value for name, value in _in_words(facts).items()})
    print_table("Mailboxes", MAILBOXES, found["mailboxes"])
    print_table("Servers", SERVERS, found["servers"])
    print_table("Outages", OUTAGES, found["outages"])
    print_table("Clocks at risk", CLOCKS, map(_in_words, found["clocks_at_risk"]))
    return found


def _in_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures with those in seconds as people say them: "10 h 0 min"."""
    return {name: duration(value) if name.endswith("seconds") else value for name, value in row.items()}
