"""`loket explain`: thousands of files, any files, one line each."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("explain")  # most look at the same answer
LOKET = Path(sys.executable).with_name("loket")
MAIL = """\
From: Budi Contoh <Budi@Kampus.Example>
To: layanan@kampus.example
Subject: Re: [PDI-2611-0042] Nama salah
Message-ID: <a1@kampus.example>
In-Reply-To: <a0@kampus.example>
References: <a9@kampus.example> <a0@kampus.example>
Content-Type: text/plain; charset=utf-8

!selesai

NIM: 2190000001
Terima kasih

Pada Sen, 2 Nov 2026 pukul 09.15 Layanan <layanan@kampus.example> menulis:
> Nama yang benar?
"""


def explain(*files: Path, as_json: bool = True) -> subprocess.CompletedProcess[str]:
    arguments = [LOKET, "explain", *(["--json"] if as_json else []), *files]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("explain") / "surat.eml"
    file.write_text(MAIL)
    answer: dict[str, Any] = json.loads(explain(file).stdout)
    return answer | {"path": str(file)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", "Re: [PDI-2611-0042] Nama salah"),
        ("from", {"address": "Budi@kampus.example", "name": "Budi Contoh"}),
        ("to", ["layanan@kampus.example"]),
        ("message_id", "a1@kampus.example"),
        ("in_reply_to", "a0@kampus.example"),
        ("references", ["a9@kampus.example", "a0@kampus.example"]),
        ("kind", "ordinary"),
        ("bulk", False),
        ("bounced_recipient", None),
        ("attachments", []),
        ("ticket", "PDI-2611-0042"),
    ],
)
def test_it_tells_what_the_mail_says(explained: dict[str, Any], name: str, value: object) -> None:
    assert explained[name] == value


def test_it_names_the_file_as_it_was_given(explained: dict[str, Any]) -> None:
    assert explained["file"] == explained["path"]


def test_it_parts_the_reply_from_the_rest(explained: dict[str, Any]) -> None:
    assert "NIM: 2190000001" in explained["reply"]
    assert "> Nama yang benar?" in explained["elided"]
    assert "Nama yang benar?" not in explained["reply"]


def test_it_finds_fields_with_the_catalogue_that_travels_along(explained: dict[str, Any]) -> None:
    assert explained["fields"]["nim"] == "2190000001"


def test_it_lists_commands_without_running_any(explained: dict[str, Any]) -> None:
    assert explained["commands"] == [{"line": "!selesai", "name": "selesai", "arguments": []}]


def test_it_judges_the_header_without_a_configuration(explained: dict[str, Any]) -> None:
    assert explained["authentication"]["verdict"] in ("none", "fail")
    assert explained["authentication"]["reason"]


def test_every_file_gets_its_line_whatever_it_is(tmp_path: Path) -> None:
    contents = {"kosong": b"", "biner": bytes(range(256)) * 40, "bom": b"Subject: " + b"x" * 20_000 + b"\n\n"}
    files = [tmp_path / name for name in (*contents, "tidak-ada", "surat")]
    for file in files[:3]:
        file.write_bytes(contents[file.name])
    files[4].write_text(MAIL)
    done = explain(*files)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (1, f"loket: cannot be read: {files[3]}\n")
    assert [line["file"] for line in lines] == [str(file) for file in files]
    assert [line.get("error", "") for line in lines] == [
        "",
        "",
        "header line too long",
        "No such file or directory",
        "",
    ]
    assert all(lines[0].keys() >= {"subject", "from", "reply", "authentication", "fields"} for line in lines)


def test_a_file_name_that_is_no_utf_8_comes_out_as_it_went_in(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"surat-\xff.eml")
    file.write_text(MAIL)
    done = subprocess.run([LOKET, "explain", "--json", file], capture_output=True, timeout=60, check=True)
    assert b"surat-\xff.eml" in done.stdout


def test_people_get_a_table(tmp_path: Path) -> None:
    file = tmp_path / "surat.eml"
    file.write_text(MAIL)
    shown = explain(file, as_json=False).stdout
    assert "Re: [PDI-2611-0042] Nama salah" in shown
    assert "nim: 2190000001" in shown


def test_a_mail_cannot_paint_on_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "surat.eml"
    file.write_bytes(b"Subject: a\x1b[31m[bold]merah\n\n[/nothing]\x1b]0;x\x07")
    done = explain(file, as_json=False)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "[bold]merah" in done.stdout
