"""The rules for AKM, graduation, KRS, grades and teaching (feeder-api.md §6.4 to §6.9, §8.4)."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType

from daemon.demo.feeder_simulator.entities import Entity, Given, Refused, need_open, words
from daemon.demo.feeder_simulator.reference_data import name_of
from daemon.demo.feeder_simulator.state import LOCKED, Campus, Record
from daemon.demo.feeder_simulator.wire import Reply


class Activity(Entity):
    """AKM: a student's semester."""

    table = "akm"
    duplicate = 730
    missing = 731
    none_to_delete = 736
    required = ("id_registrasi_mahasiswa", "id_semester", "id_status_mahasiswa", "biaya_kuliah_smt")
    optional = ("ips", "ipk", "sks_semester", "total_sks", "id_pembiayaan")
    aliases = MappingProxyType({"total_sks": "sks_total"})

    def check(self, campus: Campus, record: Record, before: Record | None) -> None:
        """Hold registration, period, status and credits."""
        if campus.get("riwayat", record["id_registrasi_mahasiswa"]) is None:
            raise Refused(980)
        if before is None and campus.get("akm", record["id_registrasi_mahasiswa"], record["id_semester"]):
            raise Refused(730)
        need_open(campus, record["id_semester"])
        if record["id_status_mahasiswa"] not in ("A", "N", "C", "G"):
            raise Refused(737)
        if any(record.get(name) is not None and not 0 <= Decimal(str(record[name])) <= 4 for name in ("ips", "ipk")):
            raise Refused(108, "ips/ipk melebihi 4.00")
        total = _credits(campus, record)
        if record["id_status_mahasiswa"] == "A" and total and Decimal(str(record.get("sks_semester") or 0)) != total:
            raise Refused(738)

    def refuse_empty(self, name: str) -> None:
        """Give some fields a code of their own."""
        if name in ("id_registrasi_mahasiswa", "id_semester", "id_status_mahasiswa"):
            raise Refused(734)
        super().refuse_empty(name)

    def check_removal(self, campus: Campus, record: Record) -> None:
        """Remove only in an open period."""
        need_open(campus, record["id_semester"])


def _credits(campus: Campus, record: Record) -> Decimal:
    """Return the sum of the KRS's credits in the semester."""
    total = Decimal(0)
    for row in campus.all("peserta"):
        found = campus.get("kelas", row["id_kelas_kuliah"]) or {}
        is_meant = row["id_registrasi_mahasiswa"] == record["id_registrasi_mahasiswa"]
        if is_meant and found.get("id_semester") == record["id_semester"]:
            course = campus.get("matkul", found.get("id_matkul")) or {}
            total += Decimal(str(course.get("sks_mata_kuliah") or 0))
    return total


class Graduation(Entity):
    """Graduation and leaving."""

    table = "lulus"
    required = ("id_registrasi_mahasiswa", "id_jenis_keluar", "tanggal_keluar", "id_periode_keluar")
    optional = words(
        "keterangan nomor_sk_yudisium tanggal_sk_yudisium ipk nomor_ijazah jalur_skripsi judul_skripsi "
        "bulan_awal_bimbingan bulan_akhir_bimbingan"
    )

    def check(self, campus: Campus, record: Record, before: Record | None) -> None:
        """Hold registration, way of leaving, period, and the lock after synchronisation."""
        found = campus.get("riwayat", record["id_registrasi_mahasiswa"])
        if found is None:
            raise Refused(980)
        if before is not None and before.get(LOCKED) and campus.locked_graduations:
            raise Refused(105)
        if before is None and campus.get("lulus", record["id_registrasi_mahasiswa"]):
            raise Refused(119)
        if name_of("GetJenisKeluar", record["id_jenis_keluar"]) is None:
            raise Refused(108, "id_jenis_keluar tidak ditemukan")
        if str(record["id_periode_keluar"]) < str(found["id_periode_masuk"]):
            raise Refused(108, "periode keluar lebih kecil dari periode masuk")
        need_open(campus, record["id_periode_keluar"])

    def check_removal(self, campus: Campus, record: Record) -> None:
        """Keep what went to PDDIKTI."""
        if record.get(LOCKED) and campus.locked_graduations:
            raise Refused(222)


