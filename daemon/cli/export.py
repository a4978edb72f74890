"""Hand out everything that is kept about a person."""

import json as jsons
from pathlib import Path
from typing import Annotated

import typer

from daemon.caretaking import export, exported
from daemon.cli import ConfigOption, Failure, JsonOption, load_config
from daemon.keeping.subject import NobodyFound
from daemon.printing import progress_bar

PersonArgument = Annotated[
    str, typer.Argument(help="An address, or an identity number such as the NIM that stands in the forms.")
]


def command(
    person: PersonArgument,
    target: Annotated[Path | None, typer.Argument(help="The archive to write, such as siti.zip.")] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Hand out everything that is kept about a person: data as JSON, mails and files as they came (UU 27/2022)."""
    loaded = load_config(config)
    if (target is None) is not json:
        raise Failure("name an archive to write, or print the data with --json")
    try:
        if target is None:
            typer.echo(jsons.dumps(exported(loaded, person), ensure_ascii=False))
            return
        with progress_bar() as progress:
            done = export(loaded, person, target, progress)
    except (NobodyFound, FileExistsError) as fault:
        raise Failure(str(fault)) from fault
    typer.echo(f"{target}: {done.tickets} tickets, {done.mails} mails, {done.files} files")
    if done.missing:
        typer.echo(f"{done.missing} mails or files are no longer kept")
