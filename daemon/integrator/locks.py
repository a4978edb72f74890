"""Say that data cannot be changed in the Feeder, and by which other way it is (feeder-api.md §7)."""

from collections.abc import Iterable
from enum import StrEnum

from daemon.desk.refusal import Refusal
from daemon.integrator.feeder.faults import FeederError, FeederLocked, FeederPeriodClosed, FeederRefusal

_LECTURERS = frozenset({300, 301, 302})
_PDM = frozenset({216, 217})


class Lock(StrEnum):
    """Why data is locked; also the code of the refusal, of the requester's letter and of its checklist."""

    PDM = "pdm"  # the ministry's, changed by a submission there (Perubahan Data Mahasiswa)
    SISTER = "sister"  # a lecturer's, changed by themselves in SISTER
    PERIOD = "periode-tutup"  # the reporting period is over and has to be opened again


class Locked(Refusal):
    """The data cannot be changed here; the refusal's code is the lock's."""

    def __init__(self, lock: Lock, columns: tuple[str, ...], what: str) -> None:
        """Keep the way out, and which columns are locked; empty when the Feeder did not say."""
        super().__init__(f"locked-{lock.value}", what=what)
        self.lock = lock
        self.columns = columns


def locked(lock: Lock, columns: Iterable[str], what: str) -> Locked:
    """Return that columns of a record, named for people by `what`, are locked."""
    return Locked(lock, tuple(sorted(columns)), what)


def lock_of(error: FeederError) -> Lock | None:
    """Return the lock that a refused change ran into; None when it was something else."""
    if isinstance(error, FeederPeriodClosed):
        return Lock.PERIOD
    if not isinstance(error, FeederRefusal):
        return None
    if error.code in _LECTURERS:
        return Lock.SISTER
    is_unnamed = isinstance(error, FeederLocked) and error.code is None
    return Lock.PDM if error.code in _PDM or is_unnamed else None
