"""Carry messages between a reading process and its parent, over a pair of sockets.

What comes from the process is data and nothing else: a mail may have taken it over. Its pickles may hold plain
values alone (None, truth values, numbers, texts, octets, lists, tuples…); any name of a class or function is refused.
"""

import io
import pickle
import select
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from daemon.reading import limits

LONGEST = 4 * limits.RAW_OCTETS  # octets of a message: what can be understood of the largest mail, with room
_LENGTH = struct.Struct("!I")
_CHUNK = 65_536
# What loading a wrong pickle may raise (pickle, "exception pickle.UnpicklingError").
_UNREADABLE = (
    pickle.UnpicklingError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    TypeError,
    ValueError,
)
_LONG = 3600.0  # seconds: waiting is begun anew then


class Nonsense(Exception):
    """The other end does not keep to what was agreed."""


class Channel:
    """One end of the pair. Not for several threads.

    A message is pickled, behind its length. All methods raise OSError when the pair is broken.
    """

    def __init__(self, end: socket.socket, loads: Callable[[bytes], Any]) -> None:
        """Talk over this socket; `loads` reads what comes: pickle.loads for those that trust the other end."""
        self._end = end
        self._loads = loads
        self._messages: deque[bytes] = deque()  # whole ones
        self._received = bytearray()  # the beginning of the next
        self._needed = _LENGTH.size  # octets from there until it, or its length, is whole
        self._poll = select.poll()
        self._poll.register(end, select.POLLIN)

    def send(self, message: object) -> None:
        """Send a message; waits while the other end is behind."""
        self.send_octets(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def send_octets(self, octets: bytes) -> None:
        """Send octets that are no pickle."""
        self._end.sendall(_LENGTH.pack(len(octets)) + octets)

    def has_message(self, until: float = 0.0) -> bool:
        """Say whether a message is there; waits for it until a moment of the monotonic clock.

        What has arrived is taken in at once. Raises: EOFError when the other end is gone; Nonsense, OSError.
        """
        while not self._messages:
            try:
                chunk = self._end.recv(_CHUNK, socket.MSG_DONTWAIT)
            except BlockingIOError:
                left = until - time.monotonic() if until else 0.0
                if left <= 0 or not self._poll.poll(left * 1000):
                    return False
            else:
                if not chunk:
                    raise EOFError
                self._received += chunk
                if len(self._received) >= self._needed:
                    self._take_apart()
        return True

    def receive(self) -> Any:
        """Return the next message; waits for it. Raises: EOFError, Nonsense."""
        return self._loads(self.receive_octets())

    def receive_octets(self) -> bytes:
        """Return the next octets that are no pickle; waits for them. Raises: EOFError, Nonsense."""
        while not self._messages:
            self.has_message(time.monotonic() + _LONG)
        return self._messages.popleft()

    def close(self) -> None:
        """Close this end."""
        self._end.close()

    def _take_apart(self) -> None:
        """Add the whole messages to the others."""
        start, self._needed = 0, _LENGTH.size
        with memoryview(self._received) as received:
            while len(received) - start >= self._needed:
                end = start + _LENGTH.size + _LENGTH.unpack_from(received, start)[0]
                if end - start > LONGEST:
                    raise Nonsense("a message is too long")
                if end > len(received):
                    self._needed = end - start
                    break
                self._messages.append(bytes(received[start + _LENGTH.size : end]))
                start = end
        del self._received[:start]


def plain_values(octets: bytes) -> Any:
    """Return the plain values of a pickle. Raises: Nonsense when it is none, or wants anything called."""
    try:
        return _PlainUnpickler(io.BytesIO(octets)).load()
    except _UNREADABLE as error:
        raise Nonsense("a message cannot be read") from error


class _PlainUnpickler(pickle.Unpickler):
    """Reads pickles that cannot execute anything: whatever they could call would have to be named first."""

    def find_class(self, _module_name: str, _global_name: str, /) -> Any:
        raise pickle.UnpicklingError("a message names a class or function")
