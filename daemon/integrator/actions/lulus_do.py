"""`!lulus-do nim=… jenis=lulus tanggal=…`: report how a student left, or correct it while that is possible."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Action, Arguments, Difference, Risk, Values, Write
from daemon.integrator.feeder.filters import equal
from daemon.integrator.locks import Lock, locked
from daemon.integrator.parameters import AVERAGE, DATE, NIM, option
from daemon.integrator.tools import Tools

_GRADUATED = "1"
_WAYS = {
    "lulus": "1",
    "mutasi": "2",
    "pindah": "2",
    "dikeluarkan": "3",
    "do": "3",
    "mengundurkan diri": "4",
    "mundur": "4",
    "putus studi": "5",
    "wafat": "6",
    "selesai non gelar": "0",
}
_COLUMNS = {  # parameter → column
    "jenis": "id_jenis_keluar",
    "tanggal": "tanggal_keluar",
    "periode": "id_periode_keluar",
    "keterangan": "keterangan",
    "sk": "nomor_sk_yudisium",
    "tanggal_sk": "tanggal_sk_yudisium",
    "ipk": "ipk",
    "ijazah": "nomor_ijazah",
    "skripsi": "jalur_skripsi",
    "judul": "judul_skripsi",
    "mulai_bimbingan": "bulan_awal_bimbingan",
    "akhir_bimbingan": "bulan_akhir_bimbingan",
}
_REQUIRED = ("id_jenis_keluar", "tanggal_keluar", "id_periode_keluar")
_OF_GRADUATES = ("nomor_sk_yudisium", "tanggal_sk_yudisium", "ipk", "nomor_ijazah")


def preview(tools: Tools, arguments: Arguments) -> Difference:
    """Read what is reported and compare. Raises: Refusal when the ministry has it, or something is missing."""
    student = records.student(tools, arguments["nim"])
    wanted = {_COLUMNS[name]: value for name, value in arguments.items() if name in _COLUMNS}
    key = {"id_registrasi_mahasiswa": student.registration}
    row = _row(tools, key)
    record = {name: row[name] for name in _COLUMNS.values() if row.get(name)} | wanted if row else wanted
    _require(student, record)
    if row is None:
        old = dict.fromkeys(wanted, "")
        return Difference(student.title, old, wanted, key, {**key, **record}, remarks=("new-row",))
    change = records.changed(Difference(student.title, row, wanted, key, record))
    if records.is_synced(row):
        raise locked(Lock.PDM, change.new, student.title)
    return change


def apply(tools: Tools, difference: Difference) -> None:
    """Add the report, or send all of it again."""
    is_new = not difference.record.keys().isdisjoint(difference.key)
    records.send(tools, "InsertMahasiswaLulusDO" if is_new else "UpdateMahasiswaLulusDO", difference)


def verify(tools: Tools, difference: Difference) -> Finding:
    """Read the report back."""
    return records.found(difference, _row(tools, difference.key))


def _row(tools: Tools, key: Values) -> Values | None:
    condition = equal("id_registrasi_mahasiswa", key["id_registrasi_mahasiswa"])
    found = records.rows(tools, "GetListMahasiswaLulusDO", condition)
    if len(found) > 1:
        raise Refusal("record-count", what=key["id_registrasi_mahasiswa"], count=len(found))
    return found[0] if found else None


def _require(student: records.Student, record: Values) -> None:
    """Hold that a report has what its way of leaving needs, in a sensible order (feeder-api.md §6.5, §10.2)."""
    wanted = (*_REQUIRED, *(_OF_GRADUATES if record.get("id_jenis_keluar") == _GRADUATED else ()))
    if missing := [name for name in wanted if not record.get(name)]:
        raise Refusal("values-missing", what=student.title, names=", ".join(missing))
    if record["id_periode_keluar"] < student.values.get("id_periode", ""):
        raise Refusal("left-before-entry", what=student.title)


ACTION = Action(
    name="lulus-do",
    system="feeder",
    risk=Risk.GRADE,
    summary=Wording("Melaporkan mahasiswa lulus, mutasi, DO, mundur, atau wafat", "Reports how a student left"),
    parameters=(
        NIM,
        option(
            "jenis",
            "id_jenis_keluar",
            "[0-6]",
            "lulus",
            choices={**_WAYS, **{code: code for code in "0123456"}},
            from_form=("jenis_keluar",),
        ),
        option(
            "tanggal", "tanggal_keluar", DATE, "2025-02-10", kind="date", from_form=("tanggal_keluar", "tanggal_lulus")
        ),
        option("periode", "id_periode_keluar", r"(?:19|20)\d{2}[123]", "20241", kind="semester"),
        option("keterangan", "keterangan", ".{2,128}", "Lulus tepat waktu"),
        option("sk", "nomor_sk_yudisium", ".{3,80}", "B-01/SK/2025", from_form=("no_sk",)),
        option("tanggal_sk", "tanggal_sk_yudisium", DATE, "2025-02-05", kind="date"),
        option("ipk", "ipk", AVERAGE, "3.55", from_form=("ipk",)),
        option(
            "ijazah", "nomor_ijazah", "[0-9A-Za-z][0-9A-Za-z ./-]{3,79}", "29999920250001", from_form=("no_ijazah",)
        ),
        option("skripsi", "jalur_skripsi", "[01]", "1", choices={"ya": "1", "tidak": "0", "1": "1", "0": "0"}),
        option("judul", "judul_skripsi", ".{5,500}", "Judul contoh", from_form=("judul_skripsi",)),
        option("mulai_bimbingan", "bulan_awal_bimbingan", DATE, "2024-03-01", kind="date"),
        option("akhir_bimbingan", "bulan_akhir_bimbingan", DATE, "2025-01-31", kind="date"),
    ),
    write=Write(preview, apply, verify),
    aliases=("report-leaving",),
    evidence=("sk_yudisium", "ijazah", "sk_keluar", "surat_pindah"),
)
