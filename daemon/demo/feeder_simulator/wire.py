"""Put rows and answers on the wire as Feeders do, with the quirks that are on (feeder-api.md §3.4, §3.5)."""

import json
import re
from typing import Any

from daemon.demo.feeder_simulator.quirks import Quirks
from daemon.demo.feeder_simulator.state import Cell, Record
from daemon.integrator.feeder.error_table import table
from daemon.value_objects import value_object

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DATE_COLUMN = re.compile(r"(?:tanggal|tgl|mulai_s|bulan_a|bln_a).*")
_WIDTHS = {"id_wilayah": 8, "nama_status_mahasiswa": 15, "nilai_huruf": 3, "id_semester": 5}
_NUMERIC = re.compile(
    r"ips|ipk|sks_\w+|total_sks|nilai_angka|nilai_indeks|biaya_\w+|bobot_m\w+|id_jenis_daftar|id_jalur_\w+|rt|rw"
)
_OLD_NAMES = {
    "GetAktivitasKuliahMahasiswa": {"sks_total": "total_sks", "id_semester": "id_smt"},
    "GetKRSMahasiswa": {"id_kelas": "id_kelas_kuliah", "id_periode": "id_semester"},
    "GetRiwayatNilaiMahasiswa": {"id_kelas": "id_kelas_kuliah", "id_periode": "id_semester"},
    "GetPesertaKelasKuliah": {"id_kelas_kuliah": "id_kelas"},
    "GetDetailNilaiPerkuliahanKelas": {"id_kelas_kuliah": "id_kelas", "id_semester": "id_periode"},
    "GetBiodataMahasiswa": {"nama_ibu_kandung": "nama_ibu", "nomor_kps": "no_kps"},
    "GetProdi": {"id_jenjang_pendidikan": "id_jenjang_didik"},
}


@value_object
class Reply:
    """An answer of the service, before its quirks."""

    code: int = 0
    data: Any = None
    text: str = ""  # "": the table's words for the code
    count: int | None = None  # jumlah
    is_insert: bool = False


def renamed(act: str, row: Record, quirks: Quirks) -> Record:
    """Return a row with the column names that this version has."""
    names = _OLD_NAMES.get(act, {}) if quirks.old_names else {}
    found = {names.get(name, name): value for name, value in row.items()}
    if "nim" in found and (quirks.nipd or quirks.nipd_beside_nim):
        found["nipd"] = found["nim"]
        if quirks.nipd:
            del found["nim"]
    return found


def searchable(row: Record, quirks: Quirks) -> dict[str, str | None]:
    """Return a row as filters see it: text without padding, dates in the form they are shown in."""
    return {name: None if value is None else str(_shown(name, value, quirks)).rstrip() for name, value in row.items()}


def on_the_wire(row: Record, quirks: Quirks) -> dict[str, Any]:
    """Return a row as JSON values."""
    return {name: _value(name, value, quirks) for name, value in row.items()}


def body_of(reply: Reply, quirks: Quirks) -> bytes:
    """Return the answer's octets."""
    text = reply.text or words_of(reply.code)
    if reply.code and reply.is_insert and quirks.code_message_shape:
        return json.dumps({"code": reply.code, "message": text}).encode()
    answer: dict[str, Any] = {"error_code": _code(reply.code, quirks), "error_desc": text}
    if not text and quirks.null_description:
        answer["error_desc"] = None
    if reply.count is not None and not quirks.without_count:
        answer["jumlah"] = reply.count
    answer["data"] = None if reply.data in (None, []) and quirks.null_data else [] if reply.data is None else reply.data
    octets = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    octets += b'\n{"status":"selesai","error_code":99}' if quirks.extra_object else b""
    octets += b"\n<!-- 0.02 detik -->" if quirks.extra_text else b""
    return b"\xef\xbb\xbf\r\n " + octets if quirks.byte_order_mark else octets


def words_of(code: int) -> str:
    """Return the server's own words for a code."""
    meaning = table().get(str(code))
    return meaning.server_text if meaning is not None else ""


def _code(code: int, quirks: Quirks) -> int | str:
    if quirks.error_code_padded:
        return f" {code} "
    return str(code) if quirks.error_code_as_string else code


def _value(name: str, value: Cell, quirks: Quirks) -> Any:
    if value is None:
        return "-" if quirks.dash_instead_of_null else "" if quirks.empty_instead_of_null else None
    if isinstance(value, int):
        return str(value) if quirks.numbers_as_strings else value
    shown = _shown(name, value, quirks)
    if quirks.numerics_as_numbers and _NUMERIC.fullmatch(name) and re.fullmatch(r"\d+(\.\d+)?", shown):
        return float(shown) if "." in shown else int(shown)
    if quirks.unpadded:
        return shown.rstrip()
    return shown.ljust(_WIDTHS.get(name, 0)) + ("  " if quirks.padded_everywhere else "")


def _shown(name: str, value: Cell, quirks: Quirks) -> str:
    """Return a value's text, dates in the form of this version."""
    text = str(value)
    match = _DATE.fullmatch(text) if _DATE_COLUMN.fullmatch(name) else None
    if match is None:
        return text
    if quirks.iso_times:
        return f"{text} 00:00:00"
    return text if quirks.iso_dates else f"{match[3]}-{match[2]}-{match[1]}"
