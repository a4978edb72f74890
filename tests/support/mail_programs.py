"""Write answers as people's mail programs write them: the typed lines, and our mail quoted their way."""

import html
import quopri
from collections.abc import Callable
from dataclasses import dataclass

from smtp_sink import SunkMail

COLUMNS = 72  # where programs that wrap break a line
_INTRO = "Pada tanggal Min, 22 Nov 2026 pukul 15.31 Pusat Data <\nbantuan@kampus.example> menulis:"
_ENGLISH_INTRO = "On Sun, 22 Nov 2026 at 15.31 Pusat Data <bantuan@kampus.example>\nwrote:"
_APPLE_INTRO = "> Pada 22 Nov 2026, pukul 15.31, Pusat Data <bantuan@kampus.example> menulis:\n> \n"
_HEAD = """Dari: Pusat Data <bantuan@kampus.example>
Dikirim: Minggu, 22 November 2026 15:31
Kepada: Rina Contoh <rina@kampus.example>
Perihal: [PDI] NIK salah

"""
_RULE = "_" * 32


@dataclass(frozen=True)
class Program:
    """How one mail program writes an answer."""

    plain: Callable[[str, SunkMail], str]  # of the typed text and the answered mail
    page: str = ""  # HTML with TYPED and QUOTED in it; "" for a program without HTML
    line: str = "<div>%s</div>"  # one typed line in that HTML
    headers: tuple[str, ...] = ()
    charset: str = "utf-8"
    encoding: str = "quoted-printable"

    def body(self, text: str, mail: SunkMail) -> bytes:
        """Return the header fields of the content, an empty line, and the content; line ends are CRLF."""
        return self._parts(self.plain(text, mail), self._page(text, mail) if self.page else "")

    def new(self, text: str, plain: str) -> bytes:
        """Return the same for a mail that answers none: `plain` is the text as the program breaks its lines."""
        return self._parts(plain, f'<div dir="ltr">{self._typed(text)}</div>' if self.page else "")

    def _parts(self, plain: str, page: str) -> bytes:
        bodies = [("text/plain", plain), *([("text/html", page)] if page else [])]
        lines = [b"MIME-Version: 1.0", b'Content-Type: multipart/alternative; boundary="bb"', b""]
        for kind, body in bodies:
            lines += [b"--bb", f'Content-Type: {kind}; charset="{self.charset}"'.encode()]
            lines += [f"Content-Transfer-Encoding: {self.encoding}".encode(), b"", self._encoded(body)]
        return b"\r\n".join([*lines, b"--bb--", b""])

    def _page(self, text: str, mail: SunkMail) -> str:
        return self.page.replace("TYPED", self._typed(text)).replace("QUOTED", page_of(mail))

    def _typed(self, text: str) -> str:
        return "".join(self.line % (html.escape(line, quote=False) or "<br>") for line in text.split("\n"))

    def _encoded(self, body: str) -> bytes:
        octets = body.replace("\r\n", "\n").encode(self.charset, "replace")
        return (quopri.encodestring(octets) if self.encoding != "8bit" else octets).replace(b"\n", b"\r\n")


def text_of(mail: SunkMail) -> str:
    """Return a mail's text as Outlook quotes it: without a mark at its lines."""
    return str(mail.message.get_body(("plain",)).get_content()).replace("\r\n", "\n")


def page_of(mail: SunkMail) -> str:
    """Return what stands in the body of a mail's HTML."""
    page = str(mail.message.get_body(("html",)).get_content())
    return page.partition("<body")[2].partition(">")[2].partition("</body>")[0]


def quoted(mail: SunkMail) -> str:
    """Quote a mail's text as most programs do."""
    return "\n".join(f"> {line}".rstrip() for line in text_of(mail).rstrip().split("\n"))


def wrapped(text: str) -> str:
    """Break lines as programs do that send them at a fixed width."""
    return "\n".join(piece for line in text.split("\n") for piece in _pieces(line))


def _pieces(line: str) -> list[str]:
    if len(line) <= COLUMNS or " " not in line[:COLUMNS]:
        return [line]
    at = line.rindex(" ", 0, COLUMNS)
    return [line[:at], *_pieces(line[at + 1 :])]


_GMAIL_QUOTE = (
    '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
    "Pada tanggal Min, 22 Nov 2026 pukul 15.31 Pusat Data &lt;bantuan@kampus.example&gt; menulis:<br></div>"
    '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;padding-left:1ex">QUOTED</blockquote></div>'
)
_OUTLOOK_HEAD = (
    "<b>Dari:</b> Pusat Data &lt;bantuan@kampus.example&gt;<br><b>Dikirim:</b> Minggu, 22 November 2026 15:31<br>"
    "<b>Kepada:</b> Rina Contoh &lt;rina@kampus.example&gt;<br><b>Perihal:</b> [PDI] NIK salah"
)
_APPLE_QUOTE = (
    '<div><br><blockquote type="cite"><div>Pada 22 Nov 2026, pukul 15.31, Pusat Data menulis:</div><br>'
    "<div>QUOTED</div></blockquote></div>"
)

