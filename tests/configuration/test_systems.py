from collections.abc import Callable
from typing import Any

import pytest

from daemon.config import Config, ConfigError

FEEDER = {"url": "http://feeder.kampus.example:8100", "username": "operator", "password_file": "secrets/feeder"}


def test_address_of_the_server_alone_is_completed(make_config: Callable[..., Config]) -> None:
    feeder = make_config(feeder=FEEDER).feeder

    assert feeder is not None
    assert feeder.url == "http://feeder.kampus.example:8100/ws/live2.php"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://feeder/ws/live2.php",
        "http://user:secret@feeder/ws/live2.php",
        "http://feeder/ws/live2.php?x=1",
        "http://feeder/ws/live.php",
        "http://feeder:99999/ws/live2.php",
        "http:///ws/live2.php",
        "http://fee der/ws/live2.php",
        "feeder.kampus.example",
    ],
)
def test_address_that_is_no_feeders_is_refused(make_config: Callable[..., Config], url: str) -> None:
    with pytest.raises(ConfigError, match=r"feeder\.url"):
        make_config(feeder={**FEEDER, "url": url})


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"password_file": "secrets/nothing"}, "feeder.password_file"),
        ({"password": "x"}, "feeder.password"),
        ({"sandbox_url": FEEDER["url"]}, "feeder: sandbox_url"),
        ({"timeout": "soon"}, "feeder.timeout"),
        ({"answer_size": 0}, "feeder.answer_size"),
    ],
)
def test_fault_of_the_section_is_named(make_config: Callable[..., Config], change: dict[str, Any], place: str) -> None:
    with pytest.raises(ConfigError, match=place):
        make_config(feeder={**FEEDER, **change})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"auth": "bearer"}, "token_file is missing"),
        ({"auth": "none", "username": "x"}, "username is nothing of"),
        ({"auth": "login", "username": "x", "password_file": "secrets/simak"}, "login is missing"),
        ({"hosts": ["elsewhere.example"]}, "own host is not among them"),
        ({"auth": "api-key", "token_file": "secrets/simak", "header_value": "x"}, "header_value"),
        ({"url": "http://simak.kampus.example/?x=1"}, "expected an address"),
    ],
)
def test_fault_of_a_system_is_named(make_config: Callable[..., Config], change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        make_config(systems={"simak": {"url": "http://simak.kampus.example/api", **change}})
