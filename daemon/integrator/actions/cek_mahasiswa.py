"""`!cek-mahasiswa nim=…`: a student's record in the Feeder, with what of it is locked."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Action, Arguments, Risk, Sheet
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import NIM
from daemon.integrator.records import one, student
from daemon.integrator.tools import Tools

_COLUMNS = (
    "nim nama_mahasiswa nama_program_studi nama_periode_masuk nama_status_mahasiswa ipk total_sks status_sync "
    "jenis_kelamin tempat_lahir tanggal_lahir nama_agama nik nisn nama_ibu_kandung handphone email"
)


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    """Read list row and biodata of exactly one student."""
    found = student(tools, arguments["nim"])
    biodata = one(tools, "GetBiodataMahasiswa", equal("id_mahasiswa", found.person), what=found.title)
    remarks = ("synced",) if found.is_synced else ()
    columns = tuple(_COLUMNS.split())
    return (Sheet(Wording("Mahasiswa", "Student"), columns, ({**biodata, **found.values},), remarks=remarks),)


ACTION = Action(
    name="cek-mahasiswa",
    system="feeder",
    risk=Risk.READ,
    summary=Wording("Menampilkan biodata dan status mahasiswa di Feeder", "Shows a student's record in the Feeder"),
    parameters=(NIM,),
    read=read,
    aliases=("check-student",),
)
