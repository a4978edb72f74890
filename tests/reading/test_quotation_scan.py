"""Hold that to look at some lines alone gives what looking at each of them gives."""

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from daemon.reading.replies import quotation
from daemon.reading.replies.quotation import Circumstances, mark_lines

LINES = st.sampled_from(
    [
        "",
        " ",
        "Saya sudah mengisi KRS",
        "Pada Sen, 2 Nov 2026 10:15 Budi Contoh menulis:",
        "On Mon, Nov 2, 2026 at 10:15 AM Budi Contoh",
        "<budi@kampus.example> wrote:",
        "budi@kampus.example",
        "menulis",
        "> mohon nama saya diperbaiki",
        ">> NIM: 2190000001",
        "> ",
        "> menulis:",
        "-----Pesan Asli-----",
        "---------- Forwarded message ---------",
        "Dari: Budi Contoh <budi@kampus.example>",
        "Dikirim: 2 November 2026 10:15",
        "Kepada: helpdesk@kampus.example",
        "balas di atas baris ini",
        "[Quoted text hidden]",
        ">>> Budi <budi@kampus.example> 02/11/2026 10:15 >>>",
        "________________________________",
        "Nama benar: Siti Contoh",
    ]
)


@given(
    st.lists(st.tuples(LINES, st.booleans()), max_size=14), st.booleans(), st.booleans(), st.none() | st.integers(0, 9)
)
def test_lines_between_which_nothing_begins_need_not_be_looked_at(lines, is_answer, is_forward, start):
    texts, contained = [text for text, _ in lines], [inside for _, inside in lines]
    circumstances = Circumstances(is_answer, is_forward, (), ("helpdesk@kampus.example",), start)
    quick = mark_lines(texts, contained, circumstances)
    with patch.object(quotation._Scan, "_worth_a_look", lambda scan: range(len(scan._lines))):
        assert mark_lines(texts, contained, circumstances) == quick
