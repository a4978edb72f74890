import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from daemon.config import Config, ConfigError, Endpoint, Span, load, read_keys, read_secret

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
SETTING_NOT_IN_FORCE = re.compile(r"^#(?=\[|[\w\"-]+ = )", re.MULTILINE)

SMALL = """\
[institution]
name = "UIN Contoh"
unit = "Pusat Data"

[[mailbox]]
name = "bantuan"
kind = "imap"
address = "bantuan@kampus.example"
host = "imap.kampus.example"
username = "bantuan"
password_file = "secrets/imap"

[smtp]
host = "smtp.kampus.example"
from_address = "bantuan@kampus.example"

[keys]
folder = "keys"
"""


@pytest.fixture
def write(config_folder: Path) -> Callable[..., Path]:
    """Return a function that writes a configuration and returns its path."""

    def write(text: str, mode: int = 0o640) -> Path:
        path = config_folder / "loket.toml"
        path.write_text(text, "utf-8")
        path.chmod(mode)
        return path

    return write


@pytest.fixture
def faults(write: Callable[..., Path]) -> Callable[[str], dict[str, str]]:
    """Return a function that gives the faults of the small configuration with something added, by key."""

    def faults(addition: str = "", text: str = SMALL) -> dict[str, str]:
        with pytest.raises(ConfigError) as caught:
            load(write(text + addition))
        return {fault.key: fault.reason for fault in caught.value.faults}

    return faults


def everything_in_force() -> str:
    return SETTING_NOT_IN_FORCE.sub("", EXAMPLE.read_text("utf-8"))


