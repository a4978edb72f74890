"""Staff take back what they ordered a moment ago, and try out what they are not sure of."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from installation import STAFF
from writing import write

from daemon.desk.planning import undoing
from daemon.desk.timekeeping import clock_replay
from models import images
from models.outgoing import OutgoingEmail
from models.plans import ExecutedBlock
from models.schema import TABLES
from models.tickets import Ticket

pytestmark = [pytest.mark.server, pytest.mark.database]

STUDENT = "siti@mhs.kampus.example"
RINA = f"Rina Contoh <{STAFF}>"
CHANGED_BY_EVERYTHING = {"version", "updated_at"}


@pytest.fixture
def desk(counter: Any) -> Any:
    """Return a counter that holds the mails of commands for a while."""
    config: Path = counter.loket.config
    config.write_text(config.read_text().replace('hold = "0s"', 'hold = "20s"'))
    return counter


def complain(desk: Any) -> Any:
    desk.deliver(write(f"Siti Contoh <{STUDENT}>", "NIK saya salah di PDDIKTI.\nNIM: 2190000001", "NIK salah"))
    desk.loket.once()
    return desk.sink.to(STAFF)[-1]


def order(desk: Any, notice: Any, text: str) -> dict[str, Any]:
    """Have Rina answer one of our mails and return what became of hers."""
    desk.sink.clear()
    desk.deliver(write(RINA, text, "Re: NIK salah", in_reply_to=notice.message_id))
    desk.loket.once()
    row: dict[str, Any] = desk.loket.rows("inbox")[-1]
    return row


def receipt(desk: Any) -> str:
    mail = desk.sink.to(STAFF)[-1]
    return str(mail.message.get_body(("plain",)).get_content())


def state() -> dict[Any, Any]:
    """Return every row that hangs on the ticket, but for what each change counts up."""
    rows = images.picture([int(row.id) for row in Ticket.select()])
    return {key: {name: row[name] for name in row if name not in CHANGED_BY_EVERYTHING} for key, row in rows.items()}


def let_pass(desk: Any, span: timedelta) -> None:
    """Let time pass for the outbox: what is held becomes due."""
    for email in OutgoingEmail.select().where(OutgoingEmail.state == "pending"):
        OutgoingEmail.update(not_before=email.not_before - span).where(OutgoingEmail.id == email.id).execute()
    desk.loket.once()


@pytest.mark.parametrize(
    "commands",
    [
        "!selesai\n\nSudah diperbaiki.",
        "!ambil",
        "!tunggu\n\nMohon kirim foto KTP.",
        "!tolak luar-lingkup",
        "!jenis S01",
        "!prioritas tinggi\n!catatan cek lagi",
        "!tugaskan joko",
        "Sedang kami periksa.",
    ],
)
def test_undone_commands_leave_no_trace_but_the_journal(desk: Any, commands: str) -> None:
    notice = complain(desk)
    before = state()
    order(desk, notice, commands)
    assert order(desk, desk.sink.to(STAFF)[-1], "urung")["disposition"] == "commands_executed"
    assert state() == before
    let_pass(desk, timedelta(hours=1))
    assert desk.sink.to(STUDENT) == []


def test_undo_after_a_question_gives_the_waiting_time_back(desk: Any) -> None:
    notice = complain(desk)
    order(desk, notice, "!tunggu\n\nMohon kirim foto KTP.")
    let_pass(desk, timedelta(minutes=1))
    before = state()
    order(desk, notice, "!proses")
    order(desk, notice, "!urung")
    assert state() == before


@pytest.mark.parametrize(
    "commands", ["!selesai\n\nSudah.", "!tunggu\n\nMohon kirim foto KTP.", "!jenis S01", "!tolak lain"]
)
def test_clocks_after_undo_follow_from_the_journal(desk: Any, commands: str) -> None:
    notice = complain(desk)
    order(desk, notice, commands)
    order(desk, notice, "!urung")
    order(desk, notice, "!selesai\n\nSudah diperbaiki.")
    let_pass(desk, timedelta(minutes=1))
    assert list(clock_replay.differences()) == []


def test_receipt_says_until_when_undo_works(desk: Any) -> None:
    order(desk, complain(desk), "!selesai\n\nSudah diperbaiki.")
    assert "dapat dibatalkan" in receipt(desk)
    assert "Akan dikirim ke pelapor" in receipt(desk)


def test_held_mail_goes_out_when_its_time_has_come(desk: Any) -> None:
    order(desk, complain(desk), "!selesai\n\nSudah diperbaiki.")
    assert desk.sink.to(STUDENT) == []
    let_pass(desk, timedelta(minutes=1))
    assert len(desk.sink.to(STUDENT)) == 1


def test_acknowledgement_is_never_held(desk: Any) -> None:
    complain(desk)
    assert len(desk.sink.to(STUDENT)) == 1


def test_mail_that_has_gone_cannot_be_taken_back(desk: Any) -> None:
    notice = complain(desk)
    order(desk, notice, "!selesai\n\nSudah diperbaiki.")
    let_pass(desk, timedelta(minutes=1))
    assert order(desk, notice, "!urung")["disposition"] == "commands_refused"
    assert "sudah terkirim" in receipt(desk)
    assert desk.loket.rows("tickets")[0]["status"] == "solved"


def test_ticket_that_changed_since_cannot_be_restored(desk: Any) -> None:
    notice = complain(desk)
    order(desk, notice, "!prioritas tinggi")
    number = desk.loket.rows("tickets")[0]["number"]
    desk.deliver(write(f"Siti Contoh <{STUDENT}>", "Mohon segera.", f"Re: [{number}] NIK salah"))
    desk.loket.once()
    order(desk, notice, "!urung")
    assert "sudah berubah" in receipt(desk)


def test_undo_works_once(desk: Any) -> None:
    notice = complain(desk)
    order(desk, notice, "!prioritas tinggi")
    order(desk, notice, "!urung")
    assert order(desk, notice, "!urung")["disposition"] == "commands_refused"


def test_nobody_takes_back_what_a_colleague_ordered(desk: Any) -> None:
    order(desk, complain(desk), "!tugaskan joko")
    let_pass(desk, timedelta(minutes=1))
    notice = desk.sink.to("joko@kampus.example")[-1]
    desk.deliver(write("Joko Contoh <joko@kampus.example>", "urung", "Re: NIK salah", in_reply_to=notice.message_id))
    desk.loket.once()
    assert desk.loket.rows("inbox")[-1]["disposition"] == "commands_refused"
    assert desk.loket.rows("tickets")[0]["assignee"] == "joko"


def test_undo_stands_alone(desk: Any) -> None:
    notice = complain(desk)
    order(desk, notice, "!prioritas tinggi")
    assert order(desk, notice, "!urung\n!ambil")["disposition"] == "commands_refused"


def test_journal_says_which_events_count_no_longer(desk: Any) -> None:
    notice = complain(desk)
    order(desk, notice, "!selesai\n\nSudah.")
    order(desk, notice, "!urung")
    events = desk.loket.rows("journal")
    (restored,) = [event for event in events if event["name"] == "ticket.restored"]
    first, last = restored["data"]["events"]
    assert {"status"} == {
        event["data"]["name"] for event in events if first <= event["id"] <= last and event["name"] == "ticket.changed"
    }


def everything() -> dict[str, list[Any]]:
    """Return what the tables hold that a mail and its answer do not fill by themselves."""
    return {
        table.__name__: [row.__data__ for row in table.select().order_by(*table._meta.get_primary_keys())]
        for table in TABLES
        if table.__name__ not in OF_ITS_OWN_MAIL | OF_THE_ANSWER
    }


OF_ITS_OWN_MAIL = {"InboundEmail", "CommandResult", "ContentKey", "MailLocation", "JournalEvent", "ExecutedSignature"}
OF_THE_ANSWER = {
    "OutgoingEmail",
    "OutgoingContent",
    "OutgoingRecipient",
    "DeliveryAttempt",
    "Notification",
    "MailboxCursor",
    "Lease",
}


@pytest.mark.parametrize("commands", ["!selesai\n\nSudah diperbaiki.", "!ambil\n!jenis S01\n!catatan cek"])
def test_dry_run_changes_nothing(desk: Any, commands: str) -> None:
    notice = complain(desk)
    before = everything()
    assert order(desk, notice, f"!coba\n{commands}")["disposition"] == "commands_executed"
    assert everything() == before
    let_pass(desk, timedelta(hours=1))
    assert desk.sink.to(STUDENT) == []


def test_dry_run_shows_the_changes_and_the_whole_mail(desk: Any) -> None:
    order(desk, complain(desk), "!coba\n!selesai\n\nNIK sudah kami perbaiki.")
    shown = receipt(desk)
    assert "hanya percobaan" in shown
    assert "status: baru → selesai" in shown
    assert "NIK sudah kami perbaiki." in shown
    assert "Kepada: siti@mhs.kampus.example" in shown


def test_dry_run_shows_what_is_wrong(desk: Any) -> None:
    assert order(desk, complain(desk), "!coba\n!buka")["disposition"] == "commands_refused"


def test_time_of_a_receipt_is_told_to_the_second(desk: Any) -> None:
    order(desk, complain(desk), "!ambil")
    words = next(line for line in receipt(desk).splitlines() if "Sampai pukul" in line)
    assert re.search(r"pukul \d\d\.\d\d\.\d\d WIB", words)


def test_no_copies_of_rows_are_kept_when_it_is_too_late(desk: Any) -> None:
    order(desk, complain(desk), "!selesai\n\nSudah diperbaiki.")
    undoing.forget_old(ExecutedBlock.get().until + timedelta(seconds=1))
    assert ExecutedBlock.get().content == {}
