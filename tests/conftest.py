"""What all tests share: the helpers of tests/support, a small configuration, and nobody's own."""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from daemon.config import Config, from_mapping

# A shell starts what runs in its background with Ctrl-C ignored, and every process below inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Who is told to keep no bytecode compiles the program anew in each of the hundreds of processes that the tests start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Throw-away folders are made in memory where there is plenty and programs may be run there: a disk's fsync takes
# milliseconds, and tests ask for thousands. What is about disks mounts its own.
MEMORY = Path("/dev/shm")
PLENTY = 4 * 1024**3  # octets
if (
    os.access(MEMORY, os.W_OK)
    and shutil.disk_usage(MEMORY).free > PLENTY
    and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# How long an example takes says nothing about the program where eight others share the processor.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

pytest_plugins = ["pytester", "no_skips", "dovecot", "postgresql"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that wait for something: beside them the others are done, and none is left at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def _no_own_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOKET_CONFIG", raising=False)


@pytest.fixture
def config_folder(tmp_path: Path) -> Path:
    """Return a folder with the secrets (secrets/imap, secrets/smtp) and the key that a configuration names."""
    for name, content in (
        ("secrets/imap", b"rahasia\n"),
        ("secrets/smtp", b"rahasia\n"),
        ("secrets/database", b"rahasia\n"),
        ("secrets/feeder", b"rahasia-feeder\n"),
        ("secrets/simak", b"rahasia-simak\n"),
        ("keys/a.key", bytes(32)),
    ):
        path = tmp_path / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)
    return tmp_path


@pytest.fixture
def config_data(config_folder: Path) -> dict[str, Any]:
    """Return the content of a small valid configuration of config_folder, for a test to change."""
    return {
        "institution": {"name": "UIN Contoh", "unit": "Pusat Data"},
        "mailbox": [
            {
                "name": "bantuan",
                "kind": "imap",
                "address": "bantuan@kampus.example",
                "host": "127.0.0.1",
                "security": "none",
                "username": "bantuan",
                "password_file": "secrets/imap",
            }
        ],
        "smtp": {"host": "127.0.0.1", "security": "none", "from_address": "bantuan@kampus.example"},
        "authentication": {"authserv_ids": ["mx.kampus.example"], "require": "authentication-results"},
        "staff": [{"id": "budi", "name": "Budi Contoh", "addresses": ["budi@kampus.example"], "roles": ["petugas"]}],
        "roles": {"petugas": {"commands": ["*"]}},
        "database": {"url": "sqlite:///loket.db"},
        "storage": {"folder": "storage"},
        "keys": {"folder": "keys"},
    }


@pytest.fixture
def make_config(config_data: dict[str, Any], config_folder: Path) -> Callable[..., Config]:
    """Return a function that makes the small configuration, with whole sections replaced by its arguments."""

    def make(**sections: Mapping[str, Any] | list[Any]) -> Config:
        return from_mapping({**config_data, **sections}, config_folder / "loket.toml")

    return make
