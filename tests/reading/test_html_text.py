"""HTML reads well as text, and the containers of mail programs are known."""

import time

import pytest

from daemon.reading.markup.html_text import to_text

REPLY = "<div>Baik, NIM saya 2190000001</div>"
QUOTE = "<blockquote{}><div>Mohon lengkapi NIM Saudara</div></blockquote>"


def lines(html: str) -> list[str]:
    return to_text(html).text.split("\n")


def unquoted(html: str) -> list[str]:
    """Return the lines outside every mark."""
    page = to_text(html)
    marked = {number for start, end in (*page.quoted, *page.signatures) for number in range(start, end)}
    return [line for number, line in enumerate(page.text.split("\n")) if number not in marked and line]


def test_lines_and_paragraphs_stand_as_on_the_page() -> None:
    assert lines("<p>Yth. Bapak,</p><p>Nama saya<br>salah.</p>") == ["Yth. Bapak,", "", "Nama saya", "salah."]


def test_an_empty_line_typed_in_web_mail_stays_one_empty_line() -> None:
    assert lines("<div>satu</div><div><br></div><div><br></div><div>dua</div>") == ["satu", "", "dua"]


def test_lines_of_outlook_are_not_torn_apart() -> None:
    html = "<p class=MsoNormal>NIM: 1</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Nama: B</p>"
    assert lines(html) == ["NIM: 1", "", "Nama: B"]


def test_white_space_collapses_but_words_are_not_joined_or_split() -> None:
    assert lines("<b>Na</b>ma \n <i>saya</i><span> salah</span>") == ["Nama saya salah"]


def test_preformatted_text_keeps_its_spaces() -> None:
    assert lines("<pre>a   b\n  c</pre>") == ["a   b", "  c"]


def test_cells_of_a_row_share_a_line() -> None:
    html = "<table><tr><td><p>NIM</p></td><td>2190000001</td></tr><tr><th>Nama</th><td>Budi</td></tr></table>"
    assert lines(html) == ["NIM\t2190000001", "Nama\tBudi"]


def test_a_cell_of_several_lines_is_not_squeezed_into_its_row() -> None:
    assert lines("<table><tr><td>Alasan</td><td>satu<br>dua</td></tr></table>") == ["Alasan", "satu", "dua"]


def test_lists_are_numbered_and_pointed() -> None:
    html = "<ol><li>ijazah</li><li><p>KTP</p></li></ol><ul><li>KK</li></ul>"
    assert lines(html) == ["1. ijazah", "2. KTP", "- KK"]


def test_a_link_shows_where_it_leads() -> None:
    assert lines('Bukti <a href="https://drive.example/x">di sini</a>.') == ["Bukti di sini <https://drive.example/x>."]


@pytest.mark.parametrize("shown", ["https://www.kampus.example/", "www.kampus.example", "kampus.example"])
def test_a_link_that_shows_its_address_is_not_repeated(shown: str) -> None:
    assert lines(f'<a href="https://www.kampus.example">{shown}</a>') == [shown]


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display: none">x</div>',
        '<span style="font-size:0px">x</span>',
        '<p style="visibility:hidden">x</p>',
        "<div hidden>x</div>",
        '<div style="max-height:0;overflow:hidden">x</div>',
        '<div style="mso-hide:all">x</div>',
        '<div style="opacity:0">x</div>',
        "<style>x</style>",
        "<script>x</script>",
        "<title>x</title>",
        "<!-- x -->",
        "<select><option>x</option></select>",
    ],
)
def test_what_nobody_sees_is_left_out(hidden: str) -> None:
    assert lines(f"{hidden}terlihat") == ["terlihat"]


def test_a_layout_that_sets_the_font_size_to_zero_and_back_is_seen() -> None:
    assert lines('<td style="font-size:0px"><div style="font-size:13px">terlihat</div></td>') == ["terlihat"]


def test_quotations_are_prefixed_once_per_level() -> None:
    html = '<blockquote type="cite">a<blockquote type="cite">b</blockquote></blockquote>c'
    assert [line for line in lines(html) if line.strip("> ")] == ["> a", ">> b", "c"]


