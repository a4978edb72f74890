"""The daemon takes up configuration, shows how it is, and raises alarms that do not need its own mail."""

import json
import signal
import sqlite3
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from changed_daemon import daemon_with
from dovecot import Dovecot
from installation import STAFF, Installation, imap_box, maildir_box, wait_until
from smtp_sink import SmtpSink, free_port
from writing import write

from daemon.app import utc_now
from daemon.keeping.canaries import forget_canaries
from daemon.watch.canary import CanaryRules, tend

pytestmark = [pytest.mark.server, pytest.mark.slow]

# The daemon looks around every second, and tries a server that was down again after a second.
HASTY = """
from datetime import timedelta
from daemon import duties, watching
from daemon.outbox import delivery
watching.LOOK_SECONDS = duties.CANARY_SECONDS = 1
delivery._FIRST_PAUSE = timedelta(seconds=1)
"""
STUDENT = "siti@mhs.kampus.example"
TEXT = "NIK saya salah.\nNIM: 2190000001"
NEWCOMER = """
[[staff]]
id = "dewi"
name = "Dewi Contoh"
addresses = ["dewi@kampus.example"]
roles = ["petugas"]
"""


def add(loket: Installation, text: str) -> None:
    loket.config.write_text(loket.config.read_text() + text)


def program(folder: Path) -> tuple[Path, Path]:
    """Return a program that appends what it is told to a file, and the file."""
    told = folder / "told"
    path = folder / "alarm"
    path.write_text(f'#!/bin/sh\ncat >> "{told}"\n')
    path.chmod(0o700)
    return path, told


def test_hangup_takes_up_new_staff(counter: Any) -> None:
    with counter.loket.daemon() as process:
        counter.loket.wait_for_log('"ready"')
        add(counter.loket, NEWCOMER)
        process.send_signal(signal.SIGHUP)
        counter.loket.wait_for_log("configuration taken up")
        counter.deliver(write("Dewi Contoh <dewi@kampus.example>", "!bantuan"))
        assert "!ambil" in str(counter.letter("dewi@kampus.example").content)


def test_hangup_with_a_broken_file_keeps_the_old_configuration(counter: Any) -> None:
    with counter.loket.daemon() as process:
        counter.loket.wait_for_log('"ready"')
        add(counter.loket, '\n[nonsense]\nkey = "value"\n')
        process.send_signal(signal.SIGHUP)
        assert "nonsense" in counter.loket.wait_for_log("configuration not taken up")
        counter.deliver(write(f"Siti Contoh <{STUDENT}>", TEXT, "NIK salah"))
        counter.letter(STUDENT, "PDI-")


def test_hangup_with_broken_templates_keeps_the_old_ones(counter: Any) -> None:
    folder = counter.loket.folder / "templates"
    (folder / "mail").mkdir(parents=True)
    add(counter.loket, f'\n[templates]\nfolder = "{folder}"\n')
    with counter.loket.daemon() as process:
        counter.loket.wait_for_log('"ready"')
        (folder / "mail" / "acknowledgement.id.j2").write_text("{% broken")
        process.send_signal(signal.SIGHUP)
        counter.loket.wait_for_log("configuration not taken up")
        counter.deliver(write(f"Siti Contoh <{STUDENT}>", TEXT, "NIK salah"))
        counter.letter(STUDENT, "PDI-")


def test_hangup_says_what_needs_a_restart(counter: Any) -> None:
    with counter.loket.daemon() as process:
        counter.loket.wait_for_log('"ready"')
        text = counter.loket.config.read_text()
        counter.loket.config.write_text(text.replace('timeout = "5s"', 'timeout = "6s"'))
        process.send_signal(signal.SIGHUP)
        assert '"reason": "smtp"' in counter.loket.wait_for_log("only a restart takes it up")


def test_dismissed_member_of_staff_commands_nothing_after_a_hangup(counter: Any) -> None:
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", TEXT, "NIK salah"))
    counter.loket.once()
    notice = counter.sink.to(STAFF)[0]
    counter.loket.leave()
    with counter.loket.daemon() as process:
        counter.loket.wait_for_log('"ready"')
        text = counter.loket.config.read_text()
        counter.loket.config.write_text(text.replace('id = "rina"', 'id = "rina"\nenabled = false'))
        process.send_signal(signal.SIGHUP)
        counter.loket.wait_for_log("configuration taken up")
        counter.deliver(write(f"Rina Contoh <{STAFF}>", "!ambil", in_reply_to=notice.message_id))
        wait_until(lambda: len([row for row in counter.loket.rows("inbox") if row["disposition"]]) == 2, 20)
    assert counter.loket.rows("tickets")[0]["assignee"] is None
    assert "commands_executed" not in counter.dispositions()


