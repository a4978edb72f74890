"""Make up a small campus: two programmes, a few students and lecturers, all of them fictitious."""

from daemon.demo.feeder_simulator.reference_data import REFERENCES
from daemon.demo.feeder_simulator.state import KEYS, LOCKED, SYNCED, Campus, Record, fixed_uuid

INSTITUTION = fixed_uuid("pt")
PROGRAMMES = (("57201", "S1 Sistem Informasi"), ("86208", "S1 Pendidikan Agama Islam"))
SEMESTERS = ("20241", "20242", "20251", "20252", "20261")
OPEN = "20261"
_GIVEN = ("SITI", "DEWI", "BUDI", "JOKO", "RINA", "AGUS", "MA'RUF", "NUR AINI", "HASAN", "YUSUF", "FITRI", "RAHMA")
_FEMALE = {"SITI", "DEWI", "RINA", "NUR AINI", "FITRI", "RAHMA"}
_LECTURERS = ("AHMAD CONTOH", "FATIMAH CONTOH", "UMAR CONTOH")
_COURSES = (("SI101", "Algoritma", "3.00"), ("SI102", "Basis Data", "3.00"), ("SI103", "Statistika", "2.00"))
_SCALE: tuple[tuple[str, str, str, str], ...] = (
    ("A", "4.00", "85.00", "100.00"),
    ("A-", "3.70", "80.00", "84.99"),
    ("B", "3.00", "70.00", "79.99"),
)
_SCALE += (("C", "2.00", "55.00", "69.99"), ("D", "1.00", "40.00", "54.99"), ("E", "0.00", "0.00", "39.99"))
GRADUATE = 12  # the student who has left, counted from 1
UNSYNCED = (3, 7)  # students whose data has not gone to PDDIKTI yet, counted from 1


def nim_of(number: int) -> str:
    """Return the NIM of a student, counted from 1."""
    return f"{2_190_000_000 + number}"


def make_campus(students: int = 12) -> Campus:
    """Return the data set; students beyond the twelfth have numbers in their names."""
    campus = Campus({name: {} for name in KEYS}, _profile(), {act: list(rows) for act, rows in REFERENCES.items()})
    campus.open_periods = {OPEN}
    for code, name in PROGRAMMES:
        campus.put("prodi", _programme(code, name))
    for semester in SEMESTERS:
        campus.put("semester", _semester(semester))
    _lecturers(campus)
    for programme, _ in PROGRAMMES:
        _studies(campus, programme)
    for number in range(1, students + 1):
        _student(campus, number)
    if students >= GRADUATE:
        campus.put("lulus", _graduation(fixed_uuid("registrasi", GRADUATE)))
    return campus


def semester_name(code: str) -> str:
    """Return "2024/2025 Ganjil" for "20241"."""
    year, part = int(code[:4]), {"1": "Ganjil", "2": "Genap", "3": "Pendek"}.get(code[4:], "")
    return f"{year}/{year + 1} {part}"


def _profile() -> Record:
    return {
        "id_perguruan_tinggi": INSTITUTION,
        "kode_perguruan_tinggi": "299999",
        "nama_perguruan_tinggi": "UIN Contoh Palembang",
        "telepon": "0711000000",
        "faximile": None,
        "email": "info@kampus.example",
        "website": "kampus.example",
        "jalan": "Jl. Contoh 1",
        "dusun": None,
        "rt_rw": "1/2",
        "kelurahan": "Contoh",
        "kode_pos": "30126",
        "id_wilayah": "116000",
        "nama_wilayah": "Kota Palembang",
        "status_perguruan_tinggi": "A",
    }


def _programme(code: str, name: str) -> Record:
    return {
        "id_prodi": fixed_uuid("prodi", code),
        "kode_program_studi": code,
        "nama_program_studi": name,
        "status": "A",
        "id_jenjang_pendidikan": "30",
        "nama_jenjang_pendidikan": "S1",
    }


def _semester(code: str) -> Record:
    year = int(code[:4])
    start, end = (
        (f"{year}-09-01", f"{year + 1}-01-31") if code[4] == "1" else (f"{year + 1}-02-01", f"{year + 1}-07-31")
    )
    return {
        "id_semester": code,
        "id_tahun_ajaran": code[:4],
        "nama_semester": semester_name(code),
        "semester": code[4],
        "a_periode_aktif": "1" if code == OPEN else "0",
        "tanggal_mulai": start,
        "tanggal_selesai": end,
    }


