"""`!cek-nilai nim=… [semester=…]`: Grades."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Action, Arguments, Risk, Sheet
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import ANY_SEMESTER, NIM
from daemon.integrator.records import rows, student
from daemon.integrator.tools import Tools

_COLUMNS = "id_periode nama_mata_kuliah nama_kelas_kuliah sks_mata_kuliah nilai_huruf nilai_indeks nilai_angka"


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    """Read the rows of one registration, of one semester where it is given."""
    found = student(tools, arguments["nim"])
    conditions = [equal("id_registrasi_mahasiswa", found.registration)]
    if "semester" in arguments:
        conditions.append(equal("id_periode", arguments["semester"]))
    there = rows(tools, "GetRiwayatNilaiMahasiswa", *conditions, order=("id_periode",))
    return (Sheet(Wording(f"Nilai {found.title}", f"Grades of {found.title}"), tuple(_COLUMNS.split()), there),)


ACTION = Action(
    name="cek-nilai",
    system="feeder",
    risk=Risk.READ,
    summary=Wording("Menampilkan nilai mahasiswa di Feeder", "Shows a student's grades"),
    parameters=(NIM, ANY_SEMESTER),
    read=read,
    aliases=("check-grades",),
)
