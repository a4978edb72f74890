"""What makes the desk pleasant for staff: undoing, warnings, taking turns, the digest, disturbances."""

from datetime import timedelta

from daemon.configuration.values import Duration, Section


class Commands(Section):
    """How long commands can be taken back."""

    hold: Duration = timedelta(seconds=20)  # a mail that a command causes waits for so long; acknowledgements never do
    undo: Duration = timedelta(minutes=15)  # commands that mailed nobody


class Assignment(Section):
    """Who gets a ticket that nobody took."""

    in_turn: bool = False  # a new ticket goes to the next of its category's team who is not away
    out_of_office: bool = True  # a staff member's own out-of-office answer counts like !cuti
