"""A held letter is shown, sent after all, or never, by the command line."""

from typing import Any

import pytest
from dns_stand_in import DnsStandIn
from hostile_office import Office, Records, Situation
from smtp_sink import SmtpSink

pytestmark = pytest.mark.server


@pytest.fixture
def held(tmp_path: Any) -> Any:
    """Return an office with one letter that shows a NIK, its ticket, and the letter's number."""
    with SmtpSink() as sink, DnsStandIn() as dns:
        office = Office(tmp_path, sink, dns, Records())
        ticket = office.open_tickets(["held"])["held"]
        sink.clear()
        office.deliver(ticket.order("NIK Anda sekarang 3273014107020003."))
        office.work()
        number = next(row["id"] for row in office.loket.rows("outbox") if row["state"] == "held")
        yield office, ticket, number
        office.close()


def run(office: Office, *arguments: object) -> str:
    done = office.loket.do("outbox", *map(str, arguments))
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_held_letter_is_shown_with_what_to_do(held: tuple[Office, Situation, int]) -> None:
    office, _, number = held
    shown = run(office, "show", number)
    assert "NIK Anda sekarang" in shown
    assert f"loket outbox release {number}" in shown


def test_released_letter_is_sent(held: tuple[Office, Situation, int]) -> None:
    office, ticket, number = held
    run(office, "release", number)
    office.work()
    assert len(office.sink.to(ticket.student)) == 1


def test_dropped_letter_is_never_sent_nor_decided_again(held: tuple[Office, Situation, int]) -> None:
    office, ticket, number = held
    run(office, "drop", number)
    office.work()
    assert office.sink.to(ticket.student) == []
    assert office.loket.do("outbox", "release", str(number)).returncode == 1
