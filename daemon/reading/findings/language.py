"""Tell Indonesian from English by their small words."""

import re

from daemon.reading.findings.word_set import word_set

_WORD = re.compile(r"[a-z]{1,20}")
_LONGEST = 6000  # characters that are looked at
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
SMALL_WORDS = (_INDONESIAN | _ENGLISH) - {"nama", "baik"}  # that hardly stand in a name


def language_of(text: str) -> str:
    """Return "en" when English words clearly prevail, else "id"."""
    words = _WORD.findall(text[:_LONGEST].casefold())
    indonesian = sum(map(_INDONESIAN.__contains__, words))
    english = sum(map(_ENGLISH.__contains__, words))
    return "en" if english >= 2 and english > indonesian * 1.5 else "id"
