"""Install the service for real on a machine of its own, upgrade it, go back, and take it away."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from own_machine import ROOT, OwnMachine, make_successor, make_wheel

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can install a service"),
    pytest.mark.soak,
    pytest.mark.timeout(600),
]
ANSWERS = """
institution = "UIN Contoh"
unit = "Pusat Data"
address = "bantuan@kampus.example"
imap_host = "127.0.0.1"
imap_security = "none"
imap_password = "rahasia"
smtp_security = "none"
smtp_username = "-"
authserv_id = "-"
staff_name = "Budi Contoh"
staff_address = "budi@kampus.example"
"""
MIGRATION = '''"""One table more."""


def up(migrator, db):
    db.execute_sql("CREATE TABLE more (id INTEGER PRIMARY KEY)")


def down(migrator, db):
    db.execute_sql("DROP TABLE more")
'''
FAILING = MIGRATION.replace("CREATE TABLE more (id INTEGER PRIMARY KEY)", "CREATE NONSENSE")


@pytest.fixture
def machine() -> Iterator[OwnMachine]:
    with OwnMachine() as running:
        yield running


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives the wheel of a version: "this", "same-tables", "more-tables" or "broken"."""
    migrations = {"same-tables": "", "more-tables": MIGRATION, "broken": FAILING}
    made: dict[str, Path] = {}

    def wheel(name: str) -> Path:
        if name not in made:
            folder = tmp_path_factory.mktemp(name)
            source = ROOT if name == "this" else make_successor(folder / "source", migrations[name])
            made[name] = make_wheel(source, folder)
        return made[name]

    return wheel


def install(machine: OwnMachine, wheel: Path) -> OwnMachine:
    answers = machine.folder / "answers.toml"
    answers.write_text(ANSWERS)
    done = machine.run("make install", WHEEL=str(wheel), ANSWERS=str(answers))
    assert done.returncode == 0, done.stdout
    return machine


@pytest.fixture
def installed(machine: OwnMachine, wheels: Callable[[str], Path]) -> OwnMachine:
    """A machine with the service and a configuration, for one test to change."""
    return install(machine, wheels("this"))


@pytest.fixture(scope="module")
def shared(wheels: Callable[[str], Path]) -> Iterator[OwnMachine]:
    """The same, for tests that only look."""
    with OwnMachine() as running:
        yield install(running, wheels("this"))


def test_service_is_installed_and_enabled(shared: OwnMachine) -> None:
    assert shared.run("loket check").returncode == 0
    assert shared.run("systemctl --root=/ is-enabled loket.service").stdout == "enabled\n"
    assert shared.run("cmp deploy/loket.service /etc/systemd/system/loket.service").returncode == 0


def test_secrets_are_the_services_and_the_configuration_is_roots(shared: OwnMachine) -> None:
    listed = shared.run(
        "stat -c '%a %U %G' /etc/loket/loket.toml /etc/loket/secrets/imap /etc/loket/keys/a.key /var/lib/loket"
    )

    assert listed.stdout.split("\n") == ["640 root loket", "600 loket loket", "600 loket loket", "750 loket loket", ""]


def test_command_line_of_root_makes_no_file_of_roots(shared: OwnMachine) -> None:
    shared.run("loket status")

    found = shared.run("find /var/lib/loket ! -user loket; test -s /var/lib/loket/loket.db && echo there")
    assert found.stdout == "there\n"


def test_second_installation_changes_nothing(shared: OwnMachine, wheels: Callable[[str], Path]) -> None:
    look = "readlink -f /opt/loket; cat /etc/loket/loket.toml; sha256sum /etc/loket/keys/*"
    before = shared.run(look).stdout

    assert shared.run("make install", WHEEL=str(wheels("this"))).returncode == 0
    assert shared.run(look).stdout == before


@pytest.mark.soak
def test_nobody_there_to_answer_leaves_the_configuration_to_be_written(
    machine: OwnMachine, wheels: Callable[[str], Path]
) -> None:
    done = machine.run("make install", WHEEL=str(wheels("this")))

    assert done.returncode == 0
    assert "make install ANSWERS=FILE" in done.stdout
    assert machine.run("test -e /etc/loket/loket.toml").returncode == 1