def _lecturers(campus: Campus) -> None:
    for number, name in enumerate(_LECTURERS, 1):
        identifier = fixed_uuid("dosen", number)
        campus.put(
            "dosen",
            {
                "id_dosen": identifier,
                "nama_dosen": name,
                "nidn": f"02123456{number:02d}",
                "nuptk": None,
                "nip": None,
                "jenis_kelamin": "P" if number == 2 else "L",
                "id_agama": 1,
                "tanggal_lahir": f"198{number}-02-01",
                "tempat_lahir": "PALEMBANG",
                "nama_ibu_kandung": "AISYAH",
                "nik": f"167102010280{number:04d}",
                "id_status_aktif": "1",
                "nama_status_aktif": "Aktif",
                "jalan": "JL. DOSEN",
                "handphone": "0812000100",
                "email": f"dosen{number}@kampus.example",
            },
        )
        for year in ("2025", "2026") if number < 3 else ("2025",):
            campus.put("penugasan", _assignment(identifier, number, year))


def _assignment(lecturer: str, number: int, year: str) -> Record:
    return {
        "id_registrasi_dosen": fixed_uuid("penugasan", number),
        "id_dosen": lecturer,
        "id_tahun_ajaran": year,
        "id_prodi": fixed_uuid("prodi", PROGRAMMES[0][0]),
        "nomor_surat_tugas": f"ST-{number}/{year}",
        "tanggal_surat_tugas": f"{year}-08-01",
        "mulai_surat_tugas": f"{year}-09-01",
    }


def _studies(campus: Campus, programme: str) -> None:
    """Add a programme's curriculum, grading scale, courses and their classes."""
    id_prodi = fixed_uuid("prodi", programme)
    curriculum = fixed_uuid("kurikulum", programme)
    campus.put(
        "kurikulum",
        {"id_kurikulum": curriculum, "nama_kurikulum": "KURIKULUM 2024", "id_prodi": id_prodi, "id_semester": "20241"},
    )
    for grade in _SCALE:
        campus.put("skala", _grade(programme, id_prodi, grade))
    for place, course in enumerate(_COURSES, 1):
        identifier = fixed_uuid("matkul", programme, course[0])
        campus.put("matkul", _course(identifier, id_prodi, course))
        campus.put(
            "matkul_kurikulum",
            {"id_kurikulum": curriculum, "id_matkul": identifier, "semester": str(place), "apakah_wajib": 1},
        )
        for semester in SEMESTERS[-2:]:
            for letter in "AB":
                _class(campus, (programme, course[0], semester, letter), identifier)


def _grade(programme: str, id_prodi: str, grade: tuple[str, str, str, str]) -> Record:
    letter, index, low, high = grade
    return {
        "id_bobot_nilai": fixed_uuid("skala", programme, letter),
        "id_prodi": id_prodi,
        "nilai_huruf": letter,
        "nilai_indeks": index,
        "bobot_minimum": low,
        "bobot_maksimum": high,
        "tanggal_mulai_efektif": "2020-01-01",
        "tanggal_akhir_efektif": "2030-12-31",
    }


def _course(identifier: str, id_prodi: str, course: tuple[str, str, str]) -> Record:
    code, name, sks = course
    return {
        "id_matkul": identifier,
        "kode_mata_kuliah": code,
        "nama_mata_kuliah": name,
        "sks_mata_kuliah": sks,
        "id_prodi": id_prodi,
        "id_jenis_mata_kuliah": "A",
    }


def _class(campus: Campus, place: tuple[str, str, str, str], course: str) -> None:
    programme, _, semester, letter = place
    identifier = fixed_uuid("kelas", *place)
    campus.put(
        "kelas",
        {
            "id_kelas_kuliah": identifier,
            "id_prodi": fixed_uuid("prodi", programme),
            "id_semester": semester,
            "id_matkul": course,
            "nama_kelas_kuliah": f"SI1{letter}",
            "kapasitas": 40,
        },
    )
    if letter == "A":
        campus.put(
            "mengajar",
            {
                "id_aktivitas_mengajar": fixed_uuid("mengajar", *place),
                "id_registrasi_dosen": fixed_uuid("penugasan", 1),
                "id_kelas_kuliah": identifier,
                "id_substansi": None,
                "sks_substansi_total": str(campus.tables["matkul"][course,]["sks_mata_kuliah"]),
                "rencana_minggu_pertemuan": "16",
                "realisasi_minggu_pertemuan": "14",
                "id_jenis_evaluasi": "1",
            },
        )


