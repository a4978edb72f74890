"""`!cek-krs nim=… [semester=…]`: Enrolments."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Action, Arguments, Risk, Sheet
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import ANY_SEMESTER, NIM
from daemon.integrator.records import rows, student
from daemon.integrator.tools import Tools

_COLUMNS = "nama_periode kode_mata_kuliah nama_mata_kuliah nama_kelas_kuliah sks_mata_kuliah"


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    """Read the rows of one registration, of one semester where it is given."""
    found = student(tools, arguments["nim"])
    conditions = [equal("id_registrasi_mahasiswa", found.registration)]
    if "semester" in arguments:
        conditions.append(equal("id_periode", arguments["semester"]))
    there = rows(tools, "GetKRSMahasiswa", *conditions, order=("id_periode",))
    return (Sheet(Wording(f"KRS {found.title}", f"Enrolments of {found.title}"), tuple(_COLUMNS.split()), there),)


ACTION = Action(
    name="cek-krs",
    system="feeder",
    risk=Risk.READ,
    summary=Wording("Menampilkan KRS mahasiswa di Feeder", "Shows a student's enrolments"),
    parameters=(NIM, ANY_SEMESTER),
    read=read,
    aliases=("check-enrolment",),
)
