"""List the mails that go out and how their delivery stands, and decide about those that are held."""

from typing import Annotated

import typer

from daemon.app import open_records
from daemon.cli import ConfigOption, Failure, JsonOption, load_config
from daemon.desk.writing.sent_words import plain_text
from daemon.outbox.ledger import decide_held
from daemon.printing import Column, print_facts, print_json, print_table
from daemon.reports import listings
from models.database import settled
from models.outgoing import OutgoingEmail, octets_of

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
MailNumber = Annotated[int, typer.Argument(help="The mail's number, as `loket outbox` shows it.")]
group = typer.Typer()


@group.callback(invoke_without_command=True)
def list_mails(
    context: typer.Context,
    config: ConfigOption = None,
    json: JsonOption = False,
    last: Annotated[int, typer.Option("--last", metavar="N", min=0, help="Only the newest N; 0: all.")] = 0,
) -> None:
    """List the mails that go out and how their delivery stands, oldest first; or decide about one that is held."""
    if context.invoked_subcommand is not None:
        return
    with open_records(load_config(config)):
        rows = listings.outbox(last or None)
        if json:
            print_json(rows)
        else:
            print_table("Outbox", COLUMNS, rows)


@group.command()
def show(number: MailNumber, config: ConfigOption = None) -> None:
    """Show one mail, its text and how its delivery stands."""
    with open_records(load_config(config)):
        email = OutgoingEmail.get_or_none(OutgoingEmail.id == number)
        if email is None:
            raise Failure(f"there is no outgoing mail {number}")
        print_facts(next(row for row in listings.outbox() if row["id"] == number))
        typer.echo(plain_text(octets_of(email)))
        if email.state == "held":
            typer.echo(f"next: `loket outbox release {number}` or `loket outbox drop {number}`")


@group.command()
def release(number: MailNumber, config: ConfigOption = None) -> None:
    """Send a held mail after all, as it is."""
    _decide(number, config, is_sent=True)


@group.command()
def drop(number: MailNumber, config: ConfigOption = None) -> None:
    """Decide that a held mail is never sent. It stays in the records."""
    _decide(number, config, is_sent=False)


def _decide(number: int, config: ConfigOption, *, is_sent: bool) -> None:
    with open_records(load_config(config)) as records:
        if not settled(lambda: decide_held(number, records.now(), is_sent=is_sent)):
            raise Failure(f"mail {number} is not held")
    typer.echo(f"Mail {number} {'will be sent' if is_sent else 'was dropped'}.")
