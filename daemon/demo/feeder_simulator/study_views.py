"""The views about classes, teaching and curricula (feeder-api.md §6.6 to §6.9)."""

from collections.abc import Iterator

from daemon.demo.feeder_simulator.campus import semester_name
from daemon.demo.feeder_simulator.people_views import person_of, programme_of
from daemon.demo.feeder_simulator.reference_data import name_of
from daemon.demo.feeder_simulator.state import Campus, Record


def _class(campus: Campus, identifier: object) -> Record:
    """Return a class with its course; empty where it is missing."""
    found = campus.get("kelas", identifier) or {}
    course = campus.get("matkul", found.get("id_matkul")) or {}
    return found | {name: course.get(name) for name in ("kode_mata_kuliah", "nama_mata_kuliah", "sks_mata_kuliah")}


def participants(campus: Campus) -> Iterator[Record]:
    """Yield each participant of each class with all that the acts about them show."""
    for record in campus.all("peserta"):
        riwayat, person = person_of(campus, record["id_registrasi_mahasiswa"])
        found = _class(campus, record["id_kelas_kuliah"])
        semester = str(found.get("id_semester"))
        yield record | {
            **programme_of(campus, riwayat.get("id_prodi")),
            "id_mahasiswa": riwayat.get("id_mahasiswa"),
            "nim": riwayat.get("nim"),
            "nama_mahasiswa": person.get("nama_mahasiswa"),
            "angkatan": str(riwayat.get("id_periode_masuk"))[:4],
            "jurusan": None,
            "id_matkul": found.get("id_matkul"),
            "kode_mata_kuliah": found.get("kode_mata_kuliah"),
            "nama_mata_kuliah": found.get("nama_mata_kuliah"),
            "sks_mata_kuliah": found.get("sks_mata_kuliah"),
            "id_kelas": record["id_kelas_kuliah"],
            "nama_kelas_kuliah": found.get("nama_kelas_kuliah"),
            "id_semester": semester,
            "nama_semester": semester_name(semester),
            "id_periode": semester,
            "nama_periode": semester_name(semester),
            "smt_diambil": found.get("id_semester"),
            "id_nilai_transfer": None,
            "id_konversi_aktivitas": None,
        }


def classes(campus: Campus) -> Iterator[Record]:
    """GetListKelasKuliah, GetDetailKelasKuliah."""
    for record in campus.all("kelas"):
        semester = str(record["id_semester"])
        yield _class(campus, record["id_kelas_kuliah"]) | {
            "nama_program_studi": programme_of(campus, record["id_prodi"])["nama_program_studi"],
            "nama_semester": semester_name(semester),
        }


def class_grades(campus: Campus) -> Iterator[Record]:
    """GetListNilaiPerkuliahanKelas: one row a class, with raw column names."""
    for row in classes(campus):
        inside = [record for record in campus.all("peserta") if record["id_kelas_kuliah"] == row["id_kelas_kuliah"]]
        yield {name: row[name] for name in ("id_matkul", "kode_mata_kuliah", "nama_mata_kuliah", "id_kelas_kuliah")} | {
            "nama_kelas_kuliah": row["nama_kelas_kuliah"],
            "sks_mata_kuliah": row["sks_mata_kuliah"],
            "jumlah_mahasiswa_krs": len(inside),
            "jumlah_mahasiswa_dapat_nilai": sum(record["nilai_huruf"] is not None for record in inside),
            "id_sms": row["id_prodi"],
            "id_smt": row["id_semester"],
            "nm_smt": row["nama_semester"],
            "nama_prodi": row["nama_program_studi"],
            "status_sync": "sudah sync",
        }


def lecturers(campus: Campus) -> Iterator[Record]:
    """DetailBiodataDosen."""
    for record in campus.all("dosen"):
        yield record | {
            "nama_agama": name_of("GetAgama", record["id_agama"]),
            "npwp": None,
            "id_jenis_sdm": "12",
            "nama_jenis_sdm": "Dosen",
            "dusun": None,
            "rt": None,
            "rw": None,
            "ds_kel": None,
            "kode_pos": None,
            "id_wilayah": "116003",
            "nama_wilayah": name_of("GetWilayah", "116003"),
            "telepon": None,
        }


