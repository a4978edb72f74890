"""Write filled-in forms as many mail programs and many hands write them.

`CLIENTS` wrap what was typed and the quotation of our mail the way a program does; `HANDS` fill in the form: above the
quotation, in it, behind its lines, as a list, a table, one long line … Each hand returns the typed text and the
quotation, both as plain text and as HTML.
"""

import base64
import html
import quopri
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Values = Mapping[str, tuple[str, str]]  # field → label and what is written
_FROM = "Pusat Data"
_ADDRESS = "bantuan@kampus.example"
_RULE = "_" * 32


@dataclass(frozen=True)
class Filled:
    """A form after somebody's hand: the text typed above, and our mail as it is quoted below it."""

    typed: str  # lines
    typed_page: str  # the same as HTML; "" for one element a line
    quoted: str  # lines
    quoted_page: str


@dataclass(frozen=True)
class Client:
    """How a mail program writes an answer."""

    plain: str  # with TYPED, QUOTED (marked by >) or BARE (unmarked) in it
    page: str = ""  # with TYPED and QUOTED in it; "" for a program without HTML
    line: str = "<div>%s</div>"
    headers: tuple[str, ...] = ()
    encoding: str = "quoted-printable"
    charset: str = "utf-8"
    mark: str = "> "
    width: int = 0  # where typed lines are broken; 0: nowhere
    has_plain: bool = True

    def write(self, filled: Filled, head: tuple[str, ...]) -> bytes:
        """Return the whole mail."""
        parts = [("plain", self._plain(filled))] if self.has_plain or not self.page else []
        if self.page:
            parts.append(("html", self._page(filled)))
        lines = ["MIME-Version: 1.0", *head, *self.headers]
        if len(parts) == 1:
            return "\r\n".join(lines).encode() + b"\r\n" + self._part(*parts[0])
        start = "\r\n".join([*lines, 'Content-Type: multipart/alternative; boundary="=_b"', "", ""]).encode()
        return start + b"".join(b"--=_b\r\n" + self._part(*part) + b"\r\n" for part in parts) + b"--=_b--\r\n"

    def _part(self, kind: str, body: str) -> bytes:
        octets = body.encode(self.charset, "xmlcharrefreplace" if kind == "html" else "replace")
        coded = {
            "quoted-printable": lambda: quopri.encodestring(octets),
            "base64": lambda: base64.encodebytes(octets),
            "8bit": lambda: octets,
        }[self.encoding]()
        head = (
            f"Content-Type: text/{kind}; charset={self.charset}\r\nContent-Transfer-Encoding: {self.encoding}\r\n\r\n"
        )
        return head.encode() + coded.replace(b"\n", b"\r\n")

    def _plain(self, filled: Filled) -> str:
        marked = "\n".join(f"{self.mark}{line}".rstrip() for line in filled.quoted.split("\n"))
        marked = marked.replace(f"{self.mark}\x00", "")  # written behind the line, without a mark
        bare = filled.quoted.replace("\x00", "")
        text = self.plain.replace("TYPED", _wrapped(filled.typed, self.width))
        return text.replace("QUOTED", marked).replace("BARE", bare)

    def _page(self, filled: Filled) -> str:
        typed = filled.typed_page or "".join(
            self.line % (html.escape(line, quote=False) or "<br>") for line in filled.typed.split("\n")
        )
        return self.page.replace("TYPED", typed).replace("QUOTED", filled.quoted_page)


def _wrapped(text: str, width: int) -> str:
    if not width:
        return text
    pieces: list[str] = []
    for line in text.split("\n"):
        rest = line
        while len(rest) > width and " " in rest[:width]:
            at = rest.rindex(" ", 0, width)
            pieces.append(rest[:at])
            rest = rest[at + 1 :]
        pieces.append(rest)
    return "\n".join(pieces)


# What fills in the form.


