"""Nothing wrong is touched, nothing is done twice, nothing is said that is not so: whatever fails, whoever dies."""

import os
from collections.abc import Iterator

import pytest
from feeder_runs import Proving

pytestmark = [pytest.mark.server, pytest.mark.sqlite, pytest.mark.xdist_group("random-runs")]
SHORT = 6
LONG = int(os.environ.get("LOKET_SOAK_FEEDER_RUNS", "600"))


@pytest.fixture(scope="module")
def proving(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proving]:
    is_postgresql = os.environ.get("LOKET_SOAK_FEEDER_DATABASE") == "postgresql"
    cluster = request.getfixturevalue("postgresql") if is_postgresql else None
    with Proving(tmp_path_factory.mktemp("proving"), cluster) as found:
        yield found


@pytest.mark.slow
def test_changes_are_made_at_most_once_and_reported_as_they_are(proving: Proving) -> None:
    assert [fault for seed in range(SHORT) for fault in proving.run(seed)] == []


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_changes_are_made_at_most_once_in_many_runs(proving: Proving) -> None:
    assert [fault for seed in range(SHORT, SHORT + LONG) for fault in proving.run(seed)] == []
