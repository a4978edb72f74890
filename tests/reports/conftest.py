"""A year of traffic at an installation of its own, for what is shown of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from installation import Installation, maildir_box
from typer.testing import CliRunner, Result
from year_of_traffic import Year

from daemon.app import open_records
from daemon.cli import build_application
from daemon.config import load

Run = Callable[..., Result]
COSTLY = ("year", "recount")  # fixtures that take seconds


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what looks at one year in one process."""
    for item in items:
        for name in set(COSTLY).intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the configuration of a counter that has a year behind it."""
    folder = tmp_path_factory.mktemp("year-at-a-counter")
    (folder / "Maildir").mkdir()
    loket = Installation(folder, 25, maildir_box(folder / "Maildir"))
    with open_records(load(loket.config)):
        Year(150, seed=3).pass_by()
    yield loket.config
    loket.close()


@pytest.fixture
def report(year: Path) -> Run:
    """Return what runs `loket report` about that year's August."""

    def run(*options: str) -> Result:
        arguments = ["report", "--config", str(year), "--from", "2026-08-01", *options]
        return CliRunner().invoke(build_application("report"), arguments, catch_exceptions=False)

    return run
