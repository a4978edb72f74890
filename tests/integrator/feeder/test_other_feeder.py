"""A Feeder that somebody else wrote from the same reference: other habits wherever the reference leaves them open."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from daemon.desk.four_eyes.plan_kind import Finding
from daemon.integrator import records
from daemon.integrator.actions import lulus_do, ubah_akm, ubah_biodata, ubah_dosen_pengajar
from daemon.integrator.classes import class_of
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.exchange import FeederSettings
from daemon.integrator.feeder.faults import FeederPeriodClosed, WrongRecord
from daemon.integrator.feeder.filters import equal, select
from daemon.integrator.tools import Tools
from daemon.integrator.web import WebLimits

QUICK = WebLimits(connect=2.0, answer=2.0)
PERSON, REGISTRATION = "3F0C0000-0000-4000-8000-000000000001", "7BD90000-0000-4000-8000-000000000001"
CLASS, COURSE = "aa550000-0000-4000-8000-000000000001", "bb550000-0000-4000-8000-000000000001"
TEACHER, ASSIGNED = "dd550000-0000-4000-8000-000000000001", "ee550000-0000-4000-8000-000000000001"
WHERE = {"ID_SEMESTER": 20261}
TAUGHT = {"ID_KELAS_KULIAH": CLASS, "SKS_SUBSTANSI_TOTAL": 3, "RENCANA_MINGGU_PERTEMUAN": 16, "ID_JENIS_EVALUASI": 1}
TOKEN = "0123456789abcdef0123456789abcdef"


class OtherFeeder:
    """Its data, and what it was told; values are numbers where it likes, columns in capitals, ids in capitals."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.most = 60  # rows at once, whatever is asked for
        student = {
            "ID_MAHASISWA": PERSON,
            "ID_REGISTRASI_MAHASISWA": REGISTRATION,
            "NIM": 2010101001,
            "NAMA_MAHASISWA": "  Siti Contoh ",
            "ID_PRODI": "c0de0000-0000-4000-8000-000000000057",
            "ID_PERIODE": 20201,
            "STATUS_SYNC": "Belum Sync ",
        }
        biodata = {
            **student,
            "TANGGAL_LAHIR": "2002-05-17T00:00:00.000Z",
            "TEMPAT_LAHIR": "PALEMBANG",
            "JENIS_KELAMIN": "P",
            "ID_AGAMA": "01",
            "NIK": "A1234567",
            "KEWARGANEGARAAN": "Indonesia",
            "JALAN": "JL. CONTOH\r\nBLOK A",
            "KELURAHAN": "SEKIP",
            "ID_WILAYAH": "116003  ",
            "PENERIMA_KPS": False,
            "NAMA_IBU": "AMINAH",
            "KODE_POS": 30126,
        }
        akm = {**student, "ID_SEMESTER": 20241, "ID_STATUS_MAHASISWA": "N", "IPS": 0, "IPK": 3.5, "BIAYA_KULIAH_SMT": 0}
        self.tables: dict[str, list[dict[str, Any]]] = {
            "GetListMahasiswa": [student],
            "GetBiodataMahasiswa": [biodata],
            "GetAktivitasKuliahMahasiswa": [akm],
            "GetListKelasKuliah": [
                {"ID_KELAS_KULIAH": CLASS, "ID_MATKUL": COURSE, **WHERE, "NAMA_KELAS_KULIAH": "SI1A "}
            ],
            "GetListMataKuliah": [{"ID_MATKUL": COURSE, "KODE_MATA_KULIAH": "SI101", "NAMA_MATA_KULIAH": "Algoritma"}],
            "GetListRiwayatPendidikanMahasiswa": [{**student, "NIM": str(number)} for number in range(1000, 1150)],
            "GetListDosen": [{"ID_DOSEN": TEACHER, "NIDN": "0212345678", "NAMA_DOSEN": "AHMAD CONTOH"}],
            "GetListPenugasanDosen": [{"ID_REGISTRASI_DOSEN": ASSIGNED, "ID_DOSEN": TEACHER, "ID_TAHUN_AJARAN": 2026}],
            "GetDosenPengajarKelasKuliah": [  # who teaches stands there by the assignment alone
                {"ID_AKTIVITAS_MENGAJAR": PERSON, "ID_REGISTRASI_DOSEN": REGISTRATION, **TAUGHT},
                {"ID_AKTIVITAS_MENGAJAR": COURSE, "ID_REGISTRASI_DOSEN": ASSIGNED, **TAUGHT},
            ],
            "GetListMahasiswaLulusDO": [
                {**student, "ID_JNS_KELUAR": 4, "TGL_KELUAR": "2026-10-01", "ID_PERIODE_KELUAR": 20261}
                | {"BLN_AWAL_BIMBINGAN": "01-03-2026", "BLN_AKHIR_BIMBINGAN": None}
            ],
            "GetWilayah": [{"ID_WILAYAH": f"{number}  ", "NAMA": f"Kec. {number}"} for number in range(116000, 116150)],
        }

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(body)
        act = body["act"]
        if act == "GetToken":
            return {"data": {"expired": 3600, "token": TOKEN}, "error_desc": None, "error_code": "0"}
        if body.get("token") != TOKEN:
            return {"error_code": "100", "error_desc": "Token salah"}
        if act == "UpdatePerkuliahanMahasiswa":
            return {"error_desc": "Periode ditutup", "error_code": " 116 ", "data": None}
        if act == "UpdateBiodataMahasiswa":
            self.tables["GetBiodataMahasiswa"][0].update({k.upper(): v for k, v in body["record"].items()})
            return {"data": [], "error_code": 0.0}
        if act not in self.tables:
            return {"error_code": "14" if act == "GetDictionary" else "13", "error_desc": "", "data": ""}
        return self._rows(act, body)

    def _rows(self, act: str, body: dict[str, Any]) -> dict[str, Any]:
        columns = {name.lower() for row in self.tables[act] for name in row}
        wanted = re.findall(r"(\w+) *= *'((?:[^']|'')*)'", body.get("filter") or "")
        if not {name for name, _ in wanted} <= columns:
            return {"error_code": 121, "error_desc": "column does not exist", "data": None}
        rows = [
            row
            for row in self.tables[act]
            if all(str(row[name.upper()]).strip().casefold() == value.casefold() for name, value in wanted)
        ]
        if not body.get("order"):  # in any order, and each time in another
            rows = rows[-len(self.asked) % len(rows) :] + rows[: -len(self.asked) % len(rows)] if rows else []
        start, size = int(body.get("offset") or 0), min(int(body.get("limit") or self.most), self.most)
        page = rows[start : start + size]
        return {"data": page or {}, "error_code": " 0", "error_desc": "-"}