def typed(lines: Callable[[Values], str], page: Callable[[Values], str] | None = None) -> Callable[..., Filled]:
    """Return a hand that writes above an untouched quotation."""

    def fill(values: Values, text: str, quoted_page: str) -> Filled:
        return Filled(lines(values), page(values) if page else "", text, quoted_page)

    return fill


def each(form: str, between: str = "\n") -> Callable[[Values], str]:
    """Return what writes every field by a form of words with {number}, {label}, {value}."""

    def lines(values: Values) -> str:
        return between.join(
            form.format(number=number, label=label, low=label.casefold(), up=label.upper(), value=value)
            for number, (label, value) in enumerate(values.values(), 1)
        )

    return lines


def _in_place(values: Values, text: str, page: str, mould: str) -> Filled:
    for label, value in values.values():
        text = _line_filled(text, label, f" {value}")
        page = page.replace(f"<b>{html.escape(label)}:</b> ", f"<b>{html.escape(label)}:</b> {mould % value}", 1)
    return Filled("", "", text, page)


def _line_filled(text: str, label: str, addition: str) -> str:
    lines = text.split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith(f"{label}:") and "•" not in line)
    lines[place] = f"{label}:{addition}"
    return "\n".join(lines)


def in_place(values: Values, text: str, page: str) -> Filled:
    """Fill in the lines of the quotation."""
    return _in_place(values, text, page, "%s")


def in_place_coloured(values: Values, text: str, page: str) -> Filled:
    """Fill them in with the colour and the non-breaking space that Outlook uses, below a remark."""
    filled = _in_place(values, text, page, '<span style="color:#1F497D">&nbsp;%s<o:p></o:p></span>')
    return Filled("Sudah saya isi di bawah ini, terima kasih.", "", filled.quoted, filled.quoted_page)


def behind(values: Values, text: str, page: str) -> Filled:
    """Answer below each line of the quotation."""
    for label, value in values.values():
        text = _line_filled(text, label, f"\n\x00{value}")
        cut = f"<b>{html.escape(label)}:</b> "
        page = page.replace(cut, f'{cut}</div></blockquote><div>{value}</div><blockquote type="cite"><div>', 1)
    return Filled("", "", text, page)


def below(values: Values, text: str, page: str) -> Filled:
    """Answer below the whole quotation."""
    lines = each("{label}: {value}")(values)
    behind_text = "\n".join(f"\x00{line}" for line in ["", *lines.split("\n")])
    return Filled("", "", f"{text}\n{behind_text}", page + "</blockquote><br>" + "<br>".join(lines.split("\n")))


def _table(values: Values) -> str:
    rows = "".join(f"<tr><td><p>{label}</p></td><td><p>{value}</p></td></tr>" for label, value in values.values())
    return f'<table class="MsoNormalTable" border="1">{rows}</table>'


def _wide_table(values: Values) -> str:
    head = "".join(f"<td><b>{label}</b></td>" for label, _ in values.values())
    body = "".join(f"<td>{value}</td>" for _, value in values.values())
    return f"<table><tr>{head}</tr><tr>{body}</tr></table>"


def _list(values: Values) -> str:
    return "<ol>" + "".join(f"<li>{label}: {value}</li>" for label, value in values.values()) + "</ol>"


def _definitions(values: Values) -> str:
    return "".join(f"<p><b>{label}</b><br>{value}</p>" for label, value in values.values())


