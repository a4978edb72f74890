"""`loket check` names what is wrong with an operator's own templates and catalogue."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from daemon.app import checked_templates, renderer_of
from daemon.cli.check import CHECKS, _look
from daemon.config import Config
from daemon.places import templates_folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a copy of the templates for an operator to edit."""
    folder = tmp_path / "templates"
    shutil.copytree(templates_folder(None), folder)
    return folder


def faults(config: Config) -> tuple[str, ...]:
    return _look(next(check for check in CHECKS if check.name == "templates and catalogue"), config)


def test_copy_of_the_templates_is_good(make_config: Callable[..., Config], own: Path) -> None:
    assert faults(make_config(templates={"folder": str(own)})) == ()


def test_every_fault_of_the_catalogue_has_its_line_and_file(make_config: Callable[..., Config], own: Path) -> None:
    for name in ("m04-nik", "s01-jaringan"):
        (own / "catalogue" / f"{name}.toml").write_text("code = ", encoding="utf-8")
    found = faults(make_config(templates={"folder": str(own)}))
    assert [fault.split(":")[0] for fault in found] == ["m04-nik.toml", "s01-jaringan.toml"]


def test_route_that_is_no_template_is_named(make_config: Callable[..., Config], own: Path) -> None:
    path = own / "catalogue" / "m04-nik.toml"
    path.write_text(path.read_text("utf-8").replace('route = "dikoreksi"', 'route = "dikoreksy"'), encoding="utf-8")
    found = checked_templates(renderer_of(make_config(templates={"folder": str(own)})))
    assert found == ("M04: route: there is no solution template 'dikoreksy'",)
