"""An IMAP server that says what a test tells it to, for what no real server does on request."""

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType

Answer = Callable[[str, str], bytes]  # from tag and arguments of a command, all that the server says
OK = "{tag} OK done\r\n"


def always(text: str) -> Answer:
    """Return an answer that is always the same; "{tag}" stands for the command's tag."""
    return lambda tag, _: text.replace("{tag}", tag).encode("latin-1")


def fetch_line(uid: int, raw: bytes, size: int | None = None) -> bytes:
    """Return the answer for one whole mail; `size` is a lie."""
    told = len(raw) if size is None else size
    about = b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "20-Nov-2026 09:00:00 +0700"' % (uid, uid, told)
    return about + b" BODY[] {%d}\r\n" % len(raw) + raw + b")\r\n"


class FakeImap:
    """A server on a loopback port of its own; use it as a context manager."""

    def __init__(self, answers: Mapping[str, Answer], greeting: str = "* OK ready\r\n") -> None:
        """Answer the commands named (such as "UID FETCH") as told, and others in order."""
        self.commands: list[str] = []  # all that clients sent, without their tags; a line of one word as it came
        self._greeting = greeting.encode()
        self._answers: dict[str, Answer] = {
            "CAPABILITY": always(f"* CAPABILITY IMAP4rev1 STARTTLS MOVE\r\n{OK}"),
            "SELECT": always(f"* 2 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n* OK [PERMANENTFLAGS (\\Seen \\*)]\r\n{OK}"),
            "UID SEARCH": always(f"* SEARCH 1 2\r\n{OK}"),
            "LOGOUT": always(f"* BYE\r\n{OK}"),
            **answers,
        }
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> "FakeImap":
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in [self._listener, *self._open]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                self._threads.append(threading.Thread(target=self._serve, args=(connection,), daemon=True))
                self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection.makefile("rb") as lines:
            connection.sendall(self._greeting)
            for line in lines:
                tag, _, command = line.decode("latin-1").strip().partition(" ")
                self.commands.append(command or tag)
                words = command.split(" ")
                name = " ".join(words[:2]) if words[0] == "UID" else words[0]
                answer = self._answers.get(name, always(OK))
                connection.sendall(answer(tag, " ".join(words[len(name.split()) :])))
