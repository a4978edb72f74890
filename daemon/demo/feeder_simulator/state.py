"""The simulator's tables: plain rows by their keys, all values as the Feeder's database has them.

Numerics are text with their decimals ("3.55", "23"), integers are int, dates are ISO text, None is NULL.
"""

import copy
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

Cell = str | int | None
Record = dict[str, Cell]
Table = dict[tuple[str, ...], Record]

TABLES = (
    "biodata",  # id_mahasiswa
    "riwayat",  # id_registrasi_mahasiswa
    "akm",  # id_registrasi_mahasiswa, id_semester
    "lulus",  # id_registrasi_mahasiswa
    "peserta",  # id_kelas_kuliah, id_registrasi_mahasiswa; with the grade
    "kelas",  # id_kelas_kuliah
    "matkul",  # id_matkul
    "kurikulum",  # id_kurikulum
    "matkul_kurikulum",  # id_kurikulum, id_matkul
    "mengajar",  # id_aktivitas_mengajar
    "dosen",  # id_dosen
    "penugasan",  # id_registrasi_dosen, id_tahun_ajaran
    "prodi",  # id_prodi
    "semester",  # id_semester
    "skala",  # id_bobot_nilai
)
KEYS = {
    "biodata": ("id_mahasiswa",),
    "riwayat": ("id_registrasi_mahasiswa",),
    "akm": ("id_registrasi_mahasiswa", "id_semester"),
    "lulus": ("id_registrasi_mahasiswa",),
    "peserta": ("id_kelas_kuliah", "id_registrasi_mahasiswa"),
    "kelas": ("id_kelas_kuliah",),
    "matkul": ("id_matkul",),
    "kurikulum": ("id_kurikulum",),
    "matkul_kurikulum": ("id_kurikulum", "id_matkul"),
    "mengajar": ("id_aktivitas_mengajar",),
    "dosen": ("id_dosen",),
    "penugasan": ("id_registrasi_dosen", "id_tahun_ajaran"),
    "prodi": ("id_prodi",),
    "semester": ("id_semester",),
    "skala": ("id_bobot_nilai",),
}
SYNCED = "synced"  # in a record: 1 when it is at PDDIKTI as it is here; a change makes it 0
LOCKED = "locked"  # in a record: 1 once it ever went to PDDIKTI
HIDDEN = (SYNCED, LOCKED)  # no columns of any view


@dataclass(slots=True)
class Campus:
    """One data set: the live one or the sandbox."""

    tables: dict[str, Table]
    profile: Record
    references: dict[str, list[Record]]
    open_periods: set[str] = field(default_factory=set)  # id_semester whose data may be changed
    locked_graduations: bool = True  # a synchronised graduation cannot be changed

    def all(self, table: str) -> Iterator[Record]:
        """Yield a table's records in the order of their keys, as PostgreSQL happens to give them."""
        yield from (record for _, record in sorted(self.tables[table].items()))

    def get(self, table: str, *key: object) -> Record | None:
        """Return one record."""
        return self.tables[table].get(tuple(str(part).lower() for part in key))

    def put(self, table: str, record: Record) -> Record:
        """Add or replace a record by its key."""
        self.tables[table][self.key_of(table, record)] = record
        return record

    def remove(self, table: str, record: Record) -> None:
        """Take a record out."""
        del self.tables[table][self.key_of(table, record)]

    def key_of(self, table: str, record: Record) -> tuple[str, ...]:
        """Return a record's key."""
        return tuple(str(record[name]).lower() for name in KEYS[table])

    def clone(self) -> "Campus":
        """Return a copy, as the sandbox is made from the live data."""
        return copy.deepcopy(self)


def fixed_uuid(*words: object) -> str:
    """Return a UUID that is the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, ("loket-simulator", *words)))))
