"""Read and write the Feeder's records as actions see them: plain values, dates as YYYY-MM-DD, "" for none."""

from collections.abc import Mapping
from dataclasses import replace

from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator.action import Difference, Values
from daemon.integrator.feeder import columns
from daemon.integrator.feeder.acts import form_of
from daemon.integrator.feeder.columns import Form
from daemon.integrator.feeder.faults import WrongRecord
from daemon.integrator.feeder.filters import Condition, equal, select
from daemon.integrator.feeder.rows import Row
from daemon.integrator.tools import Tools
from daemon.value_objects import value_object

SYNCED = "sudah sync"


@value_object
class Student:
    """One registration of one student, checked to be the one that was asked for."""

    values: Values  # of GetListMahasiswa

    @property
    def person(self) -> str:
        """Return the student record's id."""
        return self.values["id_mahasiswa"]

    @property
    def registration(self) -> str:
        """Return the registration's id."""
        return self.values["id_registrasi_mahasiswa"]

    @property
    def title(self) -> str:
        """Return the student for people."""
        return f"{self.values['nama_mahasiswa']}, NIM {self.values['nim']}"

    @property
    def is_synced(self) -> bool:
        """Say whether the ministry has the record, so that some of it is locked."""
        return is_synced(self.values)


def is_synced(values: Values) -> bool:
    """Say whether a row says of itself that the ministry has it."""
    return values.get("status_sync", "").casefold() == SYNCED


def student(tools: Tools, nim: str) -> Student:
    """Return the student with this NIM. Raises: Refusal("record-count") unless there is exactly one."""
    return Student(one(tools, "GetListMahasiswa", equal("nim", nim), what=f"NIM {nim}"))


def lecturer(tools: Tools, nidn: str) -> Values:
    """Return the lecturer with this NIDN. Raises: Refusal("record-count") unless there is exactly one."""
    return one(tools, "GetListDosen", equal("nidn", nidn), what=f"NIDN {nidn}")


def one(tools: Tools, act: str, *conditions: Condition, what: str) -> Values:
    """Return the only row of a query; `what` names it for people.

    Raises: Refusal("record-count") when there is none, or more than one.
    """
    found = rows(tools, act, *conditions)
    if len(found) != 1:
        raise Refusal("record-count", what=what, count=len(found))
    return found[0]


def rows(tools: Tools, act: str, *conditions: Condition, order: tuple[str, ...] = ()) -> tuple[Values, ...]:
    """Return all rows of a query, each one that was asked for."""
    return tuple(values_of(row) for row in tools.feeder.rows(select(act, *conditions, order=order)))


def send(tools: Tools, act: str, difference: Difference) -> None:
    """Let the Feeder add, change or remove a record, once. Raises: OutcomeUnknown when nobody knows whether it did."""
    record = {name: value or None for name, value in difference.record.items()}
    if act.startswith("Insert"):
        tools.feeder.insert(act, record)
    elif act.startswith("Update"):
        tools.feeder.update(act, dict(difference.key), record)
    else:
        tools.feeder.delete(act, dict(difference.key))


def changed(difference: Difference) -> Difference:
    """Return the difference without the columns that stay as they are. Raises: Refusal("no-change") when all do."""
    names = differences(difference.old, difference.new)
    if not names:
        raise Refusal("no-change", what=difference.title)
    old = {name: difference.old.get(name, "") for name in names}
    return replace(difference, old=old, new={name: difference.new[name] for name in names})


def found(difference: Difference, current: Values | None) -> Finding:
    """Return what an attempt did, by how the record stands now; None when it is not there."""
    values = current if current is not None else dict.fromkeys(difference.new, "")
    if matches(values, difference.new):
        return Finding.NEW
    return Finding.OLD if matches(values, difference.old) else Finding.OTHER


def values_of(row: Row) -> Values:
    """Return a row's values as actions see them; a column that the server did not give is asked for in vain."""
    return _Columns(row.act, {name: plain(name, text) for name, text in row.values.items()})


class _Columns(dict[str, str]):
    def __init__(self, act: str, values: Values) -> None:
        super().__init__(values)
        self._act = act

    def __missing__(self, name: str) -> str:
        raise WrongRecord(f"{self._act}: no column {name}")


def differences(old: Values, new: Values) -> tuple[str, ...]:
    """Return the columns whose values mean something else."""
    return tuple(name for name in new if not is_same(name, old.get(name, ""), new[name]))


def is_same(column: str, left: str, right: str) -> bool:
    """Say whether two values of a column mean the same; letter case counts."""
    return columns.is_same(form_of(column), left or None, right or None)


def matches(current: Mapping[str, str], wanted: Values) -> bool:
    """Say whether a record has all the wanted values."""
    return not differences(current, wanted)


def plain(name: str, text: str | None) -> str:
    """Return a column's value off the wire as actions see it."""
    if text is None:
        return ""
    found = columns.day(text) if form_of(name) is Form.DATE else None
    return text if found is None else found.isoformat()
