"""Say what a command needs and whether a sender has it: assurance levels, command classes, and the table of both."""

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How sure we are that the person in From sent this mail and means it."""

    A0 = 0  # not at all
    A1 = 1  # the From domain is authenticated
    A2 = 2  # A1, by all the evidence the installation asks for, fresh and written to the desk
    A3 = 3  # A2 and a valid reply token of this person for this ticket
    A4 = 4  # A3 and the actor's confirmation token


class CommandClass(IntEnum):
    """What a command can do harm to."""

    K0 = 0  # staff reply, note
    K1 = 1  # status, assignee, priority
    K2 = 2  # mail to a requester
    K3 = 3  # data in another system
    K4 = 4  # users, roles, configuration, keys


class Need(StrEnum):
    """What becomes of a command."""

    ALLOW = "allow"
    ASK_CONFIRMATION = "ask-confirmation"  # kept; the person's configured address gets a question with a code
    HOLD = "hold"  # put aside for a person, nobody is mailed
    REFUSE = "refuse"


def raise_level(base: Level, *, has_reply_token: bool, has_confirmation: bool) -> Level:
    """Add the second factors to what authentication found; tokens never lift a mail that is below A2."""
    if base < Level.A2 or not has_reply_token:
        return base
    return Level.A4 if has_confirmation else Level.A3


def what_is_needed(level: Level, command_class: CommandClass, *, is_confirmed: bool = False) -> Need:
    """Decide about one command of an enabled member of staff.

    `is_confirmed`: this mail brought the valid confirmation code of exactly this block. It replaces the reply token
    for K1 and K2, so that a domain without DKIM (A1) can work by questions. K3 is asked about at A3 (the preview with
    its code), runs at A4 and needs a second person besides. K4 exists on the command line only.
    """
    match command_class:
        case CommandClass.K0:
            return Need.ALLOW if level >= Level.A1 else Need.HOLD
        case CommandClass.K1 | CommandClass.K2:
            return _with_confirmation(level, is_confirmed=is_confirmed)
        case CommandClass.K3:
            return {Level.A4: Need.ALLOW, Level.A3: Need.ASK_CONFIRMATION}.get(level, Need.REFUSE)
        case CommandClass.K4:
            return Need.REFUSE


def _with_confirmation(level: Level, *, is_confirmed: bool) -> Need:
    """Allow at A3 and after a confirmation, ask every other authenticated sender."""
    if level >= Level.A3:
        return Need.ALLOW
    if level == Level.A0:
        return Need.HOLD
    return Need.ALLOW if is_confirmed else Need.ASK_CONFIRMATION
