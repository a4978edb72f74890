"""Understand what the Feeder sent back, whatever its version makes of it (feeder-api.md §2.2, §3.4, §3.5)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from daemon.integrator.feeder import columns
from daemon.integrator.feeder.acts import ReadAct, synonyms_of
from daemon.integrator.feeder.faults import FeederProtocolError
from daemon.integrator.feeder.rows import Row
from daemon.integrator.web import WebAnswer

_WORDS = 500  # characters of error_desc


@dataclass(frozen=True, slots=True, repr=False)
class Envelope:
    """An answer of the Feeder, taken apart."""

    code: int | None  # 0 is good; None: it says that it failed, and gives no number
    words: str  # error_desc or message, on one line
    data: Any  # as JSON had it


class NotJson(Exception):
    """The answer is no JSON object: HTML, nothing, or something else."""


def _refuse_constant(text: str) -> None:
    raise ValueError(text)


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)


def envelope_of(answer: WebAnswer) -> Envelope:
    """Return the answer's parts; what follows the first JSON value is left out. Raises: NotJson."""
    body = first_object(answer.body)
    if "error_code" in body:
        code = _number(body["error_code"])
        if code is None:
            raise NotJson("error_code is no number")
        return Envelope(code, _line(body.get("error_desc")), body.get("data"))
    if "code" in body or "message" in body:  # the second error shape
        code = _number(body.get("code"))
        return Envelope(code or None, _line(body.get("message")), None)
    raise NotJson("no error_code")


def first_object(octets: bytes) -> Mapping[str, Any]:
    """Return the first JSON object of a body. Raises: NotJson."""
    try:
        text = octets.decode("utf-8-sig").strip("\ufeff \t\r\n\x00")
        value, _ = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise NotJson("an empty body" if not octets.strip() else "no JSON")
    return value


def rows_of(act: ReadAct, data: Any) -> tuple[Row, ...]:
    """Return the rows of a read act's data: a list, one object, or nothing. Raises: FeederProtocolError."""
    if data is None or data == "":
        return ()
    items = [data] if isinstance(data, dict) and data else data or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise FeederProtocolError(f"{act.name}: data of another shape")
    return tuple(Row(act.name, MappingProxyType(_canonical(act, values_of(act.name, item)))) for item in items)


def values_of(act: str, item: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the plain values of one object. Raises: FeederProtocolError."""
    try:
        return {str(name).strip().lower(): columns.plain(value) for name, value in item.items()}
    except TypeError as error:
        raise FeederProtocolError(f"{act}: {error}") from None


def count_of(act: str, data: Any) -> int:
    """Return a count: a bare number or digits. Raises: FeederProtocolError."""
    number = _number(data)
    if number is None or number < 0:
        raise FeederProtocolError(f"{act}: no number")
    return number


def _canonical(act: ReadAct, values: dict[str, str | None]) -> dict[str, str | None]:
    """Give the columns the names that this program knows them by."""
    for name in act.columns:
        if name not in values:
            other = next((other for other in synonyms_of(act, name) if other in values), None)
            if other is not None:
                values[name] = values[other]
    return values


def _number(value: object) -> int | None:
    """Return the number that 0, "0" or " 0 " is; None for everything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    text = value.strip() if isinstance(value, str) else ""
    is_number = text.isascii() and text.removeprefix("-").isdigit() and len(text) < 12
    return int(text) if is_number else None


def _line(value: object) -> str:
    return " ".join(value.split())[:_WORDS] if isinstance(value, str) else ""
