"""Servers that ask for patience, show an expired certificate, or have the folder anew (F8, F10, F16)."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from dovecot import Account, Dovecot
from fake_imap import FakeImap, always, fetch_line

from daemon.inbox import Unreachable
from daemon.inbox.imap import LoginRefused
from daemon.inbox.imap_source import ImapSource
from models.mail import InboundEmail

pytestmark = pytest.mark.server

MakeMail = Callable[..., bytes]
MakeSource = Callable[..., ImapSource]
CODES = ("UNAVAILABLE", "INUSE", "LIMIT", "THROTTLED", "OVERQUOTA")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH"])
def test_server_that_asks_for_patience_is_left_and_gives_the_mail_later(
    make_source: MakeSource, make_mail: MakeMail, code: str, command: str
) -> None:
    raw = make_mail(1)
    willing = {
        "UID SEARCH": always("* SEARCH 1\r\n{tag} OK done\r\n"),
        "UID FETCH": lambda tag, _: fetch_line(1, raw) + f"{tag} OK done\r\n".encode(),
    }
    with FakeImap({**willing, command: always(f"{{tag}} NO [{code}] later, please\r\n")}) as server:
        with pytest.raises(Unreachable, match="later, please") as raised:
            make_source(port=server.port, finished="leave").poll_once()
        assert not isinstance(raised.value, LoginRefused)
    with FakeImap(willing) as server:
        assert make_source(port=server.port, finished="leave").poll_once() == 1


def test_folder_that_was_deleted_and_made_again_gives_what_is_new(
    account: Account, make_source: MakeSource, make_mail: MakeMail, dovecot: Dovecot
) -> None:
    source = make_source(folder="Aduan", finished="leave")
    for numbers, found in (((1, 2), 2), ((2, 3), 1)):
        with dovecot.person(account) as person:
            with suppress(Exception):
                person.delete("Aduan")
            person.create("Aduan")
            for number in numbers:
                person.append("Aduan", "", None, make_mail(number))
        assert source.poll_once() == found
    assert InboundEmail.select().count() == 3


@pytest.fixture
def expired(tmp_path: Path) -> Iterator[tuple[int, Path, list[bytes]]]:
    """Give a TLS server whose certificate was good until yesterday: its port, its authority, what it was told."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now - timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "server.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (tmp_path / "server.key").write_bytes(private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    told: list[bytes] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with suppress(OSError), context.wrap_socket(connection, server_side=True) as session:
                    session.sendall(b"* OK ready\r\n")
                    told.append(session.recv(1000))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1], tmp_path / "server.pem", told
        listener.shutdown(socket.SHUT_RDWR)


def test_expired_certificate_is_refused_and_nothing_is_said_to_the_server(
    make_source: MakeSource, expired: tuple[int, Path, list[bytes]]
) -> None:
    port, authority, told = expired
    with pytest.raises(Unreachable, match="certificate has expired"):
        make_source(port=port, security="tls", ca_file=str(authority)).poll_once()
    assert told in ([], [b""])
