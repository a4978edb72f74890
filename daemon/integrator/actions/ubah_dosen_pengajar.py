"""`!ubah-dosen-pengajar nidn=… semester=… kode_mk=… kelas=… sks=3`: correct what a lecturer taught in a class."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Action, Arguments, Difference, Risk, Values, Write
from daemon.integrator.classes import class_of
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import CLASS, COURSE, NIDN, SEMESTER, option
from daemon.integrator.tools import Tools

_COLUMNS = {  # parameter → column
    "sks": "sks_substansi_total",
    "rencana": "rencana_minggu_pertemuan",
    "realisasi": "realisasi_minggu_pertemuan",
    "evaluasi": "id_jenis_evaluasi",
}
_SENT = (*_COLUMNS.values(), "id_registrasi_dosen", "id_kelas_kuliah", "id_substansi")


def preview(tools: Tools, arguments: Arguments) -> Difference:
    """Read the lecturer's row in the class and compare."""
    lecturer = records.lecturer(tools, arguments["nidn"])
    chosen = class_of(tools, arguments, _programme(tools, arguments))
    wanted = {_COLUMNS[name]: value for name, value in arguments.items() if name in _COLUMNS}
    if not wanted:
        raise Refusal("no-values")
    title = f"{lecturer['nama_dosen']}, {chosen['nama_mata_kuliah']} {chosen['nama_kelas_kuliah']}"
    row = _taught(tools, chosen["id_kelas_kuliah"], lecturer["id_dosen"], title)
    key = {"id_aktivitas_mengajar": row["id_aktivitas_mengajar"]}
    record = {name: row[name] for name in _SENT if row.get(name)} | wanted
    return records.changed(Difference(title, row, wanted, key, record))


def apply(tools: Tools, difference: Difference) -> None:
    """Send the whole row."""
    records.send(tools, "UpdateDosenPengajarKelasKuliah", difference)


def verify(tools: Tools, difference: Difference) -> Finding:
    """Read the row back."""
    return records.found(difference, _row(tools, difference))


def _programme(tools: Tools, arguments: Arguments) -> str:
    """Return the id of the programme with the code that was given; "" when none was."""
    if "prodi" not in arguments:
        return ""
    code = arguments["prodi"]
    return records.one(tools, "GetProdi", equal("kode_program_studi", code), what=code)["id_prodi"]


def _taught(tools: Tools, id_class: str, id_lecturer: str, what: str) -> Values:
    """Return what a lecturer teaches in a class. Raises: Refusal("record-count") unless it is one row.

    Where the rows name no lecturer, but an assignment, the lecturer's assignments say which is theirs.
    """
    rows = records.rows(tools, "GetDosenPengajarKelasKuliah", equal("id_kelas_kuliah", id_class))
    column, own = "id_dosen", [id_lecturer]
    if any("id_dosen" not in row for row in rows):
        column = "id_registrasi_dosen"
        own = [row[column] for row in records.rows(tools, "GetListPenugasanDosen", equal("id_dosen", id_lecturer))]
    theirs = [row for row in rows if any(records.is_same(column, row[column], one) for one in own)]
    if len(theirs) != 1:
        raise Refusal("record-count", what=what, count=len(theirs))
    return theirs[0]


def _row(tools: Tools, difference: Difference) -> Values:
    key = equal("id_aktivitas_mengajar", difference.key["id_aktivitas_mengajar"])
    return records.one(tools, "GetDosenPengajarKelasKuliah", key, what=difference.title)


ACTION = Action(
    name="ubah-dosen-pengajar",
    system="feeder",
    risk=Risk.WRITE,
    summary=Wording("Mengoreksi SKS dan pertemuan dosen pada satu kelas", "Corrects what a lecturer taught in a class"),
    parameters=(
        NIDN,
        SEMESTER,
        COURSE,
        CLASS,
        option("prodi", "kode_program_studi", r"\d{5}", "57201"),
        option("sks", "sks_substansi_total", r"\d{1,2}(?:\.\d{1,2})?", "3"),
        option("rencana", "rencana_minggu_pertemuan", r"\d|1[0-8]", "16"),
        option("realisasi", "realisasi_minggu_pertemuan", r"\d|1[0-8]", "16"),
        option("evaluasi", "id_jenis_evaluasi", r"\d{1,2}", "1"),
    ),
    write=Write(preview, apply, verify),
    aliases=("correct-teaching",),
    evidence=("sk_mengajar", "surat_tugas"),
)
