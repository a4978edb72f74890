"""`!cek-akm nim=… [semester=…]`: Activity by semester (AKM)."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Action, Arguments, Risk, Sheet
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import ANY_SEMESTER, NIM
from daemon.integrator.records import rows, student
from daemon.integrator.tools import Tools

_COLUMNS = (
    "nama_semester nama_status_mahasiswa ips ipk sks_semester sks_total biaya_kuliah_smt id_pembiayaan status_sync"
)


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    """Read the rows of one registration, of one semester where it is given."""
    found = student(tools, arguments["nim"])
    conditions = [equal("id_registrasi_mahasiswa", found.registration)]
    if "semester" in arguments:
        conditions.append(equal("id_semester", arguments["semester"]))
    there = rows(tools, "GetAktivitasKuliahMahasiswa", *conditions, order=("id_semester",))
    return (
        Sheet(
            Wording(f"Aktivitas kuliah {found.title}", f"Activity by semester (AKM) of {found.title}"),
            tuple(_COLUMNS.split()),
            there,
        ),
    )


ACTION = Action(
    name="cek-akm",
    system="feeder",
    risk=Risk.READ,
    summary=Wording(
        "Menampilkan aktivitas kuliah (AKM) per semester di Feeder", "Shows a student's activity by semester (AKM)"
    ),
    parameters=(NIM, ANY_SEMESTER),
    read=read,
    aliases=("check-activity",),
)
