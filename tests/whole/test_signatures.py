"""Signatures verified by the daemon itself, with keys from a name server on loopback."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from dns.rcode import SERVFAIL
from dns_stand_in import DnsStandIn
from installation import STAFF
from signing import Signer, rsa_key
from writing import write

pytestmark = pytest.mark.server

STUDENT = "siti@mhs.kampus.example"
CAMPUS = Signer("kampus.example", rsa_key())


@pytest.fixture
def dns() -> Iterator[DnsStandIn]:
    with DnsStandIn({CAMPUS.key_name: (CAMPUS.key.record,)}) as server:
        yield server


@pytest.fixture
def order(counter: Any, dns: DnsStandIn) -> bytes:
    """Return an unsigned `!ambil` of staff, which answers the notification of a new ticket."""
    config = counter.loket.config
    needs = f'require = "both"\nresolver = "{dns.address}"'
    config.write_text(config.read_text().replace('require = "authentication-results"', needs))
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", "NIK saya salah.\nNIM: 2190000001", "NIK salah"))
    counter.loket.once()
    notice = counter.sink.to(STAFF)[0]
    counter.sink.clear()
    return write(f"Rina <{STAFF}>", "!ambil", in_reply_to=notice.message_id)


def assignee(counter: Any) -> str | None:
    return counter.loket.rows("tickets")[0]["assignee"]


def test_signed_command_with_token_runs(counter: Any, order: bytes) -> None:
    counter.deliver(CAMPUS.sign(order))
    counter.loket.once()
    assert (counter.dispositions()[-1], assignee(counter)) == ("commands_executed", "rina")


@pytest.mark.parametrize("forgery", ["text behind l=", "subject on top", "key of another domain", "old signature"])
def test_badly_signed_command_is_asked_about_at_most(counter: Any, order: bytes, dns: DnsStandIn, forgery: str) -> None:
    evil = Signer("evil.example", CAMPUS.key)
    dns.add_key(evil.key_name, evil.key.record)
    counter.deliver(
        {
            "text behind l=": CAMPUS.sign(order, extra=b"l=8") + b"tambahan\r\n",
            "subject on top": b"Subject: lain\r\n" + CAMPUS.sign(order),
            "key of another domain": evil.sign(order),
            "old signature": CAMPUS.sign(order, signed_at=1_700_000_000),
        }[forgery]
    )
    counter.loket.once()
    assert (counter.dispositions()[-1] == "commands_executed", assignee(counter)) == (False, None)
    assert {address for mail in counter.sink.mails for address in mail.recipients} <= {STAFF}


def test_command_waits_while_no_name_server_answers_and_nobody_is_told(
    counter: Any, order: bytes, dns: DnsStandIn
) -> None:
    dns.troubles["*"] = SERVFAIL
    counter.deliver(CAMPUS.sign(order))
    counter.loket.once()
    assert (assignee(counter), counter.sink.mails) == (None, [])
    assert "key not available" in counter.loket.rows("inbox")[-1]["reason"]


def test_command_that_ran_does_not_run_again_by_another_way(counter: Any, order: bytes) -> None:
    signed = CAMPUS.sign(order)
    counter.deliver(signed)
    counter.loket.once()
    replay = re.sub(rb"!ambil", rb"!ambil  ", b"X-Way: other\r\n" + signed)
    counter.deliver(replay)
    counter.loket.once()
    assert counter.dispositions()[-1] in ("commands_refused", "ignored")
