"""The Feeder's write acts: their keys, their fields, and what fits into each (feeder-api.md §6)."""

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from daemon.integrator.feeder.acts import form_of
from daemon.integrator.feeder.columns import Column, Form, Scalar, amount, checked, day
from daemon.integrator.feeder.faults import BadRequest
from daemon.value_objects import value_object

# What is read and sent back as it was may have line ends; what people write has none.
_CONTROL = frozenset(map(chr, (*range(32), *range(127, 160)))) - frozenset("\t\n\r")
# Columns of whole numbers, which the reference's examples send as such (feeder-api.md §6, §12).
_WHOLE = re.compile(
    r"id_(?:agama|jenis_tinggal|alat_transportasi|jenis_daftar|jalur_daftar|pembiayaan|jenis_evaluasi|"
    r"(?:pendidikan|pekerjaan|penghasilan|kebutuhan_khusus)_\w+)|penerima_kps|jalur_skripsi"
)
_DIGITS = re.compile(r"0|[1-9][0-9]{0,8}")  # a code with a zero in front is no number
Json = str | int | float | None  # what a value is on the wire


@value_object
class Field:
    """What may be written into a column."""

    column: Column
    longest: int  # characters; 0: the form says it
    is_required: bool  # on insert


@value_object
class WriteAct:
    """An act that changes something."""

    name: str
    key: tuple[str, ...] = ()  # of updates and deletes
    fields: Mapping[str, Field] = field(default_factory=dict)

    def fit(self, name: str, value: Scalar) -> Json:
        """Return a value of the record as it is sent. Raises: BadRequest when it has no such field or does not fit."""
        described = self.fields.get(name)
        if described is None:
            raise BadRequest(name, f"is no field of {self.name}")
        if value is None:
            if described.is_required:
                raise BadRequest(name, "must not be empty")
            return None
        return _fitted(described, value)

    def fit_key(self, key: Mapping[str, str]) -> dict[str, str]:
        """Return the key as it is sent: all of its columns, no other. Raises: BadRequest."""
        if set(key) != set(self.key):
            raise BadRequest("key", f"is not the key of {self.name}")
        return {name: checked(Column(name, form_of(name)), value) for name, value in key.items()}


def write_act(name: str) -> WriteAct:
    """Return a write act. Raises: BadRequest when it is none that Loket uses."""
    if name not in WRITE_ACTS:
        raise BadRequest("act", f"{name[:60]!r} is none that is used")
    return WRITE_ACTS[name]


def _fitted(described: Field, value: Scalar) -> Json:
    column = described.column
    text = value.isoformat() if isinstance(value, date) else str(value)
    if column.form is Form.DATE:
        found = day(text)
        if found is None:
            raise BadRequest(column.name, "is no date")
        return found.isoformat()
    if column.form is Form.AMOUNT:
        return _number(column.name, text)
    if _WHOLE.fullmatch(column.name) and _DIGITS.fullmatch(text):
        return int(text)
    if column.form is not Form.TEXT:  # a foreigner's passport stands where others have their NIK
        is_passport = column.form is Form.NUMBER and not text.isdigit()
        return checked(Column(column.name, Form.CODE) if is_passport else column, text)
    if not text.strip() or _CONTROL & set(text):
        raise BadRequest(column.name, "is no text")
    if described.longest and len(text) > described.longest:
        raise BadRequest(column.name, f"is longer than {described.longest} characters")
    return text


def _number(name: str, text: str) -> int | float:
    number = amount(text)
    if number is None or not 0 <= number < Decimal(10) ** 14:
        raise BadRequest(name, "is no number from 0")
    return int(number) if number == number.to_integral_value() else float(number)


def _fields(description: str) -> Mapping[str, Field]:
    """Read "name*:100": a field, required on insert, at most so many characters."""
    fields = {}
    for word in description.split():
        name, _, longest = word.partition(":")
        plain = name.rstrip("*")
        fields[plain] = Field(Column(plain, form_of(plain)), int(longest or 0), name.endswith("*"))
    return MappingProxyType(fields)


