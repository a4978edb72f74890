"""Be an SMTP server that takes every mail and counts: fast, with PIPELINING (RFC 2920), in a process of its own.

    python benchmarks/sink.py        prints two ports: SMTP, and one that tells what came

Whoever connects to the second port gets one JSON object: mails, recipients that differ, bytes, and when the last
answer to a final dot was given (CLOCK_MONOTONIC, the same for all processes of the machine).
"""

import asyncio
import json
import sys
import time


class Tally:
    """What came."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.mails = 0
        self.octets = 0
        self.recipients: set[bytes] = set()
        self.kinds: dict[str, int] = {}
        self.arrivals: list[float] = []
        self.last = 0.0

    def add(self, content: bytes, recipients: list[bytes]) -> None:
        """Count one mail."""
        self.mails += 1
        self.octets += len(content)
        self.recipients.update(recipients)
        self.last = time.monotonic()
        self.arrivals.append(self.last)

    def told(self) -> bytes:
        """Return the figures."""
        return json.dumps(
            {
                "mails": self.mails,
                "octets": self.octets,
                "recipients": len(self.recipients),
                "last": self.last,
                "arrivals": self.arrivals[-2000:],
            }
        ).encode()


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, tally: Tally) -> None:
        """Count into the tally."""
        self._tally = tally
        self._received = bytearray()
        self._recipients: list[bytes] = []
        self._is_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink.kampus.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer all that is whole, in one write."""
        self._received += data
        answers: list[bytes] = []
        while (step := self._content(answers) if self._is_data else self._command(answers)) is not None:
            del self._received[:step]
        if answers:
            self._transport.write(b"".join(answers))

    def _content(self, answers: list[bytes]) -> int | None:
        end = self._received.find(b"\r\n.\r\n")
        if end < 0:
            return None
        self._tally.add(bytes(self._received[:end]), self._recipients)
        self._is_data, self._recipients = False, []
        answers.append(b"250 2.0.0 OK\r\n")
        return end + 5

    def _command(self, answers: list[bytes]) -> int | None:
        end = self._received.find(b"\r\n")
        if end < 0:
            return None
        line = bytes(self._received[:end])
        verb = line[:4].upper()
        if verb == b"EHLO":
            answers.append(b"250-sink.kampus.example\r\n250-PIPELINING\r\n250-SIZE 50000000\r\n250 8BITMIME\r\n")
        elif verb == b"RCPT":
            self._recipients.append(line[8:])
            answers.append(b"250 2.1.5 OK\r\n")
        elif verb == b"DATA":
            self._is_data = True
            answers.append(b"354 go on\r\n")
        elif verb == b"QUIT":
            answers.append(b"221 bye\r\n")
        else:
            answers.append(b"250 2.0.0 OK\r\n")
        return end + 2


async def serve() -> None:
    """Serve until killed."""
    tally = Tally()

    async def tell(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(tally.told())
        writer.close()

    loop = asyncio.get_running_loop()
    smtp = await loop.create_server(lambda: Session(tally), "127.0.0.1", 0)
    told = await asyncio.start_server(tell, "127.0.0.1", 0)
    print(smtp.sockets[0].getsockname()[1], told.sockets[0].getsockname()[1])
    sys.stdout.flush()
    await smtp.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
