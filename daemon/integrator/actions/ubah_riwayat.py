"""`!ubah-riwayat nim=… jalur=12`: correct a student's registration, as far as period and ministry allow."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Action, Arguments, Difference, Risk, Values, Write
from daemon.integrator.feeder.filters import equal
from daemon.integrator.locks import Lock, locked
from daemon.integrator.parameters import AMOUNT, DATE, NIM, UUID, option
from daemon.integrator.tools import Tools

_COLUMNS = {  # parameter → column
    "nim_baru": "nim",
    "jenis_daftar": "id_jenis_daftar",
    "jalur": "id_jalur_daftar",
    "periode_masuk": "id_periode_masuk",
    "tanggal_daftar": "tanggal_daftar",
    "pembiayaan": "id_pembiayaan",
    "biaya_masuk": "biaya_masuk",
    "sks_diakui": "sks_diakui",
    "pt_asal": "id_perguruan_tinggi_asal",
    "prodi_asal": "id_prodi_asal",
    "bidang_minat": "id_bidang_minat",
}
_SENT = (*_COLUMNS.values(), "id_mahasiswa", "id_perguruan_tinggi", "id_prodi")
_LOCKED = frozenset({"nim", "id_periode_masuk"})  # feeder-api.md §7.1
_ADMISSION = ("sk_mahasiswa_baru", "sk_konversi", "transkrip_asal")


def preview(tools: Tools, arguments: Arguments) -> Difference:
    """Read the registration and compare. Raises: Refusal when it is locked."""
    student = records.student(tools, arguments["nim"])
    wanted = {_COLUMNS[name]: value for name, value in arguments.items() if name in _COLUMNS}
    if not wanted:
        raise Refusal("no-values")
    row = _row(tools, student.registration, student.title)
    key = {"id_registrasi_mahasiswa": student.registration}
    record = {name: row[name] for name in _SENT if row.get(name)} | wanted
    change = records.changed(Difference(student.title, row, wanted, key, record))
    if student.is_synced and (columns := _LOCKED & set(change.new)):
        raise locked(Lock.PDM, columns, student.title)
    return change


def apply(tools: Tools, difference: Difference) -> None:
    """Send the whole registration."""
    records.send(tools, "UpdateRiwayatPendidikanMahasiswa", difference)


def verify(tools: Tools, difference: Difference) -> Finding:
    """Read the registration back."""
    return records.found(difference, _row(tools, difference.key["id_registrasi_mahasiswa"], difference.title))


def _row(tools: Tools, registration: str, what: str) -> Values:
    key = equal("id_registrasi_mahasiswa", registration)
    return records.one(tools, "GetListRiwayatPendidikanMahasiswa", key, what=what)


ACTION = Action(
    name="ubah-riwayat",
    system="feeder",
    risk=Risk.WRITE,
    summary=Wording("Mengoreksi riwayat pendidikan mahasiswa di Feeder", "Corrects a student's registration"),
    parameters=(
        NIM,
        option(
            "nim_baru", "nim", "[0-9A-Za-z][0-9A-Za-z./-]{2,23}", "2190000002", kind="nim", evidence=("ktm", "ijazah")
        ),
        option("jenis_daftar", "id_jenis_daftar", r"\d{1,2}", "1", evidence=_ADMISSION),
        option("jalur", "id_jalur_daftar", r"\d{1,4}", "12", evidence=_ADMISSION),
        option(
            "periode_masuk", "id_periode_masuk", r"(?:19|20)\d{2}[123]", "20201", kind="semester", evidence=_ADMISSION
        ),
        option("tanggal_daftar", "tanggal_daftar", DATE, "2020-08-20", kind="date", evidence=_ADMISSION),
        option("pembiayaan", "id_pembiayaan", "[123]", "1"),
        option("biaya_masuk", "biaya_masuk", AMOUNT, "2400000"),
        option("sks_diakui", "sks_diakui", r"\d{1,3}", "40", evidence=("sk_konversi", "transkrip_asal")),
        option("pt_asal", "id_perguruan_tinggi_asal", UUID, "0aa11111-1111-4111-8111-111111111111"),
        option("prodi_asal", "id_prodi_asal", UUID, "c0de0000-0000-4000-8000-000000000057"),
        option("bidang_minat", "id_bidang_minat", UUID, "b1da0000-0000-4000-8000-000000000001"),
    ),
    write=Write(preview, apply, verify),
    aliases=("correct-registration",),
)
