"""Keys, codes and replays over several mails (trust.md §3.5, §3.8): each works once, for one person, for a while."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hostile_office import CAMPUS, JOKO, RINA, Office, Situation
from smtp_sink import SunkMail
from writing import write

from daemon.desk.timekeeping import reminders
from models.database import settled
from models.outgoing import Notification
from models.tickets import Ticket
from models.upkeep import JobRun, LimitUse

pytestmark = pytest.mark.server


@pytest.fixture
def ticket(office: Office, request: pytest.FixtureRequest) -> Situation:
    """Return a fresh ticket; the post starts empty, and no test has used up a limit before."""
    office.loket.app  # noqa: B018 - the database is open from here on
    LimitUse.delete().execute()
    situation = office.open_tickets([request.node.name])[request.node.name]
    office.sink.clear()
    return situation


def text_of(mail: SunkMail) -> str:
    return str(mail.message.get_body(("plain",)).get_content())


def send(office: Office, *mails: bytes) -> list[str]:
    """Deliver mails one after the other and tell what became of each."""
    before = len(office.loket.rows("inbox"))
    for raw in mails:
        office.deliver(raw)
        office.work()
    return [row["disposition"] for row in office.loket.rows("inbox")[before:]]


def assignee(office: Office, ticket: Situation) -> str | None:
    return next(row["assignee"] for row in office.loket.rows("tickets") if row["number"] == ticket.number)


def asked_code(office: Office) -> str:
    """Return the code of the newest question to Rina."""
    text = text_of(office.sink.to(RINA)[-1])
    found = re.search(r"!ya ([a-z0-9]{12})", text)
    assert found, text
    return found[1]


def names(office: Office) -> list[str]:
    return [event["name"] for event in office.loket.rows("journal")]


def revoke(ticket: Situation) -> None:
    """End the life of the keys of a ticket's notifications; the date itself is under their seal."""
    mine = Notification.ticket == Ticket.get(Ticket.number == ticket.number)
    Notification.update(revoked_at=datetime.now(UTC)).where(mine).execute()


def confirmed_by(sender: str, code: str) -> bytes:
    return CAMPUS.sign(write(sender, f"!ya {code}", "Re: kepastian"))


def test_code_works_once_and_only_for_rina(office: Office, ticket: Situation) -> None:
    send(office, ticket.order(to="bantuan@kampus.example", in_reply_to=""))
    code = asked_code(office)
    assert send(office, confirmed_by(f"Joko <{JOKO}>", code)) == ["commands_refused"]
    assert send(office, write(f"Rina <{RINA}>", f"!ya {code}", verdict="fail")) == ["commands_refused"]
    assert assignee(office, ticket) is None
    assert send(office, confirmed_by(f"Rina <{RINA}>", code.upper())) == ["commands_executed"]
    assert assignee(office, ticket) == "rina"
    assert send(office, confirmed_by(f"Rina <{RINA}>", code)) == ["commands_refused"]
    assert office.loket.rows("inbox")[-1]["commands"][0]["result"] == "refused"


def test_expired_code_does_nothing(office: Office, ticket: Situation) -> None:
    send(office, ticket.order(to="bantuan@kampus.example", in_reply_to=""))
    code = asked_code(office)
    Notification.update(expires_at=datetime.now(UTC) - timedelta(seconds=1)).where(Notification.code == code).execute()
    assert send(office, confirmed_by(f"Rina <{RINA}>", code)) == ["commands_refused"]
    assert assignee(office, ticket) is None


def test_code_counts_for_the_state_it_was_asked_about(office: Office, ticket: Situation) -> None:
    send(office, ticket.order("!selesai\n\nSudah.", to="bantuan@kampus.example", in_reply_to=""))
    code = asked_code(office)
    send(office, ticket.from_student("BATAL"))
    assert send(office, confirmed_by(f"Rina <{RINA}>", code))[0] != "commands_executed"
    assert office.sink.to(ticket.student)[-1].message["Subject"].endswith("NIK salah " + ticket.student)
    assert not any("Sudah." in text_of(mail) for mail in office.sink.to(ticket.student))


def test_guessing_codes_ends_after_five_tries(office: Office, ticket: Situation) -> None:
    send(office, CAMPUS.sign(ticket.from_rina(to="bantuan@kampus.example", in_reply_to="", sender=f"Joko <{JOKO}>")))
    found = re.search(r"!ya ([a-z0-9]{12})", text_of(office.sink.to(JOKO)[-1]))
    assert found
    send(office, *[confirmed_by(f"Joko <{JOKO}>", f"abcdefghjk{number:02}") for number in range(6)])
    assert send(office, confirmed_by(f"Joko <{JOKO}>", found[1])) == ["commands_refused"]
    assert assignee(office, ticket) is None


def test_expired_key_brings_a_question_instead_of_a_bare_refusal(office: Office, ticket: Situation) -> None:
    revoke(ticket)
    assert send(office, ticket.order()) == ["confirmation_requested"]
    assert assignee(office, ticket) is None
    assert asked_code(office)
    assert "token.expired" in names(office)


