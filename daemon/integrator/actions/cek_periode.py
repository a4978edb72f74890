"""`!cek-periode [semester=…]`: which reporting periods are open, and for which programmes."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Action, Arguments, Risk, Sheet
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import ANY_SEMESTER
from daemon.integrator.records import rows
from daemon.integrator.tools import Tools

_OPEN = ("periode_pelaporan", "kode_prodi", "nama_program_studi", "status_prodi", "tipe_periode")
_SEMESTERS = ("id_semester", "nama_semester", "tanggal_mulai", "tanggal_selesai")


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    """Read the open periods, and the semesters that are active."""
    chosen = [equal("periode_pelaporan", arguments["semester"])] if "semester" in arguments else []
    there = rows(tools, "GetPeriode", *chosen, order=("periode_pelaporan", "kode_prodi"))
    active = rows(tools, "GetSemester", equal("a_periode_aktif", "1"))
    return (
        Sheet(Wording("Periode pelaporan yang dibuka", "Reporting periods that are open"), _OPEN, there),
        Sheet(Wording("Semester aktif", "Active semesters"), _SEMESTERS, active),
    )


ACTION = Action(
    name="cek-periode",
    system="feeder",
    risk=Risk.READ,
    summary=Wording("Menampilkan periode pelaporan yang dibuka", "Shows the reporting periods that are open"),
    parameters=(ANY_SEMESTER,),
    read=read,
    aliases=("check-periods",),
)
