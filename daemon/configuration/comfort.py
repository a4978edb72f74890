"""What makes the desk pleasant for staff: undoing, warnings, taking turns, the digest, disturbances."""

from datetime import timedelta

from daemon.configuration.values import Duration, Section


class Commands(Section):
    """How long commands can be taken back."""

    hold: Duration = timedelta(seconds=20)  # a mail that a command causes waits for so long; acknowledgements never do
    undo: Duration = timedelta(minutes=15)  # commands that mailed nobody