def model_keys(annotation: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield each key of the model, "*" for a name that the administrator chooses."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            key = (*place, field.alias or name)
            yield key
            yield from model_keys(field.annotation, key)
    elif get_origin(annotation) is Mapping:
        yield (*place, "*")
        yield from model_keys(get_args(annotation)[1], (*place, "*"))
    else:
        for part in get_args(annotation):
            yield from model_keys(part, place)


MODEL = frozenset(model_keys(Config))


def file_keys(value: object, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield each key of a configuration's content in the same way."""
    for table in value if isinstance(value, list) else [value]:
        for name, inner in table.items() if isinstance(table, dict) else ():
            key = (*place, "*") if (*place, "*") in MODEL else (*place, name)
            yield key
            yield from file_keys(inner, key)


def test_example_is_valid_once_its_secrets_exist(write: Callable[..., Path]) -> None:
    config = load(write(EXAMPLE.read_text("utf-8")))

    assert config.mailboxes[0].address == "bantuan@kampus.example"


def test_example_is_valid_with_every_setting_in_force(write: Callable[..., Path], config_folder: Path) -> None:
    (config_folder / "templates").mkdir()
    for name in ("logo.png", "campus-ca.pem", "elsewhere-ca.pem"):
        (config_folder / name).write_bytes(b"x")
    (config_folder / "secrets/alarm").write_bytes(b"rahasia\n")
    (config_folder / "secrets/alarm").chmod(0o600)
    (config_folder / "secrets/feeder").write_bytes(b"rahasia\n")
    (config_folder / "secrets/feeder").chmod(0o600)

    config = load(write(everything_in_force()))

    assert [box.kind for box in config.mailboxes] == ["imap", "maildir", "pipe"]


def test_example_has_every_key_of_the_model_and_no_other() -> None:
    content = tomllib.loads(everything_in_force().replace("#|", ""))

    assert set(file_keys(content)) == MODEL


def test_example_shows_the_defaults(write: Callable[..., Path]) -> None:
    small, example = load(write(SMALL)), load(write(EXAMPLE.read_text("utf-8")))

    for section in ("tickets", "targets", "limits", "log", "database", "storage"):
        assert getattr(example, section) == getattr(small, section)


def test_defaults_are_the_sops_minutes(write: Callable[..., Path]) -> None:
    targets = load(write(SMALL)).targets

    assert targets.of("processing", "lain").expected == timedelta(minutes=5)
    assert targets.of("processing", "lain").target == timedelta(minutes=60)


def test_category_may_have_its_own_target(write: Callable[..., Path]) -> None:
    text = SMALL + '[targets.categories.sarpras.processing]\nexpected = "1h"\ntarget = "8h"\n'
    targets = load(write(text)).targets

    assert targets.of("processing", "sarpras").target == timedelta(hours=8)
    assert targets.of("processing", "akademik").target == timedelta(minutes=60)
    assert targets.of("form", "sarpras").target == timedelta(minutes=10)


def test_all_faults_are_reported_at_once_across_sections(faults: Callable[..., dict[str, str]]) -> None:
    found = faults(
        'nonsense = 1\n[log]\nlevel = "loud"\n[tickets]\nchase = "soon"\n[authentication]\nposition = 99\n'
        '[[staff]]\nid = "budi"\naddresses = ["bantuan@kampus.example"]\nroles = ["raja"]\n'
    )

    assert set(found) == {
        "keys.nonsense",
        "log.level",
        "tickets.chase",
        "authentication.position",
        "staff.0.addresses.0",
        "staff.0.roles.0",
    }


def test_fault_names_the_line_it_stands_on(write: Callable[..., Path]) -> None:
    path = write(SMALL.replace('host = "smtp', 'hots = "smtp'))

    with pytest.raises(ConfigError) as caught:
        load(path)

    assert [(fault.key, fault.line) for fault in caught.value.faults] == [("smtp.host", 13), ("smtp.hots", 14)]


def test_unknown_key_is_refused_with_a_suggestion(faults: Callable[..., dict[str, str]]) -> None:
    found = faults(text=SMALL.replace("password_file", "pasword_file"))

    assert "did you mean 'password_file'" in found["mailbox.0.pasword_file"]


def test_unknown_section_is_refused(faults: Callable[..., dict[str, str]]) -> None:
    assert "'limits'" in faults("[limit]\n")["limit"]


def test_missing_section_is_a_fault(faults: Callable[..., dict[str, str]]) -> None:
    assert faults(text=SMALL.replace("[smtp]", "[storage]"))["smtp"] == "is missing"


def test_only_the_cause_is_reported_and_not_what_follows_from_it(faults: Callable[..., dict[str, str]]) -> None:
    assert set(faults(text=SMALL.replace('kind = "imap"', 'kind = "imap"\nfinished = "burn"'))) == {
        "mailbox.0.finished"
    }


def test_toml_that_cannot_be_read_is_one_fault_on_its_line(write: Callable[..., Path]) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write("a = 1\n[institution\n"))

    assert [(fault.key, fault.line) for fault in caught.value.faults] == [("", 2)]


def test_file_of_a_windows_editor_is_read(write: Callable[..., Path]) -> None:
    assert load(write("\ufeff" + SMALL.replace("\n", "\r\n"))).institution.unit == "Pusat Data"


def test_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load(tmp_path / "loket.toml")


@pytest.mark.parametrize("mode", [0o660, 0o646])
def test_configuration_that_others_may_change_is_refused(write: Callable[..., Path], mode: int) -> None:
    with pytest.raises(ConfigError, match="others may change it"):
        load(write(SMALL, mode))


@pytest.mark.parametrize("mode", [0o604, 0o644, 0o620, 0o602])
@pytest.mark.parametrize("name", ["secrets/imap", "keys/a.key"])
def test_secret_that_is_open_to_others_is_refused(
    faults: Callable[..., dict[str, str]], config_folder: Path, name: str, mode: int
) -> None:
    (config_folder / name).chmod(mode)

    assert "chmod 0600" in "".join(faults().values())


def test_secret_that_the_group_may_read_is_accepted(write: Callable[..., Path], config_folder: Path) -> None:
    (config_folder / "secrets/imap").chmod(0o640)

    assert load(write(SMALL)).mailboxes


def test_missing_secret_is_a_fault_of_its_key(faults: Callable[..., dict[str, str]], config_folder: Path) -> None:
    (config_folder / "secrets/imap").unlink()

    assert "is not there" in faults()["mailbox.0.password_file"]


def test_secret_never_shows_in_the_configuration(write: Callable[..., Path]) -> None:
    assert "rahasia" not in repr(load(write(SMALL)))


def test_secret_is_read_without_its_line_end(config_folder: Path) -> None:
    assert read_secret(config_folder / "secrets/imap") == "rahasia"


def test_systemd_credentials_are_found(
    write: Callable[..., Path], config_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(config_folder / "secrets"))
    config = load(write(SMALL.replace('"secrets/imap"', '"${CREDENTIALS_DIRECTORY}/imap"')))

    assert config.mailboxes[0].password_file == config_folder / "secrets/imap"


def test_systemd_credentials_outside_a_service_are_a_fault(
    faults: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    found = faults(text=SMALL.replace('"secrets/imap"', '"${CREDENTIALS_DIRECTORY}/imap"'))

    assert "CREDENTIALS_DIRECTORY is not set" in found["mailbox.0.password_file"]


def test_newest_key_comes_first(write: Callable[..., Path], config_folder: Path) -> None:
    newer = config_folder / "keys/b.key"
    newer.write_bytes(bytes(range(32)))
    newer.chmod(0o600)

    keys = read_keys(load(write(SMALL)).keys)

    assert list(keys.items()) == [("b", bytes(range(32))), ("a", bytes(32))]


@pytest.mark.parametrize(("name", "size"), [("b.key", 31), ("long.key", 32)])
def test_key_that_is_none_is_refused(
    faults: Callable[..., dict[str, str]], config_folder: Path, name: str, size: int
) -> None:
    path = config_folder / "keys" / name
    path.write_bytes(bytes(size))
    path.chmod(0o600)

    assert "is no key" in faults()["keys.folder"]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_connection_in_the_clear_is_for_this_machine(write: Callable[..., Path], host: str) -> None:
    text = SMALL.replace('"smtp.kampus.example"', f'"{host}"\nsecurity = "none"')

    assert load(write(text)).smtp.port == 25


def test_connection_in_the_clear_to_another_machine_is_refused(faults: Callable[..., dict[str, str]]) -> None:
    found = faults(text=SMALL.replace('"smtp.kampus.example"', '"smtp.kampus.example"\nsecurity = "none"'))

    assert "on this machine only" in found["smtp.security"]


@pytest.mark.parametrize(("security", "port"), [("tls", 993), ("starttls", 143)])
def test_port_follows_from_the_security(write: Callable[..., Path], security: str, port: int) -> None:
    text = SMALL.replace('kind = "imap"', f'kind = "imap"\nsecurity = "{security}"')

    assert load(write(text)).mailboxes[0].port == port


def test_address_belongs_to_one_person(faults: Callable[..., dict[str, str]]) -> None:
    found = faults(
        '[roles.petugas]\n[[staff]]\nid = "budi"\naddresses = ["budi@kampus.example"]\nroles = ["petugas"]\n'
        '[[staff]]\nid = "siti"\naddresses = ["siti@kampus.example", "Budi@Kampus.example"]\nroles = ["petugas"]\n'
    )

    assert found == {"staff.1.addresses.1": "'Budi@Kampus.example' belongs to budi already"}


def test_team_is_made_of_staff(faults: Callable[..., dict[str, str]]) -> None:
    assert set(faults('[teams.akademik]\nstaff = ["nobody"]\n')) == {"teams.akademik.staff.0"}


@pytest.mark.parametrize(
    "address", ["budi", "budi@", "a b@c.example", "budi@kampus.example\\r\\nBcc: x", "<a@b.example>"]
)
def test_address_that_is_none_is_refused(faults: Callable[..., dict[str, str]], address: str) -> None:
    found = faults(text=SMALL.replace('from_address = "bantuan@kampus.example"', f'from_address = "{address}"'))

    assert "is no email address" in found["smtp.from_address"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("7d", timedelta(days=7)),
        ("72h", timedelta(hours=72)),
        ("1h30m", timedelta(minutes=90)),
        ("20s", timedelta(0, 20)),
    ],
)
def test_duration_is_understood(write: Callable[..., Path], written: str, meant: timedelta) -> None:
    assert load(write(f'{SMALL}[tickets]\nclose_after = "{written}"\n')).tickets.close_after == meant


@pytest.mark.parametrize("written", ["7", '"7"', '""', '"d"', '"-1d"', '"1m1h"', "true"])
def test_duration_that_is_none_is_refused(faults: Callable[..., dict[str, str]], written: str) -> None:
    assert "expected a duration" in faults(f"[tickets]\nclose_after = {written}\n")["tickets.close_after"]


def test_hours_are_minutes_of_the_day(write: Callable[..., Path]) -> None:
    config = load(write(f'{SMALL}[calendar.hours]\nsaturday = ["08:00-11:30", "13:00-24:00"]\n'))

    assert config.calendar.hours.days[5] == (Span(480, 690), Span(780, 1440))


@pytest.mark.parametrize(
    "hours", ['["12:00-08:00"]', '["08:00-25:00"]', '["08:60-09:00"]', '["8-9"]', '["08:00-08:00"]']
)
def test_hours_that_are_none_are_refused(faults: Callable[..., dict[str, str]], hours: str) -> None:
    assert set(faults(f"[calendar.hours]\nmonday = {hours}\n")) == {"calendar.hours.monday.0"}


def test_hours_that_overlap_are_refused(faults: Callable[..., dict[str, str]]) -> None:
    found = faults('[calendar.hours]\nmonday = ["08:00-12:00", "11:00-13:00"]\n')

    assert "monday" in found["calendar.hours"]


def test_period_has_its_own_hours(write: Callable[..., Path]) -> None:
    period = '[[calendar.periods]]\nname = "Ramadan"\nfirst = 2027-02-08\nlast = 2027-03-09\nhours = { sunday = [] }\n'

    assert load(write(SMALL + period)).calendar.periods[0].first == date(2027, 2, 8)


def test_relative_paths_count_from_the_configurations_folder(write: Callable[..., Path], config_folder: Path) -> None:
    config = load(write(f'{SMALL}[database]\nurl = "sqlite:///loket.db"\n[storage]\nfolder = "storage"\n'))

    assert config.database.url == f"sqlite:///{config_folder}/loket.db"
    assert config.storage.folder == config_folder / "storage"


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite:///", "loket.db", "postgresql://u:rahasia@host/db"])
def test_database_that_cannot_be_used_is_a_fault(faults: Callable[..., dict[str, str]], url: str) -> None:
    found = faults(f'[database]\nurl = "{url}"\n')

    assert "rahasia" not in found["database.url"]


def test_login_without_password_is_a_fault(faults: Callable[..., dict[str, str]]) -> None:
    found = faults(text=SMALL.replace("[smtp]", '[smtp]\nusername = "bantuan"'))

    assert "password_file" in found["smtp"]


def oauth2(**keys: str) -> str:
    """Return the small configuration with OAuth2 instead of a password for its mailbox."""
    lines = "".join(f'{key} = "{value}"\n' for key, value in keys.items())
    return SMALL.replace('password_file = "secrets/imap"\n', f"\n[mailbox.oauth2]\n{lines}")


@pytest.mark.parametrize(
    "keys",
    [
        {"provider": "google", "service_account_file": "secrets/imap"},
        {
            "provider": "google",
            "refresh_token_file": "secrets/imap",
            "client_id": "x",
            "client_secret_file": "secrets/smtp",
        },
        {"provider": "microsoft", "tenant": "kampus.example", "client_id": "x", "client_secret_file": "secrets/imap"},
        {"provider": "microsoft", "tenant": "kampus.example", "client_id": "x", "refresh_token_file": "secrets/imap"},
    ],
)
def test_oauth2_may_stand_instead_of_a_password(write: Callable[..., Path], keys: dict[str, str]) -> None:
    box = load(write(oauth2(**keys))).mailboxes[0]

    assert box.kind == "imap"
    assert box.oauth2 is not None
    assert box.oauth2.provider == keys["provider"]


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"provider": "google"}, "service_account_file or refresh_token_file is missing"),
        ({"provider": "google", "refresh_token_file": "secrets/imap"}, "client_id is missing"),
        ({"provider": "google", "service_account_file": "secrets/imap", "tenant": "x"}, "tenant is nothing of"),
        ({"provider": "microsoft", "client_secret_file": "secrets/imap", "client_id": "x"}, "tenant is missing"),
        ({"provider": "microsoft", "tenant": "x", "client_id": "x"}, "client_secret_file or refresh_token_file"),
    ],
)
def test_oauth2_that_lacks_something_is_refused(
    faults: Callable[..., dict[str, str]], keys: dict[str, str], reason: str
) -> None:
    assert reason in faults(text=oauth2(**keys))["mailbox.0.oauth2"]


