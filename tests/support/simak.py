"""A SIMAK on loopback, as Laravel applications are: login, paged lists, validation errors, and a test's wishes.

with Simak() as simak:
    ...                                        # ask simak.url
    simak.faults.append("reset_after")         # what goes wrong with the next request but a login
    assert simak.requests[-1].path == "/api/mahasiswa/2190000001"
"""

import json
import re
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PASSWORD = "rahasia-simak"


@dataclass(frozen=True)
class Request:
    """What a client asked."""

    method: str
    path: str  # as it came, with its query
    headers: dict[str, str]  # names in small letters
    body: str


@dataclass
class Simak:
    """The server in threads of its own; a context manager."""

    students: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    good_tokens: set[str] = field(default_factory=set)
    changes: int = 0  # that were made
    page_size: int = 2

    def __post_init__(self) -> None:
        for number in range(1, 6):
            nim = str(2_190_000_000 + number)
            self.students[nim] = {
                "nim": nim,
                "nama": f"SITI CONTOH {number}",
                "email": f"lama{number}@mhs.kampus.example",
            }
            self.students[nim] |= {"hp": "0812", "nik": "1671024205040001", "angkatan": 2024}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/api"

    def __enter__(self) -> "Simak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)

    def answer(self, request: Request) -> tuple[int, Any]:
        parts = urlsplit(request.path)
        path, query = unquote(parts.path), {name: values[0] for name, values in parse_qs(parts.query).items()}
        if path == "/api/auth/login":
            return self._login(request)
        if not self._is_known(request):
            return 401, {"message": "Unauthenticated."}
        if path == "/api/mahasiswa":
            return self._list(query)
        match = re.fullmatch(r"/api/mahasiswa/([^/]+)(/kontak)?", path)
        if match is None or match[1] not in self.students:
            return 404, {"success": False, "message": "Tidak ditemukan"}
        if request.method == "PUT":
            return self._change(match[1], json.loads(request.body))
        return 200, {"success": True, "data": self.students[match[1]]}

    def _login(self, request: Request) -> tuple[int, Any]:
        account = (
            json.loads(request.body)
            if request.body.startswith("{")
            else {name: values[0] for name, values in parse_qs(request.body).items()}
        )
        if account != {"username": "loket", "password": PASSWORD}:
            return 401, {"success": False, "message": "Kombinasi salah"}
        token = f"token-{len(self.good_tokens) + 1}"
        self.good_tokens.add(token)
        return 200, {"success": True, "data": {"token": token, "expires_in": 3600}}

    def _is_known(self, request: Request) -> bool:
        told = request.headers.get("authorization", "") + request.headers.get("x-api-key", "")
        return told.removeprefix("Bearer ") in self.good_tokens | {PASSWORD} or told.startswith("Basic ")

    def _list(self, query: dict[str, str]) -> tuple[int, Any]:
        rows = [row for row in self.students.values() if query.get("nim") in (None, row["nim"])]
        page = int(query.get("page", 1))
        last = max(1, -(-len(rows) // self.page_size))
        shown = rows[(page - 1) * self.page_size : page * self.page_size]
        return 200, {"success": True, "data": shown, "meta": {"last_page": last}}

    def _change(self, nim: str, body: dict[str, Any]) -> tuple[int, Any]:
        if "@" not in body.get("email", ""):
            return 422, {"message": "The given data was invalid.", "errors": {"email": ["Surel tidak valid."]}}
        self.students[nim]["email"] = body["email"]
        self.changes += 1
        return 200, {"success": True, "data": {"nim": nim}}


class _Handler(BaseHTTPRequestHandler):
    owner: Simak

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        request = Request(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.owner.requests.append(request)
        fault = self.owner.faults.pop(0) if self.owner.faults and "login" not in self.path else ""
        if fault == "reset_before":
            self._reset()
            return
        status, content = self.owner.answer(request)
        if fault == "reset_after":
            self._reset()
        else:
            self._send(*_spoilt(fault, status, content))

    def do_POST(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_GET()

    def _send(self, status: int, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if 300 <= status < 400:
            self.send_header("Location", f"{self.owner.url}/mahasiswa/2190000001")
        self.end_headers()
        self.wfile.write(content)

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()


def _spoilt(fault: str, status: int, content: Any) -> tuple[int, str]:
    """Return the answer as a fault makes it."""
    if fault.startswith("status "):
        return int(fault.split()[1]), "<html>nginx</html>"
    spoilt = {
        "html": "<html>SIMAK</html>",
        "not said": json.dumps({"data": None}),
        "said no": json.dumps({"success": False, "errors": {"umum": ["Semester ditutup"]}}),
    }
    return (200, spoilt[fault]) if fault in spoilt else (status, json.dumps(content))


def _handler(owner: Simak) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"owner": owner})
