"""Killed at any moment while mails come in, Loket keeps its promises (F51, F54, I1 to I7)."""

import contextlib
import os
import random
import time
from typing import Any

import pytest
from installation import wait_until

pytestmark = [pytest.mark.server, pytest.mark.slow]


def kill_again_and_again(office: Any, kills: int, mails: int, seed: int) -> None:
    """Deliver mails while the daemon is started and killed; every second time not before it is at work."""
    chance = random.Random(seed)
    portion = -(-mails // kills)
    for number in range(kills):
        if number * portion < mails:
            office.deliver_load(min(portion, mails - number * portion), seed=seed * 1000 + number)
        process = office.loket.start({})
        if number % 2:
            with contextlib.suppress(AssertionError):
                ready = office.loket.log().count('"ready"')
                wait_until(lambda ready=ready: office.loket.log().count('"ready"') > ready, 20)
        time.sleep(chance.uniform(0.05, 1.5))
        process.kill()
        process.wait()
        if number % 50 == 49:
            print(number + 1, "kills", flush=True)  # noqa: T201 - a long run says how far it is


def test_kills_under_load_break_no_promise(imap_office: Any) -> None:
    kill_again_and_again(imap_office, kills=7, mails=40, seed=7)
    assert imap_office.settle() == []


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_five_hundred_kills_under_load_break_no_promise(imap_office: Any) -> None:
    kills = int(os.environ.get("LOKET_SOAK_KILLS", "500"))
    kill_again_and_again(imap_office, kills, mails=kills, seed=1)
    assert imap_office.settle() == []
