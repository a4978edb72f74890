"""`!cek-penugasan nidn=…`: a lecturer's assignments by academic year."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Action, Arguments, Risk, Sheet
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import NIDN
from daemon.integrator.records import lecturer, rows
from daemon.integrator.tools import Tools

_COLUMNS = "nama_tahun_ajaran nama_program_studi nomor_surat_tugas tanggal_surat_tugas mulai_surat_tugas"


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    """Read every assignment of one lecturer; none is what error 931 is about."""
    found = lecturer(tools, arguments["nidn"])
    there = rows(tools, "GetListPenugasanDosen", equal("id_dosen", found["id_dosen"]), order=("id_tahun_ajaran",))
    title = Wording(f"Penugasan {found['nama_dosen']}", f"Assignments of {found['nama_dosen']}")
    return (Sheet(title, tuple(_COLUMNS.split()), there, remarks=() if there else ("no-assignment",)),)


ACTION = Action(
    name="cek-penugasan",
    system="feeder",
    risk=Risk.READ,
    summary=Wording("Menampilkan penugasan dosen per tahun ajaran", "Shows a lecturer's assignments"),
    parameters=(NIDN,),
    read=read,
    aliases=("check-assignments",),
)