def assignments(campus: Campus) -> Iterator[Record]:
    """GetListPenugasanDosen and its like."""
    for record in campus.all("penugasan"):
        lecturer = campus.get("dosen", record["id_dosen"]) or {}
        yield record | {
            "nama_dosen": lecturer.get("nama_dosen"),
            "nidn": lecturer.get("nidn"),
            "nama_tahun_ajaran": name_of("GetTahunAjaran", record["id_tahun_ajaran"]),
            "id_perguruan_tinggi": campus.profile["id_perguruan_tinggi"],
            "nama_perguruan_tinggi": campus.profile["nama_perguruan_tinggi"],
            "nama_program_studi": programme_of(campus, record["id_prodi"])["nama_program_studi"],
        }


def _lecturer_of(campus: Campus, assignment: object) -> Record:
    found = next((row for row in campus.all("penugasan") if row["id_registrasi_dosen"] == assignment), {})
    return campus.get("dosen", found.get("id_dosen")) or {}


def teaching(campus: Campus) -> Iterator[Record]:
    """GetDosenPengajarKelasKuliah, and what GetAktivitasMengajarDosen shows of it."""
    for record in campus.all("mengajar"):
        lecturer = _lecturer_of(campus, record["id_registrasi_dosen"])
        found = _class(campus, record["id_kelas_kuliah"])
        semester = str(found.get("id_semester"))
        yield record | {
            "id_dosen": lecturer.get("id_dosen"),
            "nidn": lecturer.get("nidn"),
            "nama_dosen": lecturer.get("nama_dosen"),
            "nama_kelas_kuliah": found.get("nama_kelas_kuliah"),
            "nama_substansi": None,
            "nama_jenis_evaluasi": name_of("GetJenisEvaluasi", record["id_jenis_evaluasi"]),
            "id_prodi": found.get("id_prodi"),
            "nama_program_studi": programme_of(campus, found.get("id_prodi"))["nama_program_studi"],
            "id_semester": semester,
            "id_periode": semester,
            "nama_periode": semester_name(semester),
            "id_matkul": found.get("id_matkul"),
            "nama_mata_kuliah": found.get("nama_mata_kuliah"),
            "id_kelas": record["id_kelas_kuliah"],
        }


def courses(campus: Campus) -> Iterator[Record]:
    """GetListMataKuliah, GetDetailMataKuliah."""
    for record in campus.all("matkul"):
        yield record | {"nama_program_studi": programme_of(campus, record["id_prodi"])["nama_program_studi"]}


def curriculum_courses(campus: Campus) -> Iterator[Record]:
    """GetMatkulKurikulum."""
    for record in campus.all("matkul_kurikulum"):
        course = campus.get("matkul", record["id_matkul"]) or {}
        curriculum = campus.get("kurikulum", record["id_kurikulum"]) or {}
        yield record | {
            "nama_kurikulum": curriculum.get("nama_kurikulum"),
            "kode_mata_kuliah": course.get("kode_mata_kuliah"),
            "nama_mata_kuliah": course.get("nama_mata_kuliah"),
            "sks_mata_kuliah": course.get("sks_mata_kuliah"),
            **programme_of(campus, course.get("id_prodi")),
        }


def curricula(campus: Campus) -> Iterator[Record]:
    """GetListKurikulum."""
    for record in campus.all("kurikulum"):
        yield record | {"nama_program_studi": programme_of(campus, record["id_prodi"])["nama_program_studi"]}


def scales(campus: Campus) -> Iterator[Record]:
    """GetListSkalaNilaiProdi."""
    for record in campus.all("skala"):
        yield record | {"nama_program_studi": programme_of(campus, record["id_prodi"])["nama_program_studi"]}


def periods(campus: Campus) -> Iterator[Record]:
    """GetPeriode: the periods that are open for reporting."""
    for programme in campus.all("prodi"):
        for semester in sorted(campus.open_periods):
            yield {
                "kode_prodi": programme["kode_program_studi"],
                "nama_program_studi": programme["nama_program_studi"],
                "status_prodi": programme["status"],
                "jenjang_pendidikan": programme["nama_jenjang_pendidikan"],
                "periode_pelaporan": semester,
                "tipe_periode": "1",
            }
