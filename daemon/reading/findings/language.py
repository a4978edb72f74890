"""Tell Indonesian from English by their small words."""

import re
from itertools import repeat

from daemon.reading.findings.plain_words import plain_words
from daemon.reading.findings.word_set import word_set

_LONGEST = 6000  # characters that are looked at
_LENGTH = 12  # words from which on a letter says in which language its writer corresponds
_CLEAR = 4  # small words of the one language, and three times as many as of the other
_NAMED = frozenset((b"english", b"inggris", b"indonesia", b"indonesian", b"bahasa", b"berbahasa"))  # by any wish
_NOT = r"(?:n't|\bnot|\bcannot|\bdont|\bcant|\btidak|\bkurang|\bbelum|\b(?:ng)?gak?)"
_KNOW = r"(?:speak|understand|read|know|bisa|paham|mengerti|fasih|lancar)"
_WISHES = (  # the first that is found counts
    ("en", re.compile(rf"{_NOT} {_KNOW} (?:any )?(?:ber)?(?:bahasa(?: indonesia)?(?! inggris)|indonesian)\b")),
    ("id", re.compile(rf"{_NOT} {_KNOW} (?:any )?(?:english|(?:ber)?bahasa inggris)\b")),
    (
        "en",
        re.compile(
            r"\b(?:reply|replies|respond|answer|write|communicate|correspond|e-?mail|speak|continue|prefer|use)\b"
            r"[^.?!\n]{0,30}\benglish\b(?! (?:education|department|class|course|literature|book))"
            r"|\benglish,? (?:please|pls|only)\b|\bin english\b[,.]? (?:please|thank)"
            r"|\b(?:balas|dibalas|jawab|dijawab|balasannya|menjawab|membalas)\b[^.?!\n]{0,30}\bbahasa inggris\b"
        ),
    ),
    (
        "id",
        re.compile(
            r"\b(?:balas|dibalas|jawab|dijawab|balasannya|pakai|gunakan)\b[^.?!\n]{0,30}\bbahasa indonesia\b"
            r"|\b(?:reply|respond|answer|write|prefer|use)\b[^.?!\n]{0,30}\b(?:bahasa|indonesian)\b"
        ),
    ),
)
_INDONESIAN = word_set(
    """
    yang dan di ke dari untuk dengan saya ini itu ada tidak bisa pada sudah belum mohon bapak ibu pak bu adalah akan
    atau juga karena kami kita terima kasih salam selamat pagi siang sore malam nya masih tapi tetapi bantuannya
    bantuan dalam oleh agar supaya apakah bagaimana kapan seperti telah jika kalau saat semester nama salah nilai
    tolong gimana gak ga nggak udah aku mahasiswa dosen data perbaikan baik ya assalamualaikum hormat maaf izin
    terlampir berikut lampiran
    """
)
_ENGLISH = word_set(
    """
    the and is are of to in on for with my i you we this that have has not can cannot please dear sir madam thank
    thanks would could be was were it your our from at as been still but if when what how why which there regards
    sincerely hello me name wrong help need an am do does did will about because kindly
    """
)
_ENGLISH_OCTETS = frozenset(map(str.encode, _ENGLISH))
SMALL_WORDS = (_INDONESIAN | _ENGLISH) - {"nama", "baik"}  # that hardly stand in a name


def language_of(text: str, words: frozenset[bytes]) -> str:
    """Return "en" when English words clearly prevail, else "id". `words`: the plain words of the text, at least."""
    if words.isdisjoint(_ENGLISH_OCTETS):  # most texts
        return "id"
    english, indonesian = _counted(plain_words(text[:_LONGEST]))
    return "en" if english >= 2 and english > indonesian * 1.5 else "id"


def wished_language(text: str, words: frozenset[bytes]) -> str:
    """Return the language that a text asks to be answered in, "en" or "id"; "" when it asks for none.

    `words`: the plain words of the text, at least.
    """
    if words.isdisjoint(_NAMED):
        return ""
    folded = text[:_LONGEST].casefold().replace("\u2019", "'")
    return next((language for language, wish in _WISHES if wish.search(folded)), "")


def spoken_language(text: str) -> str:
    """Return "en" or "id" when a text is long and plain enough to tell how its writer corresponds; else ""."""
    words = plain_words(text[:_LONGEST])
    if len(words) < _LENGTH:
        return ""
    english, indonesian = _counted(words)
    if english >= _CLEAR and english > 3 * indonesian:
        return "en"
    return "id" if indonesian >= _CLEAR and indonesian > 3 * english else ""


def _counted(words: list[bytes]) -> tuple[int, int]:
    """Return how many of the words are small English and small Indonesian ones."""
    both = sum(map(_POINTS.get, words, repeat(0)))
    return both // _ENGLISH_POINT, both % _ENGLISH_POINT


_ENGLISH_POINT = 2 * _LONGEST  # an Indonesian word is one point, so that both are counted together
_POINTS = {
    word.encode(): (word in _INDONESIAN) + _ENGLISH_POINT * (word in _ENGLISH) for word in _INDONESIAN | _ENGLISH
}
