"""Hold what counts as a command line, and what makes a block unfit to run."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from daemon.reading.message import (
    Classification,
    CommandBlock,
    CommandFault,
    HtmlText,
    InboundMessage,
    Kind,
    Mailbox,
    ReplyText,
)
from daemon.reading.orders.command_lines import has_command_mark, may_have_mark
from daemon.reading.orders.commands import read_commands
from daemon.reading.replies.own_text import is_separator, may_have_separator
from daemon.reading.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    fields=(),
    types=(),
    ticket_prefix="PDI",
    own_addresses=("helpdesk@kampus.example",),
    message_id_domain="loket.kampus.example",
    loop_keys=(),
    command_names=("ambil", "selesai", "prioritas", "proses", "take", "tugaskan", "tutup"),
)
PERSON = Classification(kind=Kind.ORDINARY, is_bulk=False, is_robot=False, reason="", bounce=None)
ROBOT = replace(PERSON, kind=Kind.AUTO_REPLY, is_robot=True, reason="auto-submitted")

Reader = Callable[..., CommandBlock]


def message(text: str, html: str | None = None, subject: str = "Re: [PDI-2611-0042] NIK salah") -> InboundMessage:
    return InboundMessage(
        headers=(),
        subject=subject,
        sender=Mailbox(address="rina@kampus.example", name="Rina Contoh"),
        reply_to=(),
        to=(),
        cc=(),
        message_id="a@b.example",
        message_id_is_made_up=False,
        in_reply_to="",
        references=(),
        date=None,
        content_sha256="",
        text=text,
        plain=text,
        plain_charset="utf-8",
        html=html,
        attachments=(),
        attached_messages=(),
        is_encrypted=False,
        is_signed=False,
        has_calendar=False,
        content_type="text/plain",
        defects=(),
    )


def read(text: str, html: str | None = None, reply: str | None = None) -> CommandBlock:
    return read_message(message(text, html), reply)


def read_message(mail: InboundMessage, reply: str | None = None) -> CommandBlock:
    own = mail.text if reply is None else reply
    return read_commands(mail, ReplyText(own, "", is_forward=False, quoted_form=""), PERSON, VOCABULARY)


def names(block: CommandBlock) -> list[str]:
    return [line.name for line in block.lines]


def test_leading_lines_with_a_mark_are_the_block() -> None:
    block = read("!ambil\n!jenis M01\n\nSaudara Budi, kami periksa.\n")
    assert [(line.name, line.arguments) for line in block.lines] == [("ambil", ()), ("jenis", ("M01",))]
    assert block.text == "Saudara Budi, kami periksa."
    assert block.faults == ()


def test_blank_lines_between_commands_do_not_end_the_block() -> None:
    assert names(read("\n!ambil\n\n!proses\n\nHalo")) == ["ambil", "proses"]


def test_a_mark_below_prose_is_stray_and_stays_out_of_the_text() -> None:
    block = read("!ambil\nBaik, kami cek.\n!selesai\nSalam")
    assert names(block) == ["ambil"]
    assert block.stray == ("!selesai",)
    assert block.text == "Baik, kami cek.\nSalam"


def test_prose_first_means_no_commands() -> None:
    block = read("Halo\n!selesai")
    assert block.lines == ()
    assert block.stray == ("!selesai",)


def test_exclamation_is_no_command() -> None:
    block = read("!!! penting\nMohon segera!")
    assert block.lines == ()
    assert block.stray == ()


@pytest.mark.parametrize(
    "quotation",
    [
        "> !selesai",
        "== balas di atas baris ini ==\n!selesai",
        "Dari: Helpdesk <helpdesk@kampus.example>\nDikirim: Senin, 2 November 2026 09.10\n!selesai",
        "*From:* Helpdesk\n*Sent:* Monday\n!selesai",
        "Pada Sen, 2 Nov 2026 pukul 09.10 Helpdesk <helpdesk@kampus.example>\nmenulis:\n!selesai",
        "On Mon, Nov 2, 2026 at 9:10 AM Helpdesk wrote:\n!selesai",
        "-----Pesan Asli-----\n!selesai",
        "-----Original Message-----\n!selesai",
        "---------- Forwarded message ---------\n!selesai",
        "-- \n!selesai",
        "________________________________\n!selesai",
    ],
)
def test_block_ends_where_the_quotation_starts(quotation: str) -> None:
    block = read(f"!ambil\n{quotation}", reply="!ambil")
    assert names(block) == ["ambil"]
    assert block.stray == ()


def test_quotation_first_means_no_commands() -> None:
    assert read("> Halo\n!selesai").lines == ()


def test_keyword_and_quotes_are_normalised() -> None:
    (line,) = read("!Pisah\u00a0“Dua keluhan” nama=“Siti Contoh”").lines
    assert line.name == "pisah"
    assert line.arguments == ("Dua keluhan", "nama=Siti Contoh")


def test_lists_and_none_stay_arguments() -> None:
    (line,) = read('!label +kip -umum +"dua kata" -').lines
    assert line.arguments == ("+kip", "-umum", "+dua kata", "-")


def test_apostrophe_in_a_name_is_no_quotation_mark() -> None:
    block = read('!isi nama=Nu\u2019man Contoh layar=14"')
    assert block.lines[0].arguments == ("nama=Nu'man", "Contoh", 'layar=14"')
    assert block.faults == ()


def test_unclosed_quotation_mark_refuses_the_block() -> None:
    assert read('!ambil\n!pisah "dua keluhan').faults == (CommandFault.UNCLOSED_QUOTE,)


@pytest.mark.parametrize(
    "line",
    [
        "!tugaskan rina@kampus.example<mailto:rina@kampus.example>",
        "!tugaskan rina@kampus.example <mailto:rina@kampus.example>",
        "!tugaskan rina@kampus.example <rina@kampus.example>",
        "!tugaskan <rina@kampus.example>",
    ],
)
def test_link_targets_that_clients_add_are_removed(line: str) -> None:
    assert read(line).lines[0].arguments == ("rina@kampus.example",)


@pytest.mark.parametrize("text", ["!sel\u200besai", "!isi nim=219\u202e0001", "\u200b!selesai"])
def test_invisible_characters_refuse_the_block(text: str) -> None:
    assert read(text).faults == (CommandFault.INVISIBLE,)


def test_look_alike_letters_are_no_known_keyword() -> None:
    assert names(read("!s\u0435lesai")) == ["s?lesai"]


def test_more_than_twenty_commands_are_too_many() -> None:
    assert read("!ambil\n" * 21).faults == (CommandFault.TOO_MANY,)


def test_a_line_above_a_thousand_characters_is_too_long() -> None:
    assert read("!catatan " + "a" * 1000).faults == (CommandFault.TOO_LONG,)


def test_unusual_charset_refuses_the_block() -> None:
    block = read_message(replace(message("!selesai"), plain_charset="utf-7"))
    assert block.faults == (CommandFault.CHARSET,)


def test_calendar_refuses_the_block() -> None:
    assert read_message(replace(message("!selesai"), has_calendar=True)).faults == (CommandFault.CALENDAR,)


@pytest.mark.parametrize("subject", ["Fwd: NIK salah", "FW: NIK salah", "Trs: NIK salah", "WG: NIK salah"])
def test_forward_refuses_the_block(subject: str) -> None:
    assert read_message(message("!untuk budi@mhs.kampus.example", subject=subject)).faults == (CommandFault.FORWARD,)


def test_answer_to_a_forwarded_mail_is_no_forward() -> None:
    assert read_message(message("!selesai", subject="Re: Fwd: NIK salah")).faults == ()


def test_robot_refuses_the_block() -> None:
    own = ReplyText("!selesai", "", is_forward=False, quoted_form="")
    assert read_commands(message("!selesai"), own, ROBOT, VOCABULARY).faults == (CommandFault.ROBOT,)


def test_html_only_mail_lists_its_commands_but_may_not_run_them() -> None:
    mail = replace(message("!selesai\nSudah kami perbaiki."), plain=None, html="<p>!selesai</p>")
    block = read_message(mail)
    assert names(block) == ["selesai"]
    assert block.faults == (CommandFault.HTML_ONLY,)
    assert block.text == "Sudah kami perbaiki."


def test_command_visible_in_both_parts_may_run() -> None:
    assert read("!selesai\nHalo", "<div>!selesai</div><div>Halo</div>").faults == ()


@pytest.mark.parametrize(
    "html",
    [
        "<div>Halo</div>",
        '<div style="display: none">!selesai</div><div>Halo</div>',
        "<blockquote>!selesai</blockquote>",
        "<div>jangan !selesai</div>",
    ],
)
def test_command_that_the_html_does_not_show_is_refused(html: str) -> None:
    assert read("!selesai\nHalo", html).faults == (CommandFault.HTML_DIFFERS,)


def test_marks_of_the_parsed_html_are_heeded() -> None:
    mail = replace(message("!selesai", html="<p>!selesai</p>"), html_text=HtmlText("!selesai", ((0, 1),), ()))
    assert read_message(mail).faults == (CommandFault.HTML_DIFFERS,)


WRAPPED = '!isi nama_benar="Siti Contoh binti Ahmad Contoh" sumber_dokumen="ijazah SMA"\nalamat="Jalan Contoh 1"'


def test_line_wrapped_in_the_plain_part_is_joined() -> None:
    html = f"<div>{WRAPPED.replace(chr(10), ' ')}</div><div>Terima kasih</div>"
    block = read(f"{WRAPPED}\nTerima kasih", html)
    assert block.lines[0].arguments[-1] == "alamat=Jalan Contoh 1"
    assert block.text == "Terima kasih"
    assert block.faults == ()


def test_line_below_a_long_command_is_not_joined_without_proof() -> None:
    block = read(WRAPPED)
    assert block.text == 'alamat="Jalan Contoh 1"'


@pytest.mark.parametrize("text", ["selesai", "Selesai.", "  SELESAI  \n\nSudah diperbaiki."])
def test_bare_keyword_on_the_first_line_counts(text: str) -> None:
    (line,) = read(text).lines
    assert (line.name, line.is_bare, line.target) == ("selesai", True, None)


@pytest.mark.parametrize("text", ["selesai dong", "Halo\nselesai", "sudah", "selesai?"])
def test_other_first_lines_are_no_bare_keyword(text: str) -> None:
    assert read(text).lines == ()


def test_digest_lines_name_their_item() -> None:
    block = read("3 selesai\n5. Ambil\n#7: proses\nsudah ya")
    assert [(line.target, line.name) for line in block.lines] == [(3, "selesai"), (5, "ambil"), (7, "proses")]
    assert block.text == "sudah ya"
    assert all(line.is_bare for line in block.lines)


def test_text_comes_from_the_reply_without_its_signature() -> None:
    assert read("!selesai\nSudah benar.\n\nHormat saya\nRina", reply="!selesai\nSudah benar.").text == "Sudah benar."


def test_html_bomb_costs_little_time() -> None:
    html = "<div>" * 60_000
    assert read("!selesai", html).faults == (CommandFault.HTML_DIFFERS,)


@pytest.mark.parametrize(
    ("line", "target", "name", "arguments"),
    [
        ("3 prioritas tinggi", 3, "prioritas", ("tinggi",)),
        ("4: tugaskan budi", 4, "tugaskan", ("budi",)),
        ("#2 ambil", 2, "ambil", ()),
    ],
)
def test_digest_line_takes_arguments(line: str, target: int, name: str, arguments: tuple[str, ...]) -> None:
    (command,) = read_message(replace(message(line), in_reply_to="x@kampus.example")).lines
    assert (command.target, command.name, command.arguments) == (target, name, arguments)


@pytest.mark.parametrize(
    "line", ["1. prioritas tinggi untuk saya", "2) ambil ijazah", "3 - tutup semua", "5 kali sudah"]
)
def test_list_of_points_is_no_digest(line: str) -> None:
    assert read_message(replace(message(line), in_reply_to="x@kampus.example")).lines == ()


def test_point_with_words_in_a_new_mail_is_no_digest() -> None:
    assert read("3 prioritas tinggi").lines == ()


@pytest.mark.parametrize("mark", ["!", "\uff01", "\ufe57", "\u01c3"])
@pytest.mark.parametrize("between", ["", "\u200b", "\x01", "\u202e\u200b"])
@pytest.mark.parametrize("before", ["", "  ", "\t", "\u200b", "\u00a0", "\x02 "])
def test_mark_is_not_overlooked_at_a_glance(mark: str, between: str, before: str) -> None:
    line = f"{before}{mark}{between}tutup"
    assert has_command_mark(line)
    assert may_have_mark(f"Selamat pagi.\n{line}\nTerima kasih")


@pytest.mark.parametrize("text", ["Terima kasih!", "Terima kasih!\r\nBudi", "Halo! Saya Budi", "a!1", "caf\u00e9! x"])
def test_exclamation_is_passed_at_a_glance(text: str) -> None:
    assert not may_have_mark(text)


@pytest.mark.parametrize(
    "line",
    [
        *("-----Original Message-----", "Pesan asli:", "> Forwarded by Budi:", "___ PESAN diteruskan"),
        *("== Begin forwarded message ==", "Mulai pesan yang diteruskan:", "Diteruskan oleh Budi:", "Asal mesej:"),
        *("-- Original appointment", "Pesan terusan:", "-- Pe\u017fan a\u017fli"),
    ],
)
def test_separator_is_not_overlooked_at_a_glance(line: str) -> None:
    assert is_separator(line)
    assert may_have_separator(f"Nama saya salah\n{line}\nTerima kasih")