def test_once_goes_on_with_the_other_mailboxes(tmp_path: Path, sink: SmtpSink) -> None:
    password = tmp_path / "password"
    password.write_text("x")
    password.chmod(0o600)
    for part in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / part).mkdir(parents=True)
    boxes = imap_box(free_port(), "nobody", password, name="mati") + maildir_box(tmp_path / "Maildir")
    loket = Installation(tmp_path, sink.port, boxes)
    (tmp_path / "Maildir" / "new" / "1.test").write_bytes(write(f"Siti Contoh <{STUDENT}>", TEXT, "NIK salah"))
    done = loket.do("once")
    assert done.returncode == 1
    assert b"loket: mati: " in done.stderr
    assert sink.to(STUDENT)


def test_refused_login_is_not_repeated_before_its_time_unless_the_password_changes(
    tmp_path: Path, sink: SmtpSink, dovecot: Dovecot
) -> None:
    password = tmp_path / "password"
    password.write_text("wrong")
    password.chmod(0o600)
    loket = Installation(tmp_path, sink.port, imap_box(dovecot.port, "bantuan-salah", password))
    refused, waiting = loket.do("once"), loket.do("once")
    assert refused.returncode == waiting.returncode == 1
    assert b"the next try is in" in waiting.stderr
    assert b"the next try is in" not in refused.stderr
    password.write_text("other")
    assert b"the next try is in" not in loket.do("once").stderr


def test_status_names_the_server_in_trouble_and_fails(counter: Any) -> None:
    counter.sink.stop()
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", TEXT, "NIK salah"))
    with daemon_with(counter, HASTY):
        counter.loket.wait_for_log("the outgoing server cannot be used")
        status = wait_until(lambda: _trouble(counter.loket.run("status", "--json")), 40)
    assert status["failing_since"]
    assert status["reason"]


def _trouble(done: Any) -> Any:
    found = json.loads(done.stdout)
    assert done.returncode == int(found["needs_attention"])
    return next((row for row in found["servers"] if row["server"] == "outgoing" and row["failing_since"]), None)


def test_alarm_goes_another_way_while_mail_is_down_and_its_end_too(counter: Any) -> None:
    path, told = program(counter.loket.folder)
    add(counter.loket, f'\n[alarm]\nafter = "1s"\ncommand = ["{path}"]\n')
    counter.sink.stop()
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", TEXT, "NIK salah"))
    with daemon_with(counter, HASTY):
        wait_until(lambda: told.exists() and "ALARM server outgoing" in told.read_text(), 60)
        counter.sink.start()
        wait_until(lambda: "OK server outgoing" in told.read_text(), 90)
    assert told.read_text().count("ALARM server outgoing") == 1


@pytest.mark.sqlite
def test_alarm_comes_through_a_second_server_when_the_database_is_damaged(counter: Any) -> None:
    with SmtpSink() as second:
        add(
            counter.loket,
            f'\n[alarm]\nto = ["kepala@elsewhere.example"]\n[alarm.smtp]\nhost = "127.0.0.1"\nport = {second.port}\n'
            'security = "none"\nfrom_address = "alarm@elsewhere.example"\n',
        )
        (counter.loket.folder / "loket.db").write_bytes(b"damaged" * 1000)
        first, again = counter.loket.run("run"), counter.loket.run("run")
        assert (first.returncode, again.returncode) == (1, 1)
        assert b"restore a backup" in first.stderr
        (mail,) = second.mails
    assert mail.recipients == ("kepala@elsewhere.example",)
    assert "cannot start" in str(mail.message.get_content())


def test_alarm_is_raised_by_systemd_when_the_service_died(counter: Any) -> None:
    path, told = program(counter.loket.folder)
    add(counter.loket, f'\n[alarm]\ncommand = ["{path}"]\n')
    assert counter.loket.run("alarm", SERVICE_RESULT="success").returncode == 0
    assert not told.exists()
    for _ in range(2):
        assert counter.loket.run("alarm", SERVICE_RESULT="watchdog").returncode == 0
    assert told.read_text().count("ALARM service") == 1
    assert "watchdog" in told.read_text()


def test_ways_of_alarm_can_be_tried(counter: Any) -> None:
    assert counter.loket.do("alarm", "--test").returncode == 1
    path, told = program(counter.loket.folder)
    add(counter.loket, f'\n[alarm]\ncommand = ["{path}"]\n')
    assert counter.loket.do("alarm", "--test").returncode == 0
    assert "TEST" in told.read_text()


