"""What a system's refusal means."""

import pytest

from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator.feeder.faults import Complaint, FeederConfig, FeederRefusal, FeederUnreachable
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


@pytest.mark.parametrize("code", [119, 121, 217, 800, None])
def test_any_refusal_is_no_failure_where_the_values_stand_all_the_same(code: int | None) -> None:
    refusal = FeederRefusal(Complaint("InsertPesertaKelasKuliah", code, str(code)))
    assert stands_already(refusal, lambda: Finding.NEW)


def test_feeder_that_is_not_fit_to_work_is_not_asked_again() -> None:
    assert not stands_already(FeederConfig(Complaint("UpdateBiodataMahasiswa", 104, "104")), lambda: Finding.NEW)