@pytest.mark.parametrize(
    "address", ["http://login.example", "https://", "ftp://login.example", "https://a:b@x.example"]
)
def test_secrets_are_only_sent_to_servers_with_tls(faults: Callable[..., dict[str, str]], address: str) -> None:
    found = faults(text=oauth2(provider="google", service_account_file="secrets/imap", token_uri=address))

    assert "https://" in found["mailbox.0.oauth2.token_uri"]


def test_password_and_oauth2_together_are_refused(faults: Callable[..., dict[str, str]]) -> None:
    found = faults('[mailbox.oauth2]\nprovider = "google"\nservice_account_file = "secrets/imap"\n')

    assert "password_file or oauth2" in found["mailbox.0"]


def test_mailbox_without_password_and_oauth2_is_refused(faults: Callable[..., dict[str, str]]) -> None:
    found = faults(text=SMALL.replace('password_file = "secrets/imap"\n', ""))

    assert "password_file or oauth2 is missing" in found["mailbox.0"]


def test_chase_comes_before_closing(faults: Callable[..., dict[str, str]]) -> None:
    assert set(faults('[tickets]\nchase = "9d"\n')) == {"tickets"}


def test_pattern_of_an_action_must_be_one(faults: Callable[..., dict[str, str]]) -> None:
    found = faults("[actions.\"feeder.ubah\"]\nfields = { nik = '(' }\n")

    assert set(found) == {'actions."feeder.ubah".fields.nik'}