def test_prometheus_gets_figures_of_queues_servers_and_stages(counter: Any) -> None:
    port = free_port()
    add(counter.loket, f'\n[metrics]\nlisten = "127.0.0.1:{port}"\n')
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", TEXT, "NIK salah"))
    with daemon_with(counter, HASTY):
        counter.letter(STUDENT, "PDI-")
        wait_until(lambda: 'loket_server_failing_seconds{server="outgoing"} 0.0' in _scraped(port), 30)
        figures = _scraped(port)
    assert 'loket_mails{state="quarantined"} 0.0' in figures
    assert 'loket_stage_within_target_ratio{stage="contact"} 1.0' in figures
    assert "loket_mail_lag_seconds " in figures
    assert "process_resident_memory_bytes" in figures
    assert STUDENT not in figures


def _scraped(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return str(answer.read().decode())


def test_canary_flies_through_the_whole_loop_and_becomes_no_ticket(imap_counter: Any) -> None:
    loket = imap_counter.loket
    add(loket, '\n[canary]\naddress = "bantuan@kampus.example"\ninterval = "1h"\n')
    with daemon_with(imap_counter, HASTY):
        canary = imap_counter.letter("bantuan@kampus.example", "Loket")
        imap_counter.deliver(canary.content)  # as the campus' server does
        row = wait_until(lambda: next((row for row in loket.rows("inbox") if row["disposition"]), None), 20)
    assert (row["disposition"], row["message_id"]) == ("ignored", canary.message_id)
    assert loket.rows("tickets") == []


def test_canary_that_does_not_come_back_is_an_alarm(counter: Any) -> None:
    path, told = program(counter.loket.folder)
    health = counter.loket.folder / "health"
    text = counter.loket.config.read_text().replace("[health]\n", f'[health]\nfile = "{health}"\n')
    counter.loket.config.write_text(
        f'{text}\n[canary]\naddress = "bantuan@kampus.example"\nlate = "1s"\n[alarm]\ncommand = ["{path}"]\n'
    )
    with daemon_with(counter, HASTY):
        wait_until(lambda: told.exists() and "ALARM canary" in told.read_text(), 60)
        wait_until(lambda: health.read_text().startswith("degraded\ncanary: "), 20)


@pytest.mark.sqlite
def test_witnesses_get_the_journals_head_and_it_verifies(counter: Any) -> None:
    text = counter.loket.config.read_text()
    witnesses = 'journal_witnesses = ["rektorat@kampus.example", "spi@kampus.example"]\n'
    counter.loket.config.write_text(text.replace("[health]\n", f"[health]\n{witnesses}"))
    counter.deliver(write(f"Siti Contoh <{STUDENT}>", TEXT, "NIK salah"))
    counter.loket.once()
    counter.loket.tell_witnesses()
    counter.loket.tell_witnesses()
    counter.loket.once()
    (mail,) = counter.sink.to("rektorat@kampus.example")
    assert len(counter.sink.to("spi@kampus.example")) == 1
    body = mail.message.get_body(("plain",)).get_content()
    head = next(line for line in body.splitlines() if "loket journal --verify --head " in line).split()[-1]
    assert counter.loket.do("journal", "--verify", "--head", head).returncode == 0
    counter.loket.leave()
    with sqlite3.connect(counter.loket.folder / "loket.db") as database:
        database.execute("DELETE FROM personal_value")
        database.execute("DELETE FROM journal_event WHERE id >= ?", (int(head.split(":")[0]),))
    broken = counter.loket.do("journal", "--verify", "--head", head)
    assert broken.returncode == 1
    assert b"was changed" in broken.stderr


def test_canaries_of_past_days_are_forgotten_but_for_the_newest(counter: Any) -> None:
    app, rules = counter.loket.app, CanaryRules("bantuan@kampus.example", timedelta(0), timedelta(minutes=10))
    for _ in range(2):
        assert tend(rules, app.desk, utc_now())
        counter.loket.once()
        counter.deliver(counter.sink.mails[-1].content)
        counter.loket.once()
    later = utc_now() + timedelta(days=3)
    assert forget_canaries(app.blobs, {"another mailbox"}, later) == 0
    assert forget_canaries(app.blobs, {"bantuan"}, later) == 1
    assert [row["message_id"] for row in counter.loket.rows("inbox")] == [counter.sink.mails[-1].message_id]
    assert len(counter.loket.rows("outbox")) == 1
    assert len([path for path in (counter.loket.folder / "storage").glob("??/*") if path.is_file()]) == 1
