"""Run a Dovecot of our own for tests: loopback, Maildir, one password, no rights needed.

As root its processes run as nobody, as anybody else they run as that user; nothing of the system's Dovecot is used.
"""

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

PASSWORD = "rahasia"
STARTING = 20.0  # seconds
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = {instance}
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
ssl_cert = <{folder}/tls/server.pem
ssl_key = <{folder}/tls/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login{mechanisms}
mail_location = maildir:{folder}/mail/%u
maildir_very_dirty_syncs = no
mail_uid = {mail_user}
mail_gid = {mail_group}
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {internal_user}
mail_max_userip_connections = 100
imap_idle_notify_interval = 30 s
imap_capability = {capability}
auth_failure_delay = 0
auth_cache_size = 0
{tokens}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={folder}/mail/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
namespace inbox {{
  inbox = yes
}}
"""

TOKENS = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
"""
INTROSPECTION = """
introspection_mode = post
introspection_url = {url}/introspect
tls_ca_cert_file = {ca_file}
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass(frozen=True)
class TokenJudge:
    """The server that Dovecot asks whether a token is good (RFC 7662), reached over TLS."""

    url: str
    ca_file: Path


@dataclass(frozen=True)
class Account:
    """A user of the test server, and the Maildir as files."""

    name: str
    folder: Path
    owner: tuple[int, int]
    numbers: Iterator[int]

    def deliver(self, raw: bytes, received: float | None = None) -> Path:
        """Deliver as a mail server does, written to tmp/ and renamed into new/; `received` in seconds since 1970."""
        name = f"{int(time.time())}.M{next(self.numbers):06}P{os.getpid()}.test"
        written = self.folder / "tmp" / name
        written.write_bytes(raw)
        os.chown(written, *self.owner)
        if received is not None:
            os.utime(written, (received, received))
        return written.rename(self.folder / "new" / name)

    def files(self, folder: str = "") -> list[Path]:
        """Return the mails that lie in a folder ("" is the INBOX)."""
        place = self.folder / f".{folder}" if folder else self.folder
        return sorted(path for part in ("new", "cur") if (place / part).is_dir() for path in (place / part).iterdir())

    def forget_uids(self) -> None:
        """Lose the UID list and the indexes while the server is down: the INBOX gets another UIDVALIDITY."""
        for path in [*self.folder.glob("dovecot*")]:
            if path.is_file():
                path.unlink()


class Dovecot:
    """One server with its accounts; every account has the same password."""

    def __init__(self, folder: Path, capability: str = "", tokens: TokenJudge | None = None) -> None:
        """Prepare everything in the folder, which must be reachable for nobody when we are root."""
        self._tokens = tokens
        self.folder = folder
        self.port, self.tls_port = _free_port(), _free_port()
        self._numbers = count(1)
        self._capability = capability
        self._process: subprocess.Popen[bytes] | None = None
        is_root = os.geteuid() == 0
        user = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())
        self._owner = (user.pw_uid, user.pw_gid)
        for name in ("mail", "run", "state", "tls"):
            (folder / name).mkdir()
        os.chown(folder / "mail", *self._owner)
        self.ca_file = _make_certificates(folder / "tls")
        self._write_config(user)

    def account(self, name: str) -> Account:
        """Add an account with an empty INBOX; a server that a test took down for good is started again."""
        if self._process is not None and not self._answers():
            self.stop()
            self.start()
        place = self.folder / "mail" / name
        for path in (place, *(place / part for part in ("new", "cur", "tmp"))):
            path.mkdir()
            os.chown(path, *self._owner)
        return Account(name, place, self._owner, self._numbers)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
        if program is None:
            raise RuntimeError("the tests need Dovecot: `make system-packages` installs it")
        self._process = subprocess.Popen([program, "-F", "-c", self.folder / "dovecot.conf"], start_new_session=True)
        deadline = time.monotonic() + STARTING
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Dovecot does not start:\n{self.log()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server and all its sessions."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # sessions outlive the master
        self._process = None

    def log(self) -> str:
        """Return what the server logged."""
        path = self.folder / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    @contextmanager
    def person(self, account: Account, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Open a folder as somebody's mail program does."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        client.login(account.name, PASSWORD)
        client.select(folder)
        try:
            yield client
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                client.logout()

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            return connection.recv(4) == b"* OK"
        return False

    def _write_config(self, user: pwd.struct_passwd) -> None:
        internal = "dovecot" if os.geteuid() == 0 else getpass.getuser()
        text = CONFIG.format(
            folder=self.folder,
            instance=self.folder.name,
            ssl="yes",
            mail_user=user.pw_uid,
            mail_group=user.pw_gid,
            internal_user=internal,
            internal_group=_group_name(internal),
            capability=self._capability,
            password=PASSWORD,
            mechanisms=" xoauth2 oauthbearer" if self._tokens else "",
            tokens=TOKENS.format(folder=self.folder) if self._tokens else "",
            port=self.port,
            tls_port=self.tls_port,
        )
        (self.folder / "dovecot.conf").write_text(text)
        if self._tokens is not None:
            question = INTROSPECTION.format(url=self._tokens.url, ca_file=self._tokens.ca_file)
            (self.folder / "oauth2.conf").write_text(question)


def _group_name(user: str) -> str:
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Give a running server for the whole session; each test takes an account of its own."""
    folder = make_folder()
    server = Dovecot(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def make_folder() -> Path:
    """Return a new folder that Dovecot's processes can reach: pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="loket-dovecot-"))
    folder.chmod(0o755)
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _make_certificates(folder: Path) -> Path:
    """Make a certificate authority and the certificate of 127.0.0.1 and localhost; return the authority's file."""
    authority, request = folder / "ca.pem", folder / "server.csr"
    extensions = folder / "server.ext"
    extensions.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout"]
    signing = ["-CA", f"{authority}", "-CAkey", f"{folder}/ca.key", "-CAcreateserial", "-extfile", f"{extensions}"]
    for arguments in (
        ["req", "-x509", *key, f"{folder}/ca.key", "-out", f"{authority}", "-days", "2", "-subj", "/CN=CA"],
        ["req", *key, f"{folder}/server.key", "-out", f"{request}", "-subj", "/CN=localhost"],
        ["x509", "-req", "-in", f"{request}", *signing, "-out", f"{folder}/server.pem", "-days", "2"],
    ):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
    return authority
