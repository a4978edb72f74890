"""An OAuth2 token server on loopback, over TLS, that answers as Google's and Microsoft's do and as a test wants.

    with TokenServer(folder) as server:
        ...                                     # ask https://localhost:{server.port}/token
        assert server.forms[0]["grant_type"] == "refresh_token"

It gives tokens for a token request on any path, tells Microsoft's clients where (openid-configuration), and tells a
mail server whether a token is good (RFC 7662), at /introspect.
"""

import base64
import json
import ssl
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


@dataclass(slots=True)
class Script:
    """What the server answers; an empty list means the normal answer."""

    answers: list[tuple[int, Mapping[str, Any] | str]] = field(default_factory=list)  # status and body, used up in turn
    seconds: int = 3600  # how long its tokens are said to be good
    delay: float = 0.0  # seconds before each answer
    refresh_token: str = ""  # a new one, given with the token


class TokenServer:
    """The server in threads of its own; a context manager. `ca_file` is what a client has to trust."""

    def __init__(self, folder: Path) -> None:
        """Make a certificate in the folder."""
        self.script = Script()
        self.forms: list[dict[str, str]] = []  # what token requests asked, in order
        self.paths: list[str] = []  # of all requests
        self.good: set[str] = set()  # tokens that a mail server may take
        self.username = "bantuan@kampus.example"  # whose tokens they are
        self.ca_file = _certificate(folder)
        self._lock = threading.Lock()
        self._given = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca_file, folder / "token-server.key")
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self.port: int = self._server.server_address[1]

    @property
    def url(self) -> str:
        """Return the server's address without a path."""
        return f"https://localhost:{self.port}"

    def __enter__(self) -> "TokenServer":
        """Open the port."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)

    def answer(self, form: dict[str, str]) -> tuple[int, Mapping[str, Any] | str]:
        """Return status and body for a token request; called by the server."""
        time.sleep(self.script.delay)
        with self._lock:
            self.forms.append(form)
            if self.script.answers:
                return self.script.answers.pop(0)
            self._given += 1
            token = f"token-number-{self._given}"
            self.good.add(token)
        body: dict[str, Any] = {"access_token": token, "expires_in": self.script.seconds, "token_type": "Bearer"}
        return 200, body | ({"refresh_token": self.script.refresh_token} if self.script.refresh_token else {})


def claims_of(assertion: str, key: rsa.RSAPublicKey) -> dict[str, Any]:
    """Return what a signed assertion claims (RFC 7523). Raises: InvalidSignature when another key signed it."""
    signed, _, signature = assertion.rpartition(".")
    key.verify(_decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    claims: dict[str, Any] = json.loads(_decoded(signed.partition(".")[2]))
    return claims


def service_account(file: Path, token_uri: str) -> rsa.RSAPublicKey:
    """Write the JSON key of a service account, as Google's console gives it, and return its public key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encoding, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    content = {
        "type": "service_account",
        "client_email": "loket@contoh.iam.gserviceaccount.example",
        "private_key_id": "1",
        "private_key": key.private_bytes(encoding, private, serialization.NoEncryption()).decode(),
        "token_uri": token_uri,
    }
    file.write_text(json.dumps(content))
    file.chmod(0o600)
    return key.public_key()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _handler(owner: TokenServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = dict(parse_qsl(self.rfile.read(length).decode()))
            owner.paths.append(self.path)
            self._send(
                *(_introspection(owner, form.get("token", "")) if self._is_introspection() else owner.answer(form))
            )

        def do_GET(self) -> None:
            owner.paths.append(self.path)
            if self._is_introspection():
                token = dict(parse_qsl(urlsplit(self.path).query)).get("access_token", "")
                self._send(*_introspection(owner, token))
                return
            base = owner.url + self.path.partition("/v2.0/")[0]
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "issuer": "v2.0"}
            self._send(200, {name: f"{base}/{path}" for name, path in places.items()})

        def _is_introspection(self) -> bool:
            return self.path.startswith("/introspect")

        def _send(self, status: int, body: Mapping[str, Any] | str) -> None:
            content = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if 300 <= status < 400:
                self.send_header("Location", f"{owner.url}/elsewhere")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _introspection(owner: TokenServer, token: str) -> tuple[int, dict[str, Any]]:
    is_good = token in owner.good
    return (200, {"active": True, "username": owner.username}) if is_good else (200, {"active": False})


def _certificate(folder: Path) -> Path:
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command = ["openssl", "req", "-x509", *key, "-days", "2", *names]
    files = ["-keyout", "token-server.key", "-out", "token-server.pem"]
    subprocess.run([*command, *files], cwd=folder, check=True, capture_output=True)
    return folder / "token-server.pem"
