"""Serve TXT records on loopback, as a name server would, or misbehave as one would."""

import socketserver
import threading
from collections import Counter
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

SILENT = "silent"  # never answers


class DnsStandIn:
    """A name server on a free UDP port of 127.0.0.1. Names that it does not know do not exist.

    `records`: name (lower case, no final dot) → TXT records. `troubles`: name → rcode, or SILENT; "*" is every name.
    """

    def __init__(self, records: dict[str, tuple[bytes, ...]] | None = None, ttl: int = 300) -> None:
        self.records = dict(records or {})
        self.troubles: dict[str, dns.rcode.Rcode | str] = {}
        self.ttl = ttl
        self.questions: Counter[str] = Counter()  # how often each name was asked for
        stand_in = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                octets, socket = self.request
                reply = stand_in._answer(octets)
                if reply:
                    socket.sendto(reply, self.client_address)

        self._server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        """Where it listens, "127.0.0.1:port"."""
        host, port = self._server.server_address[:2]
        return f"{host}:{port}"

    def add_key(self, name: str, record: bytes) -> None:
        """Publish one TXT record."""
        self.records[name] = (record,)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, octets: bytes) -> bytes:
        query = dns.message.from_wire(octets)
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        self.questions[name] += 1
        trouble = self.troubles.get(name, self.troubles.get("*"))
        if trouble == SILENT:
            return b""
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        if isinstance(trouble, dns.rcode.Rcode):
            reply.set_rcode(trouble)
        elif name not in self.records:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif self.records[name]:
            texts = [_quote(record) for record in self.records[name]]
            reply.answer.append(dns.rrset.from_text_list(query.question[0].name, self.ttl, "IN", "TXT", texts))
        return reply.to_wire()


def _quote(record: bytes) -> str:
    """Write a record as strings of at most 200 octets, as a zone file does."""
    pieces = [record[at : at + 200] for at in range(0, len(record), 200)] or [b""]
    return " ".join('"' + "".join(f"\\{octet:03d}" for octet in piece) + '"' for piece in pieces)
