from pathlib import Path

import pytest

from daemon.checks.rights import load_for_work
from daemon.config import ConfigError

SMALL = """\
[institution]
name = "UIN Contoh"
unit = "Pusat Data"
[[mailbox]]
name = "pipa"
kind = "pipe"
address = "bantuan@kampus.example"
[smtp]
host = "127.0.0.1"
security = "none"
from_address = "bantuan@kampus.example"
[keys]
folder = "keys"
[roles.petugas]
commands = ["ambil"]
"""


def test_service_does_not_start_with_rights_to_what_there_is_not(config_folder: Path) -> None:
    path = config_folder / "loket.toml"
    path.write_text(SMALL.replace('["ambil"]', '["ambil", "ambli"]\nrequest = ["feeder.ubah-biodta"]'))

    with pytest.raises(ConfigError) as refused:
        load_for_work(path)
    assert [str(fault) for fault in refused.value.faults] == [
        "line 15: roles.petugas.commands.1: there is no command 'ambli'",
        "line 16: roles.petugas.request: there is no action 'feeder.ubah-biodta'",
    ]


def test_service_starts_with_rights_to_what_there_is(config_folder: Path) -> None:
    path = config_folder / "loket.toml"
    path.write_text(SMALL)

    assert load_for_work(path).roles["petugas"].commands == ("ambil",)
