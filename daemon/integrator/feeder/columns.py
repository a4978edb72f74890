"""What forms the values of the Feeder's columns have, and which of them may stand in a filter (feeder-api.md §3.2)."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType

from daemon.integrator.feeder.faults import BadRequest
from daemon.value_objects import value_object

Scalar = str | int | Decimal | date | None  # what is sent; ids are text, for their leading zeros
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f;\\\u2028\u2029]|--|/\*|\*/")
_DATES = (re.compile(r"(?P<d>\d\d)-(?P<m>\d\d)-(?P<y>\d{4})"), re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"))
_NO_VALUE = frozenset({"", "-", "0000-00-00", "00-00-0000"})
LONGEST_TEXT = 500  # characters of a value


class Form(StrEnum):
    """The form of a column's values."""

    UUID = "uuid"
    NIM = "nim"
    NUMBER = "number"  # of people: NIDN, NUPTK, NIP, NIK, NISN
    SEMESTER = "semester"  # "20241"
    CODE = "code"  # a reference's id: digits or letters, few
    TEXT = "text"
    DATE = "date"  # the views give text in two forms, so none in filters
    AMOUNT = "amount"  # decimal number
    FLAG = "flag"  # 0 or 1


_PATTERNS: Mapping[Form, re.Pattern[str]] = MappingProxyType(
    {
        Form.UUID: re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"),
        Form.NIM: re.compile(r"[0-9A-Za-z./-]{3,24}"),
        Form.NUMBER: re.compile(r"[0-9]{4,20}"),
        Form.SEMESTER: re.compile(r"[0-9]{5}"),
        Form.CODE: re.compile(r"[0-9A-Za-z*._-]{1,24}"),
        Form.FLAG: re.compile(r"[01]"),
    }
)


@value_object
class Column:
    """A column and the form of its values."""

    name: str
    form: Form = Form.TEXT

    @property
    def is_filterable(self) -> bool:
        """Say whether a filter on it means what it says."""
        return self.form not in (Form.DATE, Form.AMOUNT)


def checked(column: Column, value: str) -> str:
    """Return a value that may stand in a filter on the column. Raises: BadRequest."""
    pattern = _PATTERNS.get(column.form)
    if pattern is not None:
        if not pattern.fullmatch(value) or "--" in value:
            raise BadRequest(column.name, f"is no {column.form.value}")
        return value.lower() if column.form is Form.UUID else value
    if not value.strip() or len(value) > LONGEST_TEXT or _FORBIDDEN.search(value):
        raise BadRequest(column.name, "cannot be searched for")
    return value


def plain(value: object) -> str | None:
    """Return a value off the wire as text without padding; None where there is none.

    Numbers become their shortest text ("1", "3.72"), flags "0" or "1". Raises: TypeError for lists and objects.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where a plain value is meant")
    text = value.strip(" \t\r\n\x00\ufeff\u00a0")
    return None if text in _NO_VALUE else text


def day(text: str) -> date | None:
    """Return the date that a text of either form means, with or without a time; None when it is none."""
    for pattern in _DATES:
        if match := pattern.match(text):
            if len(text) > 10 and text[10] not in " T":
                return None
            return _date(*(int(match[part]) for part in "ymd"))
    return None


def amount(text: str) -> Decimal | None:
    """Return the number that a text means; None when it is none."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def is_same(form: Form, left: Scalar, right: Scalar) -> bool:
    """Say whether two values of a column mean the same, however they were written: "3.00" and 3, two date forms."""
    return _meaning(form, left) == _meaning(form, right)


def _meaning(form: Form, value: Scalar) -> object:
    text = plain(value.isoformat() if isinstance(value, date) else value)
    if text is None:
        return None
    reader = _MEANINGS.get(form, _text)
    return reader(text)


def _text(text: str) -> object:
    return " ".join(text.split())


def _lower(text: str) -> object:
    return text.lower()


def _or_text(read: Callable[[str], object]) -> Callable[[str], object]:
    def meaning(text: str) -> object:
        found = read(text)
        return text if found is None else found

    return meaning


# Codes such as "1" and "01" are two codes, "1" and 1 are one.
_MEANINGS: Mapping[Form, Callable[[str], object]] = MappingProxyType(
    {Form.DATE: _or_text(day), Form.AMOUNT: _or_text(amount), Form.FLAG: _or_text(amount), Form.UUID: _lower}
)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
