"""Let the threads of this process write in turn.

SQLite lets those that want to write sleep and look again, for longer and longer, while one that has just written is
there at once. Here the one that waits longest is next, as soon as the one before it ends.
"""

import threading
from collections import deque
from types import TracebackType


class Turns:
    """A lock that is given to those who wait in their order. Use it as a context manager."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def __enter__(self) -> None:
        """Wait for one's turn."""
        turn = threading.Lock()
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()  # released by the one before

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next one have its turn."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
