"""What every entity's insert, update and delete have in common (feeder-api.md §8.4). A refusal changes nothing."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from daemon.demo.feeder_simulator.state import KEYS, SYNCED, Campus, Cell, Record
from daemon.demo.feeder_simulator.wire import Reply

_INTEGERS = re.compile(r"id_agama|id_kebutuhan_\w+|id_pekerjaan_\w+|id_penghasilan_\w+|kapasitas|apakah_wajib")
_DATES = re.compile(r"(?:tanggal|bulan_a).*")
_SCALES = {"ips": 2, "ipk": 2, "nilai_angka": 1, "nilai_indeks": 2, "sks_substansi_total": 2}
_WHOLE = re.compile(r"sks_semester|sks_total|sks_diakui|biaya_\w+|rencana_\w+|realisasi_\w+")
_LENGTHS = {"nama_mahasiswa": 100, "tempat_lahir": 32, "jalan": 80, "dusun": 60, "kelurahan": 60, "email": 60}
_LENGTHS |= {"handphone": 20, "telepon": 20, "keterangan": 128, "judul_skripsi": 500, "nilai_huruf": 3, "nisn": 10}
Given = Mapping[str, Any]


class Refused(Exception):
    """An error code, with the server's own words or others."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text."""
    return tuple(text.split())


def need_open(campus: Campus, semester: object, code: int = 116) -> None:
    """Refuse what belongs to a closed period. Raises: Refused."""
    if str(semester) not in campus.open_periods:
        raise Refused(code)


def stored(name: str, value: Any) -> Cell:
    """Return a value as its column keeps it. Raises: Refused when it does not fit."""
    if value is None or value == "":
        return None
    if isinstance(value, (dict, list)):
        raise Refused(15)
    text = str(int(value) if isinstance(value, bool) else value).strip()
    if _DATES.fullmatch(name):
        return _date(name, text)
    if _INTEGERS.fullmatch(name):
        return int(_number(text, 0))
    if name in _SCALES or _WHOLE.fullmatch(name):
        return _number(text, _SCALES.get(name, 0))
    if len(text) > _LENGTHS.get(name, 500):
        raise Refused(15, f"value too long for type character varying({_LENGTHS.get(name, 500)})")
    return text


def _date(name: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else _bad_date(name)
    except ValueError:
        return _bad_date(name)


def _bad_date(name: str) -> str:
    raise Refused(202) if name == "tanggal_lahir" else Refused(108, f"{name} tidak valid")


def _number(text: str, places: int) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused(15) from None
    if not number.is_finite():
        raise Refused(15)
    return f"{number:.{places}f}"


class Entity:
    """One table with its insert, update and delete; the subclasses have the rules."""

    table = ""
    required: Sequence[str] = ()
    optional: Sequence[str] = ()
    duplicate = 119
    missing = 111
    none_to_delete = 112
    aliases: Mapping[str, str] = MappingProxyType({})  # field of a write → column of the table

    def insert(self, campus: Campus, given: Given) -> Reply:
        """Add a record."""
        record = self._read(given)
        self._need(record)
        self.check(campus, record, None)
        for name in (*self.required, *self.optional):
            record.setdefault(self.aliases.get(name, name), None)
        made = self.identify(record)
        if campus.key_of(self.table, record) in campus.tables[self.table]:
            raise Refused(self.duplicate)
        campus.put(self.table, record | {SYNCED: 0})
        return Reply(data=made or self.echo(record))

    def update(self, campus: Campus, key: Given, given: Given, *, full: bool) -> Reply:
        """Change a record."""
        record = self._find(campus, key, self.missing)
        if any(name in KEYS[self.table] and given[name] != key.get(name) for name in given):
            raise Refused(120)
        changes = self._read({name: value for name, value in given.items() if name not in KEYS[self.table]})
        if full:
            self._need(changes)
        for name in self.required:
            column = self.aliases.get(name, name)
            if column in changes and changes[column] is None:
                self.refuse_empty(name)
        self.check(campus, record | changes, record)
        if all(record.get(name) == value for name, value in changes.items()):
            raise Refused(105)
        campus.put(self.table, record | changes | {SYNCED: 0})
        return Reply(data=self.echo(record))

    def delete(self, campus: Campus, key: Given) -> Reply:
        """Remove a record."""
        record = self._find(campus, key, self.none_to_delete)
        self.check_removal(campus, record)
        campus.remove(self.table, record)
        return Reply(data=self.echo(record))

    def check(self, campus: Campus, record: Record, before: Record | None) -> None:
        """Hold the rules for a record that is added (before None) or changed. Raises: Refused."""

    def check_removal(self, campus: Campus, record: Record) -> None:
        """Hold the rules for a record that is removed. Raises: Refused."""

    def identify(self, _record: Record) -> Record:
        """Give a new record its id, and return what the answer says; empty where the key was given."""
        return {}

    def echo(self, record: Record) -> Record:
        """Return the key."""
        return {name: record[name] for name in KEYS[self.table]}

    def refuse_empty(self, name: str) -> None:
        """Say which field is empty."""
        raise Refused(108, f"{name} tidak boleh kosong")

    def _read(self, given: Given) -> Record:
        known = {*self.required, *self.optional, *KEYS[self.table]}
        if not set(given) <= known:
            raise Refused(109)
        return {self.aliases.get(name, name): stored(self.aliases.get(name, name), given[name]) for name in given}

    def _need(self, record: Record) -> None:
        for name in self.required:
            if record.get(self.aliases.get(name, name)) is None:
                self.refuse_empty(name)

    def _find(self, campus: Campus, key: Given, code: int) -> Record:
        if set(key) != set(KEYS[self.table]):
            raise Refused(108)
        found = campus.get(self.table, *(key[name] for name in KEYS[self.table]))
        if found is None:
            raise Refused(code)
        return found
