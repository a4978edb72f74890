import subprocess
import sys
from pathlib import Path

import pytest
import typer

import daemon.cli
from daemon.cli import Failure, build_application, load_config, main

COMMAND = '"""Say hello."""\n\ndef command() -> None:\n    """Say hello."""\n    print("hello")\n'


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is scanned for commands beside the real ones."""
    folder = tmp_path / "commands"
    folder.mkdir()
    monkeypatch.setattr(daemon.cli, "__path__", [*daemon.cli.__path__, str(folder)])
    yield folder
    for name in [name for name in sys.modules if name.startswith("daemon.cli.probe")]:
        del sys.modules[name]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["loket", *arguments])
    with pytest.raises(SystemExit) as exit_:
        main()
    return int(exit_.value.code or 0)


def test_file_in_the_folder_is_a_command(
    commands: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (commands / "probe_hello.py").write_text(COMMAND)

    assert run(monkeypatch, "probe-hello") == 0
    assert capsys.readouterr().out == "hello\n"


def test_two_files_for_one_command_are_fatal(commands: Path) -> None:
    for name in ("probe_twice.py", "probe_twice_.py"):
        (commands / name).write_text(COMMAND)

    with pytest.raises(RuntimeError, match="two files"):
        build_application()


@pytest.mark.parametrize("content", ["", "command = None\ngroup = 1\n"])
def test_file_that_defines_no_command_is_fatal(commands: Path, content: str) -> None:
    (commands / "probe_nothing.py").write_text(content)

    with pytest.raises(RuntimeError, match="must define"):
        build_application()


def test_command_does_not_wait_for_the_imports_of_others(
    commands: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (commands / "probe_hello.py").write_text(COMMAND)
    (commands / "probe_broken.py").write_text("import nothing_that_exists\n")

    assert run(monkeypatch, "probe-hello") == 0


def test_group_has_its_own_commands(
    commands: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "import typer\n\ngroup = typer.Typer()\n\n@group.callback()\ndef _(): ...\n\n@group.command()\n"
    (commands / "probe_group.py").write_text(f"{head}def inner() -> None:\n    print('inner')\n")

    assert run(monkeypatch, "probe-group", "inner") == 0
    assert capsys.readouterr().out == "inner\n"


def test_failure_is_one_line_and_its_status(
    commands: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "from daemon.cli import Failure\n\ndef command() -> None:\n    raise Failure('not stored', 75)\n"
    (commands / "probe_failure.py").write_text(body)

    assert run(monkeypatch, "probe-failure") == 75
    assert capsys.readouterr().err == "loket: not stored\n"


def test_faults_of_the_configuration_are_one_line_each(
    commands: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    body = "from daemon.cli import ConfigOption, load_config\n\ndef command(config: ConfigOption = None) -> None:\n"
    (commands / "probe_config.py").write_text(f"{body}    load_config(config)\n")
    path = tmp_path / "loket.toml"
    path.write_text("[log]\nlevel = 'loud'\n")
    path.chmod(0o640)

    assert run(monkeypatch, "probe-config", "--config", str(path)) == 78
    lines = capsys.readouterr().err.splitlines()
    assert f"loket: {path}: line 2: log.level: input should be 'debug', 'info', 'warning' or 'error'" in lines
    assert f"loket: {path}: smtp: is missing" in lines


def test_no_configuration_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(daemon.cli, "DEFAULT_PATHS", (Path("loket.toml"),))

    with pytest.raises(Failure, match="loket init"):
        load_config(None)


def test_unknown_command_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "nonsense") == 2


def test_version_is_the_distributions(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "--version") == 0

    assert capsys.readouterr().out.startswith("loket 0.")


def test_program_runs_as_a_module() -> None:
    result = subprocess.run([sys.executable, "-m", "daemon", "--version"], capture_output=True, text=True, check=True)

    assert result.stdout.startswith("loket ")


def test_every_command_has_a_help_text() -> None:
    commands = typer.main.get_command(build_application()).commands  # type: ignore[attr-defined]

    assert [name for name, command in commands.items() if not command.help] == []


def test_trouble_with_the_machine_is_one_line(
    commands: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "from pathlib import Path\n\ndef command() -> None:\n    Path('/nowhere/at/all').write_text('')\n"
    (commands / "probe_trouble.py").write_text(body)

    assert run(monkeypatch, "probe-trouble") == 1
    assert capsys.readouterr().err == "loket: /nowhere/at/all: No such file or directory\n"


def test_bug_is_not_passed_off_as_a_mistake(commands: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (commands / "probe_bug.py").write_text("def command() -> None:\n    raise KeyError('bug')\n")
    monkeypatch.setattr("sys.argv", ["loket", "probe-bug"])

    with pytest.raises(KeyError):
        main()


def test_folder_is_no_configuration_and_nobody_is_told_to_change_its_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "status", "--config", str(tmp_path)) == 78
    assert capsys.readouterr().err == f"loket: {tmp_path}: is a folder, not a file\n"


@pytest.mark.parametrize("arguments", [["--mailbxo", "pipa"], ["pipa"], ["--mailbox"], ["--config", "/nowhere.toml"]])
def test_mail_server_tries_again_however_wrongly_it_calls(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    assert run(monkeypatch, "receive", *arguments) == 75


def test_mail_server_tries_again_while_an_installation_is_broken(tmp_path: Path) -> None:
    (tmp_path / "peewee.py").write_text("raise ImportError('half an upgrade')\n")
    command = [sys.executable, "-m", "daemon", "receive"]
    done = subprocess.run(command, input=b"", env={"PYTHONPATH": str(tmp_path)}, capture_output=True, check=False)

    assert (done.returncode, b"half an upgrade" in done.stderr) == (75, True)
