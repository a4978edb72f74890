import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from daemon.cli import build_application, main
from daemon.config import load, read_keys, read_secret

ANSWERS = {
    "institution": 'UIN "Contoh"',
    "unit": "Pusat Data",
    "address": "bantuan@kampus.example",
    "imap_host": "imap.kampus.example",
    "imap_password": " rahasia#1 ",
    "staff_name": "Budi Contoh",
    "staff_address": "Budi.Contoh@kampus.example",
    "data": "data",
}

Init = Callable[..., int]


def toml(answers: dict[str, str]) -> str:
    return "".join(f"{key} = '{value}'\n" for key, value in answers.items())


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "etc" / "loket.toml"


@pytest.fixture
def init(tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch) -> Init:
    """Return a function that runs `loket init` with answers from a file and returns its exit status."""

    def init(*options: str, **changes: str) -> int:
        config.parent.mkdir(exist_ok=True)
        answers = tmp_path / "answers.toml"
        answers.write_text(toml({key: value for key, value in (ANSWERS | changes).items() if value}))
        line = ["loket", "init", "--config", str(config), "--answers", str(answers), *options]
        monkeypatch.setattr("sys.argv", line)
        with pytest.raises(SystemExit) as exit_:
            main()
        return int(exit_.value.code or 0)

    return init


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_configuration_works(init: Init, config: Path) -> None:
    assert init() == 0

    loaded = load(config)
    assert loaded.institution.name == 'UIN "Contoh"'
    assert loaded.staff[0].id == "budi.contoh"
    assert loaded.may_command(loaded.staff[0], "ambil")


def test_left_out_answers_have_their_defaults(init: Init, config: Path) -> None:
    init()

    loaded = load(config)
    assert loaded.smtp.host == "imap.kampus.example"
    assert loaded.smtp.username == "bantuan@kampus.example"
    assert loaded.authentication.authserv_ids == ()


def test_files_are_closed_to_others_whatever_the_umask(init: Init, config: Path) -> None:
    init()

    assert mode(config) == 0o640
    assert {mode(config.parent / name) for name in ("secrets/imap", "secrets/smtp", "keys/a.key")} == {0o600}
    assert {mode(config.parent / name) for name in ("secrets", "keys")} == {0o700}


def test_password_is_kept_exactly_and_not_in_the_configuration(init: Init, config: Path) -> None:
    init()

    assert read_secret(config.parent / "secrets/imap") == " rahasia#1 "
    assert "rahasia" not in config.read_text()


def test_configuration_that_is_there_is_not_overwritten(init: Init, config: Path) -> None:
    init()
    before = config.read_text()

    assert init(unit="Unit Lain") == 1
    assert config.read_text() == before


def test_secret_of_another_configuration_is_not_overwritten(init: Init, config: Path) -> None:
    init()
    config.unlink()

    assert init(imap_password="lain") == 1
    assert read_secret(config.parent / "secrets/imap") == " rahasia#1 "


def test_force_replaces_all_but_the_key(init: Init, config: Path) -> None:
    init()
    key = read_keys(load(config).keys)

    assert init("--force", unit="Unit Lain") == 0
    assert load(config).institution.unit == "Unit Lain"
    assert read_keys(load(config).keys) == key


def test_keys_differ_between_installations(init: Init, config: Path) -> None:
    init()
    first = (config.parent / "keys/a.key").read_bytes()
    (config.parent / "keys/a.key").unlink()
    init("--force")

    assert (config.parent / "keys/a.key").read_bytes() != first


def test_server_without_login_gets_none(init: Init, config: Path) -> None:
    assert init(smtp_username="-") == 0

    assert load(config).smtp.password_file is None
    assert not (config.parent / "secrets/smtp").exists()


def test_all_wrong_answers_are_named_at_once(init: Init, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(unit="", address="bukan alamat", imap_security="ssl", colour="red") == 1

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert all(f"{key}: " in said for key in ("unit", "address", "imap_security", "colour"))


def test_answers_that_contradict_each_other_write_nothing(
    init: Init, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(staff_address="bantuan@kampus.example") == 78

    assert "belongs to the desk" in capsys.readouterr().err
    assert list(config.parent.iterdir()) == []


def test_folder_that_is_not_there_is_made(init: Init, config: Path, tmp_path: Path) -> None:
    assert init(data=str(tmp_path / "var" / "loket")) == 0

    assert (tmp_path / "var" / "loket").is_dir()


def test_missing_answers_file_is_one_line(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["loket", "init", "--config", str(config), "--answers", "/nowhere/answers.toml"])
    with pytest.raises(SystemExit):
        main()

    assert capsys.readouterr().err == "loket: /nowhere/answers.toml: No such file or directory\n"


def test_terminal_asks_again_until_an_answer_is_one(config: Path) -> None:
    typed = ["UIN", "Pusat", "bukan alamat", "b@kampus.example", "", "none", "tls", "", "rahasia", "", "", "-", ""]
    typed += ["Budi", "b@kampus.example", "budi@kampus.example", str(config.parent / "data")]

    result = CliRunner().invoke(
        build_application("init"), ["init", "--config", str(config)], input="\n".join(typed) + "\n"
    )

    assert result.exit_code == 0, result.output
    assert "'bukan alamat' is no email address" in result.output
    assert "none is for a server on this machine only" in result.output
    assert "belongs to the desk already" in result.output
    assert load(config).mailboxes[0].address == "b@kampus.example"


def test_password_is_not_shown_while_it_is_typed(config: Path) -> None:
    typed = ["UIN", "Pusat", "b@kampus.example", "", "", "", "rahasia"]

    result = CliRunner().invoke(
        build_application("init"), ["init", "--config", str(config)], input="\n".join(typed) + "\n"
    )

    assert result.exit_code != 0  # the input ended too early
    assert "rahasia" not in result.output
