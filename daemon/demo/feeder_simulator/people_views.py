"""The views about students: who they are, where they study, how they left (feeder-api.md §6.1 to §6.5)."""

from collections.abc import Iterator

from daemon.demo.feeder_simulator.campus import semester_name
from daemon.demo.feeder_simulator.reference_data import name_of
from daemon.demo.feeder_simulator.state import HIDDEN, SYNCED, Campus, Record

_SYNC = {1: "sudah sync", 0: "belum sync"}


def _sync(record: Record) -> str:
    return _SYNC[1 if record.get(SYNCED) else 0]


def programme_of(campus: Campus, code: object) -> Record:
    """Return id and name of a programme, None each where it is missing."""
    found = campus.get("prodi", code)
    return {
        "id_prodi": None if found is None else found["id_prodi"],
        "nama_program_studi": None if found is None else found["nama_program_studi"],
    }


def person_of(campus: Campus, registration: object) -> tuple[Record, Record]:
    """Return registration and biodata; empty ones where they are missing."""
    riwayat = campus.get("riwayat", registration) or {}
    return riwayat, campus.get("biodata", riwayat.get("id_mahasiswa")) or {}


def students(campus: Campus) -> Iterator[Record]:
    """GetListMahasiswa."""
    for riwayat in campus.all("riwayat"):
        biodata = campus.get("biodata", riwayat["id_mahasiswa"]) or {}
        lulus = campus.get("lulus", riwayat["id_registrasi_mahasiswa"]) or {}
        akm = [row for row in campus.all("akm") if row["id_registrasi_mahasiswa"] == riwayat["id_registrasi_mahasiswa"]]
        last = akm[-1] if akm else {}
        programme = programme_of(campus, riwayat["id_prodi"])
        yield {
            "id_mahasiswa": riwayat["id_mahasiswa"],
            "id_registrasi_mahasiswa": riwayat["id_registrasi_mahasiswa"],
            "nim": riwayat["nim"],
            "nama_mahasiswa": biodata.get("nama_mahasiswa"),
            "jenis_kelamin": biodata.get("jenis_kelamin"),
            "tanggal_lahir": biodata.get("tanggal_lahir"),
            "id_agama": biodata.get("id_agama"),
            "nama_agama": name_of("GetAgama", biodata.get("id_agama")),
            "id_perguruan_tinggi": riwayat["id_perguruan_tinggi"],
            "id_prodi": programme["id_prodi"],
            "id_sms": programme["id_prodi"],
            "nama_program_studi": programme["nama_program_studi"],
            "id_periode": riwayat["id_periode_masuk"],
            "nama_periode_masuk": semester_name(str(riwayat["id_periode_masuk"])),
            "id_status_mahasiswa": lulus.get("id_jenis_keluar"),
            "nama_status_mahasiswa": name_of("GetJenisKeluar", lulus["id_jenis_keluar"]) if lulus else "AKTIF",
            "ipk": lulus.get("ipk") or last.get("ipk"),
            "total_sks": last.get("sks_total"),
            "id_periode_keluar": lulus.get("id_periode_keluar"),
            "tanggal_keluar": lulus.get("tanggal_keluar"),
            "status_sync": _sync(riwayat),
        }


def biodata(campus: Campus) -> Iterator[Record]:
    """GetBiodataMahasiswa."""
    for record in campus.all("biodata"):
        row = {name: value for name, value in record.items() if name not in HIDDEN}
        row["kewarganegaraan"] = name_of("GetNegara", record["id_negara"])
        for column, act in (("agama", "GetAgama"), ("wilayah", "GetWilayah"), ("jenis_tinggal", "GetJenisTinggal")):
            row[f"nama_{column}"] = name_of(act, record[f"id_{column}"])
        row["nama_alat_transportasi"] = name_of("GetAlatTransportasi", record["id_alat_transportasi"])
        for person in ("mahasiswa", "ayah", "ibu"):
            need = name_of("GetKebutuhanKhusus", record[f"id_kebutuhan_khusus_{person}"])
            row[f"nama_kebutuhan_khusus_{person}"] = need
        for person in ("ayah", "ibu", "wali"):
            row[f"nama_pendidikan_{person}"] = name_of("GetJenjangPendidikan", record[f"id_pendidikan_{person}"])
            row[f"nama_pekerjaan_{person}"] = name_of("GetPekerjaan", record[f"id_pekerjaan_{person}"])
            row[f"nama_penghasilan_{person}"] = name_of("GetPenghasilan", record[f"id_penghasilan_{person}"])
        row["status_sync"] = _sync(record)
        yield row


