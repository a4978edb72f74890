"""Make a backup while the daemon works."""

from pathlib import Path
from typing import Annotated

import typer

from daemon.caretaking import make_backup
from daemon.cli import EXIT_FAILED, ConfigOption, Failure, load_config
from daemon.keeping.manifest import BadBackup
from daemon.printing import progress_bar

TargetArgument = Annotated[
    Path, typer.Argument(help="A folder that is not there yet, or an archive whose name ends in .tar.")
]


def command(target: TargetArgument, config: ConfigOption = None) -> None:
    """Make a backup while the daemon works: database, mails, attachments, and the log of sent mails.

    Everything in it is verified. The configuration, its secrets and the signing keys are not in it.
    """
    loaded = load_config(config)
    try:
        with progress_bar() as progress:
            made = make_backup(loaded, target, progress)
    except BadBackup as fault:
        raise Failure(str(fault)) from fault
    typer.echo(f"{target}: the database of {made.made_at}, {made.blobs} mails and attachments; verified")
    typer.echo(f"Not in it: the configuration, its secrets, and the keys in {loaded.keys.folder}. Keep them apart.")
    if made.missing:
        typer.echo(f"{len(made.missing)} files are missing in {loaded.storage.folder}; {NEXT}", err=True)
        raise typer.Exit(EXIT_FAILED)


NEXT = "an older backup may have them: `loket restore` adds what is missing, `loket check` names them"
