"""One account's token: fresh ahead of its end, asked for once however many threads want it, and never insisted on."""

import threading

import pytest

from daemon.oauth.bearer import AHEAD, PATIENCE, Bearer, Token, TokenRefused, TokenUnavailable


class Provider:
    """Gives numbered tokens, or fails as told."""

    def __init__(self) -> None:
        self.asked = 0
        self.fault: Exception | None = None
        self.seconds = 3600.0
        self.now = 1000.0
        self.gate = threading.Event()
        self.gate.set()

    def fetch(self) -> Token:
        self.asked += 1
        self.gate.wait(10)
        if self.fault is not None:
            raise self.fault
        return Token(f"t{self.asked}", self.seconds)

    def bearer(self) -> Bearer:
        return Bearer(self.fetch, lambda: self.now)


@pytest.fixture
def provider() -> Provider:
    return Provider()


def test_token_is_asked_for_once(provider: Provider) -> None:
    bearer = provider.bearer()

    assert (bearer.token(), bearer.token(), provider.asked) == ("t1", "t1", 1)


def test_token_is_replaced_ahead_of_its_end(provider: Provider) -> None:
    bearer = provider.bearer()
    bearer.token()
    provider.now += 3600 - AHEAD - 1
    before = bearer.token()
    provider.now += 1

    assert (before, bearer.token()) == ("t1", "t2")


def test_provider_out_of_order_does_not_end_a_token_that_is_good(provider: Provider) -> None:
    bearer = provider.bearer()
    bearer.token()
    provider.now += 3600 - 1
    provider.fault = TokenUnavailable("down")

    assert bearer.token() == "t1"


def test_token_that_has_ended_is_not_used(provider: Provider) -> None:
    bearer = provider.bearer()
    bearer.token()
    provider.now += 3600
    provider.fault = TokenUnavailable("down")

    with pytest.raises(TokenUnavailable):
        bearer.token()


def test_short_lived_token_is_not_fetched_for_every_login(provider: Provider) -> None:
    provider.seconds = 5
    bearer = provider.bearer()

    assert (bearer.token(), bearer.token()) == ("t1", "t1")


def test_threads_that_come_together_ask_once(provider: Provider) -> None:
    provider.gate.clear()
    bearer, got = provider.bearer(), []
    threads = [threading.Thread(target=lambda: got.append(bearer.token())) for _ in range(8)]
    for thread in threads:
        thread.start()
    provider.gate.set()
    for thread in threads:
        thread.join(10)

    assert (got, provider.asked) == (["t1"] * 8, 1)


def test_provider_that_refuses_is_left_alone_for_five_minutes(provider: Provider) -> None:
    bearer, provider.fault = provider.bearer(), TokenRefused("invalid_grant")
    for _ in range(3):
        with pytest.raises(TokenRefused, match="invalid_grant"):
            bearer.token()

    assert provider.asked == 1


def test_provider_that_refused_is_asked_again_after_five_minutes(provider: Provider) -> None:
    bearer, provider.fault = provider.bearer(), TokenRefused("invalid_grant")
    with pytest.raises(TokenRefused):
        bearer.token()
    provider.now += PATIENCE
    provider.fault = None

    assert bearer.token() == "t2"


def test_provider_out_of_order_is_asked_again_at_once(provider: Provider) -> None:
    bearer, provider.fault = provider.bearer(), TokenUnavailable("down")
    with pytest.raises(TokenUnavailable):
        bearer.token()
    provider.fault = None

    assert bearer.token() == "t2"


def test_refused_token_is_replaced_once(provider: Provider) -> None:
    bearer = provider.bearer()
    first = bearer.token()
    second = bearer.replacement(first)

    assert (second, bearer.replacement("t2"), provider.asked) == ("t2", None, 2)


def test_token_that_another_thread_replaced_is_taken(provider: Provider) -> None:
    bearer = provider.bearer()
    first = bearer.token()

    assert (bearer.replacement(first), bearer.replacement(first), provider.asked) == ("t2", "t2", 2)


def test_token_refused_again_later_is_replaced_again(provider: Provider) -> None:
    bearer = provider.bearer()
    second = bearer.replacement(bearer.token())
    provider.now += PATIENCE

    assert bearer.replacement(str(second)) == "t3"


def test_token_shows_itself_nowhere() -> None:
    assert "rahasia" not in repr(Token("rahasia", 1.0))