HANDS: Mapping[str, Callable[[Values, str, str], Filled]] = {
    "labels": typed(each("{label}: {value}")),
    "space before the colon": typed(each("{label} : {value}")),
    "no space": typed(each("{label}:{value}")),
    "numbered": typed(each("{number}. {label}: {value}")),
    "numbered with brackets": typed(each("{number}) {label} = {value}")),
    "bullets": typed(each("- {label}: {value}")),
    "lower case": typed(each("{low}: {value}")),
    "capitals": typed(each("{up} : {value}")),
    "stars": typed(each("*{label}:* {value}")),
    "tabs": typed(each("{label}\t: {value}")),
    "table": typed(each("{label}\t{value}"), _table),
    "wide table": typed(
        lambda values: (
            "\t".join(label for label, _ in values.values()) + "\n" + "\t".join(value for _, value in values.values())
        ),
        _wide_table,
    ),
    "ordered list": typed(each("  {number}. {label}: {value}"), _list),
    "definitions": typed(each("{label}\n{value}\n"), _definitions),
    "value below": typed(each("{label}:\n{value}")),
    "one line with commas": typed(each("{label}: {value}", ", ")),
    "line breaks dropped": typed(each("{label}: {value}", " ")),
    "blank lines": typed(each("{label}: {value}", "\n\n")),
    "polite": typed(
        lambda values: (
            "Assalamualaikum Bapak/Ibu,\n\nBerikut data saya:\n\n"
            + each("{label}: {value}")(values)
            + "\n\nTerima kasih banyak.\nHormat saya,\nBudi"
        )
    ),
    "signed by quoting": typed(each("> {label}: {value}")),
    "in the quotation": in_place,
    "in the quotation, coloured": in_place_coloured,
    "behind the quoted lines": behind,
    "below the quotation": below,
}

_GMAIL = (
    '<div dir="ltr">TYPED</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
    f'Pada tanggal Sen, 23 Nov 2026 pukul 09.02 {_FROM} &lt;<a href="mailto:{_ADDRESS}">{_ADDRESS}</a>&gt; menulis:<br>'
    '</div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">QUOTED</blockquote></div>'
)
_GMAIL_INTRO = f"Pada tanggal Sen, 23 Nov 2026 pukul 09.02 {_FROM} <\n{_ADDRESS}> menulis:"
_HEAD_ID = (
    f"Dari: {_FROM} <{_ADDRESS}>\nDikirim: Senin, 23 November 2026 09:02\nKepada: Budi Contoh\nPerihal: NIK salah\n"
)
_HEAD_EN = f"From: {_FROM} <{_ADDRESS}>\nSent: Monday, November 23, 2026 9:02 AM\nTo: Budi Contoh\nSubject: NIK salah\n"
_HEAD_PAGE = (
    "<p class=MsoNormal><b>From:</b> Pusat Data &lt;bantuan@kampus.example&gt;<br><b>Sent:</b> Monday, November 23, 2026"
    " 9:02 AM<br><b>To:</b> Budi Contoh<br><b>Subject:</b> NIK salah</p>"
)
_CITE = '<blockquote type="cite">QUOTED</blockquote>'
_WROTE = "Pada 23 Nov 2026, pukul 09.02, Pusat Data menulis:"


