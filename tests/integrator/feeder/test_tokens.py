import base64
import json
from collections.abc import Callable
from itertools import count

import pytest

from daemon.demo.feeder_simulator.quirks import Fault
from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.feeder_simulator.service import OTHER_ROLE, PASSWORD
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.exchange import Exchange, FeederSettings
from daemon.integrator.feeder.faults import FeederAuthError, FeederError, FeederUnreachable
from daemon.integrator.feeder.filters import equal, select
from daemon.integrator.feeder.tokens import EARLY, LONGEST_LIFE, SHORTEST_LIFE, UNKNOWN_LIFE, TokenKeeper, life_of

NOW = 1_790_000_000.0


def jwt(**claims: object) -> str:
    return f"x.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.y"


@pytest.mark.parametrize(
    ("token", "seconds"),
    [
        (jwt(iat=NOW, exp=NOW + 1800), 1800 - EARLY),
        (jwt(iat=NOW - 3600, exp=NOW - 1800), 1800 - EARLY),
        (jwt(exp=NOW + 1800), 1800 - EARLY),
        (jwt(exp=NOW - 60), SHORTEST_LIFE),
        (jwt(iat=NOW, exp=NOW + 20), 15),
        (jwt(iat=0, exp=NOW), LONGEST_LIFE - EARLY),
        (jwt(exp="soon"), UNKNOWN_LIFE),
        ("0123456789abcdef0123456789abcdef", UNKNOWN_LIFE),
        ("a.!.c", UNKNOWN_LIFE),
    ],
    ids=["usual", "wrong clock", "no iat", "ended", "short", "long", "no number", "md5", "no base64"],
)
def test_token_is_used_until_shortly_before_its_end(token: str, seconds: float) -> None:
    assert life_of(token, NOW) == seconds


def test_token_is_taken_again_until_its_time_is_over() -> None:
    numbers, times = count(1), iter([0.0, 10.0, UNKNOWN_LIFE + 1])
    keeper = TokenKeeper(lambda password: f"{password}{next(numbers)}", lambda: "t", lambda: next(times))

    assert [keeper.current() for _ in range(3)] == ["t1", "t1", "t2"]


def test_token_of_another_thread_is_not_forgotten() -> None:
    numbers = count(1)
    keeper = TokenKeeper(lambda _: f"t{next(numbers)}", lambda: "p", lambda: 0.0)
    keeper.current()
    keeper.forget("t0")

    assert keeper.current() == "t1"


@pytest.mark.parametrize(("settings", "code"), [({"password": lambda: "salah"}, 12), ({"username": OTHER_ROLE}, 106)])
def test_wrong_account_is_tried_once_and_not_at_once_again(
    make_client: Callable[..., FeederClient], server: FeederServer, settings: dict[str, object], code: int
) -> None:
    client = make_client(**settings)
    for _ in range(3):
        with pytest.raises(FeederAuthError) as caught:
            client.log_in()
        assert caught.value.code == code

    assert len(server.simulator.requests) == 1


def test_new_password_is_tried_at_once(make_client: Callable[..., FeederClient]) -> None:
    passwords = iter(["salah", PASSWORD])
    client = make_client(password=lambda: next(passwords))
    with pytest.raises(FeederAuthError):
        client.log_in()

    client.log_in()


def test_password_that_cannot_be_read_sends_nothing(
    make_client: Callable[..., FeederClient], server: FeederServer
) -> None:
    def missing() -> str:
        raise FileNotFoundError

    with pytest.raises(FeederUnreachable, match="password"):
        make_client(password=missing).log_in()
    assert not server.simulator.requests


@pytest.mark.parametrize("fault", ["hang_before", "empty_before", "html_200_before", "reset_before"])
def test_login_without_an_answer_is_a_fault_and_no_wrong_password(
    client: FeederClient, server: FeederServer, fault: str
) -> None:
    server.simulator.faults.waiting.append(Fault(fault, acts=("GetToken",)))
    with pytest.raises(FeederError) as caught:
        client.log_in()
    assert not isinstance(caught.value, FeederAuthError)

    client.log_in()


def test_secrets_and_personal_values_stand_in_no_log_fault_or_repr(
    make_client: Callable[..., FeederClient], server: FeederServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    client = make_client()
    client.log_in()
    token = next(iter(server.simulator.tokens))
    said = []
    for words in (f"token {token} ditolak", f"sandi {PASSWORD} NIK 1671024205040001 sudah digunakan"):
        server.simulator.faults.waiting.append(Fault("error", times=2, code=108, text=words))
        with pytest.raises(FeederError) as caught:
            client.one(select("GetBiodataMahasiswa", equal("nik", "1671024205040001")))
        said += [str(caught.value), repr(caught.value), str(vars(caught.value)), repr(caught.value.__context__)]
    said += [
        repr(FeederSettings(server.url, "u", lambda: PASSWORD)),
        repr(Exchange(FeederSettings("u", "u", str))),
        caplog.text,
    ]

    assert not [secret for secret in (token, PASSWORD, "1671024205040001") if secret in "".join(said)]
