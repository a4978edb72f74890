"""The Feeder's read acts: their columns, what identifies a row, and other names of the same column.

feeder-api.md §5 and §6; a column that is not here is neither filtered by nor asked for, but stays in the row.
"""

from collections.abc import Mapping
from types import MappingProxyType

from daemon.integrator.feeder.columns import Column, Form
from daemon.integrator.feeder.faults import BadRequest
from daemon.value_objects import value_object

# Names of one thing that change with version and act (feeder-api.md §3.5, §6.5, §6.6).
_SYNONYMS = (
    ("nim", "nipd"),
    ("sks_total", "total_sks"),
    ("id_kelas_kuliah", "id_kelas"),
    ("id_semester", "id_periode", "id_smt"),
    ("nama_semester", "nama_periode", "nm_smt"),
    ("id_jenjang_pendidikan", "id_jenjang_didik"),
    ("nomor_kps", "no_kps"),
    ("nama_ibu_kandung", "nama_ibu"),
    ("id_prodi", "id_sms"),
    ("id_jenis_keluar", "id_jns_keluar"),
    ("tanggal_keluar", "tgl_keluar"),
    ("nomor_sk_yudisium", "sk_yudisium"),
    ("tanggal_sk_yudisium", "tgl_sk_yudisium"),
    ("nomor_ijazah", "no_seri_ijazah"),
    ("id_registrasi_mahasiswa", "id_reg_pd"),
    ("nama_mahasiswa", "nm_pd"),
    ("biaya_kuliah_smt", "biaya_smt"),
    ("bulan_awal_bimbingan", "bln_awal_bimbingan"),
    ("bulan_akhir_bimbingan", "bln_akhir_bimbingan"),
)
_UUIDS = (
    "id_mahasiswa id_registrasi_mahasiswa id_perguruan_tinggi id_prodi id_sms id_perguruan_tinggi_asal id_prodi_asal "
    "id_bidang_minat id_matkul id_kelas_kuliah id_kelas id_dosen id_registrasi_dosen id_kurikulum id_substansi "
    "id_aktivitas_mengajar id_bobot_nilai"
)
_NUMBERS = "nik nisn npwp nidn nuptk nip nik_ayah nik_ibu"
_SEMESTERS = "id_semester id_periode id_smt id_periode_masuk id_periode_keluar periode_pelaporan"
_AMOUNTS = (
    "ips ipk sks_semester sks_total total_sks biaya_kuliah_smt biaya_masuk sks_diakui nilai_angka nilai_indeks "
    "sks_mata_kuliah sks_substansi_total rencana_minggu_pertemuan realisasi_minggu_pertemuan bobot_minimum "
    "bobot_maksimum rt rw kode_pos kapasitas"
)
_FLAGS = "penerima_kps a_periode_aktif jalur_skripsi apa_untuk_pditt"
_OTHER_CODES = "kewarganegaraan jenis_kelamin nilai_huruf kode_perguruan_tinggi kode_program_studi status angkatan"


def form_of(name: str) -> Form:
    """Return the form of the values that a column of this name has in every act."""
    if name.startswith(("tanggal_", "tgl_", "mulai_sk", "mulai_surat", "bulan_a", "bln_a")):
        return Form.DATE
    for form, names in _BY_FORM.items():
        if name in names:
            return form
    return Form.CODE if name.startswith("id_") or name in _OTHER_CODES.split() else Form.TEXT


_BY_FORM: Mapping[Form, frozenset[str]] = MappingProxyType(
    {
        Form.NIM: frozenset({"nim", "nipd"}),
        Form.UUID: frozenset(_UUIDS.split()),
        Form.NUMBER: frozenset(_NUMBERS.split()),
        Form.SEMESTER: frozenset(_SEMESTERS.split()),
        Form.AMOUNT: frozenset(_AMOUNTS.split()),
        Form.FLAG: frozenset(_FLAGS.split()),
    }
)


@value_object
class ReadAct:
    """An act that gives rows."""

    name: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]  # columns that identify a row, and order the pages
    count: str = ""  # the act that counts its rows; "" when there is none
    instead: str = ""  # an act with the same rows, where a version has not this one; "" when there is none

    def column(self, name: str) -> Column:
        """Return a column that a filter or an order may name. Raises: BadRequest."""
        if name not in self.columns:
            raise BadRequest(name, f"is no column of {self.name}")
        return self.columns[name]


