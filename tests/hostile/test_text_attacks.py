"""Which text is a command (trust.md §2.3, §3.6): only what Rina typed herself, at the top, in plain sight."""

import base64
import quopri

import pytest
from hostile_office import CAMPUS, RINA, SUPPORT, Attack, Office, Result, Situation, check
from writing import write

pytestmark = pytest.mark.server
REFUSED = "commands_refused"
QUOTE = """

Pada Min, 22 Nov 2026 pukul 10.00 Pusat Data <bantuan@kampus.example> menulis:
> !selesai
> Perihal: NIK salah"""


def parts(s: Situation, *bodies: tuple[str, str], kind: str = "alternative", **changes: object) -> bytes:
    """Return Rina's signed answer as a multipart of (content type, text)."""
    return CAMPUS.sign(multipart(s.from_rina("", **changes), *bodies, kind=kind))


def multipart(raw: bytes, *bodies: tuple[str, str], kind: str = "alternative") -> bytes:
    """Give a mail a multipart body."""
    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    kept = [line for line in head if not line.lower().startswith((b"content-", b"mime-"))]
    kept += [b"MIME-Version: 1.0", f'Content-Type: multipart/{kind}; boundary="bb"'.encode()]
    lines = [b"\r\n".join(kept), b""]
    for content_type, text in bodies:
        lines += [b"--bb", f"Content-Type: {content_type}".encode(), b"Content-Transfer-Encoding: 8bit", b""]
        lines += [text.replace("\n", "\r\n").encode()]
    return b"\r\n".join([*lines, b"--bb--", b""])


def encoded(s: Situation, content_type: str, encoding: str, body: bytes) -> bytes:
    """Return Rina's signed answer with one body in another encoding."""
    raw = s.from_rina("")
    raw = raw.replace(b"Content-Type: text/plain; charset=utf-8", f"Content-Type: {content_type}".encode())
    raw = raw.replace(b"Content-Transfer-Encoding: 8bit", f"Content-Transfer-Encoding: {encoding}".encode())
    return CAMPUS.sign(raw.rstrip(b"\r\n") + b"\r\n\r\n" + body)


def plain(text: str) -> tuple[str, str]:
    return "text/plain; charset=utf-8", text


def html(text: str) -> tuple[str, str]:
    return "text/html; charset=utf-8", text


def runs(name: str, mail: object, status: str = "in_progress", mailed: str = "rina student") -> Attack:
    return Attack(name, mail, "commands_executed", mailed, status, "rina")


def refused(name: str, mail: object, mailed: str = "rina") -> Attack:
    return Attack(name, mail, REFUSED, mailed)


def nothing(name: str, mail: object, disposition: str, mailed: str = "") -> Attack:
    return Attack(name, mail, disposition, mailed)