@pytest.fixture
def other() -> Iterator[tuple[OtherFeeder, FeederClient]]:
    feeder = OtherFeeder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            octets = b"\xef\xbb\xbf\n\n" + json.dumps(feeder.answer(body), indent=4).encode() + b"\n{}"
            self.send_response(201)
            self.send_header("Content-Type", "TEXT/HTML")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for start in range(0, len(octets), 700):
                piece = octets[start : start + 700]
                self.wfile.write(f"{len(piece):X}\r\n".encode() + piece + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")

        def do_GET(self) -> None:
            self.send_error(403)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}/ws/live2.php"
    yield feeder, FeederClient(FeederSettings(url, "x@kampus.example", lambda: "rahasia", None, QUICK, QUICK))
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


Other = tuple[OtherFeeder, FeederClient]


def tools(other: Other) -> Tools:
    return Tools(client=other[1], today=date(2026, 11, 2))


def test_student_is_found(other: Other) -> None:
    found = records.student(tools(other), "2010101001")
    assert (found.title, found.is_synced) == ("Siti Contoh, NIM 2010101001", False)


def test_nobody_is_no_row_however_that_is_written(other: Other) -> None:
    assert other[1].find(select("GetListMahasiswa", equal("nim", "9999"))) is None


def test_record_is_changed_and_read_back_with_all_that_stands_in_it(other: Other) -> None:
    feeder, _ = other
    change = ubah_biodata.preview(tools(other), {"nim": "2010101001", "kode_pos": "30127"})
    ubah_biodata.apply(tools(other), change)
    assert ubah_biodata.verify(tools(other), change) is Finding.NEW
    sent = next(body for body in feeder.asked if body["act"] == "UpdateBiodataMahasiswa")["record"]
    assert (sent["nik"], sent["kewarganegaraan"], sent["jalan"]) == ("A1234567", "ID", "JL. CONTOH\r\nBLOK A")
    assert (sent["id_agama"], sent["penerima_kps"], sent["id_wilayah"]) == ("01", 0, "116003")


