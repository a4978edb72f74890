"""`!cek-dosen nidn=…`: a lecturer's record, which only SISTER changes."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Action, Arguments, Risk, Sheet
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import NIDN
from daemon.integrator.records import lecturer, one
from daemon.integrator.tools import Tools

_COLUMNS = (
    "nama_dosen nidn nuptk nip nama_status_aktif nama_jenis_sdm jenis_kelamin tempat_lahir tanggal_lahir nama_agama "
    "nik nama_ibu_kandung handphone email"
)


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    """Read list row and biodata of exactly one lecturer."""
    found = lecturer(tools, arguments["nidn"])
    detail = one(tools, "DetailBiodataDosen", equal("id_dosen", found["id_dosen"]), what=found["nama_dosen"])
    title = Wording("Dosen", "Lecturer")
    return (Sheet(title, tuple(_COLUMNS.split()), ({**found, **detail},), remarks=("lecturers-are-locked",)),)


ACTION = Action(
    name="cek-dosen",
    system="feeder",
    risk=Risk.READ,
    summary=Wording("Menampilkan biodata dosen di Feeder", "Shows a lecturer's record in the Feeder"),
    parameters=(NIDN,),
    read=read,
    aliases=("check-lecturer",),
)
