"""Recognise identifiers in free text: "NIM saya 2190000001", "hp 0812-0000-0001"."""

import re
from collections.abc import Callable, Iterator, Set
from itertools import islice

from daemon.reading.findings.identifiers import is_nik, is_nip, tidy_email, tidy_phone
from daemon.reading.findings.mentions import Folded, Mentions
from daemon.reading.findings.semesters import tidy_semester
from daemon.reading.findings.word_set import word_set
from daemon.value_objects import value_object


def _themselves(words: str) -> dict[bytes, tuple[str]]:
    """Return the beginnings of matches that begin with one of the words."""
    return {word.encode(): (word,) for word in words.split()}


# No letter, digit or "@" before it. The first character comes first: what looks back first is tried at each character.
_NUMBER = re.compile(r"[+\d](?<![\w@][+\d])(?:(?<=\d)|(?=\d))[\d .\-]*")
_DIGITS = re.compile(r"\d+")
_SEMESTER = Mentions(
    re.compile(
        r"(?<!\d)(?:19|20)\d{2}\s?/\s?(?:19|20)?\d{2}|\bsemester (?:19|20)\d{2}[123]\b"
        r"|\b(?:ganjil|gasal|genap|pendek|antara|odd|even)\b",
        re.IGNORECASE,
    ),
    _themselves("semester ganjil gasal genap pendek antara odd even"),
    (("/", 4), ("/", 5)),  # behind the first year
)
_INTRODUCED = {  # field → words before its value; the value is written with capitals
    "nama": Mentions(
        re.compile(
            r"\b(?:nama saya|saya bernama|yang bernama|atas nama|my name is)(?: adalah)?:? ",
            re.IGNORECASE,
        ),
        {
            b"nama": ("nama saya", "atas nama"),
            b"bernama": ("saya bernama", "yang bernama"),
            b"name": ("my name is",),
        },
    ),
    "nama_mk": Mentions(
        re.compile(r"\b(?:mata kuliah|matkul|mk|the course) ", re.IGNORECASE),
        {b"mata": ("mata kuliah ",), b"matkul": ("matkul ",), b"mk": ("mk ",), b"course": ("the course ",)},
    ),
    "prodi": Mentions(
        re.compile(r"\b(?:prodi|program studi|jurusan|study programme) ", re.IGNORECASE),
        {
            b"prodi": ("prodi ",),
            b"program": ("program studi ",),
            b"jurusan": ("jurusan ",),
            b"programme": ("study programme ",),
        },
    ),
}
_PLACE = Mentions(
    re.compile(
        r"\b(?:gedung|gd\.?|ruang(?:an)?|lab(?:oratorium)?|lantai|lt\.?|aula|building|room|floor) ([\w-]{1,20})",
        re.IGNORECASE,
    ),
    _themselves("gedung gd ruang ruangan lab laboratorium lantai lt aula building room floor"),
)
_NO_PLACE = word_set("lingkup yang di ini itu saya kami tersebut kerja and is the")
_BEFORE = 32  # characters before a number that tell what it is
_MOST = 200  # numbers, or other mentions, that are looked at
_MOST_WORDS = 6  # of a name
_NEAR = 3  # characters between the parts of one place
_LONGEST_PROSE = 20_000  # characters that are searched for names and places
_MONEY = re.compile(r"(?:rp|idr|va|rekening|rek|virtual account|nominal|nuptk|tagihan)\W*$", re.IGNORECASE)
_NAMED = re.compile(r"\b(nim|npm|nip|nidn|nisn|nik|ktp|hp|wa|telp|telepon|whatsapp|phone)\b", re.IGNORECASE)
_KIND_OF_NAME = {"npm": "nim", "ktp": "nik", "hp": "phone", "wa": "phone", "telp": "phone", "telepon": "phone"} | {
    "whatsapp": "phone"
}
_STOPS = word_set(
    """
    dari dengan dan nim npm prodi jurusan mahasiswa salah kurang masih belum di pada from with semester ganjil genap
    tahun simak pddikti krs khs feeder saya yang has is was
    """
)


@value_object
class Recognised:
    """A value that stood in free text, tidied and plausible."""

    kind: str
    value: str


def recognise(whole: Folded, wanted: Set[str]) -> list[Recognised]:
    """Return what was recognised in a text, each kind at most once: the first one named, else the first one.

    `wanted`: the kinds that are looked for, all among RECOGNISED.
    """
    best: dict[str, Recognised] = {}
    for found in _all(whole, wanted):
        if found.kind in wanted:
            best.setdefault(found.kind, found)
    return list(best.values())