class Participant(Entity):
    """KRS: a student in a class. The grade is on the same row."""

    table = "peserta"
    duplicate = 800
    required: Sequence[str] = ("id_kelas_kuliah", "id_registrasi_mahasiswa")
    optional: Sequence[str] = ("nilai_angka", "nilai_indeks", "nilai_huruf")

    def insert(self, campus: Campus, given: Given) -> Reply:
        """Add the student; a grade comes later."""
        if not set(given) <= {"id_kelas_kuliah", "id_registrasi_mahasiswa"}:
            raise Refused(109)
        return super().insert(campus, given)

    def check(self, campus: Campus, record: Record, before: Record | None) -> None:
        """Hold registration, class and its period; refuse the same course twice."""
        if campus.get("riwayat", record["id_registrasi_mahasiswa"]) is None:
            raise Refused(980)
        found = campus.get("kelas", record["id_kelas_kuliah"])
        if found is None:
            raise Refused(705)
        need_open(campus, found["id_semester"])
        if before is None:
            self._once(campus, record, found)

    def refuse_empty(self, name: str) -> None:
        """Give both a code of their own."""
        raise Refused(801 if name == "id_kelas_kuliah" else 802)

    def check_removal(self, campus: Campus, record: Record) -> None:
        """Remove only in an open period."""
        found = campus.get("kelas", record["id_kelas_kuliah"]) or {}
        need_open(campus, found.get("id_semester"))

    def _once(self, campus: Campus, record: Record, found: Record) -> None:
        for row in campus.all("peserta"):
            if row["id_registrasi_mahasiswa"] != record["id_registrasi_mahasiswa"]:
                continue
            if row["id_kelas_kuliah"] == record["id_kelas_kuliah"]:
                raise Refused(800)
            other = campus.get("kelas", row["id_kelas_kuliah"]) or {}
            if (other.get("id_matkul"), other.get("id_semester")) == (found["id_matkul"], found["id_semester"]):
                raise Refused(806)


class Grade(Participant):
    """The grade of a participant."""

    missing = 803
    required: Sequence[str] = ()
    optional = ("nilai_angka", "nilai_indeks", "nilai_huruf")

    def check(self, campus: Campus, record: Record, before: Record | None) -> None:
        """Hold the period, and the programme's scale."""
        super().check(campus, record, before or record)
        found = campus.get("kelas", record["id_kelas_kuliah"]) or {}
        letters = {
            str(row["nilai_huruf"]).strip() for row in campus.all("skala") if row["id_prodi"] == found["id_prodi"]
        }
        letter = record.get("nilai_huruf")
        if letter is not None and str(letter).strip() not in letters:
            raise Refused(108, "nilai_huruf tidak ditemukan dalam skala nilai")


class Teaching(Entity):
    """A lecturer in a class."""

    table = "mengajar"
    missing = 930
    none_to_delete = 930
    required = (
        "id_registrasi_dosen",
        "id_kelas_kuliah",
        "sks_substansi_total",
        "rencana_minggu_pertemuan",
        "id_jenis_evaluasi",
    )
    optional = ("id_substansi", "realisasi_minggu_pertemuan")

    def check(self, campus: Campus, record: Record, _before: Record | None) -> None:
        """Hold class, period, and the assignment of its year; refuse the same lecturer twice."""
        found = campus.get("kelas", record["id_kelas_kuliah"])
        if found is None:
            raise Refused(705)
        need_open(campus, found["id_semester"])
        years = {
            row["id_tahun_ajaran"]
            for row in campus.all("penugasan")
            if row["id_registrasi_dosen"] == record["id_registrasi_dosen"]
        }
        if str(found["id_semester"])[:4] not in years:
            raise Refused(931)
        for row in campus.all("mengajar"):
            is_same = all(row[name] == record[name] for name in ("id_registrasi_dosen", "id_kelas_kuliah"))
            if is_same and row["id_aktivitas_mengajar"] != record.get("id_aktivitas_mengajar"):
                raise Refused(920)

    def identify(self, record: Record) -> Record:
        """Give new teaching an id."""
        record["id_aktivitas_mengajar"] = str(uuid.uuid4())
        return self.echo(record)

    def refuse_empty(self, name: str) -> None:
        """Give both ids codes of their own."""
        codes = {"id_registrasi_dosen": 921, "id_kelas_kuliah": 922}
        if name in codes:
            raise Refused(codes[name])
        super().refuse_empty(name)