def _student(campus: Campus, number: int) -> None:
    given = _GIVEN[(number - 1) % len(_GIVEN)]
    name = f"{given} CONTOH" if number <= len(_GIVEN) else f"{given} CONTOH {number}"
    programme = PROGRAMMES[0 if number % 4 else 1][0]
    identifier, registration = fixed_uuid("mahasiswa", number), fixed_uuid("registrasi", number)
    synced = 0 if number in UNSYNCED else 1
    campus.put(
        "biodata", _biodata(identifier, number, name, is_female=given in _FEMALE) | {SYNCED: synced, LOCKED: synced}
    )
    campus.put(
        "riwayat", _registration(registration, identifier, nim_of(number), programme) | {SYNCED: synced, LOCKED: synced}
    )
    for place, semester in enumerate(SEMESTERS[-3:]):
        campus.put("akm", _activity(registration, semester, place))
    for semester in SEMESTERS[-2:]:
        for course in _COURSES[:2]:
            campus.put(
                "peserta",
                _participant(fixed_uuid("kelas", programme, course[0], semester, "A"), registration, semester),
            )


def _biodata(identifier: str, number: int, name: str, *, is_female: bool) -> Record:
    day = number % 28 + 1
    return _family() | {
        "id_mahasiswa": identifier,
        "nama_mahasiswa": name,
        "jenis_kelamin": "P" if is_female else "L",
        "tempat_lahir": "PALEMBANG",
        "tanggal_lahir": f"2004-05-{day:02d}",
        "id_agama": 1,
        "nik": f"167102{day + 40 if is_female else day:02d}0504{number:04d}",
        "nisn": f"00{21_000_000 + number}",
        "npwp": None,
        "id_negara": "ID",
        "jalan": "JL. CONTOH",
        "dusun": None,
        "rt": "1",
        "rw": "2",
        "kelurahan": "SEKIP",
        "kode_pos": "30126",
        "id_wilayah": "116003",
        "id_jenis_tinggal": "1",
        "id_alat_transportasi": None,
        "telepon": None,
        "handphone": f"0812{number:08d}",
        "email": f"mhs{number}@mhs.kampus.example",
        "penerima_kps": "0",
        "nomor_kps": None,
        "nama_ibu_kandung": "AMINAH",
        "id_kebutuhan_khusus_mahasiswa": 0,
        "id_kebutuhan_khusus_ayah": 0,
        "id_kebutuhan_khusus_ibu": 0,
    }


def _family() -> Record:
    """Return the columns about father, mother and guardian but for the mother's name."""
    record: Record = {"nik_ayah": None, "nik_ibu": None, "nama_ayah": "BUDIMAN", "nama_wali": None}
    for person in ("ayah", "ibu", "wali"):
        record[f"tanggal_lahir_{person}"] = None
        record |= {f"id_{column}_{person}": None for column in ("pendidikan", "pekerjaan", "penghasilan")}
    return record


def _registration(registration: str, student: str, nim: str, programme: str) -> Record:
    return {
        "id_registrasi_mahasiswa": registration,
        "id_mahasiswa": student,
        "nim": nim,
        "id_jenis_daftar": "1",
        "id_jalur_daftar": "12",
        "id_periode_masuk": SEMESTERS[0],
        "tanggal_daftar": "2024-08-20",
        "id_perguruan_tinggi": INSTITUTION,
        "id_prodi": fixed_uuid("prodi", programme),
        "id_bidang_minat": None,
        "sks_diakui": None,
        "id_perguruan_tinggi_asal": None,
        "id_prodi_asal": None,
        "id_pembiayaan": "1",
        "biaya_masuk": "2400000",
    }


def _activity(registration: str, semester: str, place: int) -> Record:
    return {
        "id_registrasi_mahasiswa": registration,
        "id_semester": semester,
        "id_status_mahasiswa": "A",
        "ips": "3.40",
        "ipk": "3.50",
        "sks_semester": "6" if place else "0",
        "sks_total": str(80 + 6 * place),
        "biaya_kuliah_smt": "2400000",
        "id_pembiayaan": "1",
        SYNCED: 1,
    }


def _participant(identifier: str, registration: str, semester: str) -> Record:
    is_graded = semester != OPEN
    return {
        "id_kelas_kuliah": identifier,
        "id_registrasi_mahasiswa": registration,
        "nilai_angka": "82.0" if is_graded else None,
        "nilai_indeks": "3.70" if is_graded else None,
        "nilai_huruf": "A-" if is_graded else None,
    }


def _graduation(registration: str) -> Record:
    return {
        "id_registrasi_mahasiswa": registration,
        "id_jenis_keluar": "1",
        "tanggal_keluar": "2026-08-20",
        "id_periode_keluar": "20252",
        "keterangan": None,
        "nomor_sk_yudisium": "B-01/SK/2026",
        "tanggal_sk_yudisium": "2026-08-10",
        "ipk": "3.55",
        "nomor_ijazah": "29999920260001",
        "jalur_skripsi": "1",
        "judul_skripsi": "Contoh",
        "bulan_awal_bimbingan": "2026-01-01",
        "bulan_akhir_bimbingan": "2026-07-01",
        SYNCED: 1,
        LOCKED: 1,
    }
