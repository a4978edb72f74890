import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from simak import PASSWORD, Simak

from daemon.config import Config, ConfigError
from daemon.desk.four_eyes.plan_kind import Finding
from daemon.desk.refusal import Refusal
from daemon.integrator.action import Action, Difference
from daemon.integrator.faults import OutcomeUnknown, Refused, SystemFault, Unreachable
from daemon.integrator.http_actions import declared_actions
from daemon.integrator.http_filling import Filling, request_of
from daemon.integrator.tools import Tools

NIM = "2190000001"
TOOLS = Tools(None, date(2026, 11, 2))
NIM_PARAMETER = {"label_id": "NIM", "label_en": "Student number", "pattern": ".+", "example": NIM, "kind": "nim"}
EMAIL = {"label_id": "Surel", "label_en": "Email", "pattern": ".+", "example": "siti@mhs.kampus.example"}
LOOK = {"path": "/mahasiswa/{nim}", "rows": "$.data", "success": {"path": "$.success", "equals": True}}
READ_ACTION = {
    "summary_id": "Menampilkan",
    "summary_en": "Shows",
    "compares": True,
    "fields": {"nim": "$.nim", "nama_mahasiswa": "$.nama", "email": "$.email", "angkatan": "$.angkatan"},
    "parameters": {"nim": NIM_PARAMETER},
    "read": LOOK,
}
CHANGE_ACTION = {
    "summary_id": "Mengubah",
    "summary_en": "Changes",
    "risk": "write",
    "fields": {"nim": "$.nim", "nama_mahasiswa": "$.nama", "email": "$.email"},
    "changes": {"email": "email"},
    "parameters": {"nim": NIM_PARAMETER, "email": EMAIL},
    "read": LOOK,
    "apply": {
        "method": "PUT",
        "path": "/mahasiswa/{nim}/kontak",
        "body": {"email": "{email}", "meta": {"sumber": "loket"}},
        "success": {"path": "$.success", "equals": True},
        "failure": {"path": "$.errors"},
        "message": "$.errors",
        "idempotency_header": "Idempotency-Key",
    },
}
LOGIN = {
    "auth": "login",
    "username": "loket",
    "password_file": "secrets/simak",
    "login": {"path": "/auth/login", "token": "$.data.token"},
}
WANTED = {"nim": NIM, "email": "baru@mhs.kampus.example"}


@pytest.fixture
def simak() -> Iterator[Simak]:
    with Simak() as server:
        yield server


@pytest.fixture
def system(make_config: Callable[..., Config], simak: Simak) -> Callable[..., dict[str, Action]]:
    """Return a function that gives the actions of a system with some of its keys replaced."""

    def system(login: Any = LOGIN, **actions: Any) -> dict[str, Action]:
        offered = actions or {"cek-simak": READ_ACTION, "ubah-kontak": CHANGE_ACTION}
        config = make_config(systems={"simak": {"url": simak.url, "timeout": "2s", **login, "actions": offered}})
        return {action.name: action for action in declared_actions(config.systems).actions}

    return system


def rows(action: Action, **arguments: str) -> list[dict[str, str]]:
    assert action.read is not None
    return [dict(row) for sheet in action.read(TOOLS, arguments) for row in sheet.rows]


def preview(action: Action, **arguments: str) -> Difference:
    assert action.write is not None
    return action.write.preview(TOOLS, arguments)


def applied(action: Action, difference: Difference) -> type[SystemFault] | None:
    assert action.write is not None
    try:
        action.write.apply(TOOLS, difference)
    except SystemFault as fault:
        return type(fault)
    return None


def found(action: Action, difference: Difference) -> Finding:
    assert action.write is not None
    return action.write.verify(TOOLS, difference)


def test_record_is_read_by_our_columns(system: Any) -> None:
    assert rows(system()["cek-simak"], nim=NIM) == [
        {"nim": NIM, "nama_mahasiswa": "SITI CONTOH 1", "email": "lama1@mhs.kampus.example", "angkatan": "2024"}
    ]


def test_pages_are_read_to_the_last(system: Any) -> None:
    paged = {"path": "/mahasiswa", "rows": "$.data", "paging": {"last": "$.meta.last_page"}}
    action = {**READ_ACTION, "compares": False, "parameters": {}, "read": paged}

    assert len(rows(system(semua=action)["semua"])) == 5


