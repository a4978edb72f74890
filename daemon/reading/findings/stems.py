"""Reduce words to their stems, so that what people write and what the catalogue says can be compared."""

import re
from functools import lru_cache

import snowballstemmer

from daemon.reading.findings.word_set import word_set

_LONGEST_WORD = 30  # characters; what is longer is no word
_WORD = re.compile(r"[a-z0-9]+")
_ONLY_WORDS = bytes(octet if chr(octet) in "\nabcdefghijklmnopqrstuvwxyz0123456789" else 0x20 for octet in range(256))
_STOPS = word_set(
    """
    yang dan di ke dari untuk dengan saya ini itu ada pada akan atau juga karena kami kita nya oleh agar supaya
    sebagai adalah mohon tolong bantu bantuan terima kasih bapak ibu pak bu assalamualaikum selamat pagi siang sore
    malam dalam lalu serta ya izin maaf hormat salam admin tim bagaimana apakah kapan cara sudah masih lagi telah
    sedang atas tersebut the a an and or of to in on for with my i you we this that is are was were be it your our
    from at as please dear sir madam thank thanks hello hi would could me has have been but if when how can
    """
)
_SAME = {
    "password": "sandi",
    "pass": "sandi",
    "surel": "email",
    "siakad": "simak",
    "keliru": "salah",
    "typo": "salah",
    "matkul": "matakuliah",
    "makul": "matakuliah",
    "jurusan": "prodi",
    "universitas": "kampus",
    "univ": "kampus",
    "mhs": "mahasiswa",
    "smt": "semester",
    "no": "nomor",
    "mamak": "ibukandung",
    "mama": "ibukandung",
    "mk": "matakuliah",
    "gabisa": "tidak",
    "ga": "tidak",
    "gak": "tidak",
    "gk": "tidak",
    "tak": "tidak",
    "nggak": "tidak",
    "enggak": "tidak",
    "tdk": "tidak",
    "ngga": "tidak",
    "blm": "belum",
    "blum": "belum",
    "belom": "belum",
    "sdh": "sudah",
    "forlap": "pddikti",
    "dikti": "pddikti",
    "pangkalan": "pddikti",
    "ijasah": "ijazah",
    "wi": "wifi",
    "fi": "wifi",
    "hotspot": "wifi",
    "inet": "internet",
    "lemot": "lambat",
    "lelet": "lambat",
    "ganti": "ubah",
    "koreksi": "baik",
    "revisi": "baik",
    "betul": "baik",
    "benar": "baik",
    "benerin": "baik",
    "login": "masuk",
    "log": "masuk",
}

_BY_PART = {  # what belongs together, and what would otherwise be a form of address, by a part that it has
    "-mail": {"e-mail": "email"},
    "-fi": {"wi-fi": "wifi"},
    "aktif": {"non-aktif": "nonaktif", "non aktif": "nonaktif"},
    "kuliah": {"mata kuliah": "matakuliah"},
    "studi": {"program studi": "prodi"},
    "tinggi": {"perguruan tinggi": "kampus"},
    "komputer": {"lab komputer": "labkomputer", "laboratorium komputer": "labkomputer"},
    "ibu": {"nama ibu": "nama ibukandung", "ibu kandung": "ibukandung", "ibu saya": "ibukandung"},
    "bapak": {"nama bapak": "nama ayah", "bapak saya": "ayah"},
}
_ONE_WORD = {written: word for several in _BY_PART.values() for written, word in several.items()}
_TOGETHER = re.compile("|".join(map(re.escape, _ONE_WORD)))
_WHO_WRITES = re.compile(  # what people say of themselves in any complaint: "NIM saya 2190000001", "Prodi: PAI"
    r"\bnim(?: saya| mahasiswa)?[ :=.]{1,3}(?=[0-9])"
    r"|\b(?:nama|nim|prodi|jurusan|program studi|fakultas|semester|angkatan|no hp|hp|wa|email)"
    r"(?: lengkap| saya| mahasiswa| aktif)?[ \t]{0,8}[:=]"
)


def stems_of(text: str) -> frozenset[str]:
    """Return the stems of the words that say something, each once."""
    return frozenset(map(stem_of, _WORD.findall(_in_one_word(_said(text.casefold()))))) - _NOTHING


def words_of_lines(text: str) -> list[list[str]]:
    """Return the words of each line, parted by line feeds, in the form in which stem_of() knows them."""
    folded = text.casefold()
    if ":" in folded or "=" in folded or "nim" in folded:
        lines = folded.split("\n")
        folded = "\n".join(
            [_said(line) if ":" in line or "=" in line or "nim" in line else line for line in lines]  # few have one
        )
    octets = _in_one_word(folded).encode("ascii", "replace").translate(_ONLY_WORDS)
    return [line.split() for line in octets.decode("ascii").split("\n")]


def _said(folded: str) -> str:
    """Return the text, in lower case, without what people say of themselves."""
    if ":" in folded or "=" in folded or "nim" in folded:  # few lines have one; the expression is slow
        return _WHO_WRITES.sub(" ", folded)
    return folded


def _in_one_word(folded: str) -> str:
    """Return the text with one word for what belongs together."""
    written = [words for part, several in _BY_PART.items() if part in folded for words in several if words in folded]
    if not written:  # a fifth of the time
        return folded
    if len(written) == 1:
        return folded.replace(written[0], _ONE_WORD[written[0]])
    return _TOGETHER.sub(lambda found: _ONE_WORD[found.group()], folded)


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """Return the stem of a word in lower case; "" for words that say nothing."""
    if word in _STOPS or len(word) > _LONGEST_WORD or len(word) < 2:
        return ""
    same = _SAME.get(word, word)
    stem: str = _STEMMER.stemWord(same)
    return _SAME.get(stem, stem)


_NOTHING = frozenset(("",))
_STEMMER = snowballstemmer.stemmer("indonesian")
