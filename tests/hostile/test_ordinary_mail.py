"""The other half: what ordinary people's programs send works, however odd it looks."""

import re
from collections.abc import Callable

import pytest
from hostile_office import CAMPUS, JOKO, RINA, Attack, Office, Result, Situation, check, with_header
from mail_programs import PROGRAMS, Program, quoted
from signing import Signer
from writing import write

pytestmark = pytest.mark.server
GOOGLE_SIGNS = (b"to", b"subject", b"message-id", b"date", b"from", b"in-reply-to", b"references")
GOOGLE = Signer(CAMPUS.domain, CAMPUS.key, headers=GOOGLE_SIGNS)
LONG = 'tunggu "Mohon kirim foto KTP yang jelas, Kartu Keluarga terbaru dan juga foto KTM Anda lewat balasan surat ini"'


def answer(s: Situation, program: Program, text: str) -> bytes:
    """Return Rina's signed answer as a program writes it."""
    head = s.from_rina("", headers=program.headers).partition(b"\r\n\r\n")[0].split(b"\r\n")
    kept = [line for line in head if not line.startswith((b"Content-T", b"MIME-"))]
    return GOOGLE.sign(b"\r\n".join(kept) + b"\r\n" + program.body(text, s.notice))


def by(name: str, text: str) -> Callable[[Situation], bytes]:
    """Let Rina answer with a program."""
    return lambda s: answer(s, PROGRAMS[name], text)


COMMANDS = tuple(
    attack
    for name in PROGRAMS
    for attack in (
        Attack(f"{name}: one command", by(name, "!ambil"), "commands_executed", "rina student", "in_progress", "rina"),
        Attack(
            f"{name}: a long command",
            by(name, f"!ambil\n!{LONG}"),
            "commands_executed",
            "rina student",
            "waiting",
            "rina",
        ),
        Attack(
            f"{name}: a command and a question",
            by(name, "!tunggu\n\nApakah KTP Anda sudah elektronik?"),
            "commands_executed",
            "rina student",
            "waiting",
        ),
        Attack(f"{name}: only a reply", by(name, "Sedang kami periksa, mohon tunggu."), "appended", "rina student"),
    )
)
NEW = "form_requested"
FORWARDED = """Mohon dibantu.

---------- Forwarded message ---------
Dari: Budi <budi@mhs.kampus.example>
Date: Sen, 16 Nov 2026
Subject: nilai
To: x

Nilai saya salah."""


def complaint(s: Situation, text: str = "NIK saya salah.", subject: str = "NIK salah lagi", **changes: object) -> bytes:
    return write(str(changes.pop("sender", f"Siti <{s.student}>")), text, subject, **changes)


def new(name: str, mail: Callable[[Situation], bytes], mailed: str = "rina student", disposition: str = NEW) -> Attack:
    return Attack(name, mail, disposition, mailed)


