"""Show a day at the counter on this machine, with nothing configured."""

import signal
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console

from daemon.cli import Failure
from daemon.demo.performance import DemoFailed, Wishes, perform


def command(
    serve: Annotated[
        bool, typer.Option("--serve", help="Keep servers and daemon up afterwards, for a real mail client.")
    ] = False,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep", metavar="DIR", help="Work in this new folder instead of a temporary one.", show_default=False
        ),
    ] = None,
) -> None:
    """Show a day at the counter on this machine: mail servers on loopback, the real daemon, people who write mail.

    Each step waits for its real effect; the exit status is 0 only if all of them happened.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        perform(Wishes(folder=keep, serves=serve), Console())
    except DemoFailed as failed:
        raise Failure(str(failed)) from failed


def _end(number: int, _frame: FrameType | None) -> None:
    """End in order: the daemon and the servers are stopped on the way out."""
    raise SystemExit(128 + number)
