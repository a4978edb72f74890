"""Each action at a Feeder over HTTP, without the mails around it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.feeder_simulator.service import PASSWORD, USERNAME
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator.action import Difference, find_actions
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.exchange import FeederSettings
from daemon.integrator.feeder.faults import FeederPeriodClosed
from daemon.integrator.locks import Locked
from daemon.integrator.tools import Tools

pytestmark = pytest.mark.server

ACTIONS = find_actions()
SITI, UNSYNCED, GRADUATE = "2190000001", "2190000003", "2190000012"
CLASS = {"nim": SITI, "semester": "20261", "kode_mk": "SI103", "kelas": "SI1A"}
TAUGHT = {"nidn": "0212345601", "semester": "20261", "kode_mk": "SI101", "kelas": "SI1A", "prodi": "57201"}
GRADED = {"nim": SITI, "semester": "20261", "kode_mk": "SI101"}


@pytest.fixture
def feeder() -> Iterator[FeederServer]:
    with FeederServer() as server:
        yield server


@pytest.fixture
def tools(feeder: FeederServer) -> Tools:
    client = FeederClient(FeederSettings(feeder.url, USERNAME, lambda: PASSWORD))
    return Tools(client, date(2026, 11, 23))


def read(tools: Tools, name: str, **arguments: str) -> list[Mapping[str, str]]:
    """Return the rows of all sheets."""
    action = ACTIONS[name]
    assert action.read is not None
    return [row for sheet in action.read(tools, arguments) for row in sheet.rows]


def preview(tools: Tools, name: str, arguments: Mapping[str, str]) -> Difference:
    action = ACTIONS[name]
    assert action.write is not None
    return action.write.preview(tools, arguments)


def carried_out(tools: Tools, name: str, arguments: Mapping[str, str]) -> tuple[Finding, Finding]:
    """Return what is found before and after a change is applied."""
    write = ACTIONS[name].write
    assert write is not None
    difference = write.preview(tools, arguments)
    before = write.verify(tools, difference)
    write.apply(tools, difference)
    return before, write.verify(tools, difference)


@pytest.mark.parametrize(
    ("name", "arguments", "column", "value"),
    [
        ("cek-mahasiswa", {"nim": SITI}, "nama_ibu_kandung", "AMINAH"),
        ("cek-riwayat", {"nim": SITI}, "tanggal_daftar", "2024-08-20"),
        ("cek-krs", {"nim": SITI, "semester": "20261"}, "kode_mata_kuliah", "SI101"),
        ("cek-nilai", {"nim": SITI, "semester": "20252"}, "nilai_huruf", "A-"),
        ("cek-akm", {"nim": SITI}, "ips", "3.40"),
        ("cek-lulusan", {"nim": GRADUATE}, "nim", GRADUATE),
        ("cek-dosen", {"nidn": "0212345601"}, "nama_dosen", "AHMAD CONTOH"),
        ("cek-penugasan", {"nidn": "0212345601"}, "id_tahun_ajaran", "2025"),
        ("cek-prodi", {"kode": "57201"}, "nama_program_studi", "S1 Sistem Informasi"),
        ("cek-periode", {}, "id_semester", "20261"),
        ("cek-feeder", {}, "app_version", "3.0.1"),
    ],
)
def test_looks_up(tools: Tools, name: str, arguments: dict[str, str], column: str, value: str) -> None:
    assert value in [row.get(column) for row in read(tools, name, **arguments)]


@pytest.mark.parametrize("name", [name for name, one in ACTIONS.items() if one.read and one.parameter("nim")])
def test_student_who_is_not_there_is_refused(tools: Tools, name: str) -> None:
    if name in ("banding", "compare"):
        tools = Tools(tools.client, tools.today, lambda _nim: {})
    with pytest.raises(Refusal, match="record-count"):
        read(tools, name, nim="2199999999")


WRITES: tuple[tuple[str, dict[str, str]], ...] = (
    ("ubah-biodata", {"nim": SITI, "nik": "1671024205040011", "kelurahan": "SEKIP JAYA"}),
    ("ubah-biodata", {"nim": UNSYNCED, "nama_mahasiswa": "BUDI CONTOH LESTARI", "tanggal_lahir": "2004-05-05"}),
    ("ubah-riwayat", {"nim": UNSYNCED, "jalur": "13", "nim_baru": "2190000093"}),
    ("ubah-akm", {"nim": SITI, "semester": "20261", "status": "C", "biaya": "0"}),
    ("tambah-krs", CLASS),
    ("hapus-krs", {**GRADED, "kelas": "SI1A"}),
    ("ubah-nilai", {**GRADED, "huruf": "A"}),
    ("lulus-do", {"nim": SITI, "jenis": "4", "tanggal": "2026-10-01", "periode": "20261"}),
    ("ubah-dosen-pengajar", {**TAUGHT, "realisasi": "16"}),
)


@pytest.mark.parametrize(("name", "arguments"), WRITES, ids=[name for name, _ in WRITES])
def test_changes_what_it_says(tools: Tools, name: str, arguments: dict[str, str]) -> None:
    assert carried_out(tools, name, arguments) == (Finding.OLD, Finding.NEW)


@pytest.mark.parametrize(("name", "arguments"), WRITES, ids=[name for name, _ in WRITES])
def test_change_that_was_made_is_not_planned_again(tools: Tools, name: str, arguments: dict[str, str]) -> None:
    carried_out(tools, name, arguments)
    again = (
        {**arguments, "nim": arguments.get("nim_baru", arguments.get("nim", ""))} if "nim" in arguments else arguments
    )
    with pytest.raises(Refusal, match=r"no-change|record-count|course-taken"):
        preview(tools, name, again)


@pytest.mark.parametrize(
    ("name", "arguments", "lock"),
    [
        ("ubah-biodata", {"nim": SITI, "nama_mahasiswa": "SITI CONTOH LESTARI"}, "pdm"),
        ("ubah-biodata", {"nim": SITI, "nama_ibu_kandung": "AMINAH CONTOH"}, "pdm"),
        ("ubah-riwayat", {"nim": SITI, "nim_baru": "2190000099"}, "pdm"),
        ("lulus-do", {"nim": GRADUATE, "tanggal": "2026-01-01"}, "pdm"),
    ],
)
def test_lock_is_recognised_before_trying(
    tools: Tools, feeder: FeederServer, name: str, arguments: dict[str, str], lock: str
) -> None:
    with pytest.raises(Locked) as found:
        preview(tools, name, arguments)
    assert (found.value.lock, feeder.simulator.applied) == (lock, [])


def test_closed_period_is_recognised_when_trying(tools: Tools) -> None:
    write: Any = ACTIONS["ubah-akm"].write
    difference = write.preview(tools, {"nim": SITI, "semester": "20252", "status": "C"})
    with pytest.raises(FeederPeriodClosed):
        write.apply(tools, difference)
    assert write.verify(tools, difference) is Finding.OLD


def test_missing_semester_is_added(tools: Tools) -> None:
    before, after = carried_out(
        tools, "ubah-akm", {"nim": GRADUATE, "semester": "20261", "status": "N", "biaya": "2400000"}
    )
    assert after is Finding.NEW
    assert before is Finding.OLD


def test_nik_of_somebody_else_is_refused(tools: Tools) -> None:
    taken = read(tools, "cek-mahasiswa", nim="2190000002")[0]["nik"]
    with pytest.raises(Refusal, match="nik-taken"):
        preview(tools, "ubah-biodata", {"nim": SITI, "nik": taken})


def test_grade_off_the_scale_is_refused(tools: Tools) -> None:
    with pytest.raises(Refusal, match="grade-scale"):
        preview(tools, "ubah-nilai", {**GRADED, "huruf": "A", "indeks": "3.50"})


def test_nik_that_does_not_fit_the_date_of_birth_is_remarked(tools: Tools) -> None:
    assert preview(tools, "ubah-biodata", {"nim": SITI, "nik": "1671020101990011"}).remarks == ("nik-birth",)


def test_second_row_of_a_student_is_refused(tools: Tools, feeder: FeederServer) -> None:
    with feeder.simulator.lock:
        for row in feeder.simulator.live.all("riwayat"):
            if row["nim"] == "2190000002":
                row["nim"] = SITI
    with pytest.raises(Refusal, match="record-count"):
        preview(tools, "ubah-biodata", {"nim": SITI, "kode_pos": "30127"})


def test_simak_is_compared_field_by_field(tools: Tools) -> None:
    ours = {"nama_mahasiswa": "Siti Contoh, S.Kom.", "nik": "1671024205040001", "tanggal_lahir": "02-05-2004"}
    rows = read(Tools(tools.client, tools.today, lambda _nim: ours), "banding", nim=SITI)
    assert {row["field"]: row["same"] for row in rows} == dict.fromkeys(ours, "=")


def test_field_that_simak_leaves_empty_differs_and_one_that_it_does_not_show_is_not_compared(tools: Tools) -> None:
    ours = {"nama_mahasiswa": "Siti Contoh", "nik": ""}
    rows = read(Tools(tools.client, tools.today, lambda _nim: ours), "banding", nim=SITI)
    assert [(row["field"], row["same"]) for row in rows] == [("nik", "≠"), ("nama_mahasiswa", "=")]