CLIENTS: Mapping[str, Client] = {
    "Gmail web": Client(f"TYPED\n\n{_GMAIL_INTRO}\n\nQUOTED\n", _GMAIL, width=72),
    "Gmail Android": Client(
        f"TYPED\n\n{_GMAIL_INTRO}\n\nQUOTED\n",
        _GMAIL.replace('"ltr">TYPED', '"auto">TYPED'),
        '<div dir="auto">%s</div>',
    ),
    "Gmail iOS": Client(f"TYPED\n\nOn Mon, 23 Nov 2026 at 09.02 {_FROM} <{_ADDRESS}>\nwrote:\n\nQUOTED\n", _GMAIL),
    "Outlook desktop": Client(
        f"TYPED\n\n{_HEAD_EN}\nBARE",
        "<html><body lang=IN><div class=WordSection1>TYPED<p class=MsoNormal><o:p>&nbsp;</o:p></p><div>"
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
        f"{_HEAD_PAGE}</div></div>QUOTED</div></body></html>",
        "<p class=MsoNormal>%s<o:p></o:p></p>",
        ("X-Mailer: Microsoft Outlook 16.0",),
    ),
    "Outlook web": Client(
        f"TYPED\n\n{_RULE}\n{_HEAD_ID}\nBARE",
        '<html><body dir="ltr">TYPED<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr">{_HEAD_PAGE}</div><div>QUOTED</div></body></html>',
        '<div class="elementToProof">%s</div>',
        charset="iso-8859-1",
    ),
    "Outlook Android": Client(
        f"TYPED\n\nDapatkan Outlook untuk Android<https://aka.ms/AAb9ysg>\n{_RULE}\n{_HEAD_ID}\nBARE",
        '<html><body>TYPED<div id="ms-outlook-mobile-signature">Dapatkan <a href="https://aka.ms/AAb9ysg">Outlook untuk '
        f'Android</a></div><hr style="width:98%"><div id="divRplyFwdMsg">{_HEAD_PAGE}</div>QUOTED</body></html>',
        '<div dir="auto">%s</div>',
    ),
    "Outlook iOS": Client(
        f"TYPED\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n{_RULE}\n{_HEAD_EN}\nBARE",
        '<html><body>TYPED<div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a>'
        f'</div><hr style="width:98%"><div id="divRplyFwdMsg">{_HEAD_PAGE}</div>QUOTED</body></html>',
    ),
    "Outlook HTML only": Client(
        "TYPED",
        f"<html><body><div class=WordSection1>TYPED<div style='border-top:solid #E1E1E1 1.0pt'>{_HEAD_PAGE}</div>"
        "QUOTED</div></body></html>",
        "<p class=MsoNormal>%s</p>",
        has_plain=False,
    ),
    "Apple Mail": Client(
        f"TYPED\n\n> {_WROTE}\n> \nQUOTED\n",
        f"<html><body>TYPED<div><br>{_CITE.replace('QUOTED', f'<div>{_WROTE}</div><br><div>QUOTED</div>')}</div></body></html>",
        headers=("X-Mailer: Apple Mail (2.3826.200.121)",),
    ),
    "iPhone": Client(
        f"TYPED\n\nDikirim dari iPhone saya\n\n> {_WROTE}\n> \nQUOTED\n",
        '<html><body dir="auto">TYPED<div dir="ltr"><br><div id="AppleMailSignature">Dikirim dari iPhone saya</div></div>'
        f'<div dir="ltr">{_CITE.replace("QUOTED", f"{_WROTE}<br><br>QUOTED")}</div></body></html>',
    ),
    "iPad plain": Client(
        f"TYPED\n\nSent from my iPad\n\n> On 23 Nov 2026, at 09.02, {_FROM} <{_ADDRESS}> wrote:\n> \nQUOTED\n"
    ),
    "Yahoo web": Client(
        f"TYPED\n\n    Pada Senin, 23 November 2026 pukul 09.02.11 WIB, {_FROM} <{_ADDRESS}> menulis: \n\n BARE",
        '<html><body><div class="ydp1yahoo-style-wrap">TYPED</div><div id="ydp2yahoo_quoted_1" class="yahoo_quoted"><div>'
        f"<div>Pada Senin, 23 November 2026 pukul 09.02.11 WIB, {_FROM} &lt;{_ADDRESS}&gt; menulis:</div><div>QUOTED</div>"
        "</div></div></body></html>",
        '<div dir="ltr">%s</div>',
        encoding="base64",
    ),
    "Yahoo Android": Client(
        f"TYPED\n\nDikirim dari Yahoo Mail di Android \n \n  Pada Sen, Nov 23, 2026 pada 9:02, {_FROM}<{_ADDRESS}> menulis:   BARE",
        'TYPED<br><br><div id="ymail_android_signature"><a href="https://mail.onelink.me">Dikirim dari Yahoo Mail di Android'
        '</a></div> <br> <blockquote style="margin: 0 0 20px 0;"> <div>Pada Sen, Nov 23, 2026 pada 9:02, Pusat Data'
        "&lt;bantuan@kampus.example&gt; menulis:</div> <div>QUOTED</div> </blockquote>",
        "%s<br>",
        encoding="base64",
    ),
    "Thunderbird": Client(
        f"TYPED\n\nOn 23/11/2026 09.02, {_FROM} wrote:\nQUOTED\n",
        '<!DOCTYPE html><html><body><p>TYPED</p><div class="moz-cite-prefix">On 23/11/2026 09.02, Pusat Data wrote:<br>'
        f"</div>{_CITE}</body></html>",
        "%s<br>",
        width=72,
    ),
    "Thunderbird plain": Client(f"TYPED\n\nOn 23/11/2026 09.02, {_FROM} wrote:\nQUOTED\n", encoding="8bit", width=72),
    "Zimbra": Client(
        f"TYPED\n\n----- Original Message -----\nFrom: {_FROM} <{_ADDRESS}>\nTo: Budi Contoh\nSent: Mon, 23 Nov 2026 09:02\n"
        "Subject: NIK salah\n\nBARE",
        '<html><body><div style="font-family: arial">TYPED<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker='
        '"__HEADERS__"><b>From: </b>"Pusat Data" &lt;bantuan@kampus.example&gt;<br><b>To: </b>"Budi Contoh"<br><b>Sent: </b>'
        'Monday, November 23, 2026 9:02:00 AM<br><b>Subject: </b>NIK salah<br></div><br><div data-marker="__QUOTED_TEXT__">'
        "QUOTED</div></div></body></html>",
    ),
    "Roundcube": Client(f"TYPED\n\nPada 2026-11-23 09:02, {_FROM} menulis:\n\nQUOTED\n", encoding="8bit", width=72),
    "Roundcube HTML": Client(
        f"TYPED\n\nOn 2026-11-23 09:02, {_FROM} wrote:\n\nQUOTED\n",
        "<html><body style='font-size: 10pt'>TYPED<p id=\"reply-intro\">On 2026-11-23 09:02, Pusat Data wrote:</p>"
        '<blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0"><div id="replybody1">'
        "QUOTED</div></blockquote></body></html>",
        "<p>%s</p>",
    ),
    "SquirrelMail": Client("TYPED\n\nQUOTED", encoding="8bit", charset="iso-8859-1"),
    "Horde": Client(
        f"TYPED\n\nQuoting {_FROM} <{_ADDRESS}>:\n\nQUOTED\n", headers=("User-Agent: Horde Application Framework 5",)
    ),
    "ProtonMail": Client(
        f"TYPED\n\nOn Monday, November 23rd, 2026 at 9:02 AM, {_FROM} <{_ADDRESS}> wrote:\n\nQUOTED\n",
        '<div style="font-family: Arial, sans-serif; font-size: 14px;">TYPED</div><div class="protonmail_quote">On Monday, '
        "November 23rd, 2026 at 9:02 AM, Pusat Data &lt;bantuan@kampus.example&gt; wrote:<br>"
        '<blockquote class="protonmail_quote" type="cite">QUOTED</blockquote></div>',
    ),
    "Samsung": Client(
        f"TYPED\n\nDikirim dari Galaxy saya\n\n-------- Pesan asli --------\nDari: {_FROM} <{_ADDRESS}> \nTanggal: 23/11/26  09.02"
        "  (GMT+07:00) \nKe: Budi Contoh <budi@mhs.kampus.example> \nSubjek: NIK salah \n\nBARE",
        '<html><body dir="auto">TYPED<div dir="auto"><br></div><div id="composer_signature" dir="auto"><div>Dikirim dari '
        'Galaxy saya</div></div><div dir="auto"><br></div><div align="left" dir="auto"><div>-------- Pesan asli --------'
        "</div><div>Dari: Pusat Data &lt;bantuan@kampus.example&gt; </div><div>Tanggal: 23/11/26  09.02  (GMT+07:00) </div>"
        "<div>Ke: Budi Contoh &lt;budi@mhs.kampus.example&gt; </div><div>Subjek: NIK salah </div><div><br></div></div>"
        "QUOTED</body></html>",
        '<div dir="auto">%s</div>',
        encoding="base64",
    ),
    "Xiaomi": Client(
        f"TYPED\n\nDikirim dari Xiaomi saya\nPada {_FROM} <{_ADDRESS}>, 23 Nov 2026 09.02 menulis:\n\nQUOTED\n",
        '<div dir=\'auto\'>TYPED<br><br>Dikirim dari Xiaomi saya</div><div class="quote" style="line-height:1.5"><br>Pada '
        'Pusat Data &lt;bantuan@kampus.example&gt;, 23 Nov 2026 09.02 menulis:<br><blockquote class="quote">QUOTED'
        "</blockquote></div>",
        "%s<br>",
        encoding="base64",
    ),
    "Huawei": Client(
        f"TYPED\n\n-------- Pesan asli --------\nDari: {_FROM} <{_ADDRESS}>\nTanggal: Sen, 23 Nov 2026 09.02\nKe: Budi Contoh\n"
        "Subjek: NIK salah\n\nQUOTED",
        '<html><body><div dir="auto">TYPED</div><div name="quoted_content"><div>-------- Pesan asli --------</div><div>Dari: '
        "Pusat Data &lt;bantuan@kampus.example&gt;</div><div>Tanggal: Sen, 23 Nov 2026 09.02</div><div>Ke: Budi Contoh</div>"
        "<div>Subjek: NIK salah</div><br>QUOTED</div></body></html>",
        "%s<br>",
    ),
    "K-9": Client(
        f"TYPED\n-- \nDikirim dari perangkat Android saya dengan K-9 Mail.\n\n\nPada 23 November 2026 09.02.11 WIB, {_FROM} "
        f"<{_ADDRESS}> menulis:\nQUOTED\n",
    ),
    "K-9 HTML": Client(
        f"TYPED\n\nPada 23 November 2026 09.02.11 WIB, {_FROM} <{_ADDRESS}> menulis:\nQUOTED\n",
        '<!DOCTYPE html><html><body><div dir="auto">TYPED</div><br><br><div class="gmail_quote"><div dir="auto">Pada 23 '
        "November 2026 09.02.11 WIB, Pusat Data &lt;bantuan@kampus.example&gt; menulis:</div><blockquote "
        'class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex;">QUOTED</blockquote></div></body></html>',
        "%s<br>",
    ),
    "Spark": Client(
        f"TYPED\nOn 23 Nov 2026 at 09.02 +0700, {_FROM} <{_ADDRESS}>, wrote:\nQUOTED\n",
        '<html><body><div name="messageBodySection">TYPED</div><div name="messageReplySection">On 23 Nov 2026 at 09.02 +0700, '
        'Pusat Data &lt;bantuan@kampus.example&gt;, wrote:<br><blockquote type="cite" class="spark_quote">QUOTED'
        "</blockquote></div></body></html>",
    ),
    "Mailspring": Client(
        f"TYPED\n\nOn Nov 23 2026, at 9:02 am, {_FROM} <{_ADDRESS}> wrote:\nQUOTED\n",
        'TYPED<br><div class="gmail_quote_attribution">On Nov 23 2026, at 9:02 am, Pusat Data &lt;bantuan@kampus.example&gt; '
        'wrote:</div><blockquote class="gmail_quote">QUOTED</blockquote>',
    ),
    "BlueMail": Client(
        f"TYPED\n\n\u2063Get BlueMail for Android \u200b\n\nOn 23 Nov 2026, 09:02, at 09:02, {_FROM} <{_ADDRESS}> wrote:\nQUOTED\n",
        '<html><body><div dir="auto">TYPED</div><div id="blue-signature">Get <a href="https://bluemail.me">BlueMail for '
        'Android</a></div><div class="gmail_quote">On 23 Nov 2026, at 09:02, Pusat Data &lt;<a '
        'href="mailto:bantuan@kampus.example">bantuan@kampus.example</a>&gt; wrote:<blockquote class="gmail_quote">QUOTED'
        "</blockquote></div></body></html>",
        "%s<br>",
    ),
    "Foxmail": Client(
        f"TYPED\n\n\n\nBudi Contoh\n \nFrom: {_FROM}\nDate: 2026-11-23 09:02\nTo: budi\nSubject: NIK salah\nBARE",
        '<html><body>TYPED<hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left"><div><span>Budi '
        'Contoh</span></div><blockquote style="margin-Top: 0px;"><div>&nbsp;</div><div style="border:none;border-top:solid '
        '#B5C4DF 1.0pt"><div style="font-size:12px;background:#efefef;padding:8px;"><div><b>From:</b>&nbsp;'
        '<a href="mailto:bantuan@kampus.example">Pusat Data</a></div><div><b>Date:</b>&nbsp;2026-11-23&nbsp;09:02</div><div>'
        "<b>To:</b>&nbsp;budi</div><div><b>Subject:</b>&nbsp;NIK salah</div></div></div>QUOTED</blockquote></body></html>",
        headers=("X-Mailer: Foxmail 7.2.25.213[cn]",),
        encoding="base64",
    ),
    "QQ": Client(
        f'TYPED\n\n\n\n------------------ Original ------------------\nFrom: "{_FROM}" <{_ADDRESS}>;\nDate: Mon, Nov 23, 2026 09:02'
        ' AM\nTo: "budi";\nSubject: NIK salah\n\n\nBARE',
        '<div>TYPED</div><div><br></div><div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;">'
        '------------------&nbsp;Original&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;'
        'padding:8px;"><div><b>From: </b>&nbsp;"Pusat Data" &lt;bantuan@kampus.example&gt;;</div><div><b>Date: </b>&nbsp;Mon,'
        ' Nov 23, 2026 09:02 AM</div><div><b>To: </b>&nbsp;"budi";</div><div><b>Subject: </b>&nbsp;NIK salah</div></div>'
        "<div><br></div>QUOTED",
        encoding="base64",
    ),
    "IBM Notes": Client(
        f"TYPED\n\n\n\nFrom:\t{_FROM} <{_ADDRESS}>\nTo:\tbudi@mhs.kampus.example\nDate:\t23/11/2026 09:02\nSubject:\tNIK salah\n\n\nBARE",
        '<font size=2 face="sans-serif">TYPED</font><br><br><font size=1 color=#5f5f5f face="sans-serif">From: &nbsp; &nbsp; '
        '</font><font size=1 face="sans-serif">Pusat Data &lt;bantuan@kampus.example&gt;</font><br><font size=1 '
        "color=#5f5f5f>To: &nbsp; </font><font size=1>budi@mhs.kampus.example</font><br><font size=1 color=#5f5f5f>Date: "
        "&nbsp;</font><font size=1>23/11/2026 09:02</font><br><font size=1 color=#5f5f5f>Subject: &nbsp;</font><font size=1>"
        "NIK salah</font><br><hr noshade><br>QUOTED",
        "%s<br>",
        headers=("X-Mailer: IBM Notes Release 9.0.1",),
        charset="iso-8859-1",
    ),
    "eM Client": Client(
        f'TYPED\n\n------ Original Message ------\nFrom "{_FROM}" <{_ADDRESS}>\nTo budi@mhs.kampus.example\nDate 23/11/2026'
        " 09:02:11\nSubject NIK salah\n\nQUOTED",
        '<html><body>TYPED<div><br></div><div>------ Original Message ------</div><div>From "Pusat Data" &lt;'
        "bantuan@kampus.example&gt;</div><div>To budi@mhs.kampus.example</div><div>Date 23/11/2026 09:02:11</div><div>Subject "
        'NIK salah</div><div><br></div><div id="x1"><blockquote cite="x" type="cite" class="cite2">QUOTED</blockquote></div>'
        "</body></html>",
        headers=("User-Agent: eM_Client/9.2",),
    ),
}
