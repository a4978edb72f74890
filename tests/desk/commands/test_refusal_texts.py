"""The words of a refusal name what was wrong and what to do instead, in the reader's language."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from daemon.outbox.letterhead import Letterhead
from daemon.outbox.rendering import Renderer

TEMPLATES = Path(__file__).parents[3] / "templates"
RENDERER = Renderer([TEMPLATES], Letterhead("UIN Contoh", "Pusat Data", ZoneInfo("Asia/Jakarta")))
CASES = [
    ("!tugaskan rinna", "Petugas “rinna” tidak ada. Mungkin maksud Anda rina?", "Did you mean rina?"),
    ("!jenis X99", "Jenis “X99” tidak ada.", "There is no type “X99”."),
    ("!kategori sarpas", "Kategori “sarpas” tidak ada.", "data-mahasiswa, data-dosen"),
    ("!prioritas x", "Yang ada: rendah, biasa", "There is no priority “x”."),
    ("!solusi x", "Solusi “x” tidak ada.", "There are: data-diperbaiki"),
    ("!tolak dokumn", "Kode “dokumn” tidak ada.", "Did you mean dokumen?"),
    ("!tolak", "dokumen, luar-lingkup", "A rejection needs a reason"),
    ("!tutup", "Tiket ini belum diputuskan", "has to be told why"),
    ("!balas", "!balas memerlukan teks", "write it below the command line"),
    ("!ambil rina", "!ambil (ada yang berlebih)", "!ambil (there is too much)"),
    ("!tugaskan", "!tugaskan alamat (ada yang kurang)", "(something is missing)"),
    ("!solusi data-diperbaiki x", "“x” tidak berbentuk nama=nilai", "is not written as name=value"),
    ("!solusi data-diperbaiki x=1 x=2", "“x” tertulis dua kali", "is written twice"),
    ("!untuk bantuan@kampus.example", "alamat layanan ini sendiri", "service's own address"),
    ("!cc +bantuan+r2@kampus.example", "alamat layanan ini sendiri", "service's own address"),
    ("!buka", "berstatus baru", "this ticket is new"),
    ("!lihat PDI-1", "Tiket PDI-1 tidak ada.", "There is no ticket PDI-1."),
    ("!bantuan ambl", "Perintah !ambl tidak dikenal.", "There is no command !ambl."),
]


@pytest.mark.parametrize(("line", "indonesian", "english"), CASES, ids=[line for line, *_ in CASES])
def test_refusal_says_what_was_wrong(counter: Any, line: str, indonesian: str, english: str) -> None:
    refusal = counter.refusal(line)
    assert indonesian in RENDERER.refusal(refusal.code, "id", refusal.facts)
    assert english in RENDERER.refusal(refusal.code, "en", refusal.facts)


def test_refusal_to_reopen_says_what_happens_instead(counter: Any) -> None:
    text = RENDERER.refusal("closed-too-long", "id", {"number": "PDI-2601-0001", "days": 30})
    assert "lebih dari 30 hari" in text
    assert "menjadi tiket baru" in text


def test_refusal_of_a_text_wanted_twice_names_both(counter: Any) -> None:
    text = RENDERER.refusal("text-twice", "en", {"first": "catatan", "second": "selesai"})
    assert "!catatan and !selesai both want it" in text
