"""What a reading process tells its parent: a module of its own, so that the parent need not load what reads."""

from dataclasses import dataclass

from daemon.reading.message import Reading


@dataclass(frozen=True, slots=True)
class Ready:
    """The process has read its vocabulary and waits for mail."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one mail: exactly one of the first three says something."""

    reading: Reading | None = None
    limit: str = ""  # the reason of a LimitExceeded
    failure: str = ""  # kind and place of an exception, never its text: that may quote the mail
    is_worn: bool = False  # the parent should start a fresh process
