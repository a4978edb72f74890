"""`!cek-prodi [kode=…]`: the study programmes as the Feeder has them."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Action, Arguments, Risk, Sheet
from daemon.integrator.feeder.filters import containing, equal
from daemon.integrator.parameters import option
from daemon.integrator.records import rows
from daemon.integrator.tools import Tools

_COLUMNS = ("kode_program_studi", "nama_program_studi", "nama_jenjang_pendidikan", "status", "id_prodi")


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    """Read the programmes with a code, or whose name contains a word, or all of them."""
    conditions = []
    if "kode" in arguments:
        conditions.append(equal("kode_program_studi", arguments["kode"]))
    if "nama" in arguments:
        conditions.append(containing("nama_program_studi", arguments["nama"]))
    there = rows(tools, "GetProdi", *conditions, order=("kode_program_studi",))
    return (Sheet(Wording("Program studi", "Study programmes"), _COLUMNS, there),)


ACTION = Action(
    name="cek-prodi",
    system="feeder",
    risk=Risk.READ,
    summary=Wording("Menampilkan program studi di Feeder", "Shows the study programmes in the Feeder"),
    parameters=(
        option("kode", "kode_program_studi", r"\d{5}", "57201"),
        option("nama", "nama_program_studi", "[0-9A-Za-z ]{3,60}", "Sistem Informasi"),
    ),
    read=read,
    aliases=("check-programmes",),
)
