"""What the columns of the Feeder's records are called in mails, and which of them are personal (feeder-api.md §6)."""

from collections.abc import Mapping
from types import MappingProxyType

from daemon.desk.complaint_types.catalogue import Wording

_WORDS = """
id_mahasiswa | ID mahasiswa | Student record id
id_registrasi_mahasiswa | ID registrasi | Registration id
nim | NIM | Student number (NIM)
nama_mahasiswa | Nama | Name
jenis_kelamin | Jenis kelamin | Sex
tempat_lahir | Tempat lahir | Place of birth
tanggal_lahir | Tanggal lahir | Date of birth
id_agama | Agama (kode) | Religion (code)
nama_agama | Agama | Religion
nik | NIK | National identity number (NIK)
nisn | NISN | School number (NISN)
npwp | NPWP | Tax number (NPWP)
kewarganegaraan | Kewarganegaraan | Citizenship
jalan | Jalan | Street
dusun | Dusun | Hamlet
rt | RT | RT
rw | RW | RW
kelurahan | Kelurahan/desa | Village
kode_pos | Kode pos | Postal code
id_wilayah | Kecamatan (kode) | District (code)
nama_wilayah | Kecamatan | District
id_jenis_tinggal | Jenis tinggal (kode) | Housing (code)
id_alat_transportasi | Alat transportasi (kode) | Means of transport (code)
telepon | Telepon | Telephone
handphone | No. HP | Mobile phone
email | E-mail | E-mail
penerima_kps | Penerima KPS | Holder of a KPS
nomor_kps | Nomor KPS | KPS number
nik_ayah | NIK ayah | Father's NIK
nama_ayah | Nama ayah | Father's name
tanggal_lahir_ayah | Tanggal lahir ayah | Father's date of birth
id_pendidikan_ayah | Pendidikan ayah (kode) | Father's education (code)
id_pekerjaan_ayah | Pekerjaan ayah (kode) | Father's occupation (code)
id_penghasilan_ayah | Penghasilan ayah (kode) | Father's income (code)
nik_ibu | NIK ibu | Mother's NIK
nama_ibu_kandung | Nama ibu kandung | Mother's name
tanggal_lahir_ibu | Tanggal lahir ibu | Mother's date of birth
id_pendidikan_ibu | Pendidikan ibu (kode) | Mother's education (code)
id_pekerjaan_ibu | Pekerjaan ibu (kode) | Mother's occupation (code)
id_penghasilan_ibu | Penghasilan ibu (kode) | Mother's income (code)
nama_wali | Nama wali | Guardian's name
tanggal_lahir_wali | Tanggal lahir wali | Guardian's date of birth
id_pendidikan_wali | Pendidikan wali (kode) | Guardian's education (code)
id_pekerjaan_wali | Pekerjaan wali (kode) | Guardian's occupation (code)
id_penghasilan_wali | Penghasilan wali (kode) | Guardian's income (code)
id_kebutuhan_khusus_mahasiswa | Kebutuhan khusus (kode) | Special needs (code)
id_kebutuhan_khusus_ayah | Kebutuhan khusus ayah (kode) | Father's special needs (code)
id_kebutuhan_khusus_ibu | Kebutuhan khusus ibu (kode) | Mother's special needs (code)
status_sync | Sinkronisasi | Synchronisation
id_prodi | Program studi (ID) | Study programme (id)
nama_program_studi | Program studi | Study programme
kode_program_studi | Kode prodi | Programme code
nama_jenjang_pendidikan | Jenjang | Degree
status | Status | Status
id_periode | Periode | Period
id_periode_masuk | Periode masuk | Period of entry
nama_periode_masuk | Periode masuk | Period of entry
nama_status_mahasiswa | Status | Status
id_status_mahasiswa | Status (kode) | Status (code)
ipk | IPK | Grade average (IPK)
ips | IPS | Semester average (IPS)
total_sks | Jumlah SKS | Credits in all
sks_total | Jumlah SKS | Credits in all
sks_semester | SKS semester | Credits of the semester
id_jenis_daftar | Jenis pendaftaran (kode) | Kind of entry (code)
nama_jenis_daftar | Jenis pendaftaran | Kind of entry
id_jalur_daftar | Jalur masuk (kode) | Way of admission (code)
tanggal_daftar | Tanggal masuk | Date of entry
sks_diakui | SKS diakui | Credits recognised
id_perguruan_tinggi_asal | PT asal (ID) | University of origin (id)
id_prodi_asal | Prodi asal (ID) | Programme of origin (id)
id_pembiayaan | Pembiayaan (kode) | Funding (code)
biaya_masuk | Biaya masuk | Entry fee
id_bidang_minat | Bidang minat (ID) | Field of interest (id)
keterangan_keluar | Keterangan keluar | How they left
id_semester | Semester | Semester
nama_semester | Semester | Semester
biaya_kuliah_smt | Biaya kuliah semester (UKT) | Tuition of the semester (UKT)
id_kelas_kuliah | ID kelas | Class id
nama_kelas_kuliah | Kelas | Class
kode_mata_kuliah | Kode MK | Course code
nama_mata_kuliah | Mata kuliah | Course
sks_mata_kuliah | SKS | Credits
nilai_angka | Nilai angka | Mark
nilai_indeks | Nilai indeks | Grade points
nilai_huruf | Nilai huruf | Grade
id_jenis_keluar | Jenis keluar (kode) | Way of leaving (code)
nama_jenis_keluar | Jenis keluar | Way of leaving
tanggal_keluar | Tanggal keluar | Date of leaving
id_periode_keluar | Periode keluar | Period of leaving
keterangan | Keterangan | Remark
nomor_sk_yudisium | Nomor SK yudisium | Graduation decree
tanggal_sk_yudisium | Tanggal SK yudisium | Date of the graduation decree
nomor_ijazah | Nomor ijazah | Diploma number
jalur_skripsi | Jalur skripsi | By thesis
judul_skripsi | Judul skripsi | Title of the thesis
bulan_awal_bimbingan | Awal bimbingan | Start of supervision
bulan_akhir_bimbingan | Akhir bimbingan | End of supervision
id_dosen | ID dosen | Lecturer record id
nama_dosen | Nama dosen | Lecturer's name
nidn | NIDN | Lecturer number (NIDN)
nuptk | NUPTK | NUPTK
nip | NIP | Civil servant number (NIP)
nama_status_aktif | Status keaktifan | Activity
nama_jenis_sdm | Jenis SDM | Kind of staff
nama_pangkat_golongan | Pangkat/golongan | Rank
id_registrasi_dosen | ID penugasan | Assignment id
id_tahun_ajaran | Tahun ajaran | Academic year
nama_tahun_ajaran | Tahun ajaran | Academic year
nomor_surat_tugas | Nomor surat tugas | Letter of assignment
tanggal_surat_tugas | Tanggal surat tugas | Date of the letter of assignment
mulai_surat_tugas | Mulai bertugas | Start of the assignment
id_aktivitas_mengajar | ID mengajar | Teaching record id
sks_substansi_total | SKS mengajar | Credits taught
rencana_minggu_pertemuan | Rencana pertemuan | Meetings planned
realisasi_minggu_pertemuan | Realisasi pertemuan | Meetings held
id_jenis_evaluasi | Jenis evaluasi (kode) | Kind of evaluation (code)
kode_prodi | Kode prodi | Programme code
status_prodi | Status prodi | Programme status
jenjang_pendidikan | Jenjang | Degree
periode_pelaporan | Periode pelaporan | Reporting period
tipe_periode | Tipe periode | Kind of period
a_periode_aktif | Aktif | Active
tanggal_mulai | Mulai | Start
tanggal_selesai | Selesai | End
kode_perguruan_tinggi | Kode PT | University code
nama_perguruan_tinggi | Perguruan tinggi | University
reachable | Terjangkau | Reachable
login | Masuk | Login
app_version | Versi | Version
app_expired_date | Kedaluwarsa | Expires
simak | SIMAK | SIMAK
feeder | Feeder | Feeder
field | Data | Field
same | Sama | Same
result | Hasil | Result
line | Baris | Line
record | Data | Record
reason | Keterangan | Reason
ukt | UKT | UKT
"""


def _read() -> Mapping[str, Wording]:
    lines = (line.split(" | ") for line in _WORDS.strip().splitlines())
    return MappingProxyType({name: Wording(in_indonesian, in_english) for name, in_indonesian, in_english in lines})


LABELS = _read()
PERSONAL = frozenset(
    {
        "nik",
        "nik_ayah",
        "nik_ibu",
        "npwp",
        "nama_ibu_kandung",
        "nama_ayah",
        "nama_wali",
        "tempat_lahir",
        "tanggal_lahir",
        "tanggal_lahir_ayah",
        "tanggal_lahir_ibu",
        "tanggal_lahir_wali",
        "jalan",
        "dusun",
        "telepon",
        "handphone",
        "nomor_kps",
    }
)


def label_of(column: str, own: Mapping[str, Wording], language: str) -> str:
    """Return what a column is called; the column's own name where nobody gave it words."""
    found = own.get(column) or LABELS.get(column)
    return found.in_language(language) if found else column
