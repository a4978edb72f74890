"""`!cek-lulusan nim=…`: how and when a student left."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Action, Arguments, Risk, Sheet
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import NIM
from daemon.integrator.records import rows, student
from daemon.integrator.tools import Tools

_COLUMNS = (
    "nama_jenis_keluar tanggal_keluar id_periode_keluar nomor_sk_yudisium tanggal_sk_yudisium ipk nomor_ijazah "
    "judul_skripsi keterangan status_sync"
)


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    """Read the row about the end of one registration."""
    found = student(tools, arguments["nim"])
    there = rows(tools, "GetListMahasiswaLulusDO", equal("id_registrasi_mahasiswa", found.registration))
    title = Wording(f"Kelulusan/keluar {found.title}", f"Graduation or leaving of {found.title}")
    return (Sheet(title, tuple(_COLUMNS.split()), there),)


ACTION = Action(
    name="cek-lulusan",
    system="feeder",
    risk=Risk.READ,
    summary=Wording("Menampilkan data lulus atau keluar di Feeder", "Shows how and when a student left"),
    parameters=(NIM,),
    read=read,
    aliases=("check-graduation",),
)