def test_an_indentation_made_with_a_blockquote_is_no_quotation() -> None:
    html = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">menjorok</blockquote>'
    assert to_text(html).quoted == ()
    assert lines(html) == ["menjorok"]


@pytest.mark.parametrize(
    "rest",
    [
        '<div class="gmail_quote"><div class="gmail_attr">Pada Senin X menulis:</div>' + QUOTE.format("") + "</div>",
        '<div class="yahoo_quoted" id="yahoo_quoted_1"><div>Pada Senin X menulis:</div><div>lama</div></div>',
        '<div class="moz-cite-prefix">On Monday X wrote:</div>' + QUOTE.format(' type="cite"'),
        '<div class="protonmail_quote">X wrote:<br>' + QUOTE.format(' class="protonmail_quote"') + "</div>",
        '<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">Dari: X</div><div>lama</div>',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">Dari: X</div><div>lama</div>',
        '<div id="x_divRplyFwdMsg">Dari: X</div><div>lama</div>',
        '<div id="mail-editor-reference-message-container"><div>Dari: X</div><div>lama</div></div>',
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>Dari: X</div><p>lama</p>",
        "<div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in'>From: X</div><p>lama</p>",
        "<div><!-- originalMessage --><div>-------- Pesan asli --------</div><div>lama</div></div>",
        '<p id="reply-intro">Pada 2026-11-02 X menulis:</p>' + QUOTE.format(' type="cite"'),
        '<div class="zmail_extra"><div>---- Pada Senin X menulis ----</div>' + QUOTE.format("") + "</div>",
        '<div name="quote">Gesendet: Montag<div>lama</div></div>',
    ],
)
def test_quotations_of_mail_programs_are_marked_with_their_attribution(rest: str) -> None:
    assert unquoted(f"{REPLY}{rest}") == ["Baik, NIM saya 2190000001"]


def test_answers_between_the_quotations_of_one_container_are_not_marked() -> None:
    quotes = "<div>Pada Senin X menulis:</div><blockquote>NIM?</blockquote>{}<blockquote>Nama?</blockquote>{}"
    html = quotes.format("<div>2190000001</div>", "<div>Budi</div>")
    assert unquoted(f'<div class="gmail_quote">{html}</div>') == ["2190000001", "Budi"]


@pytest.mark.parametrize(
    "attribute",
    [
        'class="gmail_signature"',
        'class="moz-signature"',
        'id="Signature"',
        'id="ms-outlook-mobile-signature"',
        'id="AppleMailSignature"',
        'id="composer_signature"',
        'class="protonmail_signature_block"',
        'id="_rc_sig"',
        'data-marker="__SIG_PRE__"',
    ],
)
def test_signatures_of_mail_programs_are_marked(attribute: str) -> None:
    page = to_text(f"{REPLY}<div {attribute}>Budi Contoh<br>Informatika</div>")
    assert page.signatures == ((1, 3),)


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 100_000,
        "<div>" * 30_000 + "</span>" * 30_000,
        "<div>" * 400 + "</span>" * 80_000,
        "<dd>" * 50_000 + "</dt>" * 50_000,
        "<!--" * 100_000,
        "<" * 200_000,
        "&" * 200_000,
        "<table><tr>" + "<td>x" * 60_000,
        '<div class="gmail_quote">' * 300 + "<blockquote>x</blockquote>" * 15_000,
        "<a " + " ".join(f"a{number}=1" for number in range(50_000)) + ">",
        '<p style="' + "x" * 400_000 + '">',
    ],
)
def test_a_bomb_costs_no_more_than_its_size(bomb: str) -> None:
    started = time.process_time()
    to_text(bomb)
    assert time.process_time() - started < 2


def test_a_page_nested_absurdly_deep_is_still_read() -> None:
    assert to_text("<div>" * 5000 + "Mohon &amp; bantuan<br>saya").text == "Mohon & bantuan\nsaya"


@pytest.mark.parametrize("html", ["", " ", "<", "</", "<a", "&", "<!", "\0", "</div></div>", "<td>", "<br>"])
def test_scraps_are_no_trouble(html: str) -> None:
    to_text(html)
