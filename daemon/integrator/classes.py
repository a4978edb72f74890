"""Find classes, and what a student has to do with them."""

from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Arguments, Values
from daemon.integrator.feeder.filters import equal
from daemon.integrator.tools import Tools


def class_of(tools: Tools, arguments: Arguments, programme: str = "") -> Values:
    """Return the class with this semester, course code and name, of one programme (its id) where that is known.

    Raises: Refusal("record-count").
    """
    conditions = [
        equal("id_semester", arguments["semester"]),
        equal("kode_mata_kuliah", arguments["kode_mk"]),
        equal("nama_kelas_kuliah", arguments["kelas"]),
    ]
    if programme:
        conditions.append(equal("id_prodi", programme))
    what = f"{arguments['kode_mk']} {arguments['kelas']} {arguments['semester']}"
    return records.one(tools, "GetListKelasKuliah", *conditions, what=what)


def participation(tools: Tools, key: Values) -> Values | None:
    """Return a student's row in a class by both ids; None when they are not in it."""
    conditions = [equal(name, key[name]) for name in ("id_kelas_kuliah", "id_registrasi_mahasiswa")]
    found = records.rows(tools, "GetPesertaKelasKuliah", *conditions)
    return found[0] if found else None


def grades(tools: Tools, registration: str, arguments: Arguments) -> tuple[Values, ...]:
    """Return a student's grade rows of one course in one semester, one a class."""
    conditions = [
        equal("id_registrasi_mahasiswa", registration),
        equal("id_semester", arguments["semester"]),
        equal("kode_mata_kuliah", arguments["kode_mk"]),
    ]
    if "kelas" in arguments:
        conditions.append(equal("nama_kelas_kuliah", arguments["kelas"]))
    return records.rows(tools, "GetDetailNilaiPerkuliahanKelas", *conditions)


def only_grade(tools: Tools, registration: str, arguments: Arguments) -> Values:
    """Return the only grade row. Raises: Refusal("record-count") when there is none, or one in several classes."""
    found = grades(tools, registration, arguments)
    if len(found) != 1:
        raise Refusal("record-count", what=f"{arguments['kode_mk']} {arguments['semester']}", count=len(found))
    return found[0]
