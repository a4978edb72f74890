"""Stand between a client and a server and break the connection in the ways that networks do."""

import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

_CHUNK = 65_536


@dataclass
class Faults:
    """What the proxy does to what the server says; change it at any time, it counts at once."""

    delay: float = 0.0  # seconds before each piece
    octets_per_second: float | None = None  # None: as fast as it comes
    cut_after: int | None = None  # octets of one connection, then the connection ends
    cut_up_after: int | None = None  # octets that the client said on one connection, then it ends
    cut_at: bytes | None = None  # the connection ends as soon as the server has said this
    cuts: int = 1_000_000_000  # how many connections are cut; later ones pass
    reset: bool = False  # end by RST instead of FIN
    black_hole: bool = False  # accept, and let nothing through in either direction
    swallow: Callable[[bytes], bytes] = bytes  # what becomes of a piece


class Proxy:
    """A TCP proxy on a loopback port of its own; use it as a context manager."""

    def __init__(self, port: int, faults: Faults | None = None) -> None:
        """Stand before 127.0.0.1:port."""
        self.faults = faults or Faults()
        self.connections = 0
        self.octets = 0  # that the servers said on the last connection
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._is_closing = False
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> "Proxy":
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closing = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop_all()
        for thread in self._threads:
            thread.join(timeout=10)

    def drop_all(self) -> None:
        """End every open connection."""
        for connection in list(self._open):
            self._end(connection)

    def _start(self, run: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=run, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._is_closing:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self.octets = 0
            self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._target), timeout=30)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        self._open |= {client, server}
        self._start(self._carry_up, client, server)
        self._start(self._carry_down, server, client)

    def _carry_up(self, client: socket.socket, server: socket.socket) -> None:
        said = 0
        with suppress(OSError):
            while piece := client.recv(_CHUNK):
                if self.faults.black_hole:
                    continue
                limit = self.faults.cut_up_after
                is_cut = limit is not None and self.faults.cuts > 0 and said + len(piece) >= limit
                server.sendall(piece[: limit - said] if limit is not None and is_cut else piece)
                said += len(piece)
                if is_cut:
                    self.faults.cuts -= 1
                    self._end(client, reset=self.faults.reset)
                    break
        self._end(server)

    def _carry_down(self, server: socket.socket, client: socket.socket) -> None:
        said = b""
        with suppress(OSError):
            while piece := server.recv(_CHUNK):
                if self.faults.black_hole:
                    continue
                piece, is_cut = self._cut(said, piece)
                said += piece
                self._send(client, self.faults.swallow(piece))
                if is_cut:
                    break
        self._end(client, reset=self.faults.reset)
        self._end(server)

    def _cut(self, said: bytes, piece: bytes) -> tuple[bytes, bool]:
        """Return what of the piece is let through, and whether the connection ends behind it."""
        faults = self.faults
        whole = said + piece
        end = len(whole)
        if faults.cut_after is not None:
            end = min(end, faults.cut_after)
        if faults.cut_at is not None and faults.cut_at in whole:
            end = min(end, whole.index(faults.cut_at) + len(faults.cut_at))
        is_cut = faults.cuts > 0 and (end < len(whole) or end == faults.cut_after)
        if not is_cut:
            return piece, False
        faults.cuts -= 1
        return whole[len(said) : end], True

    def _send(self, client: socket.socket, piece: bytes) -> None:
        time.sleep(self.faults.delay)
        rate = self.faults.octets_per_second
        if rate is None:
            client.sendall(piece)
            self.octets += len(piece)
            return
        for octet in piece:
            client.sendall(bytes([octet]))
            self.octets += 1
            time.sleep(1 / rate)

    def _end(self, connection: socket.socket, *, reset: bool = False) -> None:
        if connection not in self._open:
            return
        self._open.discard(connection)
        with suppress(OSError):
            if reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # the kernel closes it only when no thread waits for it any more
            connection.shutdown(socket.SHUT_RD if reset else socket.SHUT_RDWR)
        connection.close()
