"""`!ubah-biodata nim=… nik=…`: correct a student's biodata, as far as the ministry has not locked it."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Action, Arguments, Difference, Risk, Values, Write
from daemon.integrator.biodata import FIELDS, LOCKED, comparable, writable
from daemon.integrator.feeder.filters import equal
from daemon.integrator.locks import Lock, locked
from daemon.integrator.parameters import NIM
from daemon.integrator.tools import Tools

_WOMAN = 40  # added to the day of birth in a woman's NIK


def preview(tools: Tools, arguments: Arguments) -> Difference:
    """Read the record and compare. Raises: Refusal when it is locked, or the NIK is somebody else's."""
    student = records.student(tools, arguments["nim"])
    row = records.one(tools, "GetBiodataMahasiswa", equal("id_mahasiswa", student.person), what=student.title)
    wanted = {name: value for name, value in arguments.items() if name != "nim"}
    if not wanted:
        raise Refusal("no-values")
    key = {"id_mahasiswa": student.person}
    change = records.changed(
        Difference(
            student.title, comparable(row), wanted, key, {**writable(row), **wanted}, remarks=_doubts(row, wanted)
        )
    )
    is_locked = records.is_synced(row) or student.is_synced
    if is_locked and (columns := LOCKED & set(change.new)):
        raise locked(Lock.PDM, columns, student.title)
    _require_free_nik(tools, student.person, change.new)
    return change


def apply(tools: Tools, difference: Difference) -> None:
    """Send the whole record (feeder-api.md §1, rule 6)."""
    records.send(tools, "UpdateBiodataMahasiswa", difference)


def verify(tools: Tools, difference: Difference) -> Finding:
    """Read the record back."""
    key = equal("id_mahasiswa", difference.key["id_mahasiswa"])
    row = records.one(tools, "GetBiodataMahasiswa", key, what=difference.title)
    return records.found(difference, comparable(row))


def _require_free_nik(tools: Tools, person: str, new: Values) -> None:
    """Hold that nobody else has the NIK (M05)."""
    if "nik" not in new:
        return
    others = records.rows(tools, "GetBiodataMahasiswa", equal("nik", new["nik"]))
    if any(other["id_mahasiswa"] != person for other in others):
        raise Refusal("nik-taken")


def _doubts(row: Values, wanted: Values) -> tuple[str, ...]:
    """Return that the NIK does not fit date of birth and sex, as they would be then."""
    record = {**row, **wanted}
    nik, born = record.get("nik", ""), record.get("tanggal_lahir", "")
    if "nik" not in wanted or len(nik) != 16 or len(born) != 10:
        return ()
    day = int(born[8:10]) + (_WOMAN if record.get("jenis_kelamin") == "P" else 0)
    return () if nik[6:12] == f"{day:02}{born[5:7]}{born[2:4]}" else ("nik-birth",)


ACTION = Action(
    name="ubah-biodata",
    system="feeder",
    risk=Risk.WRITE,
    summary=Wording("Mengoreksi biodata mahasiswa di Feeder", "Corrects a student's biodata in the Feeder"),
    parameters=(NIM, *FIELDS),
    write=Write(preview, apply, verify),
    aliases=("correct-biodata",),
    help=Wording(
        "Tanpa nilai: isian formulir pada tiket yang dipakai, misalnya NIK yang dikirim pelapor.",
        "Without values: those of the ticket's form, such as the NIK that the requester sent.",
    ),
)
