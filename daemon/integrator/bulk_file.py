"""Read the CSV that plans one action for many records."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from daemon.desk.refusal import Refusal
from daemon.integrator.action import Action
from daemon.integrator.ordering import NAME, fitted
from daemon.value_objects import value_object

MOST_OCTETS = 2_000_000
_SEPARATORS = ",;\t"
_NAMES = (NAME, "nama", "name")  # columns that say whom a record is about, where the action has none of that name


@value_object
class FileRow:
    """One record of the file."""

    line: int  # of the file, the heading being line 1
    arguments: Mapping[str, str]
    refusal: Refusal | None = None  # why the line cannot be planned
    name: str = ""  # whom the file says that the record is about; "": nothing


def read_rows(action: Action, octets: bytes, constants: Mapping[str, str], most: int) -> tuple[FileRow, ...]:
    """Return the lines of a file with the constants filled in; empty lines are passed over.

    Raises: Refusal("bulk-file") for what is no such file, Refusal("bulk-rows") for too many lines.
    """
    heading, *lines = _cells(octets)
    columns = [_column(action, name) for name in heading]
    if len(lines) > most:
        raise Refusal("bulk-rows", count=len(lines), most=most)
    rows = tuple(
        _row(action, number, dict(zip(columns, line, strict=False)), constants)
        for number, line in enumerate(lines, 2)
        if any(cell.strip() for cell in line)
    )
    if not rows:
        raise Refusal("bulk-file", reason="empty")
    return tuple(_without_twins(action, rows))


def _cells(octets: bytes) -> list[list[str]]:
    if len(octets) > MOST_OCTETS or b"\0" in octets:
        raise Refusal("bulk-file", reason="size")
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = octets.decode("windows-1252", "replace")
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise Refusal("bulk-file", reason="form") from error
    if not lines or not lines[0]:
        raise Refusal("bulk-file", reason="empty")
    return lines


def _column(action: Action, name: str) -> str:
    """Return the parameter that a column holds, or NAME for the one that names the person."""
    plain = name.strip().casefold().replace(" ", "_")
    parameter = action.parameter(plain)
    if parameter is None and plain in _NAMES:
        return NAME
    if parameter is None:
        known = ", ".join(one.name for one in action.parameters)
        raise Refusal("bulk-column", name=name.strip()[:40], known=known[:400])
    return parameter.name


def _row(action: Action, line: int, cells: Mapping[str, str], constants: Mapping[str, str]) -> FileRow:
    arguments, name = dict(constants), cells.get(NAME, "").strip()
    try:
        for column, cell in cells.items():
            parameter = action.parameter(column)
            if parameter is not None and cell.strip():
                arguments[column] = fitted(action, parameter, cell.strip().removeprefix("'"))
    except Refusal as refusal:
        return FileRow(line, arguments, refusal)
    missing = [one.name for one in action.parameters if one.is_required and one.name not in arguments]
    if missing:
        return FileRow(line, arguments, Refusal("values-missing", what=str(line), names=", ".join(missing)))
    return FileRow(line, arguments, name=name)


def _without_twins(action: Action, rows: Iterable[FileRow]) -> Iterator[FileRow]:
    """Refuse each line that is about the same record as one before it."""
    required = [one.name for one in action.parameters if one.is_required]
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row.arguments.get(name, "") for name in required)
        if row.refusal is None and key in seen:
            yield FileRow(row.line, row.arguments, Refusal("bulk-twin", line=seen[key]))
            continue
        seen.setdefault(key, row.line)
        yield row