ATTACKS = (
    runs("command above a quotation with a command", lambda s: s.order("!ambil" + QUOTE)),
    runs(
        "command above the reply marker", lambda s: s.order("!ambil\n\n== balas di atas baris ini ==\n!selesai\nteks")
    ),
    runs(
        "command above the English reply marker",
        lambda s: s.order("!ambil\n\n== reply above this line ==\n!selesai\nteks"),
    ),
    runs("command above a signature with a command", lambda s: s.order("!ambil\n\n-- \nRina\n!selesai")),
    runs("blank lines first", lambda s: s.order("\n\n\n!ambil")),
    runs("automatic capital", lambda s: s.order("!Ambil")),
    refused("wide exclamation mark is no mark and no text either", lambda s: s.order("\uff01selesai\nSudah.")),
    refused("letter that looks like the mark", lambda s: s.order("\u01c3selesai\nSudah.")),
    refused("ticket in the name of the desk itself", lambda s: s.order(f"!untuk {SUPPORT}\nKeluhan.")),
    refused("copies to the desk itself", lambda s: s.order("!cc +bantuan+x@kampus.example")),
    nothing("lines that divide and nothing else", lambda s: s.order("-- \n!selesai"), "ignored"),
    nothing("a line that divides", lambda s: s.order("_" * 32 + "\n!selesai"), "ignored"),
    runs("English name", lambda s: s.order("!take")),
    runs("bare keyword in an answer", lambda s: s.order("Ambil.")),
    runs("no-break space behind the keyword", lambda s: s.order("!ambil\u00a0")),
    runs("base64", lambda s: encoded(s, "text/plain; charset=utf-8", "base64", base64.encodebytes(b"!ambil\n"))),
    runs(
        "quoted-printable",
        lambda s: encoded(s, "text/plain; charset=utf-8", "quoted-printable", quopri.encodestring(b"!ambil\n")),
    ),
    runs("Latin-1", lambda s: encoded(s, "text/plain; charset=iso-8859-1", "8bit", b"!ambil\r\n")),
    runs("no charset named", lambda s: encoded(s, "text/plain", "7bit", b"!ambil\r\n")),
    nothing("only in the quotation", lambda s: s.order("Terima kasih." + QUOTE), "appended", "rina student"),
    nothing(
        "quotation first",
        lambda s: s.order("> !ambil\n\nLihat di atas."),
        "appended|held|ignored|confirmation_requested",
        "rina student",
    ),
    nothing("only in the signature", lambda s: s.order("Terima kasih.\n\n-- \n!ambil"), "appended", "rina student"),
    nothing("below prose", lambda s: s.order("Sudah saya periksa.\n!ambil"), "appended", "rina student"),
    nothing(
        "below an Outlook header block",
        lambda s: s.order("Terima kasih.\n\nDari: Pusat Data\nDikirim: Minggu\nKepada: Rina\nPerihal: x\n\n!ambil"),
        "appended",
        "rina student",
    ),
    nothing(
        "unprefixed quotation only",
        lambda s: s.order(
            "________________________________\nDari: Siti\nDikirim: Minggu\nKepada: Pusat Data\nPerihal: x\n\n!ambil"
        ),
        "ignored|held|appended",
    ),
    nothing("command in the subject", lambda s: s.order("", subject=f"!ambil [{s.number}]"), "ignored|held"),
    refused("forwarded by subject", lambda s: s.order("!ambil", subject=f"Fwd: [{s.number}] NIK salah")),
    refused("forwarded by subject in Indonesian", lambda s: s.order("!ambil", subject=f"Trs: [{s.number}] NIK salah")),
    nothing("separator first", lambda s: s.order("-----Pesan Asli-----\n!ambil"), "ignored|held|appended"),
    nothing(
        "forward separator first",
        lambda s: s.order("---------- Forwarded message ---------\nFrom: Siti\nDate: Sun\nSubject: x\nTo: y\n\n!ambil"),
        "ignored|held",
    ),
    refused("zero width space in the keyword", lambda s: s.order("!am\u200bbil")),
    refused("zero width joiner before the mark", lambda s: s.order("\u200d!ambil")),
    refused("right-to-left override in an argument", lambda s: s.order("!tugaskan \u202eakir")),
    refused("soft hyphen in the keyword", lambda s: s.order("!am\u00adbil")),
    refused("NUL in the line", lambda s: s.order("!ambil \0")),
    refused("Cyrillic letter in the keyword", lambda s: s.order("!\u0430mbil")),
    refused("fullwidth letters", lambda s: s.order("!\uff41mbil")),
    nothing("inverted exclamation mark", lambda s: s.order("\u00a1ambil"), "appended", "rina student"),
    refused("unknown keyword", lambda s: s.order("!ambil\n!selesay")),
    refused("unclosed quotation mark", lambda s: s.order('!tunggu "KTP mana\n\nTolong.')),
    refused("21 commands", lambda s: s.order("!proses\n" * 21)),
    refused("1001 characters", lambda s: s.order("!tunggu " + "a" * 1000)),
    refused("UTF-7", lambda s: encoded(s, "text/plain; charset=utf-7", "7bit", b"+ACE-ambil\r\n"), "rina"),
    refused("UTF-7 that is plain", lambda s: encoded(s, "text/plain; charset=utf-7", "7bit", b"!ambil\r\n")),
    refused(
        "UTF-16",
        lambda s: encoded(s, "text/plain; charset=utf-16", "base64", base64.encodebytes("!ambil\r\n".encode("utf-16"))),
    ),
    refused("ISO-2022-JP", lambda s: encoded(s, "text/plain; charset=iso-2022-jp", "7bit", b"!ambil\r\n")),
    refused("unknown charset", lambda s: encoded(s, "text/plain; charset=undefined", "7bit", b"!ambil\r\n")),
    nothing(
        "HTML only is asked about",
        lambda s: CAMPUS.sign(s.from_rina("<p>!ambil</p>").replace(b"text/plain", b"text/html")),
        "confirmation_requested",
        "rina",
    ),
    nothing(
        "HTML only, hidden",
        lambda s: CAMPUS.sign(
            s.from_rina('<p style="display:none">!ambil</p><p>Baik.</p>').replace(b"text/plain", b"text/html")
        ),
        "appended|held|confirmation_requested",
        "rina student",
    ),
    refused("in the text, not in the HTML", lambda s: parts(s, plain("!ambil"), html("<p>Baik.</p>"))),
    refused(
        "in the text, hidden in the HTML",
        lambda s: parts(s, plain("!ambil"), html('<p style="display:none">!ambil</p><p>Baik.</p>')),
    ),
    refused(
        "in the text, quoted in the HTML",
        lambda s: parts(s, plain("!ambil"), html("<p>Baik.</p><blockquote>!ambil</blockquote>")),
    ),
    refused(
        "in the text, white on white by a style sheet",
        lambda s: parts(s, plain("!ambil"), html("<style>.a{display:none}</style><p class=a>!ambil</p><p>Baik.</p>")),
    ),
    nothing(
        "in the HTML, not in the text",
        lambda s: parts(s, plain("Baik."), html("<p>!ambil</p>")),
        "appended",
        "rina student",
    ),
    runs(
        "S/MIME signature around it",
        lambda s: parts(
            s,
            plain("!ambil"),
            ("application/pkcs7-signature; name=smime.p7s", "MIIB"),
            kind="signed; protocol=application/pkcs7-signature; micalg=sha-256",
        ),
    ),
    nothing(
        "encrypted reply",
        lambda s: s.order("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"),
        "held",
    ),
    nothing(
        "attached mail",
        lambda s: parts(
            s, plain("Lihat lampiran."), ("message/rfc822", "From: x@y.example\nSubject: x\n\n!ambil"), kind="mixed"
        ),
        "appended",
        "rina student",
    ),
    nothing(
        "only an attached mail",
        lambda s: parts(s, ("message/rfc822", "From: x@y.example\nSubject: x\n\n!ambil"), kind="mixed"),
        "appended",
        "rina",
    ),
    nothing(
        "second text part",
        lambda s: parts(s, plain("Baik."), plain("!ambil"), kind="mixed"),
        "appended",
        "rina student",
    ),
    nothing(
        "attached text file",
        lambda s: parts(s, plain("Baik."), ("text/plain; name=perintah.txt", "!ambil"), kind="mixed"),
        "appended",
        "rina student",
    ),
    nothing(
        "only an attached text file",
        lambda s: parts(s, ('text/plain; name="perintah.txt"', "!ambil"), kind="mixed"),
        "appended",
        "rina",
    ),
    nothing(
        "second part of an alternative", lambda s: parts(s, plain("Baik."), plain("!ambil")), "appended", "rina student"
    ),
    nothing(
        "calendar beside it",
        lambda s: parts(s, plain("!ambil"), ("text/calendar; method=REQUEST", "BEGIN:VCALENDAR\nEND:VCALENDAR")),
        "ignored|commands_refused",
    ),
    nothing(
        "calendar answer",
        lambda s: parts(
            s,
            plain("!ambil"),
            ("text/calendar; method=REPLY", "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR"),
            subject="Accepted: rapat",
        ),
        "ignored",
    ),
    nothing(
        "out of office",
        lambda s: CAMPUS.sign(s.from_rina("!ambil", headers=("Auto-Submitted: auto-replied",))),
        "ignored",
    ),
    nothing("Precedence: bulk", lambda s: CAMPUS.sign(s.from_rina("!ambil", headers=("Precedence: bulk",))), "ignored"),
    nothing(
        "Precedence: auto_reply",
        lambda s: CAMPUS.sign(s.from_rina("!ambil", headers=("Precedence: auto_reply",))),
        "ignored",
    ),
    nothing(
        "mailing list",
        lambda s: CAMPUS.sign(s.from_rina("!ambil", headers=("List-Id: <staf.kampus.example>",))),
        "ignored",
    ),
    nothing("X-Autoreply", lambda s: CAMPUS.sign(s.from_rina("!ambil", headers=("X-Autoreply: yes",))), "ignored"),
    nothing("X-Autorespond", lambda s: CAMPUS.sign(s.from_rina("!ambil", headers=("X-Autorespond: x",))), "ignored"),
    nothing(
        "X-Auto-Response-Suppress",
        lambda s: CAMPUS.sign(s.from_rina("!ambil", headers=("X-Auto-Response-Suppress: All",))),
        "ignored",
    ),
    nothing(
        "null envelope sender", lambda s: CAMPUS.sign(b"Return-Path: <>" + s.from_rina().partition(b">")[2]), "ignored"
    ),
    nothing(
        "automatic subject", lambda s: s.order("!ambil", subject="Balasan otomatis: surat Anda kami terima"), "ignored"
    ),
    nothing(
        "31 Received",
        lambda s: CAMPUS.sign(
            s.from_rina("!ambil", headers=("Received: by x.example; Sun, 22 Nov 2026 10:00:00 +0700",) * 31)
        ),
        "ignored|quarantined",
    ),
    nothing(
        "multipart/report",
        lambda s: parts(
            s,
            plain("!ambil"),
            (
                "message/delivery-status",
                "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b\nAction: failed\nStatus: 5.1.1",
            ),
            kind="report; report-type=delivery-status",
        ),
        "bounce_recorded|ignored",
    ),
    nothing(
        "somebody's calendar of 20 attached mails",
        lambda s: parts(s, *[("message/rfc822", "Subject: !ambil\n\n!ambil")] * 20, kind="digest"),
        "appended",
        "rina",
    ),
    nothing("form feed hides the line", lambda s: s.order("Baik.\f\n!ambil"), "appended", "rina student"),
    refused("a control character in an argument", lambda s: s.order("!tunggu \x07apa")),
    refused(
        "code in the body is no reply token",
        lambda s: CAMPUS.sign(write(f"Rina <{RINA}>", f"!ya {s.token_address.partition('+')[2][:12]}", s.subject)),
    ),
)


@pytest.fixture(scope="module")
def results(office: Office) -> dict[str, Result]:
    config = office.loket.config
    config.write_text(config.read_text().replace("[limits]\n", "[limits]\nrefusals_per_hour = 99\n"))
    return office.run(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_only_what_rina_typed_at_the_top_is_a_command(results: dict[str, Result], attack: Attack) -> None:
    check(attack, results[attack.name])