ODD = (
    new("Reply-To differs", lambda s: with_header(complaint(s), b"Reply-To: siti.pribadi@gmail.example")),
    new("no Date", lambda s: re.sub(rb"Date: [^\r]*\r\n", b"", complaint(s))),
    new("Date of 1970", lambda s: re.sub(rb"Date: [^\r]*", b"Date: Thu, 1 Jan 1970 00:00:00 +0000", complaint(s))),
    new("Date that is none", lambda s: re.sub(rb"Date: [^\r]*", b"Date: kemarin sore", complaint(s))),
    new(
        "Cc to several",
        lambda s: with_header(complaint(s), b"Cc: dosen@kampus.example, Kaprodi <kaprodi@kampus.example>"),
    ),
    new("To the desk by its sub-address", lambda s: complaint(s, to="bantuan+pddikti@kampus.example")),
    new("in Bcc of the desk", lambda s: complaint(s, to="undisclosed-recipients:;")),
    new("display name in other letters", lambda s: complaint(s, sender=f"=?utf-8?b?2LPZitiq2Yo=?= <{s.student}>")),
    new("display name in quotation marks with a comma", lambda s: complaint(s, sender=f'"Contoh, Siti" <{s.student}>')),
    new("display name in bare UTF-8", lambda s: complaint(s, sender=f"Siti Nur\u2019aini <{s.student}>")),
    new("no display name", lambda s: complaint(s, sender=s.student)),
    new("subject in capitals with marks", lambda s: complaint(s, subject="TOLONG!!! NIK SALAH!!!")),
    new("exclamation mark first", lambda s: complaint(s, "!!! Tolong NIK saya salah")),
    new(
        "forwarded complaint",
        lambda s: complaint(
            s,
            FORWARDED,
            "Fwd: nilai",
        ),
    ),
    new(
        "answer to an old mail of somebody else",
        lambda s: complaint(s, subject="Re: Re: Pengumuman", in_reply_to="x@gmail.example"),
    ),
    new("S/MIME signature", lambda s: with_header(complaint(s), b"X-Signed: yes")),
    new("high priority", lambda s: with_header(complaint(s), b"X-Priority: 1\r\nImportance: high")),
    new(
        "read receipt asked for",
        lambda s: with_header(complaint(s), f"Disposition-Notification-To: {s.student}".encode()),
    ),
    new("Precedence: normal", lambda s: with_header(complaint(s), b"Precedence: normal")),
    new(
        "DKIM that breaks on the way, DMARC passes by SPF",
        lambda s: CAMPUS.sign(complaint(s)).replace(b"salah", b"salah "),
    ),
    new(
        "passed through a virus scanner",
        lambda s: with_header(complaint(s), b"X-Virus-Scanned: clamav\r\nX-Spam-Status: No"),
    ),
    new("no text but a subject", lambda s: complaint(s, "")),
    new("second complaint of the same person", lambda s: complaint(s, "Nilai saya juga salah.", "Nilai")),
    new(
        "member of staff complains",
        lambda s: CAMPUS.sign(write(f"Joko <{JOKO}>", f"Data dosen saya salah. {s.number[-4:]}", "Data dosen")),
        "rina joko",
    ),
    Attack(
        "student answers freely",
        lambda s: s.from_student("Nama saya Siti Contoh ya Bu."),
        "form_requested|appended",
        "rina student",
    ),
    Attack(
        "student answers from the number alone",
        lambda s: s.from_student("NIK yang benar ada di KTP.", in_reply_to=""),
        "form_requested|appended",
        "rina",
    ),
    Attack("student says thanks", lambda s: s.from_student("Terima kasih."), "appended"),
    Attack(
        "student answers without verdict",
        lambda s: s.from_student("Saya kirim KTP besok.", verdict=""),
        "appended",
        "rina",
    ),
    Attack(
        "student answers above everything",
        lambda s: s.from_student("Sudah saya isi.\n\n" + quoted(s.acknowledgement)),
        "appended|form_requested",
        "rina",
    ),
    Attack(
        "staff command without being a reply, several tickets",
        lambda s: CAMPUS.sign(write(f"Rina <{RINA}>", f"!tiket {s.number}\n!prioritas tinggi", "prioritas")),
        "confirmation_requested",
        "rina",
    ),
    Attack("staff ask for help", lambda s: s.order("!bantuan"), "commands_executed", "rina"),
    Attack(
        "staff write a note",
        lambda s: s.order("!catatan\n\nMahasiswa ini pernah mengeluh sebelumnya."),
        "commands_executed",
        "rina",
    ),
    Attack(
        "staff solve it",
        lambda s: s.order("!selesai\n\nNIK Anda sudah diperbaiki."),
        "commands_executed",
        "rina student",
        "solved",
    ),
    Attack(
        "staff write smart quotation marks",
        lambda s: s.order("!tunggu \u201cApakah KTP sudah elektronik?\u201d"),
        "commands_executed",
        "rina",
        "waiting",
    ),
    Attack(
        "staff name an address that Outlook links",
        lambda s: s.order(f"!tugaskan {JOKO}<mailto:{JOKO}>"),
        "commands_executed",
        "rina joko",
        "new",
        "joko",
    ),
    Attack(
        "staff reply with an account number of sixteen digits",
        lambda s: s.order("Silakan bayar ke rekening 8001234567890123."),
        "appended",
        "rina student",
    ),
    Attack(
        "staff reply with a NIK is held and asked about",
        lambda s: s.order("NIK Anda sekarang 3273014107020003."),
        "appended",
        "rina",
    ),
    Attack(
        "staff reply with a token is scrubbed",
        lambda s: s.order(f"Tulis saja ke {s.token_address}"),
        "appended",
        "rina student",
    ),
    Attack(
        "staff reply that shows a command is held",
        lambda s: s.order("Baris berikut contoh:\n\ntulis\n> x"),
        "appended",
        "rina student",
    ),
)
ATTACKS = (*COMMANDS, *ODD)


@pytest.fixture(scope="module")
def results(office: Office) -> dict[str, Result]:
    config = office.loket.config
    config.write_text(config.read_text().replace("[limits]\n", "[limits]\nrefusals_per_hour = 99\n"))
    return office.run(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_ordinary_mail_works(results: dict[str, Result], attack: Attack) -> None:
    check(attack, results[attack.name])


def test_student_never_reads_a_command_a_token_or_a_quotation_of_staff_mail(
    office: Office, results: dict[str, Result]
) -> None:
    for mail in office.sink.mails:
        if mail.recipients[0].startswith("siti"):
            text = str(mail.message.get_body(("plain",)).get_content())
            assert not re.search(r"^!|\+r[a-z2-7]{40}@|balas di atas baris ini|Waktu SOP|Perihal:", text, re.MULTILINE)


def test_held_letter_asks_staff_and_administrators(office: Office, results: dict[str, Result]) -> None:
    held = [row for row in office.loket.rows("outbox") if row["state"] == "held"]
    assert [row["last_error"] for row in held] == ["contains a full NIK"]
    asked = [mail for mail in office.sink.mails if f"loket outbox release {held[0]['id']}".encode() in mail.content]
    assert {address for mail in asked for address in mail.recipients} == {RINA}
    assert any(
        f"loket outbox show {held[0]['id']}".encode() in mail.content for mail in office.sink.to("admin@kampus.example")
    )
