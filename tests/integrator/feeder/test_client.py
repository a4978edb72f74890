import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from daemon.demo.feeder_simulator.campus import make_campus, nim_of
from daemon.demo.feeder_simulator.quirks import QUIRKS, Fault
from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.feeder_simulator.service import PASSWORD, USERNAME, Simulator
from daemon.integrator.feeder.acts import READ_ACTS, REFERENCES
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.exchange import FeederSettings
from daemon.integrator.feeder.faults import (
    BadRequest,
    FeederProtocolError,
    FeederRefusal,
    FeederUnreachable,
    NotOneRecord,
    WrongRecord,
)
from daemon.integrator.feeder.filters import any_of, containing, equal, select

NIM = nim_of(1)
SITI = select("GetListMahasiswa", equal("nim", NIM))
# What a page says of Siti, however the server writes it.
FACTS = ("2190000001", "SITI CONTOH", date(2004, 5, 2), Decimal("3.5"), "1")


def facts(client: FeederClient) -> tuple[object, ...]:
    row = client.one(SITI)
    return (
        row.text("nim"),
        row.text("nama_mahasiswa"),
        row.date("tanggal_lahir"),
        row.number("ipk"),
        row.text("id_agama"),
    )


def test_record_is_found_by_its_number(client: FeederClient) -> None:
    assert facts(client) == FACTS


@pytest.mark.parametrize("quirk", QUIRKS)
def test_quirk_changes_nothing_of_what_is_read(client: FeederClient, server: FeederServer, quirk: str) -> None:
    setattr(server.simulator.quirks, quirk, True)

    assert facts(client) == FACTS


@pytest.mark.parametrize("seed", range(12))
def test_quirks_together_change_nothing_of_what_is_read(client: FeederClient, server: FeederServer, seed: int) -> None:
    chance = random.Random(seed)
    for quirk in QUIRKS:
        setattr(server.simulator.quirks, quirk, chance.random() < 0.5)

    biodata = client.one(select("GetBiodataMahasiswa", equal("id_mahasiswa", client.one(SITI).known("id_mahasiswa"))))
    assert facts(client) == FACTS
    assert (biodata.text("nama_ibu_kandung"), biodata.text("npwp"), biodata.text("id_wilayah")) == (
        "AMINAH",
        None,
        "116003",
    )


@pytest.mark.parametrize("act", READ_ACTS)
def test_every_act_has_the_columns_that_we_know(client: FeederClient, act: str) -> None:
    rows = client.rows(select(act, limit=5000))

    assert rows
    assert {name for name in READ_ACTS[act].key if not rows[0].has(name)} == set()


@pytest.mark.parametrize("act", [act for act in READ_ACTS if READ_ACTS[act].count])
def test_count_is_the_number_of_rows(client: FeederClient, server: FeederServer, act: str) -> None:
    server.simulator.quirks.count_as_string = True

    assert client.count(select(act)) == len(client.rows(select(act, limit=5000)))


@pytest.mark.parametrize("act", REFERENCES)
def test_reference_table_gives_names_by_their_codes(client: FeederClient, server: FeederServer, act: str) -> None:
    server.simulator.quirks.numbers_as_strings = True

    assert all(code and name for code, name in client.reference(act).items())


def test_missing_record_is_none_or_an_error(client: FeederClient) -> None:
    nobody = select("GetListMahasiswa", equal("nim", "2199999999"))

    assert client.find(nobody) is None
    with pytest.raises(NotOneRecord):
        client.one(nobody)


def test_two_records_of_one_number_are_refused(client: FeederClient, server: FeederServer) -> None:
    for record in list(server.simulator.live.all("riwayat"))[:2]:
        record["nim"] = NIM

    with pytest.raises(NotOneRecord) as caught:
        client.one(SITI)
    assert caught.value.found == 2


@pytest.mark.parametrize(
    ("act", "column", "value"), [("GetListMahasiswa", "nim", nim_of(5)), ("GetAgama", "id_agama", "99")]
)
def test_rows_that_were_not_asked_for_are_refused(
    client: FeederClient, server: FeederServer, act: str, column: str, value: str
) -> None:
    server.simulator.faults.waiting.append(Fault("filter_ignored", times=-1))

    with pytest.raises(WrongRecord):
        client.find(select(act, equal(column, value)))
    with pytest.raises(WrongRecord):
        client.rows(select(act, equal(column, value)))


def test_pages_are_read_to_the_last_row() -> None:
    with FeederServer(Simulator(make_campus(450), make_campus(1))) as server:
        client = FeederClient(FeederSettings(server.url, USERNAME, lambda: PASSWORD))
        rows = client.rows(select("GetListMahasiswa", limit=1000))

    assert len({row.text("nim") for row in rows}) == len(rows) == 450


