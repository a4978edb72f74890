"""What comes by mail is a value in a filter, and never anything else (feeder-api.md §3.2)."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.demo.feeder_simulator import clauses
from daemon.demo.feeder_simulator.campus import nim_of
from daemon.demo.feeder_simulator.server import FeederServer
from daemon.integrator.feeder.acts import READ_ACTS
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.columns import Form
from daemon.integrator.feeder.faults import BadRequest, FeederError
from daemon.integrator.feeder.filters import Query, any_of, containing, equal, select

ATTACKS = (
    "' OR '1'='1",
    "' OR 1=1 --",
    "'; DROP TABLE mahasiswa; --",
    "' UNION SELECT password FROM users --",
    "\\' OR 1=1",
    "2190000001' OR nim LIKE '%",
    "%",
    "_%' ESCAPE '",
    "/* x */",
    "a\x00b",
    "a\nb",
    "$$x$$",
    "'||pg_sleep(10)||'",
    "{1,2}",
    "\u02bc OR \u02bc1\u02bc=\u02bc1",
    "\uff07 OR 1=1",
    '" OR ""="',
    "",
    "   ",
    "x" * 1000,
)
COLUMNS = (
    "nim",
    "nama_mahasiswa",
    "id_prodi",
    "id_periode",
    "nama_program_studi",
    "id_agama",
    "jenis_kelamin",
    "status_sync",
)


def attempt(build: str, column: str, value: str) -> Query | None:
    """Return the query, or None when the value is refused."""
    try:
        condition = {"equal": equal, "containing": containing}.get(build)
        return select("GetListMahasiswa", condition(column, value) if condition else any_of(column, [value, value]))
    except BadRequest:
        return None


@pytest.mark.parametrize("build", ["equal", "containing", "any_of"])
@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_finds_nobody(build: str, column: str, attack: str) -> None:
    query = attempt(build, column, attack)
    row = dict.fromkeys(READ_ACTS["GetListMahasiswa"].columns, "SITI")

    assert query is None or not clauses.test_of(query.filter(), row)(row)


def test_attack_finds_nobody_over_the_wire(client: FeederClient) -> None:
    queries = [attempt("equal", "nama_mahasiswa", attack) for attack in ATTACKS]

    assert [client.rows(query) for query in queries if query is not None and query.conditions] == [()] * sum(
        query is not None for query in queries
    )


@given(st.text(max_size=60))
def test_every_text_is_refused_or_is_exactly_the_value(text: str) -> None:
    query = attempt("equal", "nama_mahasiswa", text)
    if query is None:
        return
    clause = query.filter()

    assert clause == "nama_mahasiswa='" + text.replace("'", "''") + "'"
    assert clauses.test_of(clause, ["nama_mahasiswa"])({"nama_mahasiswa": text.rstrip()})
    assert not clauses.test_of(clause, ["nama_mahasiswa"])({"nama_mahasiswa": text.rstrip() + "x"})


@pytest.mark.parametrize("name", ["nim; --", "nim)", "a.nim", "1=1 OR nim", "", "NIM", "nim ASC, password"])
def test_column_or_order_from_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(BadRequest):
        select("GetListMahasiswa", equal(name, "1"))
    with pytest.raises(BadRequest):
        select("GetListMahasiswa", order=[f"{name} x"])


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (Form.UUID, "631A2033-0000-4000-8000-000000000001", "631a2033-0000-4000-8000"),
        (Form.NIM, "19.01/A-12", "19--01"),
        (Form.NUMBER, "0212345678", "02123 45678"),
        (Form.SEMESTER, "20241", "2024"),
        (Form.CODE, "020804", "0208 04"),
        (Form.FLAG, "1", "2"),
    ],
)
def test_value_has_the_form_of_its_column(form: Form, good: str, bad: str) -> None:
    act, column = next(
        (act, column) for act in READ_ACTS.values() for column in act.columns.values() if column.form is form
    )

    assert (
        select(act.name, equal(column.name, good)).filter().endswith(f"'{good.lower() if form is Form.UUID else good}'")
    )
    with pytest.raises(BadRequest):
        select(act.name, equal(column.name, bad))


def test_refusal_names_the_column_and_never_the_value() -> None:
    with pytest.raises(BadRequest) as caught:
        select("GetBiodataMahasiswa", equal("nik", "1671024205040001'"))

    assert str(caught.value) == "nik: is no number"


@pytest.mark.parametrize("field", ["nik", "email", "nama_wali", "id_agama", "tanggal_lahir_ayah", "id_wilayah"])
def test_attack_in_a_record_changes_nothing_else(client: FeederClient, server: FeederServer, field: str) -> None:
    before = [dict(row) for row in server.simulator.live.all("biodata")]
    person = client.one(select("GetListMahasiswa", equal("nim", nim_of(1)))).known("id_mahasiswa")
    for attack in ATTACKS:
        with suppress(FeederError):
            client.update("UpdateBiodataMahasiswa", {"id_mahasiswa": person}, {field: attack})

    after = [dict(row) for row in server.simulator.live.all("biodata")]
    changed = {name for old, new in zip(before, after, strict=True) for name in old if old[name] != new[name]}
    assert changed <= {field, "synced"}


def test_attack_in_a_key_is_never_sent(client: FeederClient, server: FeederServer) -> None:
    for attack in ATTACKS:
        with pytest.raises(BadRequest):
            client.update("UpdateBiodataMahasiswa", {"id_mahasiswa": attack}, {"email": "a@kampus.example"})

    assert not server.simulator.requests