def test_key_that_others_used_three_times_is_worth_nothing_and_its_owner_hears_once_a_day(
    office: Office, ticket: Situation
) -> None:
    mails = [CAMPUS.sign(ticket.from_rina(f"!ambil {n}", sender=f"Joko <{JOKO}>")) for n in range(3)]
    assert send(office, *mails) == ["commands_refused"] * 3
    notices = [mail for mail in office.sink.to(RINA) if "kunci balasan" in str(mail.message["Subject"]).lower()]
    assert len(notices) == 1
    assert send(office, ticket.order()) == ["confirmation_requested"]
    assert names(office).count("token.mismatch") >= 3


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: b"X-Way: other\r\n" + raw,
        lambda raw: b"Received: from x by y; Sun, 22 Nov 2026 10:00:00 +0700\r\n" + raw,
        lambda raw: raw.replace(b"!ambil", b"!ambil  "),
        lambda raw: raw + b"\r\n\r\n",
        lambda raw: raw.replace(b"\r\n", b"\n"),
        lambda raw: re.sub(rb"b=([A-Za-z0-9+/]{5})", rb"b=\1 ", raw, count=1),
        CAMPUS.sign,
    ],
    ids=[
        "header on top",
        "another way",
        "blanks",
        "blank lines",
        "line ends",
        "blank in the signature",
        "signed twice",
    ],
)
def test_replay_of_a_command_that_ran_changes_nothing(
    office: Office, change: Callable[[bytes], bytes], request: pytest.FixtureRequest
) -> None:
    ticket = office.open_tickets([request.node.name])[request.node.name]
    first = ticket.order()
    assert send(office, first) == ["commands_executed"]
    send(office, ticket.order("!lepas"))
    assert send(office, change(first))[0] in ("ignored", "commands_refused")
    assert assignee(office, ticket) is None


def test_replay_of_a_reply_reaches_nobody_twice(office: Office, ticket: Situation) -> None:
    first = ticket.order("Sudah kami periksa.")
    assert send(office, first, b"X-Way: other\r\n" + first.replace(b"Sudah kami", b"Sudah  kami")) == [
        "appended",
        "ignored",
    ]
    assert len(office.sink.to(ticket.student)) == 1


def test_same_message_id_with_other_content_is_a_mail_of_its_own(office: Office, ticket: Situation) -> None:
    mails = [
        write(f"Siti <{ticket.student}>", text, message_id="sama@x.example") for text in ("NIK salah", "Nilai salah")
    ]
    assert "ignored" not in send(office, *mails)


def test_unconfigured_staff_of_the_campus_is_nobody(office: Office, ticket: Situation) -> None:
    raw = CAMPUS.sign(ticket.from_rina(sender="Tamu <tamu@kampus.example>"))
    assert send(office, raw)[0] in ("form_requested", "ticket_created")
    assert assignee(office, ticket) is None


def test_journal_and_log_name_what_happened_without_addresses(office: Office, ticket: Situation) -> None:
    before = len(names(office))
    by_joko = CAMPUS.sign(ticket.from_rina("!ambil", sender=f"Joko <{JOKO}>"))
    bare = ticket.order(to="bantuan@kampus.example", in_reply_to="")
    send(office, ticket.order("!selesay"), by_joko, bare, ticket.order())
    happened = set(names(office)[before:])
    assert {"command.syntax", "command.needs_confirm", "command.executed", "token.mismatch"} <= happened
    assert not [line for line in office.records.lines if "@kampus.example" in line]


def test_same_question_is_not_asked_again_and_again(office: Office, ticket: Situation) -> None:
    first = ticket.order(to="bantuan@kampus.example", in_reply_to="")
    send(office, first, *[b"X-Way: %d\r\n" % n + first.replace(b"!ambil", b"!ambil" + b" " * n) for n in range(1, 7)])
    assert len([mail for mail in office.sink.to(RINA) if "!ya " in text_of(mail)]) == 1
    assert len(office.sink.to(RINA)) <= 4


def test_genuine_copy_counts_although_an_unbelieved_one_came_first(office: Office, ticket: Situation) -> None:
    genuine = ticket.order()
    assert send(office, genuine.replace(b"dmarc=pass", b"dmarc=fail"), genuine) == [
        "commands_refused",
        "commands_executed",
    ]
    assert send(office, b"X-Way: third\r\n" + genuine) == ["ignored"]


def test_commands_of_a_student_are_noted_and_nothing_else(office: Office, ticket: Situation) -> None:
    before = names(office).count("command.not_permitted")
    send(office, ticket.from_student("!selesai"))
    assert names(office).count("command.not_permitted") == before + 1


def test_who_is_impersonated_hears_of_it_once_a_day(office: Office, ticket: Situation) -> None:
    desk = office.loket.app.desk
    settled(lambda: JobRun.put(("name",), name="impersonated", last_at=desk.clock(), period="the day before"))
    forged = ticket.order(verdict="fail")
    unreadable = ticket.order(sender=f"<{RINA}>(").replace(b"Subject: Re", b"Subject: \0Re")
    assert send(office, forged, unreadable) == ["commands_refused", "held"]
    told = [settled(lambda: reminders.tell_impersonated(desk, desk.clock())) for _ in range(2)]
    office.work()
    assert told == [1, 0]
    (letter,) = office.sink.to(RINA)
    assert "2 surat" in text_of(letter)


def test_second_content_under_one_message_id_is_a_mail_of_its_own_and_noted(office: Office, ticket: Situation) -> None:
    first, second = (ticket.from_student(text, message_id="satu@mhs.kampus.example") for text in ("Ini.", "Itu."))
    before = names(office).count("mail.id-reused")
    assert "ignored" not in send(office, first, second)
    assert send(office, b"X-Trace: 1\r\n" + first, b"X-Trace: 1\r\n" + second) == ["ignored", "ignored"]
    assert names(office).count("mail.id-reused") == before + 1
