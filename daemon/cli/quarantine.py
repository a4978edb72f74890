"""See to the mails that could not be processed or wait for a person to decide."""

from typing import Annotated

import typer

from daemon.app import open_records
from daemon.cli import ConfigOption, Failure, JsonOption, load_config
from daemon.cli.inbox import COLUMNS
from daemon.desk import ledger
from daemon.printing import print_facts, print_json, print_table
from daemon.reports import listings
from models.database import settled
from models.mail import InboundEmail

ASIDE = ("quarantined", "held")
MailNumber = Annotated[int, typer.Argument(help="The mail's number, as `loket quarantine list` shows it.")]
group = typer.Typer(no_args_is_help=True)


@group.command("list")
def list_mails(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List them, oldest first."""
    with open_records(load_config(config)):
        rows = (row for row in listings.inbox() if row["state"] in ASIDE)
        if json:
            print_json(rows)
        else:
            print_table("Quarantine", COLUMNS, rows)


@group.command()
def show(
    number: MailNumber,
    config: ConfigOption = None,
    raw: Annotated[bool, typer.Option("--raw", help="Write the mail's octets as they came.")] = False,
) -> None:
    """Show one mail and why it is here."""
    with open_records(load_config(config)) as records:
        mail = _aside(number)
        if raw and mail.raw_removed_at is not None:
            raise Failure(f"mail {number} lies on the mail server alone, in the folder of finished mail")
        if raw:
            typer.get_binary_stream("stdout").write(records.blobs.get(mail.sha256))
            return
        print_facts(next(row for row in listings.inbox() if row["id"] == number))
        typer.echo(f"raw mail: {records.blobs.path(mail.sha256)}")
        typer.echo(f"next: `loket quarantine retry {number}` or `loket quarantine drop {number}`")


@group.command()
def retry(number: MailNumber, config: ConfigOption = None) -> None:
    """Give the mail a fresh start: the daemon, or `loket once`, takes it up again."""
    with open_records(load_config(config)):
        mail = _aside(number)
        if mail.raw_removed_at is not None:
            raise Failure(f"mail {number} lies on the mail server alone: move it back there to where new mail arrives")
        settled(lambda: ledger.reopen(_aside(number)))
    typer.echo(f"Mail {number} will be processed again.")


@group.command()
def drop(
    number: MailNumber,
    config: ConfigOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Decide that nothing will come of the mail. Its raw source is kept."""
    with open_records(load_config(config)) as records:
        mail = _aside(number)
        if not yes:
            typer.confirm(f"Drop mail {number} from {mail.sender or 'an unknown sender'}?", abort=True)
        settled(lambda: ledger.drop(_aside(number), records.now()))
    typer.echo(f"Mail {number} was dropped.")


def _aside(number: int) -> InboundEmail:
    mail = InboundEmail.get_or_none(InboundEmail.id == number)
    if mail is None or mail.state not in ASIDE:
        raise Failure(f"mail {number} is not in quarantine")
    return mail
