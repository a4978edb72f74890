"""`loket templates`: everything that is sent can be looked at before."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from daemon.cli import Failure
from daemon.cli.templates import group


@pytest.fixture(autouse=True)
def unconfigured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LOKET_CONFIG", raising=False)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(group, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def names() -> list[str]:
    return run("list").split()


def test_list_names_letters_solutions_and_refusals() -> None:
    assert {"mail/acknowledgement", "solutions/pdm", "refusals/luar-lingkup"} <= set(names())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", names())
def test_every_name_can_be_looked_at(name: str, language: str) -> None:
    shown = run("preview", name, "--language", language)
    assert shown.startswith("Subject: ")
    assert len(shown) > 150


def test_solution_takes_the_words_of_the_type() -> None:
    assert "NIK Anda telah dikoreksi" in run("preview", "dikoreksi", "--type", "m04")
    assert "Jenis kelamin Anda telah dikoreksi" in run("preview", "solutions/dikoreksi", "--type", "M07")


def test_hand_over_is_shown_as_the_next_step() -> None:
    assert "[Tindak lanjut " in run("preview", "pdm", "--type", "M01")
    assert "[Selesai " in run("preview", "dikoreksi", "--type", "M01")


def test_acknowledgement_shows_the_form_of_the_type() -> None:
    assert "Nomor ijazah" in run("preview", "acknowledgement", "--type", "M33")


@pytest.mark.parametrize("name", ["report", "operator-report", "dry-run", "receipt", "confirmation"])
def test_english_letter_has_english_samples(name: str) -> None:
    shown = run("preview", f"mail/{name}", "--language", "en")
    for word in ("Ringkasan", "Laporan", "Keluhan", "contoh ", "!ambil", "!tutup", "!prioritas"):
        assert word not in shown


def test_html_is_written_to_the_file(tmp_path: Path) -> None:
    run("preview", "pdm", "--html", str(tmp_path / "pdm.html"))
    assert (tmp_path / "pdm.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["tidak-ada"], "there is no template tidak-ada"),
        (["mail/pdm"], "there is no template mail/pdm"),
        (["pdm", "--type", "Z99"], "no complaint type Z99"),
        (["pdm", "--language", "fr"], "id or en"),
    ],
)
def test_what_there_is_not_is_said(arguments: list[str], reason: str) -> None:
    with pytest.raises(Failure, match=reason):
        run("preview", *arguments)