def test_resolver_is_host_and_port(write: Callable[..., Path]) -> None:
    config = load(write(f'{SMALL}[authentication]\nresolver = "[::1]:5353"\n'))

    assert config.authentication.resolver == Endpoint("::1", 5353)


def test_configuration_cannot_be_changed(make_config: Callable[..., Config]) -> None:
    with pytest.raises(ValueError, match="frozen"):
        make_config().smtp.host = "evil.example"  # type: ignore[misc]


def test_staff_are_found_by_any_of_their_addresses(make_config: Callable[..., Config]) -> None:
    assert make_config().staff_with_address("Budi@kampus.example").id == "budi"  # type: ignore[union-attr]


def test_disabled_staff_command_nothing(make_config: Callable[..., Config]) -> None:
    person = {"id": "budi", "addresses": ["budi@kampus.example"], "roles": ["petugas"], "enabled": False}
    config = make_config(staff=[person])

    assert config.staff_with_address("budi@kampus.example") is None
    assert not config.may_command(config.staff[0], "ambil")


def test_role_allows_only_its_commands(make_config: Callable[..., Config]) -> None:
    config = make_config(roles={"petugas": {"commands": ["ambil"]}})

    assert config.may_command(config.staff[0], "ambil")
    assert not config.may_command(config.staff[0], "tutup")


def test_category_without_a_team_is_everybodys(make_config: Callable[..., Config]) -> None:
    config = make_config(teams={"akademik": {"staff": []}})

    assert [person.id for person in config.team("sarpras")] == ["budi"]
    assert config.team("akademik") == ()


@pytest.mark.parametrize("address", ["bantuan@kampus.example", "Bantuan+token@kampus.example"])
def test_own_address_is_known_with_sub_address(make_config: Callable[..., Config], address: str) -> None:
    assert make_config().is_own_address(address)


def test_other_address_is_not_our_own(make_config: Callable[..., Config]) -> None:
    assert not make_config().is_own_address("bantuan@lain.example")
