"""Machines, floods and loops (trust.md §2.4, §3.9): nothing answers a machine, and nothing answers for ever."""

import pytest
from hostile_office import CAMPUS, RINA, SUPPORT, Attack, Office, Result, Situation, check, with_header
from smtp_sink import SunkMail
from writing import write

pytestmark = pytest.mark.server
IGNORED = "ignored"


def mail(sender: str, *headers: str, text: str = "NIK saya salah.", **changes: object) -> object:
    """Write to the desk as somebody, with more header fields."""
    return lambda s: write(sender.replace("SITI", s.student), text, headers=headers, **changes)


def bounce(s: Situation, message_id: str, to: str, text: str = "User unknown") -> bytes:
    """Return a delivery status notification about a mail of ours."""
    head = (
        write(
            "Mail Delivery System <MAILER-DAEMON@mx.kampus.example>",
            "",
            "Undelivered Mail Returned to Sender",
            headers=("Auto-Submitted: auto-replied",),
        )
        .partition(b"\r\n\r\n")[0]
        .split(b"\r\n")
    )
    kept = [line for line in head if not line.startswith((b"Content-", b"MIME-", b"Return-Path"))]
    return b"\r\n".join(
        [
            b"Return-Path: <>",
            *kept,
            b"MIME-Version: 1.0",
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="bb"',
            b"",
            b"--bb",
            b"Content-Type: text/plain",
            b"",
            text.encode(),
            b"--bb",
            b"Content-Type: message/delivery-status",
            b"",
            b"Reporting-MTA: dns; mx.kampus.example",
            b"",
            f"Final-Recipient: rfc822; {to}".encode(),
            b"Action: failed",
            b"Status: 5.1.1",
            b"Diagnostic-Code: smtp; 550 5.1.1 <b>!ambil</b> {{ 7*7 }}",
            b"",
            b"--bb",
            b"Content-Type: message/rfc822",
            b"",
            f"Message-ID: <{message_id}>".encode(),
            b"Subject: x",
            b"",
            b"x",
            b"--bb--",
            b"",
        ]
    )


def own_mail(s: Situation) -> bytes:
    """Return the acknowledgement as it left, coming back."""
    return b"Return-Path: <bantuan@kampus.example>\r\n" + s.acknowledgement.content


ATTACKS = (
    Attack("our own mail comes back", own_mail, IGNORED),
    Attack("our own notification comes back", lambda s: s.notice.content, IGNORED),
    Attack(
        "our own mail comes back with a command on top",
        lambda s: own_mail(s).replace(
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n!ambil\r\n",
            1,
        ),
        IGNORED,
    ),
    Attack("our own address as sender", mail(f"Pusat Data <{SUPPORT}>"), IGNORED),
    Attack("our own sub-address as sender", mail("Pusat Data <bantuan+x@kampus.example>"), IGNORED),
    Attack(
        "our own address as sender with a command",
        lambda s: CAMPUS.sign(s.from_rina(sender=f"Pusat Data <{SUPPORT}>")),
        IGNORED,
    ),
    Attack(
        "loop mark of another Loket",
        mail("Meja Lain <meja@evil.example>", "X-Loket-Loop: v1 " + "a" * 64),
        "ticket_created|ignored",
        "rina",
    ),
    Attack("Auto-Submitted: auto-generated", mail("Siti <SITI>", "Auto-Submitted: auto-generated"), IGNORED),
    Attack(
        "Auto-Submitted: no is a person", mail("Siti <SITI>", "Auto-Submitted: no"), "form_requested", "rina student"
    ),
    Attack("X-Autoreply", mail("Siti <SITI>", "X-Autoreply: yes"), IGNORED),
    Attack("Precedence: auto_reply", mail("Siti <SITI>", "Precedence: auto_reply"), IGNORED),
    Attack("Precedence: bulk", mail("Siti <SITI>", "Precedence: bulk"), "ticket_created", "rina"),
    Attack(
        "mailing list",
        mail("Siti <SITI>", "List-Id: <mhs.kampus.example>", "List-Unsubscribe: <mailto:x@y.example>"),
        "ticket_created",
        "rina",
    ),
    Attack(
        "null envelope sender",
        lambda s: b"Return-Path: <>" + write(f"Siti <{s.student}>", "x").partition(b">")[2],
        IGNORED,
    ),
    Attack(
        "mailer-daemon",
        mail("MAILER-DAEMON <mailer-daemon@evil.example>"),
        "ignored|ticket_created|bounce_recorded",
        "",
    ),
    Attack("postmaster", mail("Postmaster <postmaster@evil.example>"), IGNORED),
    Attack("abuse", mail("Abuse <abuse@evil.example>"), "ticket_created|ignored", "rina"),
    Attack("no-reply", mail("Layanan <no-reply@evil.example>"), "ticket_created|ignored", "rina"),
    Attack("no-reply of a system", mail("SIAKAD <noreply-siakad@evil.example>"), "ticket_created|ignored", "rina"),
    Attack("envelope of a list", mail("Daftar <bounces+17=siti@evil.example>"), "ticket_created|ignored", "rina"),
    Attack("postmaster's sub-address", mail("P <webmaster+x@evil.example>"), "ticket_created|ignored", "rina"),
    Attack("list-request", mail("Daftar <mhs-request@evil.example>"), "ticket_created|ignored", "rina"),
    Attack("out of office by subject", mail("Siti <SITI>", subject="Automatic reply: NIK salah"), IGNORED),
    Attack("out of office in Indonesian", mail("Siti <SITI>", subject="Balasan otomatis: NIK salah"), IGNORED),
    Attack(
        "out of office of the student to our acknowledgement",
        lambda s: s.from_student("Saya sedang cuti.\n> BATAL", headers=("Auto-Submitted: auto-replied (vacation)",)),
        IGNORED,
    ),
    Attack(
        "out of office of staff quoting a command",
        lambda s: CAMPUS.sign(
            s.from_rina("Saya sedang cuti.\n!ambil\n> !selesai", headers=("Auto-Submitted: auto-replied",))
        ),
        IGNORED,
    ),
    Attack(
        "31 Received lines",
        mail("Siti <SITI>", *("Received: from a by b; Sun, 22 Nov 2026 10:00:00 +0700",) * 31),
        "ticket_created|ignored|quarantined",
        "rina",
    ),
    Attack(
        "read receipt",
        lambda s: with_header(
            write(f"Siti <{s.student}>", "Dibaca", "Read: NIK salah").replace(
                b"Content-Type: text/plain; charset=utf-8",
                b"Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
            ),
            b"X-A: b",
        ),
        IGNORED,
    ),
    Attack(
        "calendar answer",
        mail("Siti <SITI>", subject="Accepted: rapat", text="ok").__call__
        and (
            lambda s: write(
                f"Siti <{s.student}>", "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR", "Accepted: rapat"
            ).replace(b"text/plain; charset=utf-8", b"text/calendar; method=REPLY")
        ),
        IGNORED,
    ),
    Attack(
        "bounce of the acknowledgement",
        lambda s: bounce(s, s.acknowledgement.message_id, s.student),
        "bounce_recorded",
        "rina",
    ),
    Attack("bounce about no mail of ours", lambda s: bounce(s, "unknown@kampus.example", s.student), "bounce_recorded"),
    Attack(
        "bounce with a command of staff", lambda s: bounce(s, s.notice.message_id, RINA, "!ambil"), "bounce_recorded"
    ),
    Attack(
        "forged bounce of somebody who never got the mail",
        lambda s: bounce(s, s.acknowledgement.message_id, "korban@bank.example"),
        "bounce_recorded",
        "rina",
    ),
    Attack(
        "failed verdict gets no answer",
        lambda s: write("Korban <korban@bank.example>", "NIK saya salah", verdict="fail"),
        "ticket_created",
        "rina",
    ),
    Attack(
        "no verdict gets one answer",
        lambda s: write(f"Korban <korban{s.number[-4:]}@bank.example>", "NIK saya salah", verdict=""),
        "form_requested",
        "rina sender",
    ),
)


