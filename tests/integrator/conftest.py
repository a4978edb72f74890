"""A counter with a Feeder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from integrator_office import IntegratorOffice, integrator_office
from smtp_sink import SmtpSink


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[IntegratorOffice]:
    with SmtpSink() as sink, integrator_office(tmp_path, sink, database_url) as found:
        yield found
