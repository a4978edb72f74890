"""Bring the database to this version."""

from typing import Annotated

import typer

from daemon.app import open_for_migration
from daemon.cli import ConfigOption, load_config
from daemon.printing import progress_bar
from models import schema


def command(
    config: ConfigOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Create the database, or bring it to this version of Loket."""
    with open_for_migration(load_config(config)):
        names = schema.pending_migrations() if dry_run else _migrate()
        for name in names:
            typer.echo(f"{'pending' if dry_run else 'applied'}: {name}")
        if not names:
            typer.echo("The database is up to date.")


def _migrate() -> tuple[str, ...]:
    with progress_bar() as show:
        show("Bringing the database to this version", 0, 0)
        return schema.migrate()
