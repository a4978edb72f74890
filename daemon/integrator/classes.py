"""Find classes, and what a student has to do with them."""

from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Arguments, Values
from daemon.integrator.feeder.client import UNFIT_COLUMN
from daemon.integrator.feeder.faults import FeederRefusal, WrongRecord
from daemon.integrator.feeder.filters import any_of, equal
from daemon.integrator.tools import Tools


def class_of(tools: Tools, arguments: Arguments, programme: str = "") -> Values:
    """Return the class with this semester, course code and name, of one programme (its id) where that is known.

    Where the list of classes has no course codes, the course is looked for first. Raises: Refusal("record-count").
    """
    known = [equal("id_semester", arguments["semester"]), equal("nama_kelas_kuliah", arguments["kelas"])]
    code = equal("kode_mata_kuliah", arguments["kode_mk"])
    programmes = [equal("id_prodi", programme)] if programme else []
    what = f"{arguments['kode_mk']} {arguments['kelas']} {arguments['semester']}"
    try:
        return records.one(tools, "GetListKelasKuliah", *known, code, *programmes, what=what)
    except (FeederRefusal, WrongRecord) as fault:
        if isinstance(fault, FeederRefusal) and fault.code not in UNFIT_COLUMN:
            raise
    courses = {row["id_matkul"]: row for row in records.rows(tools, "GetListMataKuliah", code, *programmes)}
    if not courses:
        raise Refusal("record-count", what=what, count=0)
    found = records.one(tools, "GetListKelasKuliah", *known, any_of("id_matkul", tuple(courses)), what=what)
    return {**courses[found["id_matkul"]], **found}


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
