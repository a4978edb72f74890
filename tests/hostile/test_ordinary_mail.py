"""The other half: what ordinary people's programs send works, however odd it looks (issue's "real mails carry commands")."""

import html
import quopri
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hostile_office import CAMPUS, JOKO, RINA, Attack, Office, Result, Situation, check, with_header
from signing import Signer
from smtp_sink import SunkMail
from writing import write

pytestmark = pytest.mark.server
SIGNED_BY_GOOGLE = Signer(
    CAMPUS.domain,
    CAMPUS.key,
    headers=(b"to", b"subject", b"message-id", b"date", b"from", b"in-reply-to", b"references"),
)
LONG = 'tunggu "Mohon kirim foto KTP yang jelas, Kartu Keluarga terbaru dan juga foto KTM Anda lewat balasan surat ini"'


@dataclass(frozen=True)
class Program:
    """How one mail program writes an answer: its plain text, its HTML ("" for none) and its own header fields."""

    plain: Callable[[str, SunkMail], str]
    page: Callable[[str, SunkMail], str] | None = None
    headers: tuple[str, ...] = ()
    charset: str = "utf-8"
    encoding: str = "quoted-printable"


def quoted(mail: SunkMail) -> str:
    """Quote a mail's text as most programs do."""
    text = str(mail.message.get_body(("plain",)).get_content()).replace("\r\n", "\n")
    return "\n".join(f"> {line}".rstrip() for line in text.rstrip().split("\n"))


def bare(mail: SunkMail) -> str:
    """Give a mail's text as Outlook quotes it: without a mark at its lines."""
    return str(mail.message.get_body(("plain",)).get_content()).replace("\r\n", "\n")


def page_of(mail: SunkMail) -> str:
    """Give what stands in the body of a mail's HTML."""
    page = str(mail.message.get_body(("html",)).get_content())
    return page.partition("<body")[2].partition(">")[2].partition("</body>")[0]


def divs(text: str) -> str:
    """Write typed lines as Gmail and Apple do."""
    return "".join(f"<div>{html.escape(line, quote=False) or '<br>'}</div>" for line in text.split("\n"))


def wrapped(text: str) -> str:
    """Break lines near 72 columns, as programs do that send format=fixed."""
    lines = []
    for line in text.split("\n"):
        while len(line) > 72 and " " in line[:72]:
            at = line.rindex(" ", 0, 72)
            lines.append(line[:at])
            line = line[at + 1 :]
        lines.append(line)
    return "\n".join(lines)


GMAIL_INTRO = "Pada tanggal Min, 22 Nov 2026 pukul 15.31 Pusat Data <\nbantuan@kampus.example> menulis:"
OUTLOOK_HEAD = "Dari: Pusat Data <bantuan@kampus.example>\nDikirim: Minggu, 22 November 2026 15:31\nKepada: Rina Contoh <rina@kampus.example>\nPerihal: {subject}\n\n"
OUTLOOK_PAGE = (
    "<b>Dari:</b> Pusat Data &lt;bantuan@kampus.example&gt;<br><b>Dikirim:</b> Minggu, 22 November 2026 15:31<br>"
    "<b>Kepada:</b> Rina Contoh &lt;rina@kampus.example&gt;<br><b>Perihal:</b> {subject}"
)

