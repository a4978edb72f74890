"""Hold that what is installed is complete, declared, and alone under its names."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from daemon.cli import EXIT_CONFIG

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = {"daemon", "models"}
NOT_IMPORTED = {
    "tzdata",  # data only, for systems without time zones
}


def normal(name: str) -> str:
    """Return a distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]) for requirement in requirements}


def imported_distributions() -> set[str]:
    """Return the distributions whose modules daemon and models import."""
    owners = packages_distributions()
    found: set[str] = set()
    for path in [*(ROOT / "daemon").rglob("*.py"), *(ROOT / "models").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for module in {module.split(".")[0] for module in modules} - sys.stdlib_module_names - OURS:
                found |= {normal(owner) for owner in owners.get(module, [f"nobody ships {module}"])}
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=100)
    with zipfile.ZipFile(next(folder.glob("loket-*.whl"))) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_nobody_else_owns_our_packages() -> None:
    owners = packages_distributions()

    # An editable installation owns no files, only a path to them.
    assert {owner for name in OURS for owner in owners.get(name, [])} <= {"loket"}
    assert {Path(str(import_module(name).__file__)).parent.parent for name in OURS} == {ROOT}


def test_python_daemon_is_not_needed_by_anything() -> None:
    assert "python-daemon" not in {normal(owner) for owners in packages_distributions().values() for owner in owners}


def test_every_import_is_a_declared_dependency() -> None:
    extras = [
        PROJECT["optional-dependencies"][extra] for extra in ("google", "microsoft", "postgresql", "charts", "fast")
    ]
    declared = names(sum(extras, PROJECT["dependencies"]))

    assert imported_distributions() - declared == set()


def test_every_declared_dependency_is_imported() -> None:
    assert names(PROJECT["dependencies"]) - imported_distributions() == NOT_IMPORTED


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    requirements = [name for name in PROJECT["dependencies"] if name != "tzdata"]  # its versions are dates

    assert [name for name in requirements if not re.search(r"~=|>=[^,]+,\s*<|<[^,]+,\s*>=", name)] == []


def test_wheel_has_the_code_and_nothing_beside_it(wheel: Path) -> None:
    assert {path.name for path in wheel.iterdir()} == {"daemon", "models", f"loket-{PROJECT['version']}.dist-info"}


def test_wheel_has_every_template(wheel: Path) -> None:
    templates = {path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*") if path.is_file()}
    shipped = wheel / "daemon" / "templates"

    assert templates
    assert {path.relative_to(shipped) for path in shipped.rglob("*") if path.is_file()} == templates


def test_wheel_has_every_module_and_migration(wheel: Path) -> None:
    for package in ("daemon", "models"):
        written = {path.relative_to(ROOT) for path in (ROOT / package).rglob("*.py")}
        assert {path.relative_to(wheel) for path in (wheel / package).rglob("*.py")} == written


def test_wheel_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    start = f"import sys; sys.path.insert(0, {str(wheel)!r}); import daemon.__main__; daemon.__main__.main()"
    command = [sys.executable, "-c", start, "--help"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    assert result.returncode == 0, result.stderr
    assert "init" in result.stdout


def test_unit_is_not_restarted_for_a_fault_of_the_configuration() -> None:
    unit = (ROOT / "deploy" / "loket.service").read_text("utf-8")

    assert f"RestartPreventExitStatus={EXIT_CONFIG}" in unit
    assert "Type=notify" in unit
    assert "WatchdogSec=" in unit


@pytest.mark.parametrize(
    "line", ["ProtectSystem=strict", "NoNewPrivileges=true", "CapabilityBoundingSet=", "UMask=0077"]
)
def test_unit_shuts_what_the_service_does_not_need(line: str) -> None:
    assert line in (ROOT / "deploy" / "loket.service").read_text("utf-8").splitlines()