@pytest.fixture(scope="module")
def results(office: Office) -> dict[str, Result]:
    return office.run(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_machine_is_never_answered(results: dict[str, Result], attack: Attack) -> None:
    check(attack, results[attack.name])


def test_three_bounces_of_one_mail_are_one_bounce(office: Office, results: dict[str, Result]) -> None:
    situation = office.open_tickets(["bounced"])["bounced"]
    office.sink.clear()
    for number in range(3):
        office.deliver(
            bounce(situation, situation.acknowledgement.message_id, situation.student, f"User unknown {number}")
        )
    office.work()
    assert len(office.sink.to(RINA)) == 1


def flood(office: Office, count: int, verdict: str, name: str) -> tuple[list[str], list[SunkMail]]:
    """Let one sender write many different complaints; tell what came of them and what it got."""
    office.sink.clear()
    before = len(office.loket.rows("inbox"))
    for number in range(count):
        office.deliver(write(f"Banjir <{name}>", f"NIK saya salah, ke-{number}.", f"Keluhan {number}", verdict=verdict))
    office.work()
    return [row["disposition"] for row in office.loket.rows("inbox")[before:]], office.sink.to(name)


def test_flood_of_a_proven_sender_is_acknowledged_at_most_ten_times_and_then_held(
    office: Office, results: object
) -> None:
    dispositions, mails = flood(office, 14, "pass", "banjir@mhs.kampus.example")
    assert len(mails) <= 10
    assert dispositions[10:] == ["held"] * 4


def test_flood_without_verdict_is_acknowledged_once(office: Office, results: object) -> None:
    _, mails = flood(office, 4, "", "banjir2@mhs.kampus.example")
    assert len(mails) == 1


def test_flood_of_spoofed_replies_sends_the_victim_next_to_nothing(office: Office, results: object) -> None:
    situation = office.open_tickets(["spoofed"])["spoofed"]
    office.sink.clear()
    for number in range(8):
        office.deliver(situation.from_student(f"NIM: 21900000{number:02}", verdict="", in_reply_to=""))
    office.work()
    assert len(office.sink.to(situation.student)) <= 1


def test_mails_in_her_name_are_told_to_rina_in_a_digest_only(office: Office, results: object) -> None:
    office.sink.clear()
    for number in range(5):
        office.deliver(write(f"Rina <{RINA}>", f"!ambil\n\n{number}", verdict="fail"))
    office.work()
    assert office.sink.mails == []
    assert [row["disposition"] for row in office.loket.rows("inbox")[-5:]] == ["commands_refused"] * 5
