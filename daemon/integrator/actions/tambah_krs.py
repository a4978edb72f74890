"""`!tambah-krs nim=… semester=… kode_mk=… kelas=…`: put a student into a class."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Action, Arguments, Difference, Risk, Write
from daemon.integrator.classes import class_of, grades, participation
from daemon.integrator.parameters import CLASS, COURSE, NIM, SEMESTER
from daemon.integrator.tools import Tools


def preview(tools: Tools, arguments: Arguments) -> Difference:
    """Look for the class, and whether the student takes the course already (errors 800, 806)."""
    student = records.student(tools, arguments["nim"])
    chosen = class_of(tools, arguments, student.values["id_prodi"])
    key = {"id_kelas_kuliah": chosen["id_kelas_kuliah"], "id_registrasi_mahasiswa": student.registration}
    if participation(tools, key) is not None:
        raise Refusal("no-change", what=student.title)
    course = {name: value for name, value in arguments.items() if name != "kelas"}
    if grades(tools, student.registration, course):
        raise Refusal("course-taken", what=student.title)
    new = {name: chosen[name] for name in ("nama_mata_kuliah", "nama_kelas_kuliah")}
    title = f"{student.title}, semester {arguments['semester']}"
    return Difference(title, dict.fromkeys(new, ""), new, key, key, remarks=("new-row",))


def apply(tools: Tools, difference: Difference) -> None:
    """Add the participation."""
    records.send(tools, "InsertPesertaKelasKuliah", difference)


def verify(tools: Tools, difference: Difference) -> Finding:
    """Look whether the student is in the class."""
    return Finding.OLD if participation(tools, difference.key) is None else Finding.NEW


ACTION = Action(
    name="tambah-krs",
    system="feeder",
    risk=Risk.WRITE,
    summary=Wording("Memasukkan mahasiswa ke kelas (KRS) di Feeder", "Puts a student into a class"),
    parameters=(NIM, SEMESTER, COURSE, CLASS),
    write=Write(preview, apply, verify),
    aliases=("enrol",),
    evidence=("krs",),
)
