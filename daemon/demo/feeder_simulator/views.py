"""The view behind each read act: rows with exactly the columns of feeder-api.md §6."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from daemon.demo.feeder_simulator.people_views import (
    activities,
    biodata,
    graduation_list,
    graduations,
    registrations,
    students,
)
from daemon.demo.feeder_simulator.reference_data import REFERENCES
from daemon.demo.feeder_simulator.state import Campus, Record
from daemon.demo.feeder_simulator.study_views import (
    assignments,
    class_grades,
    classes,
    courses,
    curricula,
    curriculum_courses,
    lecturers,
    participants,
    periods,
    scales,
    teaching,
)

View = Callable[[Campus], Iterator[Record]]


def _only(view: View, columns: str) -> View:
    """Return a view with some of another's columns."""
    names = columns.split()

    def narrowed(campus: Campus) -> Iterator[Record]:
        for row in view(campus):
            yield {name: row[name] for name in names}

    return narrowed


def _table(name: str) -> View:
    return lambda campus: campus.all(name)


def _reference(act: str) -> View:
    return lambda campus: iter(campus.references[act])


_LECTURER = "id_dosen nama_dosen nidn nuptk nip jenis_kelamin id_agama nama_agama tanggal_lahir id_status_aktif"
VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "GetProfilPT": lambda campus: iter([campus.profile]),
        "GetProdi": _table("prodi"),
        "GetPeriode": periods,
        "GetSemester": _table("semester"),
        "GetListMahasiswa": students,
        "GetBiodataMahasiswa": biodata,
        "GetListRiwayatPendidikanMahasiswa": registrations,
        "GetAktivitasKuliahMahasiswa": activities,
        "GetListPerkuliahanMahasiswa": activities,
        "GetDetailPerkuliahanMahasiswa": activities,
        "GetListMahasiswaLulusDO": graduation_list,
        "GetDetailMahasiswaLulusDO": graduations,
        "GetKRSMahasiswa": _only(
            participants,
            "id_registrasi_mahasiswa id_periode nama_periode id_prodi nama_program_studi id_matkul kode_mata_kuliah "
            "nama_mata_kuliah id_kelas nama_kelas_kuliah sks_mata_kuliah nim nama_mahasiswa angkatan",
        ),
        "GetPesertaKelasKuliah": _only(
            participants,
            "id_kelas_kuliah nama_kelas_kuliah id_registrasi_mahasiswa id_mahasiswa nim nama_mahasiswa id_matkul "
            "kode_mata_kuliah nama_mata_kuliah id_prodi nama_program_studi angkatan",
        ),
        "GetDetailNilaiPerkuliahanKelas": _only(
            participants,
            "id_prodi nama_program_studi id_semester nama_semester id_matkul kode_mata_kuliah nama_mata_kuliah "
            "sks_mata_kuliah id_kelas_kuliah nama_kelas_kuliah id_registrasi_mahasiswa id_mahasiswa nim "
            "nama_mahasiswa jurusan angkatan nilai_angka nilai_indeks nilai_huruf",
        ),
        "GetListNilaiPerkuliahanKelas": class_grades,
        "GetRiwayatNilaiMahasiswa": _only(
            participants,
            "id_registrasi_mahasiswa id_prodi nama_program_studi id_periode id_matkul nama_mata_kuliah id_kelas "
            "nama_kelas_kuliah sks_mata_kuliah nilai_angka nilai_huruf nilai_indeks nim nama_mahasiswa angkatan",
        ),
        "GetTranskripMahasiswa": _only(
            participants,
            "id_registrasi_mahasiswa id_matkul id_kelas_kuliah id_nilai_transfer id_konversi_aktivitas smt_diambil "
            "kode_mata_kuliah nama_mata_kuliah sks_mata_kuliah nilai_angka nilai_huruf nilai_indeks",
        ),
        "GetListKelasKuliah": classes,
        "GetDetailKelasKuliah": classes,
        "GetListMataKuliah": courses,
        "GetDetailMataKuliah": courses,
        "GetListKurikulum": curricula,
        "GetMatkulKurikulum": curriculum_courses,
        "GetDosenPengajarKelasKuliah": _only(
            teaching,
            "id_aktivitas_mengajar id_registrasi_dosen id_dosen nidn nama_dosen id_kelas_kuliah nama_kelas_kuliah "
            "id_substansi nama_substansi sks_substansi_total rencana_minggu_pertemuan realisasi_minggu_pertemuan "
            "id_jenis_evaluasi nama_jenis_evaluasi id_prodi id_semester",
        ),
        "GetAktivitasMengajarDosen": _only(
            teaching,
            "id_registrasi_dosen id_dosen nama_dosen id_periode nama_periode id_prodi nama_program_studi id_matkul "
            "nama_mata_kuliah id_kelas nama_kelas_kuliah rencana_minggu_pertemuan realisasi_minggu_pertemuan",
        ),
        "GetListDosen": _only(lecturers, f"{_LECTURER} nama_status_aktif"),
        "DetailBiodataDosen": lecturers,
        "GetListPenugasanDosen": assignments,
        "GetListPenugasanSemuaDosen": assignments,
        "GetDetailPenugasanDosen": assignments,
        "GetListSkalaNilaiProdi": scales,
        **{act: _reference(act) for act in REFERENCES},
    }
)
# What each counting act counts.
COUNTS: Mapping[str, str] = MappingProxyType(
    {
        "GetCountMahasiswa": "GetListMahasiswa",
        "GetCountBiodataMahasiswa": "GetBiodataMahasiswa",
        "GetCountRiwayatPendidikanMahasiswa": "GetListRiwayatPendidikanMahasiswa",
        "GetCountMahasiswaLulusDO": "GetListMahasiswaLulusDO",
        "GetCountAktivitasKuliahMahasiswa": "GetAktivitasKuliahMahasiswa",
        "GetCountPerkuliahanMahasiswa": "GetListPerkuliahanMahasiswa",
        "GetCountPesertaKelasKuliah": "GetPesertaKelasKuliah",
        "GetCountRiwayatNilaiMahasiswa": "GetRiwayatNilaiMahasiswa",
        "GetCountKelasKuliah": "GetListKelasKuliah",
        "GetCountKurikulum": "GetListKurikulum",
        "GetCountMataKuliah": "GetListMataKuliah",
        "GetCountMatkulKurikulum": "GetMatkulKurikulum",
        "GetCountDosenPengajarKelasKuliah": "GetDosenPengajarKelasKuliah",
        "GetCountAktivitasMengajarDosen": "GetAktivitasMengajarDosen",
        "GetCountDosen": "GetListDosen",
        "GetCountPenugasanSemuaDosen": "GetListPenugasanSemuaDosen",
        "GetCountSkalaNilaiProdi": "GetListSkalaNilaiProdi",
        "GetCountProdi": "GetProdi",
        "GetCountSemester": "GetSemester",
    }
)