@pytest.mark.parametrize(
    ("version", "way_back"),
    [
        pytest.param("same-tables", "make rollback", marks=pytest.mark.soak),
        ("more-tables", "make rollback RESTORE=1"),
    ],
)
def test_upgrade_can_be_undone(
    installed: OwnMachine, wheels: Callable[[str], Path], version: str, way_back: str
) -> None:
    before = installed.run("loket keys rotate >/dev/null; loket --version").stdout
    done = installed.run("make upgrade", WHEEL=str(wheels(version)))
    assert done.returncode == 0, done.stdout
    assert f"back to that: {way_back}" in done.stdout
    assert installed.run("loket --version").stdout.startswith("loket 9.")
    assert installed.run("loket check").returncode == 0

    back = installed.run(way_back)

    assert back.returncode == 0, back.stdout
    assert installed.run("loket --version").stdout == before
    assert "keys.rotated" in installed.run("loket journal --json").stdout
    assert installed.run("loket check").returncode == 0


@pytest.mark.soak
def test_way_back_over_new_tables_is_not_taken_unasked(installed: OwnMachine, wheels: Callable[[str], Path]) -> None:
    installed.run("make upgrade", WHEEL=str(wheels("more-tables")))
    done = installed.run("make rollback")

    assert "RESTORE=1" in done.stdout
    assert done.returncode != 0
    assert installed.run("loket --version").stdout.startswith("loket 9.")


@pytest.mark.soak
def test_upgrade_that_fails_leaves_what_works(installed: OwnMachine, wheels: Callable[[str], Path]) -> None:
    installed.run("loket status")
    before = installed.run("readlink -f /opt/loket").stdout
    done = installed.run("make upgrade", WHEEL=str(wheels("broken")))

    assert done.returncode != 0
    assert "the upgrade failed" in done.stdout
    assert installed.run("readlink -f /opt/loket").stdout == before
    assert installed.run("loket check; ls /opt/loket-versions").stdout.split()[-2:] == ["1", "extras"]


@pytest.mark.soak
def test_upgrade_with_a_configuration_at_fault_changes_nothing(
    installed: OwnMachine, wheels: Callable[[str], Path]
) -> None:
    done = installed.run("echo '[nonsense]' >>/etc/loket/loket.toml; make upgrade", WHEEL=str(wheels("same-tables")))

    assert done.returncode != 0
    assert "nothing was changed" in done.stdout
    assert installed.run("ls /opt/loket-versions").stdout.split() == ["1", "extras"]


@pytest.mark.soak
def test_removal_keeps_the_data(installed: OwnMachine) -> None:
    installed.run("loket status; make uninstall")

    assert installed.run("test -e /opt/loket -o -e /etc/systemd/system/loket.service").returncode == 1
    assert installed.run("test -s /var/lib/loket/loket.db -a -s /etc/loket/keys/a.key").returncode == 0


@pytest.mark.soak
def test_removal_of_everything_leaves_nothing(installed: OwnMachine) -> None:
    installed.run("make uninstall PURGE=1")

    places = "/etc /opt /usr/local /var/lib"
    look = f"find {places} -path '/opt/lent-*' -prune -o -name '*loket*' -print 2>/dev/null; getent passwd loket"
    left = installed.run(look)
    assert left.stdout == ""


@pytest.mark.soak
def test_packagers_folder_gets_the_files_and_this_machine_nothing(
    machine: OwnMachine, wheels: Callable[[str], Path]
) -> None:
    folder = machine.folder / "package"
    done = machine.run(f"make install DESTDIR={folder}", WHEEL=str(wheels("this")))

    assert done.returncode == 0, done.stdout
    assert machine.run("getent passwd loket; ls -d /etc/loket /opt/loket").returncode != 0
    program = folder / "opt" / "loket-versions" / "1" / "bin" / "loket"
    assert program.read_text().startswith("#!/opt/loket-versions/1/bin/python")
    assert (folder / "opt" / "loket").readlink() == Path("/opt/loket-versions/1")
    assert stat.S_IMODE((folder / "etc" / "loket" / "secrets").stat().st_mode) == 0o700


def test_python_in_a_home_folder_is_refused(machine: OwnMachine, wheels: Callable[[str], Path]) -> None:
    hidden = "mkdir -p /opt/x && printf '#!/bin/sh\\ncase $* in *base_prefix*) echo /root/x;; esac\\n' >/opt/x/python"
    done = machine.run(
        f"{hidden}; chmod +x /opt/x/python; make install", PYTHON="/opt/x/python", WHEEL=str(wheels("this"))
    )

    assert done.returncode != 0
    assert "lies in a home folder" in done.stdout