def test_row_of_somebody_else_is_refused(system: Any, simak: Simak) -> None:
    simak.students[NIM]["nim"] = "2190000002"

    with pytest.raises(Refused, match="another nim"):
        rows(system()["cek-simak"], nim=NIM)


def test_token_is_used_again_and_renewed_once_when_it_is_no_longer_taken(system: Any, simak: Simak) -> None:
    action = system()["cek-simak"]
    rows(action, nim=NIM)
    simak.good_tokens.clear()
    simak.good_tokens.add("token-of-somebody-else")
    rows(action, nim=NIM)

    assert [request.path for request in simak.requests].count("/api/auth/login") == 2


@pytest.mark.parametrize(
    ("login", "header", "value"),
    [
        ({"auth": "bearer", "token_file": "secrets/simak"}, "authorization", f"Bearer {PASSWORD}"),
        (
            {"auth": "api-key", "token_file": "secrets/simak", "header": "X-API-Key", "header_value": "{token}"},
            "x-api-key",
            PASSWORD,
        ),
        (
            {"auth": "basic", "username": "loket", "password_file": "secrets/simak"},
            "authorization",
            "Basic bG9rZXQ6cmFoYXNpYS1zaW1haw==",
        ),
    ],
    ids=["bearer", "api-key", "basic"],
)
def test_login_of_each_kind_goes_in_its_header(system: Any, simak: Simak, login: Any, header: str, value: str) -> None:
    rows(system(login)["cek-simak"], nim=NIM)

    assert simak.requests[-1].headers[header] == value


def test_form_login_is_sent_as_a_form(system: Any, simak: Simak) -> None:
    form = {**LOGIN, "login": {"path": "/auth/login", "content": "form", "token": "$.data.token"}}
    rows(system(form)["cek-simak"], nim=NIM)

    assert simak.requests[0].body == f"username=loket&password={PASSWORD}"


def test_wrong_password_is_a_system_that_cannot_be_reached(system: Any, config_folder: Path) -> None:
    (config_folder / "secrets/simak").write_text("salah\n")

    with pytest.raises(Unreachable, match="login answers HTTP 401"):
        rows(system()["cek-simak"], nim=NIM)


def test_change_is_previewed_applied_and_proven(system: Any, simak: Simak) -> None:
    action = system()["ubah-kontak"]
    difference = preview(action, **WANTED)

    assert (difference.title, dict(difference.old), dict(difference.new)) == (
        f"SITI CONTOH 1, NIM {NIM}",
        {"email": "lama1@mhs.kampus.example"},
        {"email": "baru@mhs.kampus.example"},
    )
    assert applied(action, difference) is None
    assert found(action, difference) is Finding.NEW


def test_same_change_has_the_same_key_each_time(system: Any, simak: Simak) -> None:
    action = system()["ubah-kontak"]
    difference = preview(action, **WANTED)
    applied(action, difference)
    applied(action, difference)

    keys = [request.headers["idempotency-key"] for request in simak.requests if request.method == "PUT"]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_change_to_what_stands_there_is_refused(system: Any) -> None:
    with pytest.raises(Refusal, match="no-change"):
        preview(system()["ubah-kontak"], nim=NIM, email="lama1@mhs.kampus.example")


def test_student_who_is_not_there_is_refused_with_the_systems_words(system: Any) -> None:
    with pytest.raises(Refused, match="HTTP 404"):
        preview(system()["ubah-kontak"], nim="2199999999", email="baru@mhs.kampus.example")


@pytest.mark.parametrize(
    ("fault", "outcome", "changes", "finding"),
    [
        ("reset_before", OutcomeUnknown, 0, Finding.OLD),
        ("reset_after", OutcomeUnknown, 1, Finding.NEW),
        ("status 502", OutcomeUnknown, 1, Finding.NEW),
        ("html", OutcomeUnknown, 1, Finding.NEW),
        ("not said", OutcomeUnknown, 1, Finding.NEW),
        ("said no", Refused, 1, Finding.NEW),
        ("status 302", Unreachable, 1, Finding.NEW),
        ("status 429", Unreachable, 1, Finding.NEW),
    ],
)
def test_outcome_of_a_change_is_never_guessed(
    system: Any, simak: Simak, fault: str, outcome: type, changes: int, finding: Finding
) -> None:
    action = system()["ubah-kontak"]
    difference = preview(action, **WANTED)
    simak.faults.append(fault)

    assert applied(action, difference) is outcome
    assert (simak.changes, found(action, difference)) == (changes, finding)


