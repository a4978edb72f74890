"""The simulator's HTTP surface (feeder-api.md §8.1), in threads of its own."""

import html
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from daemon.demo.feeder_simulator import controls
from daemon.demo.feeder_simulator.quirks import BEFORE, Fault
from daemon.demo.feeder_simulator.service import ACTS, Simulator
from daemon.demo.feeder_simulator.wire import Reply, body_of

PATHS = {"/ws/live2.php": "live", "/ws/sandbox2.php": "sandbox"}
_LARGEST = 8 * 1024 * 1024  # octets of a request: nginx's limit
_HUGE = 40_000_000  # octets of an answer that a client has to refuse
_BAD_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


_HTML = b"<!DOCTYPE html><html><body>PDDIKTI Neo Feeder</body></html>"
# Answers that are none: status, content type, body.
_SPOILT = {
    "html_502": (502, "text/html", _BAD_GATEWAY),
    "html_502_after": (502, "text/html", _BAD_GATEWAY),
    "http_503": (503, "text/html", _BAD_GATEWAY),
    "http_429": (429, "text/html", _BAD_GATEWAY),
    "http_500_after": (500, "text/html", _BAD_GATEWAY),
    "html_200": (200, "text/html", _HTML),
    "html_200_before": (200, "text/html", _HTML),
    "empty": (200, "application/json", b""),
    "empty_before": (200, "application/json", b""),
}


class FeederServer:
    """The simulator on a port of this machine; a context manager."""

    def __init__(self, simulator: Simulator | None = None, host: str = "127.0.0.1", port: int = 0) -> None:
        """Take the port; 0: any that is free. Raises: OSError."""
        self.simulator = simulator or Simulator()
        self.stopping = threading.Event()
        self.most_at_once = 0  # acts that were ever under way together
        self._under_way = 0
        self._counting = threading.Lock()
        self._server = _Listener((host, port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.port: int = self._server.server_address[1]
        self.host = host

    @property
    def url(self) -> str:
        """Return the live endpoint."""
        return f"http://{self.host}:{self.port}/ws/live2.php"

    @property
    def sandbox_url(self) -> str:
        """Return the sandbox's endpoint."""
        return f"http://{self.host}:{self.port}/ws/sandbox2.php"

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count an act as long as it is under way."""
        with self._counting:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            yield
        finally:
            with self._counting:
                self._under_way -= 1

    @property
    def controls_url(self) -> str:
        """Return the page of test controls."""
        return f"http://{self.host}:{self.port}{controls.PATH}"

    def __enter__(self) -> "FeederServer":
        """Answer from now on."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the port; requests that hang end."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)


class _Listener(ThreadingHTTPServer):
    """A server that does not wait for clients that hang, and says nothing about those that go away."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients of tests go away in the middle."""


def _handler(owner: FeederServer) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        server_of = owner

    return Handler


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server_of: FeederServer
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        """Answer the listing of acts, the version's pages, and the controls."""
        simulator = self.server_of.simulator
        path = self.path.partition("?")[0]
        if path.startswith(controls.PATH):
            self._send(*controls.show(simulator, path))
        elif path in PATHS and not simulator.quirks.listing_absent:
            entries = "".join(f"{act}:{act} pada web service<br>\n" for act in sorted(ACTS))
            self._send(200, "text/html; charset=utf-8", f"<h3>Daftar fungsi</h3>\n{entries}".encode())
        elif path in ("/ws/user/app_detail", "/ws/user/app_detail_alter"):
            self._send(*_details(simulator, path))
        else:
            self._send(404, "text/html", _page(404, self.path))

    def do_POST(self) -> None:
        """Answer an act, or a wish of the controls."""
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(min(length, _LARGEST + 1))
        if length > _LARGEST:
            self.close_connection = True
            self._send(413, "text/html", _page(413, "Request Entity Too Large"))
        elif self.path.startswith(controls.PATH):
            self._send(*controls.change(self.server_of.simulator, self.path, raw))
        elif self.path in PATHS:
            with self.server_of.counted():
                self._act(PATHS[self.path], raw)
        else:
            self._send(404, "text/html", _page(404, self.path))

    def _act(self, path: str, raw: bytes) -> None:
        simulator = self.server_of.simulator
        body = _parsed(self.headers.get("Content-Type", ""), raw)
        if isinstance(body, int):
            self._reply(Reply(body, []))
            return
        fault = simulator.faults.next_for(str(body.get("act")))
        if fault is not None and fault.kind == "error":
            self._reply(Reply(fault.code, [], fault.text, is_insert=str(body.get("act")).startswith("Insert")))
        elif fault is not None and fault.kind in BEFORE:
            self._fail(fault, Reply())
        elif fault is not None and fault.kind == "filter_ignored":  # a mistyped top-level key (feeder-api.md §3.1)
            self._reply(simulator.answer(path, {name: body[name] for name in body if name != "filter"}))
        else:
            reply = simulator.answer(path, body)
            self._reply(reply) if fault is None else self._fail(fault, reply)

    def _reply(self, reply: Reply) -> None:
        quirks = self.server_of.simulator.quirks
        kind = "text/html" if quirks.plain_type else "application/json; charset=utf-8"
        self._send(200, kind, body_of(reply, quirks))

    def _fail(self, fault: Fault, reply: Reply) -> None:
        """Let the answer go wrong in the way that was asked for."""
        kind, simulator = fault.kind, self.server_of.simulator
        if kind.startswith(("hang", "reset")):
            self.server_of.stopping.wait(simulator.settings.hang_seconds if kind.startswith("hang") else 0)
            self._break_off()
        elif kind in _SPOILT:
            self._send(*_SPOILT[kind])
        elif kind == "redirect":
            self._send(302, "text/html", b"", {"Location": "http://elsewhere.example/ws/live2.php"})
        elif kind == "cut_short":
            octets = body_of(reply, simulator.quirks)
            self._send(200, "application/json", octets[: len(octets) // 2], {"Content-Length": str(len(octets))})
        elif kind == "huge":
            self._send(200, "application/json", b'{"error_code":0,"data":"' + b"x" * _HUGE + b'"}')
        else:
            time.sleep(simulator.settings.slow_seconds)
            self._reply(reply)

    def _break_off(self) -> None:
        """End the connection with a reset."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def _send(self, status: int, kind: str, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        with suppress(OSError):
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(body)
        if headers and "Content-Length" in headers:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _parsed(content_type: str, raw: bytes) -> Mapping[str, Any] | int:
    """Return the request, or the error code of one that cannot be read."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/xml":
        return 16
    if kind != "application/json":
        return 11
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return 15
    return body if isinstance(body, dict) else 15


def _details(simulator: Simulator, path: str) -> tuple[int, str, bytes]:
    settings = simulator.settings
    if simulator.quirks.details_absent:
        return 401, "application/json", b'{"message":"Unauthorized"}'
    if path.endswith("_alter"):
        body: dict[str, Any] = {"version": settings.version, "status_sync": int(settings.is_synchronised)}
    else:
        body = {
            "app_name": "PDDIKTI Neo Feeder",
            "app_version": settings.version,
            "sync_version": settings.version,
            "db_version": "3.0",
            "app_expired_date": settings.expires,
            "suck": False,
        }
    return 200, "application/json", json.dumps(body).encode()


def _page(status: int, text: str) -> bytes:
    return f"<html><body><h1>{status}</h1><p>{html.escape(text)}</p></body></html>".encode()
