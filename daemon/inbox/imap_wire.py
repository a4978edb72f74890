"""Speak IMAP to a server that may be slow, silent or hostile.

imaplib waits for ever on a server that sends an octet now and then, reserves whatever size a literal announces, and
sends line ends inside an argument as they are (CVE-2025-15366). This client gives each command a time and an amount
of octets, and refuses control characters.
"""

import imaplib
import select
import socket
import ssl
import time
from typing import Any

from daemon.value_objects import value_object

LONGEST_LINE = 16_000_000  # octets: the answer to a search in a folder of 1.5 million mails
USUAL_OCTETS = 2_000_000  # of the answer to one command, where nothing else is said
_CHUNK = 65_536
_CONTROLS = frozenset(b"\r\n\0")


@value_object
class Server:
    """Where an IMAP server is and how it is spoken to."""

    host: str
    port: int
    timeout: float  # seconds: of one network operation, and of a command where nothing else is said
    tls: ssl.SSLContext | None  # None: in the clear
    starttls: bool = False  # connect in the clear and switch to TLS before anything else


class TooMuch(Exception):
    """The server sends more than the command may bring; no error of imaplib's, which would rename it."""


class WatchedClient(imaplib.IMAP4):
    """An imaplib client whose every command ends, in time and in octets.

    Raises from all commands: imaplib.IMAP4.error, TooMuch, OSError (TimeoutError, ssl.SSLError).
    """

    def __init__(self, server: Server) -> None:
        """Connect, and switch to TLS where that is asked for.

        Raises: imaplib.IMAP4.error, TooMuch, OSError; the connection is closed then.
        """
        self._server = server
        self._received = bytearray()
        self._next_octets, self._next_seconds = USUAL_OCTETS, server.timeout
        self._begin()
        super().__init__(server.host, server.port, server.timeout)
        if server.starttls:
            self._switch_to_tls()

    def allow(self, octets: int, seconds: float) -> None:
        """Let the answer to the next command be larger and take longer than usual."""
        self._next_octets, self._next_seconds = octets, seconds

    def await_line(self, seconds: float) -> bool:
        """Wait until the server says something, at most so many seconds, and return whether it did."""
        self._deadline = time.monotonic() + seconds + self._server.timeout
        if self._received or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            return True
        poller = select.poll()  # select.select knows no descriptor above 1023
        poller.register(self.sock, select.POLLIN)
        return bool(poller.poll(seconds * 1000))

    def discard(self) -> None:
        """Close the connection without a word to the server, whatever state it is in."""
        try:
            self.shutdown()
        except OSError:
            self.sock.close()

    def read(self, size: int) -> bytes:
        """Return exactly so many octets, or fewer at the end of the stream."""
        if size - len(self._received) > self._octets:
            raise TooMuch(f"the server announces {size} octets where fewer were expected")
        while len(self._received) < size and self._receive():
            pass
        return self._take(size)

    def readline(self) -> bytes:
        """Return one line with its end, or what there is at the end of the stream."""
        searched = 0
        while (end := self._received.find(b"\n", searched)) < 0:
            searched = len(self._received)
            if searched > LONGEST_LINE:
                raise TooMuch("the server sends a line without an end")
            if not self._receive():
                return self._take(searched)
        return self._take(end + 1)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        untyped: Any = super()
        connection: socket.socket = untyped._create_socket(timeout)
        return connection if self._server.starttls else self._wrapped(connection)

    def _wrapped(self, connection: socket.socket) -> socket.socket:
        if self._server.tls is None:
            return connection
        return self._server.tls.wrap_socket(connection, server_hostname=self._server.host)

    def _switch_to_tls(self) -> None:
        """Switch, or close the connection: nothing is ever said in the clear instead.

        imaplib's own way would take for an answer in TLS what the server, or somebody between, sent before it.
        """
        untyped: Any = self
        try:
            answer, _ = untyped._simple_command("STARTTLS")
            if answer != "OK" or self._received:
                raise self.abort("the server cannot begin TLS")
            self.sock = self._wrapped(self.sock)
            untyped._get_capabilities()
        except (OSError, imaplib.IMAP4.error, TooMuch):
            self.discard()
            raise

    def _command(self, name: str, *args: str | bytes | None) -> bytes:
        for argument in args:
            octets = argument.encode() if isinstance(argument, str) else argument or b""
            if _CONTROLS.intersection(octets):
                raise self.error("a line end or NUL in an argument")
        self._begin()
        untyped: Any = super()
        tag: bytes = untyped._command(name, *args)
        return tag

    def _begin(self) -> None:
        """Start the clock and the measure of one command."""
        self._octets, self._deadline = self._next_octets, time.monotonic() + self._next_seconds
        self._next_octets, self._next_seconds = USUAL_OCTETS, self._server.timeout

    def _receive(self) -> bool:
        """Add what the server sends next and return whether there was anything. Raises: TimeoutError."""
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("the server is too slow")
        self.sock.settimeout(min(self._server.timeout, remaining))
        chunk = self.sock.recv(_CHUNK)
        self._octets -= len(chunk)
        if self._octets < 0:
            raise TooMuch("the server sends more than was asked for")
        self._received += chunk
        return bool(chunk)

    def _take(self, size: int) -> bytes:
        with memoryview(self._received) as received, received[:size] as wanted:
            taken = bytes(wanted)
        del self._received[:size]
        return taken