def synonyms_of(act: ReadAct, name: str) -> tuple[str, ...]:
    """Return what else the server may call a column: never what is another column of the same act."""
    group = next((group for group in _SYNONYMS if name in group), (name,))
    return tuple(other for other in group if other != name and other not in act.columns)


def read_act(name: str) -> ReadAct:
    """Return a read act. Raises: BadRequest when it is none that Loket uses."""
    if name not in READ_ACTS:
        raise BadRequest("act", f"{name[:60]!r} is none that is used")
    return READ_ACTS[name]


def _act(name: str, key: str, columns: str, count: str = "", instead: str = "") -> ReadAct:
    names = (*key.split(), *columns.split())
    described = MappingProxyType({column: Column(column, form_of(column)) for column in dict.fromkeys(names)})
    return ReadAct(name, described, tuple(key.split()), count, instead)


_FAMILY = (
    "tanggal_lahir_{0} id_pendidikan_{0} nama_pendidikan_{0} id_pekerjaan_{0} nama_pekerjaan_{0} id_penghasilan_{0} "
    "nama_penghasilan_{0} "
)
_BIODATA = (
    "nama_mahasiswa jenis_kelamin tempat_lahir tanggal_lahir id_agama nama_agama nik nisn npwp id_negara "
    "kewarganegaraan jalan dusun rt rw kelurahan kode_pos id_wilayah nama_wilayah id_jenis_tinggal nama_jenis_tinggal "
    "id_alat_transportasi nama_alat_transportasi telepon handphone email penerima_kps nomor_kps nama_ibu_kandung "
    "id_kebutuhan_khusus_mahasiswa nama_kebutuhan_khusus_mahasiswa id_kebutuhan_khusus_ayah "
    "nama_kebutuhan_khusus_ayah id_kebutuhan_khusus_ibu nama_kebutuhan_khusus_ibu status_sync nik_ayah nama_ayah "
    "nik_ibu nama_wali "
) + "".join(_FAMILY.format(person) for person in ("ayah", "ibu", "wali"))
_AKM = (
    "nim nama_mahasiswa id_prodi nama_program_studi angkatan id_periode_masuk nama_semester id_status_mahasiswa "
    "nama_status_mahasiswa ips ipk sks_semester sks_total biaya_kuliah_smt id_pembiayaan status_sync"
)
_LULUS = (
    "id_mahasiswa nim nama_mahasiswa id_prodi nama_program_studi angkatan id_jenis_keluar nama_jenis_keluar "
    "tanggal_keluar id_periode_keluar keterangan nomor_sk_yudisium tanggal_sk_yudisium ipk nomor_ijazah jalur_skripsi "
    "judul_skripsi bulan_awal_bimbingan bulan_akhir_bimbingan no_sertifikat_profesi status_sync"
)
_RIWAYAT = (
    "id_mahasiswa nim nama_mahasiswa id_jenis_daftar nama_jenis_daftar id_jalur_daftar id_periode_masuk "
    "nama_periode_masuk id_jenis_keluar keterangan_keluar id_perguruan_tinggi nama_perguruan_tinggi id_prodi "
    "nama_program_studi sks_diakui id_perguruan_tinggi_asal nama_perguruan_tinggi_asal id_prodi_asal "
    "nama_program_studi_asal jenis_kelamin tanggal_daftar nama_ibu_kandung id_pembiayaan nama_pembiayaan_awal "
    "biaya_masuk id_bidang_minat nm_bidang_minat"
)
_DOSEN = "nama_dosen nidn nuptk nip jenis_kelamin id_agama nama_agama tanggal_lahir id_status_aktif nama_status_aktif"
_PENUGASAN = (
    "id_dosen nama_dosen nidn nama_tahun_ajaran id_perguruan_tinggi nama_perguruan_tinggi id_prodi nama_program_studi "
    "nomor_surat_tugas tanggal_surat_tugas mulai_surat_tugas"
)
_NILAI = (
    "id_prodi nama_program_studi id_semester nama_semester id_matkul kode_mata_kuliah nama_mata_kuliah "
    "sks_mata_kuliah nama_kelas_kuliah id_mahasiswa nim nama_mahasiswa jurusan angkatan nilai_angka nilai_indeks "
    "nilai_huruf"
)
_KELAS = "id_prodi nama_program_studi id_semester nama_semester id_matkul kode_mata_kuliah nama_mata_kuliah"
_MENGAJAR = (
    "id_registrasi_dosen id_dosen nidn nama_dosen id_kelas_kuliah nama_kelas_kuliah id_substansi sks_substansi_total "
    "rencana_minggu_pertemuan realisasi_minggu_pertemuan id_jenis_evaluasi nama_jenis_evaluasi id_prodi id_semester"
)