def registrations(campus: Campus) -> Iterator[Record]:
    """GetListRiwayatPendidikanMahasiswa: everything as text or null."""
    for record in campus.all("riwayat"):
        person = campus.get("biodata", record["id_mahasiswa"]) or {}
        lulus = campus.get("lulus", record["id_registrasi_mahasiswa"]) or {}
        row = {name: value for name, value in record.items() if name not in HIDDEN}
        yield row | {
            "nama_mahasiswa": person.get("nama_mahasiswa"),
            "nama_jenis_daftar": name_of("GetJenisPendaftaran", record["id_jenis_daftar"]),
            "nama_periode_masuk": semester_name(str(record["id_periode_masuk"])),
            "id_jenis_keluar": lulus.get("id_jenis_keluar"),
            "keterangan_keluar": name_of("GetJenisKeluar", lulus.get("id_jenis_keluar")),
            "nama_perguruan_tinggi": campus.profile["nama_perguruan_tinggi"],
            "nama_program_studi": programme_of(campus, record["id_prodi"])["nama_program_studi"],
            "nama_perguruan_tinggi_asal": None,
            "nama_program_studi_asal": None,
            "jenis_kelamin": person.get("jenis_kelamin"),
            "nama_ibu_kandung": person.get("nama_ibu_kandung"),
            "nama_pembiayaan_awal": name_of("GetPembiayaan", record["id_pembiayaan"]),
            "nm_bidang_minat": None,
        }


def activities(campus: Campus) -> Iterator[Record]:
    """GetAktivitasKuliahMahasiswa, GetListPerkuliahanMahasiswa, GetDetailPerkuliahanMahasiswa."""
    for record in campus.all("akm"):
        riwayat, person = person_of(campus, record["id_registrasi_mahasiswa"])
        row = {name: value for name, value in record.items() if name not in HIDDEN}
        yield row | {
            "nim": riwayat.get("nim"),
            "nama_mahasiswa": person.get("nama_mahasiswa"),
            **programme_of(campus, riwayat.get("id_prodi")),
            "angkatan": str(riwayat.get("id_periode_masuk"))[:4],
            "id_periode_masuk": riwayat.get("id_periode_masuk"),
            "nama_semester": semester_name(str(record["id_semester"])),
            "nama_status_mahasiswa": name_of("GetStatusMahasiswa", record["id_status_mahasiswa"]),
            "status_sync": _sync(record),
        }


def graduations(campus: Campus) -> Iterator[Record]:
    """GetDetailMahasiswaLulusDO."""
    for record in campus.all("lulus"):
        riwayat, person = person_of(campus, record["id_registrasi_mahasiswa"])
        row = {name: value for name, value in record.items() if name not in HIDDEN}
        yield row | {
            **programme_of(campus, riwayat.get("id_prodi")),
            "id_mahasiswa": riwayat.get("id_mahasiswa"),
            "nim": riwayat.get("nim"),
            "nama_mahasiswa": person.get("nama_mahasiswa"),
            "angkatan": str(riwayat.get("id_periode_masuk"))[:4],
            "nama_jenis_keluar": name_of("GetJenisKeluar", record["id_jenis_keluar"]),
            "no_sertifikat_profesi": None,
            "asal_ijazah": None,
        }


_RAW = (
    ("tgl_keluar", "tanggal_keluar"),
    ("no_seri_ijazah", "nomor_ijazah"),
    ("sk_yudisium", "nomor_sk_yudisium"),
    ("tgl_sk_yudisium", "tanggal_sk_yudisium"),
    ("bln_awal_bimbingan", "bulan_awal_bimbingan"),
    ("bln_akhir_bimbingan", "bulan_akhir_bimbingan"),
    ("id_jns_keluar", "id_jenis_keluar"),
)


def graduation_list(campus: Campus) -> Iterator[Record]:
    """GetListMahasiswaLulusDO, which mixes raw table columns with the others (feeder-api.md §6.5)."""
    for row in graduations(campus):
        record = campus.get("lulus", row["id_registrasi_mahasiswa"]) or {}
        for raw, name in _RAW:
            row[raw] = row[name]
        for hidden in ("nomor_ijazah", "nomor_sk_yudisium", "tanggal_sk_yudisium", "asal_ijazah"):
            del row[hidden]
        del row["bulan_awal_bimbingan"], row["bulan_akhir_bimbingan"]
        yield row | {"id_perguruan_tinggi": campus.profile["id_perguruan_tinggi"], "status_sync": _sync(record)}
