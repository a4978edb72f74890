"""The statuses of a ticket and the ways between them (product.md §3)."""

from enum import StrEnum

from daemon.desk.refusal import Refusal


class Status(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    SOLVED = "solved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    MERGED = "merged"


OPEN = frozenset({Status.NEW, Status.IN_PROGRESS, Status.WAITING})
ENDED = frozenset({Status.SOLVED, Status.REJECTED, Status.CANCELLED})


class Move(StrEnum):
    """What makes a ticket change its status."""

    PROCESS = "process"  # !ambil, !proses
    WAIT = "wait"  # !tunggu, !minta
    ANSWER = "answer"  # the requester's reply with content
    SOLVE = "solve"
    REJECT = "reject"
    CANCEL = "cancel"
    MERGE = "merge"
    CLOSE = "close"
    REOPEN = "reopen"
    RELEASE = "release"  # !lepas


_WORK = frozenset({Status.NEW, Status.WAITING, Status.IN_PROGRESS})
_SOURCES = {
    Move.PROCESS: _WORK,
    Move.WAIT: OPEN,
    Move.ANSWER: OPEN,
    Move.SOLVE: OPEN,
    Move.REJECT: OPEN,
    Move.CANCEL: OPEN,
    Move.MERGE: OPEN,
    Move.CLOSE: OPEN | ENDED,
    Move.REOPEN: ENDED | {Status.CLOSED},
    Move.RELEASE: OPEN,
}
_TARGETS = {
    Move.PROCESS: Status.IN_PROGRESS,
    Move.WAIT: Status.WAITING,
    Move.SOLVE: Status.SOLVED,
    Move.REJECT: Status.REJECTED,
    Move.CANCEL: Status.CANCELLED,
    Move.MERGE: Status.MERGED,
    Move.CLOSE: Status.CLOSED,
}


def next_status(status: Status, move: Move, *, has_assignee: bool) -> Status:
    """Return the status after `move`.

    Raises: Refusal("transition") when the ticket does not stand where this move starts.
    """
    if status not in _SOURCES[move]:
        raise Refusal("transition", status=status.value, move=move.value)
    if move is Move.RELEASE:
        return Status.NEW if status is Status.IN_PROGRESS else status
    if move is Move.ANSWER and status is not Status.WAITING:
        return status
    if move in (Move.ANSWER, Move.REOPEN):
        return Status.IN_PROGRESS if has_assignee else Status.NEW
    return _TARGETS[move]
