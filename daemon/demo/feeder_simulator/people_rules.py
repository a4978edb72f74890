"""The rules for persons and their registrations (feeder-api.md §6.1, §6.3, §8.4)."""

import re
import uuid
from types import MappingProxyType

from daemon.demo.feeder_simulator.entities import Entity, Refused, need_open, words
from daemon.demo.feeder_simulator.reference_data import name_of
from daemon.demo.feeder_simulator.state import LOCKED, Campus, Record

_LOCKED = ("nama_mahasiswa", "tempat_lahir", "tanggal_lahir", "nama_ibu_kandung")
_NOT_EMPTY = {"nama_mahasiswa": 201, "tempat_lahir": 207, "nama_ibu_kandung": 206}


class Biodata(Entity):
    """The person."""

    table = "biodata"
    missing = 203
    none_to_delete = 205
    required = words(
        "nama_mahasiswa jenis_kelamin tempat_lahir tanggal_lahir id_agama nik kewarganegaraan kelurahan "
        "id_wilayah penerima_kps nama_ibu_kandung id_kebutuhan_khusus_mahasiswa id_kebutuhan_khusus_ayah "
        "id_kebutuhan_khusus_ibu"
    )
    optional = words(
        "nisn npwp jalan dusun rt rw kode_pos id_jenis_tinggal id_alat_transportasi telepon handphone email "
        "nomor_kps nik_ayah nama_ayah tanggal_lahir_ayah id_pendidikan_ayah id_pekerjaan_ayah id_penghasilan_ayah "
        "nik_ibu tanggal_lahir_ibu id_pendidikan_ibu id_pekerjaan_ibu id_penghasilan_ibu nama_wali "
        "tanggal_lahir_wali id_pendidikan_wali id_pekerjaan_wali id_penghasilan_wali"
    )
    aliases = MappingProxyType({"kewarganegaraan": "id_negara"})

    def check(self, campus: Campus, record: Record, before: Record | None) -> None:
        """Hold NIK, references, the lock after synchronisation, and the same person twice."""
        if not re.fullmatch(r"\d{16}", str(record["nik"])):
            raise Refused(108, "NIK tidak valid, harus 16 digit angka")
        others = [row for row in campus.all("biodata") if row["id_mahasiswa"] != record.get("id_mahasiswa")]
        if any(row["nik"] == record["nik"] for row in others):
            raise Refused(108, f"NIK {record['nik']} sudah digunakan mahasiswa lain")
        if record["jenis_kelamin"] not in ("L", "P", "*"):
            raise Refused(108, "jenis_kelamin tidak valid")
        if name_of("GetAgama", record["id_agama"]) is None:
            raise Refused(108, "id_agama tidak ditemukan")
        if name_of("GetWilayah", record["id_wilayah"]) is None:
            raise Refused(108, "id_wilayah tidak ditemukan")
        if before is not None and before.get(LOCKED) and any(record[name] != before[name] for name in _LOCKED):
            raise Refused(217)
        if any(all(row[name] == record[name] for name in _LOCKED) for row in others):
            raise Refused(200)

    def identify(self, record: Record) -> Record:
        """Give a new person an id."""
        record["id_mahasiswa"] = str(uuid.uuid4())
        return self.echo(record)

    def refuse_empty(self, name: str) -> None:
        """Give some fields codes of their own."""
        if name == "tanggal_lahir":
            raise Refused(202)
        if name in _NOT_EMPTY:
            raise Refused(_NOT_EMPTY[name])
        super().refuse_empty(name)

    def check_removal(self, campus: Campus, record: Record) -> None:
        """Let registrations go first."""
        if any(row["id_mahasiswa"] == record["id_mahasiswa"] for row in campus.all("riwayat")):
            raise Refused(215)


class Registration(Entity):
    """The registration in a programme."""

    table = "riwayat"
    missing = 214
    none_to_delete = 214
    required = words(
        "id_mahasiswa nim id_jenis_daftar id_jalur_daftar id_periode_masuk tanggal_daftar id_perguruan_tinggi "
        "id_prodi biaya_masuk"
    )
    optional = ("id_bidang_minat", "sks_diakui", "id_perguruan_tinggi_asal", "id_prodi_asal", "id_pembiayaan")

    def check(self, campus: Campus, record: Record, before: Record | None) -> None:
        """Hold person, programme, NIM and period."""
        if campus.get("biodata", record["id_mahasiswa"]) is None:
            raise Refused(210)
        if (
            record["id_perguruan_tinggi"] != campus.profile["id_perguruan_tinggi"]
            or campus.get("prodi", record["id_prodi"]) is None
        ):
            raise Refused(115)
        if before is not None and before.get(LOCKED) and record["nim"] != before["nim"]:
            raise Refused(216)
        same = [
            row
            for row in campus.all("riwayat")
            if row["id_prodi"] == record["id_prodi"]
            and row["id_registrasi_mahasiswa"] != record.get("id_registrasi_mahasiswa")
        ]
        if any(row["id_mahasiswa"] == record["id_mahasiswa"] for row in same):
            raise Refused(211)
        if any(row["nim"] == record["nim"] for row in same):
            raise Refused(219)
        if before is None or before.get(LOCKED):
            need_open(campus, record["id_periode_masuk"], 116 if before is None else 221)

    def identify(self, record: Record) -> Record:
        """Give a new registration an id."""
        record["id_registrasi_mahasiswa"] = str(uuid.uuid4())
        return self.echo(record)

    def refuse_empty(self, name: str) -> None:
        """Give some fields codes of their own."""
        codes = {"id_mahasiswa": 212, "nim": 213}
        if name in codes:
            raise Refused(codes[name])
        super().refuse_empty(name)

    def check_removal(self, campus: Campus, record: Record) -> None:
        """Let studies, grades and graduation go first."""
        for name, code in (("akm", 218), ("peserta", 218), ("lulus", 222)):
            registrations = {row["id_registrasi_mahasiswa"] for row in campus.all(name)}
            if record["id_registrasi_mahasiswa"] in registrations:
                raise Refused(code)
