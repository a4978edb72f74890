"""Bound a whole HTTP exchange in time: connection, TLS, header and body.

A time-out of a socket counts anew with each octet, so a server that trickles could hold us for hours; here the
connection is ended under the library's feet when its time is up.
"""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError

_current = threading.local()  # the deadline of this thread's exchange


class Deadline:
    """Ends the connection of this thread's exchange after so many seconds. Use it as a context manager."""

    def __init__(self, seconds: float) -> None:
        """Begin to count when the block is entered."""
        self.is_over = False
        self._opened: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        """Begin to count."""
        _current.deadline = self
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the connection be."""
        _current.deadline = None
        self._timer.cancel()
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def watch(self, opened: socket.socket) -> bool:
        """Take charge of a connection and say whether there is time left for it."""
        with self._lock:
            if not self.is_over:
                self._opened = opened.dup()  # ours: TLS takes the original one over
        return not self.is_over

    def _end(self) -> None:
        with self._lock, suppress(OSError):
            self.is_over = True
            if self._opened is not None:
                self._opened.shutdown(socket.SHUT_RDWR)


class BoundedAdapter(HTTPAdapter):
    """Opens connections that this thread's deadline ends."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Use our own kind of connections."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


def _watched(connection: HTTPConnection, opened: socket.socket) -> socket.socket:
    deadline: Deadline | None = getattr(_current, "deadline", None)
    if deadline is not None and not deadline.watch(opened):
        opened.close()
        raise ConnectTimeoutError(connection, "no time is left")
    return opened


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(self, super()._new_conn())


class _TlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(self, super()._new_conn())


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection
