from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from daemon.checks import servers
from daemon.config import Config
from daemon.demo.feeder_simulator.quirks import Fault
from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.feeder_simulator.service import USERNAME


@pytest.fixture
def server() -> Iterator[FeederServer]:
    with FeederServer() as running:
        yield running


@pytest.fixture
def feeder_config(make_config: Callable[..., Config], server: FeederServer) -> Callable[..., Config]:
    def make(**changes: Any) -> Config:
        usual = {"url": server.url, "username": USERNAME, "password_file": "secrets/feeder", "timeout": "2s"}
        return make_config(feeder={**usual, **changes})

    return make


def test_feeder_that_answers_is_good_and_says_whose_it_is(
    feeder_config: Callable[..., Config], server: FeederServer
) -> None:
    config = feeder_config(sandbox_url=server.sandbox_url)
    server.simulator.settings.expires = "2041-12-31T00:00:00.000Z"

    assert servers.feeders(config) == ()
    assert servers.feeder_facts(config) == (
        "answers for UIN Contoh Palembang (299999); version 3.0.1, expires 2041-12-31",
    )


def test_wrong_password_is_said_with_what_to_do(feeder_config: Callable[..., Config], config_folder: Path) -> None:
    (config_folder / "secrets/feeder").write_text("keliru-sekali\n")
    (fault,) = servers.feeders(feeder_config())

    assert "GetToken: error 12. The Feeder's user name or password is wrong." in fault
    assert 'The Feeder says: "username/password salah"' in fault
    assert "keliru-sekali" not in fault


def test_what_is_no_feeder_is_said(feeder_config: Callable[..., Config], server: FeederServer) -> None:
    server.simulator.faults.waiting.append(Fault("html_200_before", acts=("GetToken",)))
    (fault,) = servers.feeders(feeder_config())

    assert "What answers is no Feeder web service" in fault


def test_expired_version_is_said(feeder_config: Callable[..., Config], server: FeederServer) -> None:
    server.simulator.settings.is_expired = True
    (fault,) = servers.feeders(feeder_config())

    assert "This version of the Feeder has expired." in fault
    assert servers.feeder_facts(feeder_config()) == ()


def test_without_a_feeder_there_is_nothing_to_check(make_config: Callable[..., Config]) -> None:
    assert servers.feeders(make_config()) == servers.feeder_facts(make_config()) == ()
