"""Work that must be finished by the time a transaction is committed, and that somebody began before.

A thread has a list of its own. Shapes: a piece of work is called without arguments and returns when it is finished.
What it raises keeps the transaction, or the step within it, from being committed.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class _Waiting(threading.local):
    def __init__(self) -> None:
        self.work: list[Callable[[], object]] = []
        self.is_open = False


_waiting = _Waiting()


def finish_by_commit(work: Callable[[], object]) -> None:
    """Have work finished by the end of the step or transaction that is open; at once when none is."""
    if _waiting.is_open:
        _waiting.work.append(work)
    else:
        work()


@contextmanager
def finished() -> Iterator[None]:
    """Finish at the block's end what was added in a whole transaction. Raises: what any piece raises."""
    _waiting.is_open = True
    try:
        yield
        finish()
    finally:
        _waiting.is_open = False
        drop()


def mark() -> int:
    """Return how much is waiting, for `drop`."""
    return len(_waiting.work)


def finish() -> None:
    """Finish all that is waiting, in its order. Raises: what the first piece that fails raises; the others stay."""
    while _waiting.work:
        _waiting.work[0]()
        del _waiting.work[0]


def drop(down_to: int = 0) -> None:
    """Forget what came after a mark: what wanted it is taken back."""
    del _waiting.work[down_to:]