PROGRAMS = {
    "Gmail web": Program(
        lambda text, mail: f"{wrapped(text)}\n\n{_INTRO}\n\n{quoted(mail)}\n",
        f'<div dir="ltr">TYPED</div>{_GMAIL_QUOTE}',
    ),
    "Gmail Android": Program(
        lambda text, mail: f"{wrapped(text)}\n\n{_INTRO}\n\n{quoted(mail)}\n",
        f'<p dir="ltr">TYPED</p>\n{_GMAIL_QUOTE}',
        line="%s<br>",
    ),
    "Gmail iOS": Program(
        lambda text, mail: f"{wrapped(text)}\n\n{_ENGLISH_INTRO}\n\n{quoted(mail)}\n",
        f'<div dir="auto">TYPED</div><div>{_GMAIL_QUOTE}</div>',
    ),
    "Outlook desktop": Program(
        lambda text, mail: f"{text}\n\n{_HEAD}{text_of(mail)}",
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--\n@font-face {font-family:Calibri;}\n'
        "p.MsoNormal {margin:0cm;font-size:11.0pt;}\n.MsoChpDefault {mso-style-type:export-only;}\n--></style></head>"
        "<body lang=IN><div class=WordSection1>TYPED<p class=MsoNormal><o:p>&nbsp;</o:p></p><div>"
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>"
        f"{_OUTLOOK_HEAD}<o:p></o:p></p></div></div>QUOTED</div></body></html>",
        line="<p class=MsoNormal>%s<o:p></o:p></p>",
        headers=("X-Mailer: Microsoft Outlook 16.0", "Thread-Index: AQHbAAAA", "Content-Language: id"),
    ),
    "Outlook web": Program(
        lambda text, mail: f"{text}\n\n{_RULE}\n{_HEAD}{text_of(mail)}",
        '<html><head><style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style></head>'
        '<body dir="ltr">TYPED<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{_OUTLOOK_HEAD}</font><div>&nbsp;</div></div>'
        "<div>QUOTED</div></body></html>",
        line='<div class="elementToProof" style="font-family: Aptos; font-size: 12pt;">%s</div>',
        headers=("X-MS-Has-Attach:", "x-ms-exchange-messagesentrepresentingtype: 1", "Accept-Language: id-ID"),
        charset="iso-8859-1",
    ),
    "Outlook mobile": Program(
        lambda text, mail: (
            f"{text}\n\nDapatkan Outlook untuk Android<https://aka.ms/AAb9ysg>\n{_RULE}\n{_HEAD}{text_of(mail)}"
        ),
        '<html><body>TYPED<div id="ms-outlook-mobile-signature" dir="auto">Dapatkan '
        '<a href="https://aka.ms/AAb9ysg">Outlook untuk Android</a></div><hr style="display:inline-block;width:98%">'
        f'<div id="divRplyFwdMsg"><font face="Calibri">{_OUTLOOK_HEAD}</font></div>QUOTED</body></html>',
        line='<div dir="auto">%s</div>',
    ),
    "Apple Mail": Program(
        lambda text, mail: f"{text}\n\n{_APPLE_INTRO}{quoted(mail)}\n",
        f'<html><head></head><body style="overflow-wrap: break-word;">TYPED{_APPLE_QUOTE}</body></html>',
        headers=("X-Mailer: Apple Mail (2.3826.200.121)",),
    ),
    "iPhone": Program(
        lambda text, mail: f"{text}\n\nDikirim dari iPhone saya\n\n{_APPLE_INTRO}{quoted(mail)}\n",
        '<html><body dir="auto">TYPED<div dir="ltr"><br><div id="AppleMailSignature">Dikirim dari iPhone saya</div>'
        f'</div><div dir="ltr">{_APPLE_QUOTE}</div></body></html>',
    ),
    "Thunderbird": Program(
        lambda text, mail: f"{wrapped(text)}\n\nOn 22/11/2026 15.31, Pusat Data wrote:\n{quoted(mail)}\n",
        "<!DOCTYPE html><html><head></head><body><p>TYPED</p>"
        '<div class="moz-cite-prefix">On 22/11/2026 15.31, Pusat Data wrote:<br></div>'
        '<blockquote type="cite" cite="mid:x">QUOTED</blockquote></body></html>',
        line="%s<br>",
        headers=("User-Agent: Mozilla Thunderbird",),
    ),
    "Thunderbird plain": Program(
        lambda text, mail: f"{text}\n\nOn 22/11/2026 15.31, Pusat Data wrote:\n{quoted(mail)}\n",
        encoding="8bit",
    ),
    "Roundcube": Program(
        lambda text, mail: f"{text}\n\nPada 2026-11-22 15:31, Pusat Data menulis:\n\n{quoted(mail)}\n",
        headers=("User-Agent: Roundcube Webmail/1.6.9",),
        encoding="8bit",
    ),
}