PROGRAMS = {
    "Gmail web": Program(
        lambda text, mail: f"{wrapped(text)}\n\n{GMAIL_INTRO}\n\n{quoted(mail)}\n",
        lambda text, mail: (
            f'<div dir="ltr">{divs(text)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
            f'{html.escape(GMAIL_INTRO)}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);'
            f'padding-left:1ex">{page_of(mail)}</blockquote></div>'
        ),
    ),
    "Gmail Android": Program(
        lambda text, mail: f"{wrapped(text)}\n\n{GMAIL_INTRO}\n\n{quoted(mail)}\n",
        lambda text, mail: (
            f'<p dir="ltr">{"<br>".join(html.escape(line, quote=False) for line in text.split(chr(10)))}</p>\n<br><div class="gmail_quote">'
            f'<div dir="ltr" class="gmail_attr">{html.escape(GMAIL_INTRO)}</div><blockquote class="gmail_quote">{page_of(mail)}</blockquote></div>'
        ),
    ),
    "Gmail iOS": Program(
        lambda text, mail: (
            f"{wrapped(text)}\n\nOn Sun, 22 Nov 2026 at 15.31 Pusat Data <bantuan@kampus.example>\nwrote:\n\n{quoted(mail)}\n"
        ),
        lambda text, mail: (
            f'<div dir="auto">{divs(text)}</div><div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
            f'On Sun, 22 Nov 2026 at 15.31 Pusat Data wrote:<br></div><blockquote class="gmail_quote">{page_of(mail)}</blockquote></div></div>'
        ),
    ),
    "Outlook desktop": Program(
        lambda text, mail: f"{text}\n\n" + OUTLOOK_HEAD.format(subject=mail.message["Subject"]) + bare(mail),
        lambda text, mail: (
            '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--\n@font-face {font-family:Calibri;}\n'
            "p.MsoNormal {margin:0cm;font-size:11.0pt;}\n.MsoChpDefault {mso-style-type:export-only;}\n--></style></head><body lang=IN><div class=WordSection1>"
            + "".join(
                f"<p class=MsoNormal>{html.escape(line, quote=False) or '<o:p>&nbsp;</o:p>'}<o:p></o:p></p>"
                for line in text.split("\n")
            )
            + "<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>"
            + OUTLOOK_PAGE.format(subject=mail.message["Subject"])
            + f"<o:p></o:p></p></div></div>{page_of(mail)}</div></body></html>"
        ),
        headers=("X-Mailer: Microsoft Outlook 16.0", "Thread-Index: AQHbAAAA", "Content-Language: id"),
    ),
    "Outlook web": Program(
        lambda text, mail: (
            f"{text}\n\n________________________________\n"
            + OUTLOOK_HEAD.format(subject=mail.message["Subject"])
            + bare(mail)
        ),
        lambda text, mail: (
            '<html><head><style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style></head><body dir="ltr">'
            + "".join(
                f'<div class="elementToProof" style="font-family: Aptos; font-size: 12pt;">{html.escape(line, quote=False) or "<br>"}</div>'
                for line in text.split("\n")
            )
            + '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">'
            + OUTLOOK_PAGE.format(subject=mail.message["Subject"])
            + f"</font><div>&nbsp;</div></div><div>{page_of(mail)}</div></body></html>"
        ),
        headers=("X-MS-Has-Attach:", "x-ms-exchange-messagesentrepresentingtype: 1", "Accept-Language: id-ID"),
        charset="iso-8859-1",
    ),
    "Outlook mobile": Program(
        lambda text, mail: (
            f"{text}\n\nDapatkan Outlook untuk Android<https://aka.ms/AAb9ysg>\n________________________________\n"
            + OUTLOOK_HEAD.format(subject=mail.message["Subject"])
            + bare(mail)
        ),
        lambda text, mail: (
            f'<html><body><div dir="auto">{"</div><div dir=auto>".join(html.escape(line, quote=False) or "<br>" for line in text.split(chr(10)))}</div>'
            '<div id="ms-outlook-mobile-signature" dir="auto">Dapatkan <a href="https://aka.ms/AAb9ysg">Outlook untuk Android</a></div>'
            '<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><font face="Calibri">'
            + OUTLOOK_PAGE.format(subject=mail.message["Subject"])
            + f"</font></div>{page_of(mail)}</body></html>"
        ),
    ),
    "Apple Mail": Program(
        lambda text, mail: (
            f"{text}\n\n> Pada 22 Nov 2026, pukul 15.31, Pusat Data <bantuan@kampus.example> menulis:\n> \n{quoted(mail)}\n"
        ),
        lambda text, mail: (
            f'<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: break-word;">{divs(text)}'
            f'<div><br><blockquote type="cite"><div>Pada 22 Nov 2026, pukul 15.31, Pusat Data &lt;bantuan@kampus.example&gt; menulis:</div><br><div>{page_of(mail)}</div></blockquote></div></body></html>'
        ),
        headers=("X-Mailer: Apple Mail (2.3826.200.121)",),
    ),
    "iPhone": Program(
        lambda text, mail: (
            f"{text}\n\nDikirim dari iPhone saya\n\n> Pada 22 Nov 2026, pukul 15.31, Pusat Data <bantuan@kampus.example> menulis:\n> \n{quoted(mail)}\n"
        ),
        lambda text, mail: (
            f'<html><body dir="auto">{divs(text)}<div dir="ltr"><br><div id="AppleMailSignature">Dikirim dari iPhone saya</div></div>'
            f'<div dir="ltr"><br><blockquote type="cite">Pada 22 Nov 2026, pukul 15.31, Pusat Data menulis:<br><br></blockquote></div><blockquote type="cite">{page_of(mail)}</blockquote></body></html>'
        ),
    ),
    "Thunderbird": Program(
        lambda text, mail: f"{wrapped(text)}\n\nOn 22/11/2026 15.31, Pusat Data wrote:\n{quoted(mail)}\n",
        lambda text, mail: (
            f"<!DOCTYPE html><html><head></head><body><p>{'<br>'.join(html.escape(line, quote=False) for line in text.split(chr(10)))}</p>"
            f'<div class="moz-cite-prefix">On 22/11/2026 15.31, Pusat Data wrote:<br></div><blockquote type="cite" cite="mid:x">{page_of(mail)}</blockquote></body></html>'
        ),
        headers=("User-Agent: Mozilla Thunderbird",),
    ),
    "Thunderbird plain": Program(
        lambda text, mail: f"{text}\n\nOn 22/11/2026 15.31, Pusat Data wrote:\n{quoted(mail)}\n", encoding="8bit"
    ),
    "Roundcube": Program(
        lambda text, mail: f"{text}\n\nPada 2026-11-22 15:31, Pusat Data menulis:\n\n{quoted(mail)}\n",
        encoding="8bit",
        headers=("User-Agent: Roundcube Webmail/1.6.9",),
    ),
}


