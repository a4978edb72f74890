"""Write a first, short configuration with its secrets and key, readable by nobody else (trust.md §2.5)."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from os import O_CREAT, O_EXCL, O_WRONLY, fdopen, geteuid
from os import open as open_file
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from daemon.config import ConfigError, load
from daemon.configuration.connections import KEY_OCTETS, key_files
from daemon.value_objects import value_object

SERVICE_USER = "loket"  # who the systemd unit runs as
_FOLDERS = ("secrets", "keys")
_SECRETS = ("secrets/imap", "secrets/smtp")
_START = Template("""\
# Loket's configuration, as `loket init` wrote it. All that can be set: config.example.toml.

[institution]
name = $institution
unit = $unit

[[mailbox]]
name = "bantuan"
kind = "imap"
address = $address
host = $imap_host
security = $imap_security
username = $imap_username
password_file = "secrets/imap"

[smtp]
host = $smtp_host
security = $smtp_security
from_address = $address
$smtp_login

# Who may vouch for a mail's sender. As long as nobody may, no command by mail is run:
# `loket check --online` reads the newest mails and proposes the lines.
[authentication]
authserv_ids = $authserv_ids
require = "both"

[[staff]]
id = $staff_id
name = $staff_name
addresses = [$staff_address]
roles = ["kepala"]

[roles.kepala]
commands = ["*"]

[roles.petugas]
commands = ["*"]

[database]
url = $database

[storage]
folder = $storage

[keys]
folder = "keys"

[health]
admins = [$staff_address]
""")
_SMTP_LOGIN = Template('username = $smtp_username\npassword_file = "secrets/smtp"')


@value_object
class Answers:
    """What a first configuration is made of, as the administrator gave it."""

    institution: str
    unit: str
    address: str  # the support address
    imap_host: str
    imap_security: str
    imap_username: str
    imap_password: str
    smtp_host: str
    smtp_security: str
    smtp_username: str  # empty: no login
    smtp_password: str  # empty: no login
    authserv_id: str  # empty: nobody vouches yet
    staff_name: str
    staff_address: str
    data: str  # folder of database and mails


ANSWER_NAMES = tuple(field.name for field in fields(Answers))


def existing_files(path: Path) -> tuple[Path, ...]:
    """Return the configuration and the secrets beside it, as far as they are there."""
    return tuple(file for file in (path, *(path.parent / name for name in _SECRETS)) if file.exists())


def write_start(path: Path, answers: Answers, new_key: Callable[[int], bytes]) -> tuple[Path, ...]:
    """Write configuration, secrets, first key and data folder; return the files written.

    What is there is replaced, except a key: the mails that were sent with it would lose their meaning.
    Nothing is written when the answers make no valid configuration.
    Run by root, the service's user gets what it has to read, when there is such a user.

    Raises: ConfigError with what is wrong with the answers; OSError when a file cannot be written.
    """
    folder = path.parent
    files = {"secrets/imap": f"{answers.imap_password}\n".encode()}
    if answers.smtp_username:
        files["secrets/smtp"] = f"{answers.smtp_password}\n".encode()
    keys = {"keys/a.key": new_key(KEY_OCTETS)}
    _try_out(answers, files | keys, path)
    if not key_files(folder / "keys"):
        files |= keys
    for name in (*_FOLDERS, answers.data):
        (folder / name).mkdir(mode=0o750 if name == answers.data else 0o700, parents=True, exist_ok=True)
    for name, content in files.items():
        _write(folder / name, content, 0o600)
    _write(path, _text(answers).encode(), 0o640)
    _hand_over([folder / name for name in (*_FOLDERS, answers.data, *files)], path)
    return (path, *(folder / name for name in files))


def _try_out(answers: Answers, secrets: Mapping[str, bytes], path: Path) -> None:
    """Raise ConfigError, for path, when the answers make no valid configuration."""
    with TemporaryDirectory(prefix="loket-init-") as name:
        folder = Path(name)
        for subfolder in _FOLDERS:
            (folder / subfolder).mkdir()
        for file, content in secrets.items():
            _write(folder / file, content, 0o600)
        _write(folder / path.name, _text(answers).encode(), 0o640)
        try:
            load(folder / path.name)
        except ConfigError as error:
            faults = (replace(fault, line=None) for fault in error.faults)  # no such file is left to look into
            raise ConfigError(path, tuple(faults)) from error


def _text(answers: Answers) -> str:
    values = {name: _quoted(getattr(answers, name)) for name in ANSWER_NAMES}
    return _START.substitute(
        values,
        authserv_ids=f"[{values['authserv_id']}]" if answers.authserv_id else "[]",
        staff_id=_quoted(_identifier(answers.staff_address)),
        smtp_login=_SMTP_LOGIN.substitute(values) if answers.smtp_username else "# no login",
        database=_quoted(f"sqlite:///{Path(answers.data, 'loket.db')}"),
        storage=_quoted(str(Path(answers.data, "storage"))),
    )


def _quoted(value: str) -> str:
    """Return a TOML basic string; JSON's has the same escapes."""
    return json.dumps(value, ensure_ascii=False)


def _identifier(address: str) -> str:
    """Return the local part of an address as an id of staff."""
    return re.sub(r"[^a-z0-9._-]", "-", address.partition("@")[0].lower()).strip("-._")[:60] or "staff"


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a new file that never was open to anybody else, and put it in the old one's place."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with fdopen(open_file(fresh, O_WRONLY | O_CREAT | O_EXCL, mode), "wb") as file:
        file.write(content)
    fresh.chmod(mode)
    fresh.replace(path)


def _hand_over(own: list[Path], config: Path) -> None:
    """Let the service's user read what root wrote, and nobody else."""
    if geteuid() != 0:
        return
    try:
        shutil.chown(config, group=SERVICE_USER)
        for path in own:
            shutil.chown(path, SERVICE_USER, SERVICE_USER)
    except LookupError:  # no such user: Loket is run by root, or by hand
        return
