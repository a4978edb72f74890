"""What tests of the Feeder share: the simulator over real HTTP, and clients of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.feeder_simulator.service import PASSWORD, USERNAME
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.exchange import FeederSettings
from daemon.integrator.web import WebLimits

QUICK = WebLimits(connect=2.0, answer=1.0, octets=2_000_000)


@pytest.fixture
def server() -> Iterator[FeederServer]:
    with FeederServer() as running:
        running.simulator.settings.hang_seconds = 2.0
        running.simulator.settings.slow_seconds = 0.05
        yield running


@pytest.fixture
def make_client(server: FeederServer) -> Callable[..., FeederClient]:
    """Return a function that makes a client of the simulator, with some settings replaced."""

    def make(**settings: Any) -> FeederClient:
        usual: dict[str, Any] = {"url": server.url, "username": USERNAME, "password": lambda: PASSWORD}
        return FeederClient(FeederSettings(**{**usual, "single": QUICK, "lists": QUICK, **settings}))

    return make


@pytest.fixture
def client(make_client: Callable[..., FeederClient]) -> FeederClient:
    return make_client()
