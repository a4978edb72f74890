"""The simulator's reference tables (feeder-api.md §6.10)."""

from collections.abc import Mapping

from daemon.demo.feeder_simulator.state import Cell, Record


def _rows(code: str, name: str, values: str, *, is_number: bool = False) -> list[Record]:
    """Read "1 Islam|2 Kristen" as rows of a code and a name."""
    rows: list[Record] = []
    for entry in values.split("|"):
        number, _, label = entry.partition(" ")
        cell: Cell = int(number) if is_number else number
        rows.append({code: cell, name: label})
    return rows


_LEVELS = "20 D1|21 D2|22 D3|23 D4|30 S1|31 Profesi|32 Sp-1|35 S2|36 S2 Terapan|37 Sp-2|40 S3|41 S3 Terapan|99 Lainnya"
REFERENCES: Mapping[str, list[Record]] = {
    "GetAgama": _rows(
        "id_agama",
        "nama_agama",
        "1 Islam|2 Kristen|3 Katolik|4 Hindu|5 Budha|6 Khonghucu|98 Tidak diisi|99 Lainnya",
        is_number=True,
    ),
    "GetAlatTransportasi": _rows(
        "id_alat_transportasi", "nama_alat_transportasi", "1 Jalan kaki|3 Angkutan umum|13 Sepeda motor"
    ),
    "GetJalurMasuk": _rows(
        "id_jalur_masuk",
        "nama_jalur_masuk",
        "3 PMDK|4 Prestasi|9 Program Internasional|11 Program Kerjasama|12 Seleksi Mandiri|"
        "13 Ujian Masuk Bersama Lainnya|14 SNBT|15 SNBP",
    ),
    "GetJenisEvaluasi": _rows(
        "id_jenis_evaluasi", "nama_jenis_evaluasi", "1 Evaluasi Akademik|2 Aktivitas Partisipatif"
    ),
    "GetJenisKeluar": _rows(
        "id_jenis_keluar",
        "jenis_keluar",
        "0 Selesai Pendidikan Non Gelar|1 Lulus|2 Mutasi|3 Dikeluarkan|4 Mengundurkan diri|5 Putus Studi|6 Wafat",
    ),
    "GetJenisPendaftaran": _rows(
        "id_jenis_daftar",
        "nama_jenis_daftar",
        "1 Peserta didik baru|2 Pindahan|13 RPL Perolehan SKS|14 Pendidikan Non Gelar (Course)|"
        "15 Fast Track|16 RPL Transfer SKS",
    ),
    "GetJenisTinggal": _rows(
        "id_jenis_tinggal",
        "nama_jenis_tinggal",
        "1 Bersama orang tua|2 Wali|3 Kost|4 Asrama|5 Panti asuhan|10 Rumah sendiri|99 Lainnya",
    ),
    "GetJenjangPendidikan": _rows(
        "id_jenjang_didik", "nama_jenjang_didik", f"0 Tidak sekolah|6 SMA / sederajat|{_LEVELS}"
    ),
    "GetKebutuhanKhusus": _rows(
        "id_kebutuhan_khusus", "nama_kebutuhan_khusus", "0 Tidak ada|1 A - Tuna netra|2 B - Tuna rungu", is_number=True
    ),
    "GetNegara": _rows("id_negara", "nama_negara", "ID Indonesia|MY Malaysia|TH Thailand"),
    "GetPekerjaan": _rows(
        "id_pekerjaan",
        "nama_pekerjaan",
        "1 Tidak bekerja|2 Nelayan|3 Petani|5 PNS/TNI/Polri|6 Karyawan Swasta|98 Sudah Meninggal|99 Lainnya",
        is_number=True,
    ),
    "GetPembiayaan": _rows("id_pembiayaan", "nama_pembiayaan", "1 Mandiri|2 Beasiswa Tidak Penuh|3 Beasiswa Penuh"),
    "GetPenghasilan": _rows(
        "id_penghasilan",
        "nama_penghasilan",
        "0 Tidak diisi|11 Kurang dari Rp. 500,000|12 Rp. 500,000 - Rp. 999,999|13 Rp. 1,000,000 - Rp. 1,999,999",
        is_number=True,
    ),
    "GetStatusMahasiswa": _rows(
        "id_status_mahasiswa",
        "nama_status_mahasiswa",
        "A Aktif|C Cuti|N Non-Aktif|G Sedang Double Degree|M Kampus Merdeka|U Menunggu Uji Kompetensi",
    ),
    "GetTahunAjaran": _rows("id_tahun_ajaran", "nama_tahun_ajaran", "2024 2024/2025|2025 2025/2026|2026 2026/2027"),
    "GetBasisEvaluasi": _rows("id_basis_evaluasi", "nama_basis_evaluasi", "1 Aktivitas Partisipatif|2 Hasil Proyek"),
    "GetBentukPendidikan": _rows(
        "id_bentuk_pendidikan", "nama_bentuk_pendidikan", "1 Universitas|2 Institut|3 Sekolah Tinggi|4 Politeknik"
    ),
    "GetIkatanKerjaSdm": _rows(
        "id_ikatan_kerja", "nama_ikatan_kerja", "A Dosen Tetap|B Dosen PNS DPK|I Dosen Tidak Tetap"
    ),
    "GetJabfung": _rows("id_jabatan_fungsional", "nama_jabatan_fungsional", "31 Asisten Ahli|33 Lektor|40 Guru Besar"),
    "GetJenisAktivitasMahasiswa": _rows(
        "id_jenis_aktivitas_mahasiswa", "nama_jenis_aktivitas_mahasiswa", "2 Tugas akhir|5 Kerja praktek|6 Magang"
    ),
    "GetJenisPrestasi": _rows("id_jenis_prestasi", "nama_jenis_prestasi", "1 Sains|2 Seni|3 Olahraga|9 Lain-lain"),
    "GetJenisSMS": _rows("id_jenis_sms", "nama_jenis_sms", "1 Fakultas|2 Jurusan|3 Program studi"),
    "GetJenisSertifikasi": _rows(
        "id_jenis_sertifikasi", "nama_jenis_sertifikasi", "1 Sertifikasi Dosen|3 Sertifikasi lain"
    ),
    "GetJenisSubstansi": _rows("id_jenis_substansi", "nama_jenis_substansi", "1 Teori|2 Praktikum|3 Praktik lapangan"),
    "GetKategoriKegiatan": _rows(
        "id_kategori_kegiatan", "nama_kategori_kegiatan", "110401 Membimbing skripsi|110501 Menguji ujian akhir"
    ),
    "GetLembagaPengangkat": _rows(
        "id_lembaga_angkat", "nama_lembaga_angkat", "1 Pemerintah Pusat|4 Yayasan|5 Perguruan tinggi"
    ),
    "GetLevelWilayah": _rows("id_level_wilayah", "nama_level_wilayah", "0 Negara|1 Propinsi|2 Kab / Kota|3 Kecamatan"),
    "GetListBidangMinat": _rows(
        "id_bidang_minat", "nm_bidang_minat", "b1d00000-0000-4000-8000-000000000001 Rekayasa Perangkat Lunak"
    ),
    "GetPangkatGolongan": _rows("id_pangkat_golongan", "nama_pangkat", "9 Penata Muda|11 Penata|17 Pembina Utama"),
    "GetStatusKeaktifanPegawai": _rows(
        "id_status_aktif", "nama_status_aktif", "1 Aktif|20 Cuti|25 Izin Belajar|27 Tugas Belajar"
    ),
    "GetStatusKepegawaian": _rows("id_status_pegawai", "nama_status_pegawai", "1 PNS|2 Non PNS"),
    "GetTingkatPrestasi": _rows(
        "id_tingkat_prestasi", "nama_tingkat_prestasi", "1 Sekolah|4 Propinsi|5 Nasional|6 Internasional"
    ),
    "GetWilayah": _rows(
        "id_wilayah",
        "nama_wilayah",
        "110000 Prov. Sumatera Selatan|116000 Kota Palembang|116003 Kec. Kemuning|"
        "116004 Kec. Ilir Timur I|999999 Tidak ada",
    ),
}


def name_of(act: str, code: object) -> Cell:
    """Return the name that a reference table has for a code; None when it has none."""
    for row in REFERENCES[act]:
        first, second = row.values()
        if str(first) == str(code):
            return second
    return None
