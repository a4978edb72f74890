"""`!cek-riwayat nim=…`: a student's registrations, their way in and their way out."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Action, Arguments, Risk, Sheet
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import NIM
from daemon.integrator.records import rows, student
from daemon.integrator.tools import Tools

_COLUMNS = (
    "nim nama_program_studi nama_jenis_daftar nama_periode_masuk tanggal_daftar sks_diakui id_pembiayaan biaya_masuk "
    "keterangan_keluar"
)


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    """Read every registration of the person who has the NIM."""
    found = student(tools, arguments["nim"])
    registrations = rows(tools, "GetListRiwayatPendidikanMahasiswa", equal("id_mahasiswa", found.person))
    remarks = ("several-registrations",) if len(registrations) > 1 else ()
    title = Wording(f"Riwayat pendidikan {found.title}", f"Registrations of {found.title}")
    return (Sheet(title, tuple(_COLUMNS.split()), registrations, remarks=remarks),)


ACTION = Action(
    name="cek-riwayat",
    system="feeder",
    risk=Risk.READ,
    summary=Wording("Menampilkan riwayat pendidikan mahasiswa di Feeder", "Shows a student's registrations"),
    parameters=(NIM,),
    read=read,
    aliases=("check-registrations",),
)
