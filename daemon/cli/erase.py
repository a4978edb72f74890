"""Erase what is kept about a person."""

from dataclasses import asdict
from typing import Annotated

import typer

from daemon.caretaking import erase, survey_erasure
from daemon.cli import ConfigOption, Failure, load_config
from daemon.cli.export import PersonArgument
from daemon.keeping.erasing import KEPT, CopyInProgress, Erasure, StillOpen
from daemon.keeping.subject import NobodyFound
from daemon.printing import print_facts, progress_bar


def command(
    person: PersonArgument,
    config: ConfigOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be erased.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase what is kept about a person: values, texts, mails, files (UU 27/2022). The journal stays verifiable."""
    loaded = load_config(config)
    try:
        _show(survey_erasure(loaded, person))
        if dry_run:
            return
        if not yes:
            typer.confirm("Erase all this for good?", abort=True)
        with progress_bar() as progress:
            done = erase(loaded, person, progress)
    except (NobodyFound, StillOpen, CopyInProgress) as fault:
        raise Failure(str(fault)) from fault
    typer.echo("Erased. What is left to you:")
    typer.echo("  backups made before today still hold the person: make a new one and remove those you do not need;")
    typer.echo(f"  {len(done.places)} mails still lie on the mail server, as listed above: remove them there.")


def _show(found: Erasure) -> None:
    print_facts({name: value for name, value in asdict(found).items() if name != "places"})
    for place in found.places:
        typer.echo(f"on the mail server: {place}")
    for reason in KEPT:
        typer.echo(f"kept: {reason}")