def answer(s: Situation, program: Program, text: str) -> bytes:
    """Return Rina's signed answer as a program writes it."""
    raw = s.from_rina("", headers=program.headers)
    head = [
        line for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n") if not line.startswith((b"Content-T", b"MIME-"))
    ]
    bodies = [("text/plain", program.plain(text, s.notice))]
    if program.page is not None:
        bodies.append(("text/html", program.page(text, s.notice)))
    lines = [*head, b"MIME-Version: 1.0", b'Content-Type: multipart/alternative; boundary="bb"', b""]
    for kind, body in bodies:
        lines += [
            b"--bb",
            f'Content-Type: {kind}; charset="{program.charset}"'.encode(),
            f"Content-Transfer-Encoding: {program.encoding}".encode(),
            b"",
        ]
        octets = body.replace("\r\n", "\n").encode(program.charset, "replace")
        lines.append(
            (quopri.encodestring(octets) if program.encoding == "quoted-printable" else octets).replace(b"\n", b"\r\n")
        )
    return SIGNED_BY_GOOGLE.sign(b"\r\n".join([*lines, b"--bb--", b""]))


def by(name: str, text: str) -> Callable[[Situation], bytes]:
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
            "Mohon dibantu.\n\n---------- Forwarded message ---------\nDari: Budi <budi@mhs.kampus.example>\nDate: Sen, 16 Nov 2026\nSubject: nilai\nTo: x\n\nNilai saya salah.",
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
