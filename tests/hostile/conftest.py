"""Let hostile and odd mails loose on a whole Loket: real signatures, a name server on loopback, an SMTP sink."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from dns_stand_in import DnsStandIn
from hostile_office import Office, Records
from smtp_sink import SmtpSink


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give one installation to all mails of a module; they go through it in one batch."""
    folder: Path = tmp_path_factory.mktemp("office")
    records = Records()
    logger = logging.getLogger("loket")
    level = logger.level
    logger.addHandler(records)
    logger.setLevel(logging.INFO)
    with SmtpSink() as sink, DnsStandIn() as dns:
        office = Office(folder, sink, dns, records)
        yield office
        office.close()
    logger.removeHandler(records)
    logger.setLevel(level)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a module's mails in one process: they share an installation that is costly to set up."""
    for item in items:
        if "tests/hostile/" in item.nodeid:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
