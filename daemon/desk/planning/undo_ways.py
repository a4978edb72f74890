"""The ways in which effects are taken back."""

from enum import StrEnum


class Undo(StrEnum):
    """How an effect is taken back; every effect says it, and `daemon.desk.planning.undoing` does it."""

    ROWS = "rows"  # the rows that hang on its tickets are put back as they were (models/images.py)
    MAIL = "mail"  # its letter is taken out of the outbox, where it is held for a while
    NOTHING = "nothing"  # it changed nothing
    NEVER = "never"  # it cannot: a block that has it cannot be undone
