"""`!ubah-akm nim=… semester=20241 status=aktif`: correct a student's activity of a semester, or report it late."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Action, Arguments, Difference, Risk, Values, Write
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import AMOUNT, AVERAGE, NIM, SEMESTER, option
from daemon.integrator.tools import Tools

_STATUSES = {"aktif": "A", "cuti": "C", "non-aktif": "N", "nonaktif": "N", "ganda": "G"}
_COLUMNS = {  # parameter → column
    "status": "id_status_mahasiswa",
    "ips": "ips",
    "ipk": "ipk",
    "sks": "sks_semester",
    "total_sks": "sks_total",
    "biaya": "biaya_kuliah_smt",
    "pembiayaan": "id_pembiayaan",
}
_REQUIRED = ("id_status_mahasiswa", "biaya_kuliah_smt")  # of a new row (feeder-api.md §6.4)


def preview(tools: Tools, arguments: Arguments) -> Difference:
    """Read the semester's row and compare; where there is none, one is added."""
    student = records.student(tools, arguments["nim"])
    wanted = {_COLUMNS[name]: value for name, value in arguments.items() if name in _COLUMNS}
    if not wanted:
        raise Refusal("no-values")
    key = {"id_registrasi_mahasiswa": student.registration, "id_semester": arguments["semester"]}
    title = f"{student.title}, semester {arguments['semester']}"
    row = _row(tools, key)
    if row is None:
        return _added(title, key, wanted)
    record = {name: row[name] for name in _COLUMNS.values() if row.get(name)} | wanted
    return records.changed(Difference(title, row, wanted, key, _sent(record), remarks=_doubts(record)))


def apply(tools: Tools, difference: Difference) -> None:
    """Send the whole row."""
    act = (
        "UpdatePerkuliahanMahasiswa"
        if difference.record.keys().isdisjoint(difference.key)
        else "InsertPerkuliahanMahasiswa"
    )
    records.send(tools, act, difference)


def verify(tools: Tools, difference: Difference) -> Finding:
    """Read the row back."""
    return records.found(difference, _row(tools, difference.key))


def _added(title: str, key: Values, wanted: Values) -> Difference:
    if missing := [name for name in _REQUIRED if name not in wanted]:
        raise Refusal("values-missing", what=title, names=", ".join(missing))
    old = dict.fromkeys(wanted, "")
    remarks = ("new-row", *_doubts(wanted))
    return Difference(title, old, wanted, key, {**key, **_sent(wanted)}, remarks=remarks)


def _row(tools: Tools, key: Values) -> Values | None:
    conditions = [equal(name, value) for name, value in key.items()]
    found = records.rows(tools, "GetListPerkuliahanMahasiswa", *conditions)
    if len(found) > 1:
        raise Refusal("record-count", what=key["id_semester"], count=len(found))
    return found[0] if found else None


def _sent(record: Values) -> Values:
    """Return the record under the names that are written: `total_sks` is read as `sks_total`."""
    return {"total_sks" if name == "sks_total" else name: value for name, value in record.items()}


def _doubts(record: Values) -> tuple[str, ...]:
    """Return what the mandatory validation would object to (feeder-api.md §10.2)."""
    has_none = record.get("ipk", "") and float(record["ipk"]) == 0 and float(record.get("ips") or 0) > 0
    return ("ipk-zero",) if has_none else ()


ACTION = Action(
    name="ubah-akm",
    system="feeder",
    risk=Risk.WRITE,
    summary=Wording(
        "Mengoreksi atau melaporkan aktivitas kuliah (AKM) satu semester", "Corrects a semester's activity"
    ),
    parameters=(
        NIM,
        SEMESTER,
        option(
            "status",
            "id_status_mahasiswa",
            "[ACNG]",
            "aktif",
            choices={**_STATUSES, "a": "A", "c": "C", "n": "N", "g": "G"},
        ),
        option("ips", "ips", AVERAGE, "3.40"),
        option("ipk", "ipk", AVERAGE, "3.53", from_form=("ipk",)),
        option("sks", "sks_semester", r"\d{1,2}", "20"),
        option("total_sks", "sks_total", r"\d{1,3}", "140", from_form=("sks",)),
        option("biaya", "biaya_kuliah_smt", AMOUNT, "2400000", aliases=("ukt",), from_form=("biaya",)),
        option("pembiayaan", "id_pembiayaan", "[123]", "1"),
    ),
    write=Write(preview, apply, verify),
    aliases=("correct-activity",),
    evidence=("krs", "khs", "bukti_ukt", "sk_cuti", "transkrip", "sk_kipk"),
)
