"""Set the desk up in a folder, as an administrator would, and run the daemon there as it runs in production."""

import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path
from string import Template
from types import TracebackType

from daemon.demo.feeder_simulator.service import PASSWORD as FEEDER_PASSWORD
from daemon.demo.feeder_simulator.service import USERNAME
from daemon.demo.mail_system import Ports
from daemon.demo.people import AUTHSERV, DESK, JOKO, PASSWORD, RINA

_STOP_SECONDS = 20.0
_KEY_OCTETS = 32
_CONFIG = Template("""\
# The configuration of the demo. Everything that can be set: config.example.toml.

[institution]
name = "UIN Contoh"
unit = "$unit"
timezone = "Asia/Jakarta"

[[mailbox]]
name = "bantuan"
kind = "imap"
address = "$desk"
sub_addressing = true
host = "127.0.0.1"
port = $imap_port
security = "none"
username = "$desk"
password_file = "secrets/mail"
finished = "move"
finished_folder = "Loket"

[smtp]
host = "127.0.0.1"
port = $smtp_port
security = "none"
username = "$desk"
password_file = "secrets/mail"
from_address = "$desk"

[authentication]
authserv_ids = ["$authserv"]
require = "authentication-results"    # the demo's servers sign nothing

[[staff]]
id = "rina"
name = "$rina_name"
addresses = ["$rina"]
roles = ["petugas"]

[[staff]]
id = "joko"
name = "$joko_name"
addresses = ["$joko"]
roles = ["petugas", "penyetuju"]

[roles.petugas]
commands = ["*"]
request = ["feeder.ubah-biodata"]

[roles.penyetuju]
approve = ["feeder.ubah-biodata"]

[feeder]            # the simulator of the demo
url = "$feeder_url"
username = "$feeder_user"
password_file = "secrets/feeder"

[teams.akademik]
staff = ["rina"]

[teams.data-mahasiswa]
staff = ["rina"]

[teams.lain]
staff = ["joko"]

[database]
url = "sqlite:///loket.db"

[storage]
folder = "storage"

[keys]
folder = "keys"

[health]
admins = ["admin@kampus.example"]

[limits]
pair_mails = 100    # a day's mails within seconds are no loop here

[commands]
hold = "1s"

[calendar]
holidays = ""       # open day and night, so that the clocks run whenever the demo does

[calendar.hours]
monday = ["00:00-24:00"]
tuesday = ["00:00-24:00"]
wednesday = ["00:00-24:00"]
thursday = ["00:00-24:00"]
friday = ["00:00-24:00"]
saturday = ["00:00-24:00"]
sunday = ["00:00-24:00"]

[log]
format = "json"
""")


class Office:
    """The desk's folder and its daemon. A context manager: the daemon runs while the block lasts."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder, which must exist and be empty."""
        self.folder = folder
        self._daemon: subprocess.Popen[bytes] | None = None

    @property
    def config(self) -> Path:
        """Return the configuration file."""
        return self.folder / "loket.toml"

    @property
    def mails(self) -> Path:
        """Return the folder of all mails as .eml files."""
        return self.folder / "mails"

    @property
    def log(self) -> Path:
        """Return the daemon's log."""
        return self.folder / "daemon.log"

    def furnish(self) -> None:
        """Make the folders for mails, secrets and keys. Raises: OSError."""
        self.mails.mkdir()
        for name, file, content in (
            ("secrets", "mail", f"{PASSWORD}\n".encode()),
            ("secrets", "feeder", f"{FEEDER_PASSWORD}\n".encode()),
            ("keys", "a.key", secrets.token_bytes(_KEY_OCTETS)),
        ):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
            _write_private(self.folder / name / file, content, 0o600)

    def configure(self, ports: Ports, feeder_url: str) -> None:
        """Write the configuration. Raises: OSError."""
        text = _CONFIG.substitute(
            unit=DESK.name,
            feeder_url=feeder_url,
            feeder_user=USERNAME,
            desk=DESK.address,
            imap_port=ports.imap,
            smtp_port=ports.submission,
            authserv=AUTHSERV,
            rina=RINA.address,
            rina_name=RINA.name,
            joko=JOKO.address,
            joko_name=JOKO.name,
        )
        _write_private(self.config, text.encode(), 0o640)

    def __enter__(self) -> "Office":
        """Start `loket run`, out of reach of the terminal's Ctrl-C: it is stopped in order."""
        with self.log.open("ab") as log:
            self._daemon = subprocess.Popen(
                [sys.executable, "-P", "-m", "daemon", "run"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "LOKET_CONFIG": str(self.config)},
                start_new_session=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the daemon finish the mail in hand and end."""
        if self._daemon is None:
            return
        self._daemon.send_signal(signal.SIGTERM)
        try:
            self._daemon.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._daemon.kill()
            self._daemon.wait()

    def ended_with(self) -> int | None:
        """Return the daemon's exit status, negative for a signal; None while it runs.

        Popen.poll() is not asked: Ctrl-C in the middle of it can leave its lock taken for ever, and the wait for the
        daemon's end with it.
        """
        if self._daemon is None or self._daemon.returncode is not None:
            return None if self._daemon is None else self._daemon.returncode
        ended = os.waitid(os.P_PID, self._daemon.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is None:
            return None
        return ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status


def _write_private(path: Path, content: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    path.chmod(mode)
