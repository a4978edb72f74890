"""A mail that comes before a break has its contact due after it."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from installation import Installation
from writing import write

from daemon.desk.timekeeping import stage_times
from models.clocks import StageRun

pytestmark = pytest.mark.server
RECEIVED = datetime(2025, 11, 17, 4, 58, tzinfo=UTC)  # a Monday, 11:58 at the counter, whose break begins at 12:00


def test_mail_two_minutes_before_the_break_has_its_contact_due_three_minutes_after_it(counter: Any) -> None:
    mail: Path = counter.deliver(write("<siti@mhs.kampus.example>", "Apakah kantin buka?", "Kantin"))
    os.utime(mail, (RECEIVED.timestamp(), RECEIVED.timestamp()))
    loket: Installation = counter.loket
    loket.once()
    contact = StageRun.get(StageRun.stage == "contact")
    assert contact.opened_at == RECEIVED
    assert stage_times.reached_at(loket.app.desk, contact) == datetime(2025, 11, 17, 6, 3, tzinfo=UTC)
