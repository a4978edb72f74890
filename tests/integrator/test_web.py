"""What can go wrong between us and a web server, and whether the request can have arrived."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from proxy import Faults, Proxy
from token_server import TokenServer

from daemon.integrator.web import NoAnswer, NotSent, WebLimits, WebRequest, send

QUICK = WebLimits(connect=1.0, answer=0.5, octets=10_000)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            return
        body = self.headers.as_string().encode() if self.path == "/headers" else b"x" * int(self.path.strip("/") or 1)
        self.send_response(200)
        self.send_header("Content-Type", "Text/Plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


def get(port: int, path: str = "/1", ca_file: Path | None = None, scheme: str = "http") -> bytes:
    return send(WebRequest("GET", f"{scheme}://localhost:{port}{path}"), QUICK, ca_file).body


def test_answer_comes_with_status_type_and_body(port: int) -> None:
    answer = send(WebRequest("GET", f"http://127.0.0.1:{port}/3"), QUICK, None)

    assert (answer.status, answer.content_type, answer.body) == (200, "text/plain", b"xxx")


def test_redirect_is_an_answer_and_is_not_followed(port: int) -> None:
    assert send(WebRequest("GET", f"http://127.0.0.1:{port}/redirect"), QUICK, None).status == 302


def test_answer_that_is_too_large_is_cut_off(port: int) -> None:
    with pytest.raises(NoAnswer):
        get(port, "/20000")


def test_nothing_is_taken_from_the_environment(port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine localhost login x password y\n")
    (tmp_path / ".netrc").chmod(0o600)
    for name, value in {
        "HOME": str(tmp_path),
        "http_proxy": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("no_proxy", raising=False)

    assert b"Authorization" not in get(port, "/headers")
    assert "127.0.0.1:9" in os.environ["HTTP_PROXY"]


@pytest.mark.parametrize("url", ["http://localhost:1/", "http://no.such.example/", "ftp://localhost/", "http://", "x"])
def test_request_that_nobody_took_was_not_sent(url: str) -> None:
    with pytest.raises(NotSent):
        send(WebRequest("GET", url), QUICK, None)


def test_certificate_that_is_not_trusted_stops_everything(tmp_path: Path) -> None:
    with TokenServer(tmp_path) as server:
        with pytest.raises(NotSent, match="certificate"):
            get(server.port, scheme="https")

        assert server.paths == []


def test_campus_has_its_own_certificate_authority(tmp_path: Path) -> None:
    with TokenServer(tmp_path) as server:
        assert get(server.port, "/introspect", server.ca_file, "https") == b'{"active": false}'


def test_certificate_of_another_host_is_not_trusted(tmp_path: Path) -> None:
    with TokenServer(tmp_path) as server, pytest.raises(NotSent, match="certificate"):
        send(WebRequest("GET", f"https://127.1:{server.port}/"), QUICK, server.ca_file)


@pytest.mark.parametrize(
    "faults",
    [
        Faults(cut_after=30),
        Faults(cut_after=300),
        Faults(cut_after=30, reset=True),
        Faults(black_hole=True),
        Faults(octets_per_second=20),
        Faults(cut_up_after=5, reset=True),
    ],
    ids=["cut in the header", "cut in the body", "reset", "black hole", "trickle", "cut while sending"],
)
def test_lost_answer_leaves_it_open_whether_the_request_arrived(port: int, faults: Faults) -> None:
    with Proxy(port, faults) as proxy, pytest.raises(NoAnswer):
        send(WebRequest("GET", f"http://127.0.0.1:{proxy.port}/500"), QUICK, None)


@pytest.mark.parametrize("sent", [b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b""])
def test_server_that_trickles_octet_by_octet_is_left_when_the_time_is_up(sent: bytes) -> None:
    limits, ended = WebLimits(connect=0.2, answer=0.4), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def trickle() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.sendall(sent or b"HTTP/1.1 ")
                while not ended.wait(0.1):
                    connection.sendall(b"2")

        thread = threading.Thread(target=trickle, daemon=True)
        thread.start()
        began = time.monotonic()
        with pytest.raises(NoAnswer, match="takes too long"):
            send(WebRequest("GET", f"http://127.0.0.1:{listener.getsockname()[1]}/"), limits, None)
        ended.set()
        thread.join(timeout=5)
    assert time.monotonic() - began < 5


def test_trickle_in_the_handshake_is_left_as_well(tmp_path: Path) -> None:
    with TokenServer(tmp_path) as server, Proxy(server.port, Faults(octets_per_second=200)) as proxy:
        began = time.monotonic()
        with pytest.raises(NoAnswer, match=r"in time|takes too long"):
            send(WebRequest("GET", f"https://localhost:{proxy.port}/introspect"), QUICK, server.ca_file)
    assert time.monotonic() - began < 10


def test_server_that_speaks_no_http_gives_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak() -> None:
            connection, _ = listener.accept()
            connection.sendall(b"SSH-2.0-OpenSSH\r\n")
            connection.close()

        thread = threading.Thread(target=speak, daemon=True)
        thread.start()
        with pytest.raises(NoAnswer):
            get(listener.getsockname()[1])
        thread.join(timeout=5)


def test_fault_holds_nothing_of_the_request(port: int) -> None:
    with Proxy(port, Faults(cut_after=5)) as proxy, pytest.raises(NoAnswer) as caught:
        send(WebRequest("POST", f"http://127.0.0.1:{proxy.port}/rahasia", {}, b"rahasia"), QUICK, None)

    assert "rahasia" not in repr(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_tls_of_another_kind_is_no_answer(port: int) -> None:
    with pytest.raises((NoAnswer, NotSent)):
        get(port, scheme="https")
