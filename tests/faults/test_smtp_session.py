"""The outgoing session breaks at any octet: nothing is lost, and doubled only where nobody could know (F27, F28)."""

from collections import Counter
from typing import Any

import pytest
from proxy import Faults, Proxy

pytestmark = pytest.mark.server
SERVER_OCTETS = 700  # what a server says in a session with two mails, roughly


def break_everywhere(office: Any, points: range, fault: str) -> None:
    """Send the letters of one complaint each time, over a connection that breaks after so many octets."""
    with Proxy(office.sink.port) as proxy:
        config = office.loket.config.read_text()
        office.loket.config.write_text(config.replace(f"port = {office.sink.port}", f"port = {proxy.port}"))
        for number, octets in enumerate(points):
            proxy.faults = Faults(**{fault: octets}, cuts=1, reset=True)
            proxy.drop_all()
            office.complain(number)
            office.loket.once()
            office.loket.app.delivery._resume_at = None  # the pause after trouble is another test's
        proxy.faults = Faults()
        assert office.settle() == []
    copies = Counter(mail.message_id for mail in office.sink.mails)
    assert set(copies.values()) <= {1, 2}


@pytest.mark.parametrize("fault", ["cut_after", "cut_up_after"])
def test_reset_anywhere_in_the_session_keeps_the_promises(office: Any, fault: str) -> None:
    points = range(1, SERVER_OCTETS, 53) if fault == "cut_after" else range(1, 14_000, 1201)
    break_everywhere(office, points, fault)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", ["cut_after", "cut_up_after"])
def test_reset_at_every_97th_octet_of_a_session_keeps_the_promises(office: Any, fault: str) -> None:
    points = range(1, SERVER_OCTETS, 7) if fault == "cut_after" else range(1, 28_000, 97)
    break_everywhere(office, points, fault)
