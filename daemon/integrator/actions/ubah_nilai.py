"""`!ubah-nilai nim=… semester=… kode_mk=… huruf=A`: correct a grade."""

from dataclasses import replace

from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Action, Arguments, Difference, Risk, Values, Write
from daemon.integrator.classes import only_grade
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import AVERAGE, CLASS, COURSE, NIM, SEMESTER, option
from daemon.integrator.tools import Tools

_COLUMNS = {"huruf": "nilai_huruf", "indeks": "nilai_indeks", "angka": "nilai_angka"}  # parameter → column


def preview(tools: Tools, arguments: Arguments) -> Difference:
    """Read the grade, and hold that letter and points are of the programme's scale."""
    student = records.student(tools, arguments["nim"])
    row = only_grade(tools, student.registration, arguments)
    wanted = {_COLUMNS[name]: value for name, value in arguments.items() if name in _COLUMNS}
    wanted["nilai_huruf"] = wanted["nilai_huruf"].upper()
    wanted = {**wanted, "nilai_indeks": _points(tools, row["id_prodi"], wanted)}
    key = {name: row[name] for name in ("id_registrasi_mahasiswa", "id_kelas_kuliah")}
    record = {name: row[name] for name in _COLUMNS.values() if row.get(name)} | wanted
    title = f"{student.title}, {row['nama_mata_kuliah']}, semester {arguments['semester']}"
    return records.changed(Difference(title, row, wanted, key, record))


def apply(tools: Tools, difference: Difference) -> None:
    """Send the grade in all its forms."""
    records.send(tools, "UpdateNilaiPerkuliahanKelas", difference)


def verify(tools: Tools, difference: Difference) -> Finding:
    """Read the grade back."""
    conditions = [equal(name, value) for name, value in difference.key.items()]
    row = records.one(tools, "GetDetailNilaiPerkuliahanKelas", *conditions, what=difference.title)
    return records.found(difference, row)


def _points(tools: Tools, programme: str, wanted: Values) -> str:
    """Return the points of the letter on the programme's scale. Raises: Refusal("grade-scale")."""
    letter = wanted["nilai_huruf"]
    scale = records.rows(tools, "GetListSkalaNilaiProdi", equal("id_prodi", programme), equal("nilai_huruf", letter))
    points = [row["nilai_indeks"] for row in scale]
    given = wanted.get("nilai_indeks", points[-1] if points else "")
    if not any(records.is_same("nilai_indeks", given, one) for one in points):
        raise Refusal("grade-scale", letter=letter)
    return given


ACTION = Action(
    name="ubah-nilai",
    system="feeder",
    risk=Risk.GRADE,
    summary=Wording("Mengoreksi nilai mahasiswa di Feeder", "Corrects a grade"),
    parameters=(
        NIM,
        SEMESTER,
        COURSE,
        option("kelas", "nama_kelas_kuliah", CLASS.pattern, "3A"),
        replace(
            option("huruf", "nilai_huruf", "[A-Ea-eTt][+-]?[A-Ca-c]?", "A-", from_form=("nilai_benar",)),
            is_required=True,
        ),
        option("indeks", "nilai_indeks", AVERAGE, "3.70"),
        option("angka", "nilai_angka", r"\d{1,2}(?:\.\d)?|100(?:\.0)?", "84.5"),
    ),
    write=Write(preview, apply, verify),
    aliases=("correct-grade",),
    evidence=("berita_acara_nilai",),
)
