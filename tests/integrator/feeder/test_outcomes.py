"""What became of a change is known for certain, or said to be unknown: never guessed, and never sent twice."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from daemon.demo.feeder_simulator.campus import fixed_uuid
from daemon.demo.feeder_simulator.quirks import FAULTS, Fault
from daemon.demo.feeder_simulator.server import FeederServer
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.faults import (
    BadRequest,
    FeederDuplicate,
    FeederError,
    FeederLocked,
    FeederNotFound,
    FeederPeriodClosed,
    FeederProtocolError,
    FeederUnreachable,
    FeederValidation,
    OutcomeUnknown,
    TokenExpired,
)

SITI = {"id_mahasiswa": fixed_uuid("mahasiswa", 1)}
REGISTRATION = fixed_uuid("registrasi", 1)
CHANGE = {"handphone": "081188887777"}
NEW_CLASS = {
    "id_registrasi_mahasiswa": REGISTRATION,
    "id_kelas_kuliah": fixed_uuid("kelas", "57201", "SI103", "20261", "B"),
}
Changing = Callable[[FeederClient], object]
WAYS: Mapping[str, Changing] = {
    "update": lambda client: client.update("UpdateBiodataMahasiswa", SITI, CHANGE),
    "insert": lambda client: client.insert("InsertPesertaKelasKuliah", NEW_CLASS),
    "delete": lambda client: client.delete(
        "DeletePesertaKelasKuliah",
        {**NEW_CLASS, "id_kelas_kuliah": fixed_uuid("kelas", "57201", "SI101", "20261", "A")},
    ),
}
NOT_MADE = (FeederUnreachable, FeederProtocolError)
# What each fault leaves us with: the exceptions that may come.
MEANINGS: Mapping[str, tuple[type[FeederError], ...]] = {
    **dict.fromkeys(FAULTS, (OutcomeUnknown,)),
    "http_429": NOT_MADE,
    "redirect": NOT_MADE,
    "slow": (),
    "filter_ignored": (),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", FAULTS)
def test_change_is_sent_once_and_its_outcome_is_what_is_known(
    client: FeederClient, server: FeederServer, fault: str, way: str
) -> None:
    client.log_in()
    server.simulator.settings.hang_seconds = 1.3
    server.simulator.faults.waiting.append(Fault(fault))
    try:
        WAYS[way](client)
        outcome: tuple[type[FeederError], ...] = ()
    except FeederError as error:
        outcome = (type(error),)

    assert set(outcome) <= set(MEANINGS[fault])
    assert bool(outcome) == bool(MEANINGS[fault])
    assert len(server.simulator.applied) <= 1
    if outcome and outcome[0] in NOT_MADE:
        assert not server.simulator.applied


@pytest.mark.parametrize("way", WAYS)
def test_token_that_ended_is_renewed_once_and_the_change_is_made_once(
    client: FeederClient, server: FeederServer, way: str
) -> None:
    client.log_in()
    server.simulator.tokens.clear()
    WAYS[way](client)

    assert len(server.simulator.applied) == 1
    assert [request["act"] for request in server.simulator.requests].count("GetToken") == 2


def test_token_that_is_refused_for_ever_ends_after_one_renewal(client: FeederClient, server: FeederServer) -> None:
    server.simulator.faults.waiting.append(Fault("error", times=-1, code=100))
    with pytest.raises(TokenExpired):
        WAYS["update"](client)

    assert [request["act"] for request in server.simulator.requests] == ["GetToken", "GetToken"]


BIODATA, REGISTERED, AKM = "UpdateBiodataMahasiswa", "UpdateRiwayatPendidikanMahasiswa", "UpdatePerkuliahanMahasiswa"
OF_SITI = {"id_registrasi_mahasiswa": REGISTRATION}
SAME_COURSE = {**OF_SITI, "id_kelas_kuliah": fixed_uuid("kelas", "57201", "SI101", "20261", "B")}
GRADUATE = {"id_jenis_keluar": "1", "tanggal_keluar": "2026-11-01", "id_periode_keluar": "20261"}


@pytest.mark.parametrize(
    ("act", "key", "record", "expected", "code"),
    [
        (BIODATA, SITI, {"nama_mahasiswa": "SITI BARU"}, FeederLocked, 217),
        (REGISTERED, OF_SITI, {"nim": "2190009999"}, FeederLocked, 216),
        (BIODATA, SITI, {"kelurahan": "SEKIP"}, FeederLocked, 105),
        (BIODATA, {"id_mahasiswa": fixed_uuid("nobody")}, CHANGE, FeederNotFound, 203),
        (BIODATA, SITI, {"nik": "123"}, BadRequest, None),
        (BIODATA, SITI, {"nik": "16710242050400"}, FeederValidation, 108),
        (BIODATA, SITI, {"password": "x"}, BadRequest, None),
        (BIODATA, {"nim": "2190000001"}, CHANGE, BadRequest, None),
        (AKM, {**OF_SITI, "id_semester": "20252"}, {"ips": "3.9"}, FeederPeriodClosed, 116),
        (AKM, {**OF_SITI, "id_semester": "20261"}, {"sks_semester": 20}, FeederValidation, 738),
        ("InsertPesertaKelasKuliah", None, SAME_COURSE, FeederDuplicate, 806),
        (
            "InsertMahasiswaLulusDO",
            None,
            {"id_registrasi_mahasiswa": fixed_uuid("nobody"), **GRADUATE},
            FeederNotFound,
            980,
        ),
    ],
)
def test_refusal_is_the_fault_that_its_code_means(
    client: FeederClient, server: FeederServer, act: str, key: Any, record: Any, expected: type, code: int | None
) -> None:
    with pytest.raises(expected) as caught:
        client.insert(act, record) if key is None else client.update(act, key, record)

    assert getattr(caught.value, "code", None) == code
    assert not server.simulator.applied


def test_refused_insert_of_the_second_shape_is_a_refusal(client: FeederClient, server: FeederServer) -> None:
    server.simulator.quirks.code_message_shape = True

    with pytest.raises(FeederDuplicate):
        client.insert("InsertPesertaKelasKuliah", SAME_COURSE)


def test_insert_returns_the_ids_that_it_got(client: FeederClient) -> None:
    record: dict[str, Any] = {
        "id_registrasi_dosen": fixed_uuid("penugasan", 2),
        "id_kelas_kuliah": NEW_CLASS["id_kelas_kuliah"],
        "sks_substansi_total": "3",
        "rencana_minggu_pertemuan": 16,
        "id_jenis_evaluasi": "1",
    }

    assert len(client.insert("InsertDosenPengajarKelasKuliah", record).known("id_aktivitas_mengajar")) == 36


def test_at_most_two_requests_are_under_way(make_client: Callable[..., FeederClient], server: FeederServer) -> None:
    server.simulator.settings.slow_seconds = 0.2
    server.simulator.faults.waiting.append(Fault("slow", times=-1))
    clients = [make_client() for _ in range(6)]
    for client in clients:
        client.log_in()
    threads = [threading.Thread(target=client.profile) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert server.most_at_once <= 2
