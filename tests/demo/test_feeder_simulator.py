"""The simulator answers as a Feeder does (feeder-api.md §8, §12), whatever our client makes of it."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError

import pytest

from daemon.demo.feeder_simulator.campus import INSTITUTION, OPEN, fixed_uuid, nim_of
from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.feeder_simulator.service import PASSWORD, USERNAME
from daemon.integrator.feeder.error_table import table

SITI = fixed_uuid("mahasiswa", 1)
NOT_SYNCED = fixed_uuid("mahasiswa", 3)
REGISTRATION = fixed_uuid("registrasi", 1)
OF_SITI = {"id_registrasi_mahasiswa": REGISTRATION}
Ask = Callable[..., Any]


@pytest.fixture
def server() -> Iterator[FeederServer]:
    with FeederServer() as running:
        yield running


def post(url: str, body: bytes, kind: str = "application/json") -> Any:
    request = urllib.request.Request(url, body, {"Content-Type": kind}, method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read().decode("utf-8-sig"))


@pytest.fixture
def ask(server: FeederServer) -> Ask:
    """Return a function that sends an act with a good token."""
    account = {"act": "GetToken", "username": USERNAME, "password": PASSWORD}
    token = post(server.url, json.dumps(account).encode())["data"]["token"]

    def ask(act: str, **body: Any) -> Any:
        return post(server.url, json.dumps({"act": act, "token": token, **body}).encode())

    return ask


def control(server: FeederServer, what: str, wish: Any) -> Any:
    return post(f"{server.controls_url}{what}", json.dumps(wish).encode())


def biodata(**changes: Any) -> dict[str, Any]:
    """Return a whole record for a new person, with some fields replaced."""
    return {
        "nama_mahasiswa": "RINA CONTOH BARU",
        "jenis_kelamin": "P",
        "tempat_lahir": "PALEMBANG",
        "tanggal_lahir": "2005-05-17",
        "id_agama": 1,
        "nik": "1671025705050099",
        "kewarganegaraan": "ID",
        "kelurahan": "SEKIP",
        "id_wilayah": "116003",
        "penerima_kps": 0,
        "nama_ibu_kandung": "AMINAH",
        "id_kebutuhan_khusus_mahasiswa": 0,
        "id_kebutuhan_khusus_ayah": 0,
        "id_kebutuhan_khusus_ibu": 0,
        **changes,
    }


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"{}", "text/plain", 11),
        (b"<data/>", "application/xml", 16),
        (b"{broken", "application/json", 15),
        (b"[1]", "application/json", 15),
        (b"{}", "application/json", 13),
        (b'{"act":"GetNothing"}', "application/json", 13),
        (b'{"act":"GetToken","username":"x","password":"y"}', "application/json", 12),
        (b'{"act":"GetProdi"}', "application/json", 100),
        (b'{"act":"GetProdi","token":"abc"}', "application/json", 100),
    ],
)
def test_checks_come_in_the_order_of_the_reference(server: FeederServer, body: bytes, kind: str, code: int) -> None:
    assert post(server.url, body, kind)["error_code"] == code


def test_row_has_types_padding_and_dates_as_on_the_wire(ask: Ask) -> None:
    row = ask("GetBiodataMahasiswa", filter=f"id_mahasiswa='{SITI}'")["data"][0]

    assert (row["id_agama"], row["id_wilayah"], row["tanggal_lahir"]) == (1, "116003  ", "02-05-2004")
    assert (row["kewarganegaraan"], row["id_negara"], row["npwp"]) == ("Indonesia", "ID", None)


@pytest.mark.parametrize(
    ("clause", "rows"),
    [
        (f"nim='{nim_of(1)}'", 1),
        ("nama_mahasiswa ilike '%ma''ruf%'", 1),
        (f"nim IN ('{nim_of(1)}','{nim_of(2)}') AND (jenis_kelamin='P' OR jenis_kelamin='L')", 2),
        ("id_status_mahasiswa IS NOT NULL", 1),
        ("a.nim LIKE '21900000%' AND NOT nim='2190000001'", 11),
        ("nim='x'", 0),
        ("", 12),
    ],
)
def test_filter_is_a_clause_over_the_columns_of_the_answer(ask: Ask, clause: str, rows: int) -> None:
    assert len(ask("GetListMahasiswa", filter=clause)["data"]) == rows


@pytest.mark.parametrize(
    "clause",
    ["nothing='1'", "nim='1", "nim=1; DROP TABLE x", "id_mahasiswa='no-uuid'", "nim='1' UNION SELECT 1", "(" * 80],
)
def test_clause_that_is_none_is_a_database_error(ask: Ask, clause: str) -> None:
    assert ask("GetListMahasiswa", filter=clause)["error_code"] == 121


def test_filter_that_is_no_text_finds_nothing_without_an_error(ask: Ask) -> None:
    assert ask("GetListMahasiswa", filter=["nim='2190000001'"]) == {"error_code": 0, "error_desc": "", "data": []}


def test_id_beside_the_filter_is_ignored_and_gives_somebody(ask: Ask) -> None:
    answers = [ask("DetailBiodataDosen", id_dosen=fixed_uuid("dosen", number))["data"] for number in (1, 2, 3)]

    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0]) == 1


def test_limit_offset_and_order_cut_pages(ask: Ask) -> None:
    page = ask("GetListMahasiswa", order="nim DESC", limit="2", offset=1)["data"]

    assert [row["nim"] for row in page] == [nim_of(11), nim_of(10)]
    assert ask("GetListMahasiswa", limit="many")["error_code"] == 108


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, 0),
        ({"nama_mahasiswa": ""}, 201),
        ({"tanggal_lahir": "17-05-2005"}, 202),
        ({"tempat_lahir": None}, 207),
        ({"nama_ibu_kandung": None}, 206),
        ({"kelurahan": None}, 108),
        ({"nik": "123"}, 108),
        ({"nik": "1671024205040001"}, 108),
        ({"warna": "merah"}, 109),
        ({"email": "x" * 100}, 15),
        ({"nama_mahasiswa": "SITI CONTOH", "tanggal_lahir": "2004-05-02"}, 200),
    ],
)
def test_new_person_is_checked_as_the_reference_says(ask: Ask, change: dict[str, Any], code: int) -> None:
    assert ask("InsertBiodataMahasiswa", record=biodata(**change))["error_code"] == code


@pytest.mark.parametrize(
    ("act", "key", "record", "code"),
    [
        ("UpdateBiodataMahasiswa", {"id_mahasiswa": SITI}, {"nama_mahasiswa": "SITI BARU"}, 217),
        ("UpdateBiodataMahasiswa", {"id_mahasiswa": NOT_SYNCED}, {"nama_mahasiswa": "BUDI BARU"}, 0),
        ("UpdateBiodataMahasiswa", {"id_mahasiswa": SITI}, {"kelurahan": "SEKIP"}, 105),
        ("UpdateBiodataMahasiswa", {"id_mahasiswa": SITI}, {"id_mahasiswa": NOT_SYNCED}, 120),
        ("UpdateBiodataMahasiswa", {"id_mahasiswa": INSTITUTION}, {"kelurahan": "X"}, 203),
        ("UpdateRiwayatPendidikanMahasiswa", OF_SITI, {"nim": "1"}, 216),
        ("UpdateRiwayatPendidikanMahasiswa", OF_SITI, {"biaya_masuk": 1}, 221),
        ("UpdateRiwayatPendidikanMahasiswa", OF_SITI, {"id_prodi": SITI}, 115),
        ("UpdatePerkuliahanMahasiswa", {**OF_SITI, "id_semester": OPEN}, {"id_status_mahasiswa": "M"}, 737),
        ("UpdatePerkuliahanMahasiswa", {**OF_SITI, "id_semester": "20251"}, {"ips": 3.1}, 116),
        ("UpdateBiodataDosen", {"id_dosen": SITI}, {"nama_dosen": "X"}, 302),
        ("UpdateMatkulKurikulum", {"id_matkul": SITI}, {"semester": 1}, 635),
        ("UpdateMahasiswaLulusDO", {"id_registrasi_mahasiswa": fixed_uuid("registrasi", 12)}, {"ipk": 3.9}, 105),
    ],
)
def test_change_is_checked_as_the_reference_says(ask: Ask, act: str, key: Any, record: Any, code: int) -> None:
    assert ask(act, key=key, record=record)["error_code"] == code


def test_lock_stays_after_an_allowed_change_and_the_row_waits_for_synchronisation(ask: Ask) -> None:
    ask("UpdateBiodataMahasiswa", key={"id_mahasiswa": SITI}, record={"handphone": "0811"})
    row = ask("GetBiodataMahasiswa", filter=f"id_mahasiswa='{SITI}'")["data"][0]

    assert row["status_sync"] == "belum sync"
    assert (
        ask("UpdateBiodataMahasiswa", key={"id_mahasiswa": SITI}, record={"nama_mahasiswa": "X"})["error_code"] == 217
    )


def test_person_is_removed_only_from_below(ask: Ask) -> None:
    assert ask("DeleteBiodataMahasiswa", key={"id_mahasiswa": SITI})["error_code"] == 215
    assert ask("DeleteRiwayatPendidikanMahasiswa", key={"id_registrasi_mahasiswa": REGISTRATION})["error_code"] == 218


@pytest.mark.parametrize("code", [int(topic) for topic in table() if topic.isdigit()])
def test_every_code_can_be_made_to_come(ask: Ask, server: FeederServer, code: int) -> None:
    control(server, "faults", {"kind": "error", "code": code})

    assert ask("GetProdi") == {"error_code": code, "error_desc": table()[str(code)].server_text, "data": []}


@pytest.mark.parametrize(("setting", "code"), [("is_expired", 104), ("is_developer_mode", 101), ("is_damaged", 107)])
def test_whole_service_can_be_out_of_order(ask: Ask, server: FeederServer, setting: str, code: int) -> None:
    control(server, "settings", {setting: True})

    assert ask("GetProdi")["error_code"] == code


def test_controls_open_periods_end_tokens_and_begin_anew(ask: Ask, server: FeederServer) -> None:
    key = {"id_registrasi_mahasiswa": REGISTRATION, "id_semester": "20252"}
    control(server, "periods", {"open": ["20252"]})
    assert ask("UpdatePerkuliahanMahasiswa", key=key, record={"ips": 3.1})["error_code"] == 0
    control(server, "reset", {})
    assert server.simulator.applied == []
    control(server, "expire-tokens", {})
    assert ask("GetProdi")["error_code"] == 100


def test_page_of_controls_shows_every_switch(server: FeederServer) -> None:
    with urllib.request.urlopen(server.controls_url, timeout=10) as answer:
        page = answer.read().decode()

    assert all(name in page for name in ("nipd", "extra_object", "is_expired", "hang_after", "Expire all tokens"))


def test_other_addresses_are_not_found(server: FeederServer) -> None:
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(f"http://127.0.0.1:{server.port}/ws/nothing", timeout=10)


def test_command_runs_it_alone_and_stops_in_order() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "daemon", "feeder-simulator", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    url = process.stdout.readline().split()[1]
    assert post(url, b'{"act":"GetProdi"}')["error_code"] == 100
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_dictionary_of_a_change_names_its_fields_and_its_key(ask: Ask) -> None:
    told = ask("GetDictionary", fungsi="UpdatePerkuliahanMahasiswa")["data"]["request"]
    assert told["id_semester"] == {"type": "string", "primary": True, "nullable": False}
    assert told["ips"]["nullable"]


@pytest.mark.parametrize("act", ["GetJabfung", "GetStatusKepegawaian", "GetLevelWilayah", "GetJenisPrestasi"])
def test_reference_tables_that_no_action_uses_are_there_as_well(ask: Ask, act: str) -> None:
    assert ask(act)["data"]
    assert ask("GetDictionary", fungsi=act)["data"]["response"]
