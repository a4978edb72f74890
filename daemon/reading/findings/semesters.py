"""Read semesters and dates as people write them."""

import re
from datetime import date

_ODD = frozenset(("ganjil", "gasal", "odd", "ganjl", "gjl"))
_EVEN = frozenset(("genap", "even", "gnp"))
_SHORT = frozenset(("pendek", "antara", "short"))
_CODE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[-/.]?\s?([123])(?!\d)")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[-/\u2013]\s?((?:19|20)?\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari february",
            "maret mar march mrt",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags agust august aug",
            "september sep sept",
            "oktober okt october oct",
            "november nov nopember nop",
            "desember des december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WORD = re.compile(r"[^\W\d_]+|\d+")
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{2,4})(?!\d)")
_LONGEST = 120  # characters of a value that are looked at


def tidy_semester(text: str) -> str:
    """Return the Feeder's code of a semester (year in which the academic year starts, and 1, 2 or 3), "" when unclear.

    "2025/2026 Ganjil" → "20251" (feeder-api.md §6). An even semester of a single year is unclear.
    """
    short = text[:_LONGEST].casefold()
    part = _part_of_year({word for word in _WORD.findall(short) if not word.isdigit()})
    years = _YEARS.search(short)
    if years and part and _follows(years[1], years[2]):
        return years[1] + part
    code = _CODE.search(short)
    if code and not years:
        return code[1] + code[2]
    year = _YEAR.search(short)
    return year[1] + part if year and part == "1" and not years else ""


def tidy_date(text: str) -> str:
    """Return a date as "2001-08-17"; "" when there is none or it does not exist.

    Reads "17 Agustus 2001", "17/08/2001", "2001-08-17", "August 17, 2001", after a place or not.
    """
    short = text[:_LONGEST].casefold()
    numeric = _NUMERIC_DATE.search(short)
    if numeric:
        first, second, third = numeric.groups()
        return _iso(first, second, third) if len(first) == 4 else _iso(third, second, first)
    words = _WORD.findall(short)
    for index, word in enumerate(words):
        if word in _MONTHS:
            return _written_date(words, index)
    return ""


def _part_of_year(words: set[str]) -> str:
    for part, names in (("1", _ODD), ("2", _EVEN), ("3", _SHORT)):
        if words & names:
            return part
    return ""


def _follows(first: str, second: str) -> bool:
    return (int(first) + 1) % 100 == int(second) % 100


def _written_date(words: list[str], index: int) -> str:
    month = str(_MONTHS[words[index]])
    before = words[index - 1] if index else ""
    after = words[index + 1 : index + 3]
    if before.isdigit() and after and after[0].isdigit():
        return _iso(after[0], month, before)
    if len(after) == 2 and all(word.isdigit() for word in after):
        return _iso(after[1], month, after[0])
    return ""


def _iso(year: str, month: str, day: str) -> str:
    if len(year) != 4:
        return ""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