def test_more_rows_than_are_meant_are_refused(client: FeederClient) -> None:
    with pytest.raises(WrongRecord, match="more than 5 rows"):
        client.rows(select("GetListMahasiswa", limit=5))


def test_rows_come_in_the_order_that_is_asked_for(client: FeederClient) -> None:
    registration = client.one(SITI).known("id_registrasi_mahasiswa")
    query = select(
        "GetAktivitasKuliahMahasiswa", equal("id_registrasi_mahasiswa", registration), order=["id_semester DESC"]
    )

    assert [row.text("id_semester") for row in client.rows(query)] == ["20261", "20252", "20251"]


def test_names_with_apostrophes_and_parts_of_names_are_found(client: FeederClient) -> None:
    part = select("GetListMahasiswa", containing("nama_mahasiswa", "ma'ruf"))
    several = select("GetListMahasiswa", any_of("nim", [nim_of(1), nim_of(2)]))

    assert [row.text("nama_mahasiswa") for row in client.rows(part)] == ["MA'RUF CONTOH"]
    assert len(client.rows(several)) == 2


def test_wildcards_in_a_part_are_letters(client: FeederClient) -> None:
    assert client.rows(select("GetListMahasiswa", containing("nama_mahasiswa", "S_TI%"))) == ()


def test_renamed_column_is_looked_for_by_its_other_name_once(client: FeederClient, server: FeederServer) -> None:
    server.simulator.quirks.nipd = True
    client.one(SITI)
    server.simulator.requests.clear()
    client.one(SITI)

    assert [request["filter"] for request in server.simulator.requests] == [f"nipd='{NIM}'"]


def test_sandbox_is_another_set_of_data(make_client: Callable[..., FeederClient], server: FeederServer) -> None:
    live, sandbox = make_client(), make_client(url=server.sandbox_url)
    key = {"id_mahasiswa": live.one(SITI).known("id_mahasiswa")}
    sandbox.update("UpdateBiodataMahasiswa", key, {"handphone": "08119999"})

    query = select("GetBiodataMahasiswa", equal("id_mahasiswa", key["id_mahasiswa"]))
    assert sandbox.one(query).text("handphone") == "08119999"
    assert live.one(query).text("handphone") != "08119999"


def test_feeder_tells_about_itself(server: FeederServer, client: FeederClient) -> None:
    server.simulator.settings.expires = "2041-12-31T00:00:00.000Z"
    application = client.application()

    assert application is not None
    assert (application.version, application.expires[:10], application.is_synchronised) == ("3.0.1", "2041-12-31", True)
    assert client.profile().text("kode_perguruan_tinggi") == "299999"
    assert "GetListMahasiswa" in client.acts()
    assert client.has_act("GetListMahasiswa")
    assert not client.has_act("GetSomethingElse")
    assert '"nama_agama"' in client.dictionary("GetAgama")


def test_feeder_that_does_not_tell_its_version_is_no_fault(client: FeederClient, server: FeederServer) -> None:
    server.simulator.quirks.details_absent = server.simulator.quirks.listing_absent = True

    assert client.application() is None
    assert client.acts() == ()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("reset_before", FeederUnreachable),
        ("hang_before", FeederUnreachable),
        ("html_502", FeederUnreachable),
        ("http_503", FeederUnreachable),
        ("http_429", FeederUnreachable),
        ("cut_short", FeederUnreachable),
        ("huge", FeederUnreachable),
        ("html_200", FeederProtocolError),
        ("empty", FeederProtocolError),
        ("redirect", FeederProtocolError),
    ],
)
def test_question_without_a_good_answer_fails_as_what_it_is(
    client: FeederClient, server: FeederServer, fault: str, expected: type
) -> None:
    server.simulator.faults.waiting.append(Fault(fault))

    with pytest.raises(expected):
        client.one(SITI)
    assert facts(client) == FACTS


def test_feeder_that_is_not_there_cannot_be_reached(make_client: Callable[..., FeederClient]) -> None:
    with pytest.raises(FeederUnreachable, match="no connection"):
        make_client(url="http://127.0.0.1:9/ws/live2.php").one(SITI)


@pytest.mark.parametrize(
    ("act", "column"),
    [("GetListMahasiswa", "password"), ("GetListMahasiswa", "tanggal_lahir"), ("GetNothing", "nim")],
    ids=["unknown column", "date", "unknown act"],
)
def test_query_that_cannot_be_meant_is_never_sent(client: FeederClient, act: str, column: str) -> None:
    with pytest.raises(BadRequest):
        client.one(select(act, equal(column, "1")))


def test_database_error_names_act_and_code_and_nothing_else(client: FeederClient, server: FeederServer) -> None:
    server.simulator.faults.waiting.append(Fault("error", code=121))
    with pytest.raises(FeederRefusal) as caught:
        client.rows(select("GetProdi"))

    assert str(caught.value) == "GetProdi: error 121"
