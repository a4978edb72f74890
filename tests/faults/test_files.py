"""Files that are missing, broken or in odd surroundings: said in one line, or worked around with an alarm."""

import os
import signal
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from installation import LOKET, STAFF
from writing import write

pytestmark = pytest.mark.server
ADMIN = "admin@kampus.example"
BROKEN = {
    "syntax": "{% if %}",
    "unknown name": "{% block subject %}x{% endblock %}{{ nobody.knows }}",
    "no letter": "{{ 1 / 0 }}",
}


def change(office: Any, before: str, after: str) -> None:
    text = office.loket.config.read_text()
    assert before in text
    office.loket.config.write_text(text.replace(before, after))


@pytest.mark.parametrize("fault", BROKEN)
def test_mail_is_answered_though_a_template_is_broken_and_the_admin_hears_of_it_once(office: Any, fault: str) -> None:
    own = office.loket.folder / "own"
    (own / "mail").mkdir(parents=True)
    (own / "mail" / "acknowledgement.id.j2").write_text(BROKEN[fault])
    change(office, "[health]", f'[templates]\nfolder = "{own}"\n\n[health]')
    office.complain(1)
    office.complain(2)
    office.loket.once()
    assert "2190000001" in office.sink.to("siti1@mhs.kampus.example")[0].message.get_body(("plain",)).get_content()
    assert len(office.sink.to("siti2@mhs.kampus.example")) == 1
    told = [mail for mail in office.sink.to(ADMIN) if b"loket check" in mail.content]
    assert len(told) == 1
    if fault == "syntax":  # what can be known without filling it in
        assert office.loket.run("check").returncode != 0
    assert office.settle() == []


def test_mail_is_answered_in_plain_words_when_the_built_in_template_is_gone_too(
    office: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = office.loket.app
    monkeypatch.setattr(app.renderer._loader, "searchpath", [str(tmp_path / "nothing")])
    monkeypatch.setattr(type(app.renderer), "built_in", lambda renderer: renderer)
    office.complain(1)
    office.loket.once()
    answer = office.sink.to("siti1@mhs.kampus.example")[0]
    assert "sudah kami terima" in answer.message.get_body(("plain",)).get_content()
    assert office.settle() == []


@pytest.mark.parametrize("fault", ["syntax", "no letter"])
@pytest.mark.parametrize(
    ("folder", "order"), [("solutions/pdm", "!solusi pdm"), ("refusals/dokumen", "!tolak dokumen")]
)
def test_broken_template_of_a_solution_refuses_the_order_and_the_admin_hears_of_it_once(
    office: Any, fault: str, folder: str, order: str
) -> None:
    own = office.loket.folder / "own"
    (own / folder).parent.mkdir(parents=True)
    for language in ("id", "en"):
        (own / f"{folder}.{language}.j2").write_text(BROKEN[fault])
    change(office, "[health]", f'[templates]\nfolder = "{own}"\n\n[health]')
    office.complain(1)
    office.loket.once()
    notice = office.sink.to(STAFF)[0]
    for text in (order, f"{order}\n\nLagi."):
        office.deliver(write(f"Rina <{STAFF}>", text, in_reply_to=notice.message_id))
        office.loket.once()
    assert [row["disposition"] for row in office.loket.rows("inbox")[1:]] == ["commands_refused"] * 2
    assert "rusak" in office.sink.to(STAFF)[-1].message.get_body(("plain",)).get_content()
    assert len(office.sink.to("siti1@mhs.kampus.example")) == 1
    assert len(office.sink.to(ADMIN)) == 1


def test_nothing_starts_without_a_key(office: Any) -> None:
    (office.loket.folder / "keys" / "a.key").unlink()
    refused = office.loket.run("once")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (78, 1)


def test_token_of_a_replaced_key_commands_nothing(office: Any) -> None:
    office.complain(1)
    office.loket.once()
    notice = office.sink.to(STAFF)[0]
    (office.loket.folder / "keys" / "a.key").write_bytes(bytes(range(32, 64)))
    office.loket.leave()
    office.deliver(write(f"Rina <{STAFF}>", "!ambil", in_reply_to=notice.message_id))
    office.loket.once()
    assert office.loket.rows("tickets")[0]["assignee"] is None
    assert office.loket.rows("inbox")[1]["disposition"] in ("commands_refused", "confirmation_requested")


@pytest.mark.parametrize("removed", ["disabled", "gone"])
def test_open_tokens_of_somebody_who_left_command_nothing(office: Any, removed: str) -> None:
    office.complain(1)
    office.loket.once()
    notice = office.sink.to(STAFF)[0]
    entry = '[[staff]]\nid = "rina"\nname = "Rina Contoh"\n'
    change(office, entry, entry + "enabled = false\n" if removed == "disabled" else '[[staff]]\nid = "rani"\n')
    if removed == "gone":
        change(office, f'"{STAFF}"', '"rani@kampus.example"')
        change(office, '["rina"]', '["rani"]')
    office.deliver(write(f"Rina <{STAFF}>", "!ambil", in_reply_to=notice.message_id))
    office.loket.once()
    assert office.loket.rows("tickets")[0]["assignee"] is None
    assert office.loket.rows("inbox")[1]["disposition"] not in ("commands_executed", "confirmation_requested")


def test_odd_surroundings_change_nothing_and_files_stay_private(office: Any) -> None:
    office.complain(1)
    odd = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C",
        "LC_ALL": "C",
        "LOKET_CONFIG": str(office.loket.config),
        "TZ": "Nowhere",
    }
    command = f"umask 000; cd /; exec {LOKET} once >/dev/full 2>/dev/full"
    subprocess.run(["sh", "-c", command], env=odd, check=False, timeout=60)
    assert len(office.sink.mails) == 2
    made = [office.loket.folder / "loket.db", *(office.loket.folder / "storage").rglob("*")]
    assert {path.name for path in made if stat.S_IMODE(path.stat().st_mode) & 0o027} == set()
    assert office.settle() == []


@pytest.mark.parametrize("output", ["/dev/full", "closed pipe"])
def test_daemon_works_on_when_nothing_can_be_logged(office: Any, output: str) -> None:
    office.complain(1)
    redirected = f"exec {LOKET} run 2>/dev/full" if output == "/dev/full" else f"{LOKET} run 2>&1 | true"
    environment = {"LOKET_CONFIG": str(office.loket.config), "PATH": "/bin"}
    process = subprocess.Popen(["sh", "-c", redirected], env=environment, start_new_session=True)
    try:
        office.sink.wait_for(2)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=40)
    assert office.settle() == []