def _family(person: str) -> str:
    return (
        f"nama_{person}:100 tanggal_lahir_{person} id_pendidikan_{person} id_pekerjaan_{person} id_penghasilan_{person}"
    )


_BIODATA = _fields(
    "nama_mahasiswa*:100 jenis_kelamin* tempat_lahir*:32 tanggal_lahir* id_agama* nik* nisn npwp kewarganegaraan* "
    "jalan:80 dusun:60 rt rw kelurahan*:60 kode_pos id_wilayah* id_jenis_tinggal id_alat_transportasi telepon:20 "
    "handphone:20 email:60 penerima_kps* nomor_kps:80 nik_ayah nik_ibu nama_ibu_kandung*:100 "
    "tanggal_lahir_ibu id_pendidikan_ibu id_pekerjaan_ibu id_penghasilan_ibu "
    f"{_family('ayah')} {_family('wali')} "
    "id_kebutuhan_khusus_mahasiswa* id_kebutuhan_khusus_ayah* id_kebutuhan_khusus_ibu*"
)
_RIWAYAT = _fields(
    "id_mahasiswa* nim* id_jenis_daftar* id_jalur_daftar* id_periode_masuk* tanggal_daftar* id_perguruan_tinggi* "
    "id_prodi* id_bidang_minat sks_diakui id_perguruan_tinggi_asal id_prodi_asal id_pembiayaan biaya_masuk*"
)
_AKM = _fields(
    "id_registrasi_mahasiswa* id_semester* id_status_mahasiswa* ips ipk sks_semester total_sks biaya_kuliah_smt* "
    "id_pembiayaan"
)
_LULUS = _fields(
    "id_registrasi_mahasiswa* id_jenis_keluar* tanggal_keluar* id_periode_keluar* keterangan:128 nomor_sk_yudisium:80 "
    "tanggal_sk_yudisium ipk nomor_ijazah:80 jalur_skripsi judul_skripsi:500 bulan_awal_bimbingan bulan_akhir_bimbingan"
)
_KRS = _fields("id_kelas_kuliah* id_registrasi_mahasiswa*")
_NILAI = _fields("nilai_angka nilai_indeks nilai_huruf:3")
_MENGAJAR = _fields(
    "id_registrasi_dosen* id_kelas_kuliah* id_substansi sks_substansi_total* rencana_minggu_pertemuan* "
    "realisasi_minggu_pertemuan id_jenis_evaluasi*"
)


def _triple(entity: str, key: tuple[str, ...], fields: Mapping[str, Field]) -> tuple[WriteAct, ...]:
    """Return the acts that add, change and remove; a change never writes the key (error 120)."""
    changeable = MappingProxyType({name: described for name, described in fields.items() if name not in key})
    return (
        WriteAct(f"Insert{entity}", (), fields),
        WriteAct(f"Update{entity}", key, changeable),
        WriteAct(f"Delete{entity}", key),
    )


_REGISTRATION = ("id_registrasi_mahasiswa",)
_PARTICIPANT = ("id_kelas_kuliah", "id_registrasi_mahasiswa")
WRITE_ACTS: Mapping[str, WriteAct] = MappingProxyType(
    {
        act.name: act
        for act in (
            *_triple("BiodataMahasiswa", ("id_mahasiswa",), _BIODATA),
            *_triple("RiwayatPendidikanMahasiswa", _REGISTRATION, _RIWAYAT),
            *_triple("PerkuliahanMahasiswa", (*_REGISTRATION, "id_semester"), _AKM),
            *_triple("MahasiswaLulusDO", _REGISTRATION, _LULUS),
            WriteAct("InsertPesertaKelasKuliah", (), _KRS),
            WriteAct("DeletePesertaKelasKuliah", _PARTICIPANT),
            WriteAct("UpdateNilaiPerkuliahanKelas", _PARTICIPANT, _NILAI),
            *_triple("DosenPengajarKelasKuliah", ("id_aktivitas_mengajar",), _MENGAJAR),
        )
    }
)