def test_validation_error_brings_the_systems_own_words(system: Any) -> None:
    action = system()["ubah-kontak"]
    with pytest.raises(Refused) as caught:
        action.write.apply(TOOLS, preview(action, nim=NIM, email="tanpa-at"))

    assert "Surel tidak valid" in caught.value.message


def test_reading_is_tried_again_as_often_as_declared(system: Any, simak: Simak) -> None:
    action = {**READ_ACTION, "read": {**LOOK, "retries": 2}}
    simak.faults += ["reset_before", "status 502"]

    assert len(rows(system(ulang=action)["ulang"], nim=NIM)) == 1


def test_system_that_is_gone_cannot_be_reached(make_config: Callable[..., Config]) -> None:
    config = make_config(systems={"simak": {"url": "http://127.0.0.1:9", "actions": {"cek-simak": READ_ACTION}}})
    (action,) = declared_actions(config.systems).actions

    with pytest.raises(Unreachable, match="no connection"):
        rows(action, nim=NIM)


def test_other_host_is_never_asked(system: Any) -> None:
    action = system({**LOGIN, "hosts": ["127.0.0.1", "localhost"]})["cek-simak"]

    assert len(rows(action, nim=NIM)) == 1


@pytest.mark.parametrize(
    "value",
    ["../../admin", "..", ".", "a/b?c=d#e", "{email}", "x&nim=2190000002", "%2e%2e", 'a"b\\c', "a\r\nX-Evil: 1"],
)
def test_value_never_leaves_its_place(make_config: Callable[..., Config], value: str) -> None:
    apply = {**CHANGE_ACTION["apply"], "query": {"q": "{nim}"}}  # type: ignore[dict-item]
    config = make_config(
        systems={"simak": {"url": "http://127.0.0.1:9/api", "actions": {"x-y": {**CHANGE_ACTION, "apply": apply}}}}
    )
    call = config.systems["simak"].actions["x-y"].apply
    assert call is not None
    try:
        request = request_of("http://127.0.0.1:9/api", call, Filling({"nim": value, "email": value}))
    except Refused:
        return

    path, _, query = request.url.removeprefix("http://127.0.0.1:9/api/mahasiswa/").partition("?")
    assert (path.count("/"), query.count("&"), query.count("#")) == (1, 0, 0)
    assert json.loads(request.body or b"") == {"email": value, "meta": {"sumber": "loket"}}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"apply": None}, "a change has apply and changes"),
        ({"changes": {"email": "surel"}}, "surel is no parameter"),
        ({"changes": {"hp": "email"}}, "hp is none of its fields"),
        ({"fields": {"email": "$.email"}}, "match: a change needs a column"),
        ({"read": {**LOOK, "path": "http://elsewhere.example/"}}, "expected a path"),
        ({"read": {**LOOK, "path": "/a/../{nim}"}}, "expected a path"),
        ({"read": {**LOOK, "rows": "$..data"}}, "is no path"),
        ({"read": {**LOOK, "method": "POST", "retries": 1}}, "only of GET"),
    ],
)
def test_declaration_that_cannot_be_safe_is_refused(system: Any, change: dict[str, Any], reason: str) -> None:
    action = {key: value for key, value in {**CHANGE_ACTION, **change}.items() if value is not None}
    with pytest.raises(ConfigError, match=reason):
        system(x=action)


def test_secrets_stand_in_no_log_and_no_fault(system: Any, simak: Simak, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    action = system()["ubah-kontak"]
    simak.faults += ["reset_after"]
    with pytest.raises(Unreachable) as caught:
        preview(action, **WANTED)

    said = caplog.text + "".join(str(record.__dict__) for record in caplog.records) + repr(caught.value)
    assert not [secret for secret in (PASSWORD, "token-1", WANTED["email"]) if secret in said]
    assert caught.value.__context__ is None