def test_act_that_is_missing_has_another_in_its_place(other: Other) -> None:
    change = ubah_akm.preview(tools(other), {"nim": "2010101001", "semester": "20241", "status": "A"})
    assert change.old == {"id_status_mahasiswa": "N"}


def test_class_is_found_where_the_list_of_classes_has_no_course_codes(other: Other) -> None:
    found = class_of(tools(other), {"semester": "20261", "kode_mk": "SI101", "kelas": "SI1A"})
    assert (found["id_kelas_kuliah"], found["nama_mata_kuliah"]) == (CLASS, "Algoritma")


def test_lecturer_of_a_class_is_found_by_their_assignment(other: Other) -> None:
    asked = {"nidn": "0212345678", "semester": "20261", "kode_mk": "SI101", "kelas": "SI1A", "realisasi": "14"}
    change = ubah_dosen_pengajar.preview(tools(other), asked)
    assert (change.key, change.record["id_registrasi_dosen"]) == ({"id_aktivitas_mengajar": COURSE}, ASSIGNED)


def test_end_of_studies_is_understood_by_the_names_of_the_raw_table(other: Other) -> None:
    change = lulus_do.preview(tools(other), {"nim": "2010101001", "mulai_bimbingan": "2026-04-01"})
    assert change.old == {"bulan_awal_bimbingan": "2026-03-01"}
    assert change.record["tanggal_keluar"] == "2026-10-01"


def test_refusal_counts_by_its_number_in_whatever_form(other: Other) -> None:
    change = ubah_akm.preview(tools(other), {"nim": "2010101001", "semester": "20241", "status": "A"})
    with pytest.raises(FeederPeriodClosed):
        ubah_akm.apply(tools(other), change)


def test_server_that_gives_fewer_rows_than_asked_for_is_asked_for_the_rest(other: Other) -> None:
    wanted = equal("nama_mahasiswa", "Siti Contoh")
    assert len(other[1].rows(select("GetListRiwayatPendidikanMahasiswa", wanted))) == 150


def test_row_without_the_column_that_was_asked_for_is_refused(other: Other) -> None:
    for row in other[0].tables["GetListMahasiswa"]:
        row["NIM_MAHASISWA"] = row.pop("NIM")
    other[0]._rows = lambda act, body: {"data": other[0].tables[act], "error_code": 0}  # type: ignore[method-assign]
    with pytest.raises(WrongRecord):
        records.student(tools(other), "2010101001")


def test_dictionary_that_is_under_construction_is_none(other: Other) -> None:
    assert (other[1].dictionary("GetAgama"), other[1].acts(), other[1].application()) == ("", (), None)


def test_reference_table_is_read_whole_and_the_same_each_time(other: Other) -> None:
    first, second = other[1].reference("GetWilayah"), other[1].reference("GetWilayah")
    assert (len(first), first["116149"], second) == (150, "Kec. 116149", first)
