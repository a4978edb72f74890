"""What a system's refusal means."""

import pytest

from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator.feeder.faults import Complaint, FeederRefusal, FeederUnreachable
from daemon.integrator.guarding import stands_already

NOTHING_CHANGED = FeederRefusal(Complaint("UpdateBiodataMahasiswa", 105, "105"))


def test_nothing_changed_is_no_failure_where_the_values_stand_already() -> None:
    assert stands_already(NOTHING_CHANGED, lambda: Finding.NEW)


@pytest.mark.parametrize("finding", [Finding.OLD, Finding.OTHER])
def test_nothing_changed_stays_a_refusal_where_other_values_stand(finding: Finding) -> None:
    assert not stands_already(NOTHING_CHANGED, lambda: finding)


@pytest.mark.parametrize("fault", [FeederUnreachable("gone"), Refusal("record-count")])
def test_refusal_stays_one_when_the_record_cannot_be_read_back(fault: Exception) -> None:
    def look() -> Finding:
        raise fault

    assert not stands_already(NOTHING_CHANGED, look)


def test_other_refusals_are_not_looked_after() -> None:
    assert not stands_already(FeederRefusal(Complaint("UpdateBiodataMahasiswa", 217, "217")), lambda: Finding.NEW)