_PEOPLE = (
    _act(
        "GetListMahasiswa",
        "id_registrasi_mahasiswa",
        "id_mahasiswa nim nama_mahasiswa jenis_kelamin tanggal_lahir id_agama nama_agama id_perguruan_tinggi id_prodi "
        "nama_program_studi id_periode nama_periode_masuk id_status_mahasiswa nama_status_mahasiswa ipk total_sks "
        "id_periode_keluar tanggal_keluar status_sync",
        "GetCountMahasiswa",
    ),
    _act("GetBiodataMahasiswa", "id_mahasiswa", _BIODATA, "GetCountBiodataMahasiswa"),
    _act(
        "GetListRiwayatPendidikanMahasiswa",
        "id_registrasi_mahasiswa",
        _RIWAYAT,
        "GetCountRiwayatPendidikanMahasiswa",
    ),
    _act(
        "GetListMahasiswaLulusDO",
        "id_registrasi_mahasiswa",
        _LULUS,
        "GetCountMahasiswaLulusDO",
        "GetDetailMahasiswaLulusDO",
    ),
    _act("GetDetailMahasiswaLulusDO", "id_registrasi_mahasiswa", _LULUS),
    _act("GetListDosen", "id_dosen", _DOSEN, "GetCountDosen"),
    _act(
        "DetailBiodataDosen",
        "id_dosen",
        f"{_DOSEN} tempat_lahir nama_ibu_kandung nik npwp id_jenis_sdm nama_jenis_sdm jalan dusun rt rw ds_kel "
        "kode_pos id_wilayah nama_wilayah telepon handphone email",
    ),
    _act("GetListPenugasanDosen", "id_registrasi_dosen id_tahun_ajaran", _PENUGASAN),
    _act("GetListPenugasanSemuaDosen", "id_registrasi_dosen id_tahun_ajaran", _PENUGASAN),
    _act("GetDetailPenugasanDosen", "id_registrasi_dosen id_tahun_ajaran", _PENUGASAN),
)
_STUDIES = (
    _act(
        "GetAktivitasKuliahMahasiswa",
        "id_registrasi_mahasiswa id_semester",
        _AKM,
        "GetCountAktivitasKuliahMahasiswa",
        "GetListPerkuliahanMahasiswa",
    ),
    _act(
        "GetListPerkuliahanMahasiswa",
        "id_registrasi_mahasiswa id_semester",
        _AKM,
        "GetCountPerkuliahanMahasiswa",
        "GetAktivitasKuliahMahasiswa",
    ),
    _act("GetDetailPerkuliahanMahasiswa", "id_registrasi_mahasiswa id_semester", _AKM),
    _act(
        "GetKRSMahasiswa",
        "id_registrasi_mahasiswa id_kelas",
        "id_periode nama_periode id_prodi nama_program_studi id_matkul kode_mata_kuliah nama_mata_kuliah "
        "nama_kelas_kuliah sks_mata_kuliah nim nama_mahasiswa angkatan",
    ),
    _act(
        "GetPesertaKelasKuliah",
        "id_kelas_kuliah id_registrasi_mahasiswa",
        "nama_kelas_kuliah id_mahasiswa nim nama_mahasiswa id_matkul kode_mata_kuliah nama_mata_kuliah id_prodi "
        "nama_program_studi angkatan",
        "GetCountPesertaKelasKuliah",
    ),
    _act("GetDetailNilaiPerkuliahanKelas", "id_kelas_kuliah id_registrasi_mahasiswa", _NILAI),
    _act(
        "GetRiwayatNilaiMahasiswa",
        "id_registrasi_mahasiswa id_kelas",
        "id_prodi nama_program_studi id_periode id_matkul nama_mata_kuliah nama_kelas_kuliah sks_mata_kuliah "
        "nilai_angka nilai_huruf nilai_indeks nim nama_mahasiswa angkatan",
        "GetCountRiwayatNilaiMahasiswa",
    ),
    _act(
        "GetTranskripMahasiswa",
        "id_registrasi_mahasiswa id_matkul",
        "id_kelas_kuliah smt_diambil kode_mata_kuliah nama_mata_kuliah sks_mata_kuliah nilai_angka nilai_huruf "
        "nilai_indeks",
    ),
    _act("GetListKelasKuliah", "id_kelas_kuliah", f"{_KELAS} nama_kelas_kuliah", "GetCountKelasKuliah"),
    _act("GetDetailKelasKuliah", "id_kelas_kuliah", f"{_KELAS} nama_kelas_kuliah kapasitas"),
    _act(
        "GetListMataKuliah",
        "id_matkul",
        "kode_mata_kuliah nama_mata_kuliah sks_mata_kuliah id_prodi nama_program_studi id_jenis_mata_kuliah",
        "GetCountMataKuliah",
    ),
    _act(
        "GetMatkulKurikulum",
        "id_kurikulum id_matkul",
        "nama_kurikulum kode_mata_kuliah nama_mata_kuliah id_prodi nama_program_studi semester sks_mata_kuliah "
        "apakah_wajib",
        "GetCountMatkulKurikulum",
    ),
    _act("GetDosenPengajarKelasKuliah", "id_aktivitas_mengajar", _MENGAJAR, "GetCountDosenPengajarKelasKuliah"),
    _act(
        "GetAktivitasMengajarDosen",
        "id_registrasi_dosen id_kelas",
        "id_dosen nama_dosen id_periode nama_periode id_prodi nama_program_studi id_matkul nama_mata_kuliah "
        "nama_kelas_kuliah rencana_minggu_pertemuan realisasi_minggu_pertemuan",
        "GetCountAktivitasMengajarDosen",
    ),
    _act(
        "GetListSkalaNilaiProdi",
        "id_bobot_nilai",
        "id_prodi nama_program_studi nilai_huruf nilai_indeks bobot_minimum bobot_maksimum tanggal_mulai_efektif "
        "tanggal_akhir_efektif",
        "GetCountSkalaNilaiProdi",
    ),
)
_INSTITUTION = (
    _act(
        "GetProfilPT",
        "id_perguruan_tinggi",
        "kode_perguruan_tinggi nama_perguruan_tinggi telepon faximile email website jalan dusun rt_rw kelurahan "
        "kode_pos id_wilayah nama_wilayah status_perguruan_tinggi",
    ),
    _act(
        "GetProdi",
        "id_prodi",
        "kode_program_studi nama_program_studi status id_jenjang_pendidikan nama_jenjang_pendidikan",
    ),
    _act(
        "GetPeriode",
        "kode_prodi periode_pelaporan",
        "nama_program_studi status_prodi jenjang_pendidikan tipe_periode",
    ),
    _act(
        "GetSemester",
        "id_semester",
        "id_tahun_ajaran nama_semester semester a_periode_aktif tanggal_mulai tanggal_selesai",
    ),
)
# The reference tables: the id's column and the name's (feeder-api.md §5.6).
REFERENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "GetAgama": ("id_agama", "nama_agama"),
        "GetAlatTransportasi": ("id_alat_transportasi", "nama_alat_transportasi"),
        "GetJalurMasuk": ("id_jalur_masuk", "nama_jalur_masuk"),
        "GetJenisEvaluasi": ("id_jenis_evaluasi", "nama_jenis_evaluasi"),
        "GetJenisKeluar": ("id_jenis_keluar", "jenis_keluar"),
        "GetJenisPendaftaran": ("id_jenis_daftar", "nama_jenis_daftar"),
        "GetJenisTinggal": ("id_jenis_tinggal", "nama_jenis_tinggal"),
        "GetJenjangPendidikan": ("id_jenjang_didik", "nama_jenjang_didik"),
        "GetKebutuhanKhusus": ("id_kebutuhan_khusus", "nama_kebutuhan_khusus"),
        "GetNegara": ("id_negara", "nama_negara"),
        "GetPekerjaan": ("id_pekerjaan", "nama_pekerjaan"),
        "GetPembiayaan": ("id_pembiayaan", "nama_pembiayaan"),
        "GetPenghasilan": ("id_penghasilan", "nama_penghasilan"),
        "GetStatusMahasiswa": ("id_status_mahasiswa", "nama_status_mahasiswa"),
        "GetTahunAjaran": ("id_tahun_ajaran", "nama_tahun_ajaran"),
        "GetWilayah": ("id_wilayah", "nama_wilayah"),
    }
)
_TABLES = tuple(_act(name, columns[0], columns[1]) for name, columns in REFERENCES.items())
READ_ACTS: Mapping[str, ReadAct] = MappingProxyType(
    {act.name: act for act in (*_PEOPLE, *_STUDIES, *_INSTITUTION, *_TABLES)}
)