def _all(whole: Folded, wanted: Set[str]) -> Iterator[Recognised]:
    """Yield all that is recognised of the wanted kinds, and maybe of others."""
    text = whole.text
    if not wanted.isdisjoint(_FITS):
        yield from _numbers(text)
    if "email" in wanted:
        yield from _addresses(text)
    if "semester" in wanted:
        yield from _semesters(whole)
    prose = whole if len(text) <= _LONGEST_PROSE else Folded(text[:_LONGEST_PROSE])
    for field in _INTRODUCED:
        if field in wanted:
            yield from _introduced(prose, text, field)
    if "lokasi" in wanted:
        yield from _places(prose)


def _numbers(text: str) -> Iterator[Recognised]:
    """Yield the numbers whose kind is named before them, then the others that show it by their structure."""
    named: list[Recognised] = []
    others: list[Recognised] = []
    for number in islice(_NUMBER.finditer(text), _MOST):
        before = text[max(0, number.start() - _BEFORE) : number.start()]
        kind, words_between = _kind_named(before)
        fitting = list(_first_that_fits(number[0], (kind,))) if kind else []
        named.extend(fitting)
        if not fitting and (not kind or words_between) and not _MONEY.search(before):
            others.extend(_unnamed(number[0]))
    yield from named
    yield from others


def _kind_named(before: str) -> tuple[str, bool]:
    """Return the kind that the words just before a number name, "" when none, and whether other words come between."""
    names = list(_NAMED.finditer(before))
    if not names:
        return "", False
    between = before[names[-1].end() :]
    if any(char.isdigit() for char in between):
        return "", False
    name = names[-1][1].lower()
    return _KIND_OF_NAME.get(name, name), any(char.isalpha() for char in between)


def _unnamed(written: str) -> Iterator[Recognised]:
    """Yield what a number is by its structure alone."""
    first = _DIGITS.findall(written[:60])[0]
    if not first.startswith("0") and not first.startswith("628") and 8 <= len(first) <= 12:
        yield Recognised("nim", first)
    elif written.startswith(("0", "+62", "62")):
        yield from _first_that_fits(written, ("phone",))
    else:
        yield from _first_that_fits(written, ("nip", "nik"))


def _first_that_fits(written: str, kinds: tuple[str, ...]) -> Iterator[Recognised]:
    """Yield at most one value: the fewest of the number's groups of digits that fit one of the kinds."""
    digits = ""
    for group in _DIGITS.findall(written[:60]):
        digits += group
        for kind in kinds:
            if _FITS[kind](digits):
                yield Recognised(kind, tidy_phone(digits) if kind == "phone" else digits)
                return


def _has_ten_digits(digits: str) -> bool:
    return len(digits) == 10


_FITS: dict[str, Callable[[str], bool]] = {
    "nik": is_nik,
    "nip": is_nip,
    "nidn": _has_ten_digits,
    "nisn": _has_ten_digits,
    "nim": lambda digits: 6 <= len(digits) <= 16,
    "phone": lambda digits: digits.startswith(("08", "628", "8", "07")) and len(tidy_phone(digits)) >= 10,
}


RECOGNISED = frozenset((*_FITS, *_INTRODUCED, "email", "semester", "lokasi"))  # kinds


def _addresses(text: str) -> Iterator[Recognised]:
    if "@" not in text:
        return
    for word in islice((word for word in text.split() if "@" in word), _MOST):
        value = tidy_email(word)
        if value:
            yield Recognised("email", value)


def _semesters(whole: Folded) -> Iterator[Recognised]:
    for mention in islice(_SEMESTER.within(whole), _MOST):
        value = tidy_semester(whole.text[max(0, mention.start() - 14) : mention.end() + 24])
        if value:
            yield Recognised("semester", value)


def _introduced(prose: Folded, text: str, field: str) -> Iterator[Recognised]:
    """Yield the capitalised words of the text that follow "nama saya", "mata kuliah" and the like in its prose."""
    for mention in islice(_INTRODUCED[field].within(prose), _MOST):
        words = _capitalised(text[mention.end() : mention.end() + 120])
        if words:
            yield Recognised(field, " ".join(words))


def _capitalised(text: str) -> list[str]:
    words: list[str] = []
    for word in text.split():
        bare = word.strip(",.;()\"'")
        if not bare[:1].isupper() or bare.casefold() in _STOPS:
            break
        words.append(bare)
        if bare != word or len(words) == _MOST_WORDS:
            break
    return words


def _places(prose: Folded) -> Iterator[Recognised]:
    """Yield the place that is told most exactly, its parts put together: "gedung C lantai 2"."""
    places: list[list[str]] = []
    end = -1
    for mention in islice(_PLACE.within(prose), _MOST):
        if mention[1].casefold() in _NO_PLACE:
            continue
        if end < 0 or mention.start() - end > _NEAR:
            places.append([])
        places[-1].append(mention[0])
        end = mention.end()
    if places:
        longest = max(places, key=len)
        yield Recognised("lokasi", " ".join(longest))
