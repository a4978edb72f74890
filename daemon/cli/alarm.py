"""Raise an alarm when the service ended by a fault, or try whether alarms arrive."""

import os
from typing import Annotated

import typer

from daemon.cli import ConfigOption, Failure, load_config
from daemon.watching import alarm_at_stop, try_alarms

RESULT = "SERVICE_RESULT"  # systemd.exec(5): how the service ended
FINE = ("", "success")


def command(
    config: ConfigOption = None,
    test: Annotated[bool, typer.Option("--test", help="Say a word of trial by every way that [alarm] names.")] = False,
) -> None:
    """Raise an alarm when the service ended by a fault: for systemd's ExecStopPost, which tells how it ended."""
    loaded = load_config(config)
    if test:
        heard, ways = try_alarms(loaded)
        if not ways or heard < ways:
            raise Failure(f"{heard} of {ways} ways of [alarm] took the word")
        typer.echo(f"{heard} of {ways} ways of [alarm] took the word: see whether it arrived")
        return
    result = os.environ.get(RESULT, "")
    if result not in FINE:
        alarm_at_stop(loaded, result)
