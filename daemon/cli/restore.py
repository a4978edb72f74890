"""Bring back a backup."""

from pathlib import Path
from typing import Annotated

import typer

from daemon.caretaking import restore
from daemon.cli import EXIT_FAILED, ConfigOption, Failure, load_config
from daemon.keeping.manifest import BadBackup
from daemon.keeping.restoring import Restored, describe
from daemon.printing import progress_bar


def command(
    backup: Annotated[Path, typer.Argument(help="The folder or archive that `loket backup` made.")],
    config: ConfigOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Bring back a backup; the daemon must not run.

    The database that is there is put aside, files are only added. What came since is fetched again and handled once;
    what was sent since is not sent again.
    """
    loaded = load_config(config)
    try:
        found = describe(backup)
        if not yes:
            typer.confirm(f"Replace the database by that of {found.made_at}?", abort=True)
        with progress_bar() as progress:
            done = restore(loaded, backup, progress)
    except BadBackup as fault:
        raise Failure(str(fault)) from fault
    for line in _lines(done):
        typer.echo(line)
    if done.missing:
        raise typer.Exit(EXIT_FAILED)


def _lines(done: Restored) -> list[str]:
    """Return what was done, and what to do next."""
    lines = [f"The database of {done.manifest.made_at} is in place; {done.blobs} missing files were added."]
    if done.aside is not None:
        lines.append(f"The database that was there: {done.aside}")
    if done.unreadable:
        lines.append(f"Mail that was piped in since the backup cannot be taken over: {done.unreadable}")
    if done.taken_over:
        lines.append(f"{done.taken_over} mails that came since are taken over and will be processed again.")
    if done.sent:
        lines.append(f"{done.sent} outgoing mails were sent since and are not sent again.")
    if done.held:
        lines.append(f"{done.held} outgoing mails are held, as nobody knows whether they were sent since:")
        lines.append("  `loket outbox` lists them; `loket outbox release NR` sends one, `drop NR` does not.")
    if done.stale:
        lines.append(f"{done.stale} plans that waited for somebody are stale: they have to be asked for again.")
    if done.missing:
        lines.append(f"{len(done.missing)} mails or attachments are nowhere, the first is {done.missing[0]}.")
    lines.append("Next: start the daemon; it fetches again what came since, also from the finished folder.")
    return lines
