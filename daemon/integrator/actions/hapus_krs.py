"""`!hapus-krs nim=… semester=… kode_mk=… kelas=…`: take a student out of a class; the grade there goes, too."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Action, Arguments, Difference, Risk, Write
from daemon.integrator.classes import class_of, grades, participation
from daemon.integrator.parameters import CLASS, COURSE, NIM, SEMESTER
from daemon.integrator.tools import Tools

_SHOWN = ("nama_mata_kuliah", "nama_kelas_kuliah", "nilai_huruf")


def preview(tools: Tools, arguments: Arguments) -> Difference:
    """Look for the class, the student in it, and the grade that would go along."""
    student = records.student(tools, arguments["nim"])
    chosen = class_of(tools, arguments, student.values["id_prodi"])
    key = {"id_kelas_kuliah": chosen["id_kelas_kuliah"], "id_registrasi_mahasiswa": student.registration}
    if participation(tools, key) is None:
        raise Refusal("record-count", what=student.title, count=0)
    graded = grades(tools, student.registration, arguments)
    row = {**chosen, **(graded[0] if graded else {})}
    old = {name: row[name] for name in _SHOWN if row.get(name)}
    title = f"{student.title}, semester {arguments['semester']}"
    remarks = ("grade-goes",) if old.get("nilai_huruf") else ()
    return Difference(title, old, dict.fromkeys(old, ""), key, remarks=remarks)


def apply(tools: Tools, difference: Difference) -> None:
    """Remove the participation."""
    records.send(tools, "DeletePesertaKelasKuliah", difference)


def verify(tools: Tools, difference: Difference) -> Finding:
    """Look whether the student is out of the class."""
    return Finding.NEW if participation(tools, difference.key) is None else Finding.OLD


ACTION = Action(
    name="hapus-krs",
    system="feeder",
    risk=Risk.GRADE,
    summary=Wording("Mengeluarkan mahasiswa dari kelas (KRS) di Feeder", "Takes a student out of a class"),
    parameters=(NIM, SEMESTER, COURSE, CLASS),
    write=Write(preview, apply, verify),
    aliases=("unenrol",),
    evidence=("krs", "khs"),
)
