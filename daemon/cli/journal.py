"""Show the journal, or verify that nobody changed it."""

from typing import Annotated

import typer

from daemon.app import open_records
from daemon.cli import ConfigOption, Failure, JsonOption, load_config
from daemon.desk.journal import Head, broken_links, broken_values, has, head
from daemon.desk.tickets import by_number
from daemon.desk.timekeeping.clock_replay import differences
from daemon.printing import Column, print_json, print_table, progress_bar
from daemon.reports import listings

COLUMNS = (
    Column("Nr", "id"),
    Column("Time", "at"),
    Column("Event", "name"),
    Column("Ticket", "ticket"),
    Column("Actor", "actor"),
    Column("Data", "data"),
)
SHORTEST = 16  # digits of a hash that prove anything


def command(  # noqa: PLR0913, PLR0917 - typer makes its options from them
    config: ConfigOption = None,
    json: JsonOption = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check the chain of hashes and the stage clocks; exit status 1 if wrong.")
    ] = False,
    known: Annotated[
        str, typer.Option("--head", metavar="NR:HASH", help="With --verify: what a witness was told is there, too.")
    ] = "",
    ticket: Annotated[str, typer.Option(help="Only events of this ticket.")] = "",
    last: Annotated[int, typer.Option("--last", metavar="N", min=0, help="Only the newest N; 0: all.")] = 0,
) -> None:
    """Show the journal, oldest event first, or verify that nobody changed it."""
    with open_records(load_config(config)):
        if verify:
            _verify(known)
            return
        found = by_number(ticket.upper()) if ticket else None
        if ticket and found is None:
            raise Failure(f"there is no ticket {ticket}")
        rows = listings.journal(found, last or None)
        if json:
            print_json(rows)
        else:
            print_table("Journal", COLUMNS, rows)


def _verify(known: str) -> None:
    last = head()
    with progress_bar() as show:
        broken = list(broken_links(lambda event: show("Events", event, last.event if last else 0)))
    if broken:
        raise Failure(f"the journal was changed: {len(broken)} broken, the first is event {broken[0]}")
    with progress_bar() as show:
        changed = list(broken_values(lambda value: show("Values beside it", value, 0)))
    if changed:
        raise Failure(f"values beside the journal were changed: {len(changed)}, the first of event {changed[0]}")
    if known and not has(_head(known)):
        raise Failure(f"the journal was changed: it does not have the event {known.partition(':')[0]} of the witness")
    _verify_clocks()
    typer.echo("The journal is whole.")
    if last is not None:
        typer.echo(f"Its head is {last.event}:{last.hash}")


def _verify_clocks() -> None:
    """Reckon every stage clock again from the journal and compare. Raises: Failure."""
    with progress_bar() as show:
        wrong = list(differences(lambda done, total: show("Clocks", done, total)))
    if wrong:
        first = wrong[0]
        where = f"the {first.stage} of ticket {first.ticket}, run {first.run}: {first.what}"
        raise Failure(f"{len(wrong)} stage clocks are not what the journal says; the first is {where}")
    typer.echo("All stage clocks are what the journal says.")


def _head(text: str) -> Head:
    event, _, digest = text.partition(":")
    if not event.isdecimal() or len(digest.strip()) < SHORTEST:
        raise Failure("--head is a number and a hash, as the witnesses' mail has them: 42:0123abcd…")
    return Head(int(event), digest.strip())
