"""Bring identifiers that people write into one form, and tell whether they can be right.

Each `tidy_…` returns the value in the form that the catalogue's patterns expect, "" when the text holds none.
"""

import re
from collections.abc import Callable

from daemon.reading.findings.semesters import tidy_date, tidy_semester

_SEPARATORS = ".-/()_"  # and white space
_LENGTHS_OF_NIM = range(4, 25)
_NIM = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{3,23}")
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(?:[.,][0-9]{1,6})?")
_WOMAN = 40  # added to the day of birth in a woman's NIK


def tidy(kind: str, text: str) -> str:
    """Return the value of a kind that a text starts with or consists of; "" when there is none."""
    reader = _READERS.get(kind)
    return " ".join(text.split()) if reader is None else reader(text)


def is_nik(digits: str) -> bool:
    """Say whether 16 digits have the structure of a NIK: region, day (women: +40), month and year of birth, number."""
    if len(digits) != 16 or not digits.isascii() or not digits.isdigit():
        return False
    day = int(digits[6:8])
    region = int(digits[:2])
    return 11 <= region <= 99 and _is_day(day % _WOMAN, int(digits[8:10])) and day <= 71 and digits[12:] != "0000"


def is_nip(digits: str) -> bool:
    """Say whether 18 digits have the structure of a NIP: date of birth, month of appointment, sex, number.

    A contract employee's (PPPK) has 21 in place of the month.
    """
    if len(digits) != 18 or not digits.isascii() or not digits.isdigit():
        return False
    is_born = 1930 <= int(digits[:4]) <= 2020 and _is_day(int(digits[6:8]), int(digits[4:6]))
    is_appointed = 1950 <= int(digits[8:12]) <= 2100 and (1 <= int(digits[12:14]) <= 12 or digits[12:14] == "21")
    return is_born and is_appointed and digits[14] in "12"


def is_phone(digits: str) -> bool:
    """Say whether digits, 0 first, can be an Indonesian telephone number."""
    return digits.startswith("0") and not digits.startswith("00") and 9 <= len(digits) <= 14


def tidy_phone(text: str) -> str:
    """Return a telephone number with 0 first: "+62 812-0000-0001" → "081200000001"."""
    digits = _digits_of(text.strip().removeprefix("+"))
    if digits.startswith("62"):
        digits = "0" + digits[2:].removeprefix("0")
    elif digits.startswith("8"):
        digits = "0" + digits
    return digits if is_phone(digits) else ""


def tidy_email(text: str) -> str:
    """Return the first e-mail address in a text, lower case."""
    found = _EMAIL.search(text[:400])
    return found[0].lower().rstrip(".") if found else ""


def _is_day(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


def _digits_of(text: str) -> str:
    """Return the digits that a text starts with, without what people put between them."""
    digits: list[str] = []
    for char in text.strip()[:60]:
        if char.isascii() and char.isdigit():
            digits.append(char)
        elif char not in _SEPARATORS and not char.isspace():
            break
    return "".join(digits)


def _tidy_nik(text: str) -> str:
    digits = _digits_of(text)
    return digits if is_nik(digits) else ""


def _tidy_nip(text: str) -> str:
    digits = _digits_of(text)
    return digits if is_nip(digits) else ""


def _tidy_ten_digits(text: str) -> str:
    digits = _digits_of(text)
    return digits if len(digits) == 10 else ""


def _tidy_nim(text: str) -> str:
    if text.isdecimal() and text.isascii() and len(text) in _LENGTHS_OF_NIM:  # as most people write it
        return text
    digits = _digits_of(text.partition("(")[0]) if text[:1].isdigit() else ""
    if len(digits) in _LENGTHS_OF_NIM and " " in text.strip() and "/" not in text:
        return digits
    found = _NIM.match(text.strip().lstrip("("))
    value = found[0].rstrip("./-") if found else ""
    return value.upper() if any(char.isdigit() for char in value) else ""


def _tidy_number(text: str) -> str:
    found = _NUMBER.match(text.strip())
    return found[0].replace(",", ".") if found else ""


_READERS: dict[str, Callable[[str], str]] = {
    "nim": _tidy_nim,
    "nip": _tidy_nip,
    "nidn": _tidy_ten_digits,
    "nisn": _tidy_ten_digits,
    "nik": _tidy_nik,
    "email": tidy_email,
    "phone": tidy_phone,
    "date": tidy_date,
    "semester": tidy_semester,
    "number": _tidy_number,
}
